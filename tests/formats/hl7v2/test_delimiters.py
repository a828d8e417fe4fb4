import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.hl7v2.wire import message, msh, order, prescription, problems, told

from carebus.formats.hl7v2.delimiters import Delimiters, delimiters, unescaped

USUAL = Delimiters("|", "^", "~", "\\", "&")


def with_marks(text: str, marks: str) -> str:
    """The same message cut by other delimiters."""
    return text.translate(str.maketrans("|^~\\&", marks))


def test_the_delimiters_are_those_that_the_message_declares():
    usual = message(order(rxe={7: "^a~^b", 5: "stk^stykk"})).decode()
    other = with_marks(usual, "*:;!$")
    assert other.startswith("MSH*:;!$*")
    assert told(other).submission.keywords == told(usual).submission.keywords


@pytest.mark.parametrize(
    "marks", ["^~\\", "^", "", "^~\\&#!", "^^\\&", "^~|&", "^~\\|", "^~\\a", "^~\\7", "^~\\ ", '^~\\"', "^~\\æ"]
)
def test_delimiters_that_cannot_be_told_apart_are_a_problem(marks):
    assert problems(f"MSH|{marks}|EPJ\rPID|1") == [("not-well-formed", "MSH-2")]


@pytest.mark.parametrize("text", ["MSH", "MSH|", "MSH|^~\\", "MSHX^~\\&X", "MSH ^~\\& "])
def test_a_header_that_is_cut_short_is_a_problem(text):
    assert problems(text) == [("not-well-formed", "MSH-2")]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"5\T\6\F\7\S\8\R\9\E\0", "5&6|7^8~9\\0"),
        (r"en\.br\to", "en\nto"),
        (r"en\.BR\to", "en\nto"),
        (r"en\.sp2\to\.sk3\tre\.in+4\\.fi\\.nf\!", "en\n\nto   tre!"),
        (r"\H\viktig\N\!", "viktig!"),
        (r"\XC2B5\g", "µg"),
        (r"\X41\\X42\C", "ABC"),
        (r"\E\F\E\F", r"\F\F"),
    ],
)
def test_an_escape_stands_for_what_hl7_says(written, text):
    assert unescaped(written, USUAL, "utf-8") == text


@pytest.mark.parametrize("written", ["og\\eller", r"C:\pasient\fil", r"\Zegen\x", "\\", r"\X4\a", r"\.b\a"])
def test_what_is_no_escape_stays_as_written(written):
    assert unescaped(written, USUAL, "utf-8") == written


@pytest.mark.parametrize("written", [r"\C2842\a", r"\M2442\a", r"\XFF\g"])
def test_an_escape_that_cannot_be_read_is_a_problem(written):
    assert problems(message(order(rxe={7: f"^{written}"}))) == [("invalid-value", "RXE-7.2")]


def test_hexadecimal_is_of_the_character_set_of_the_message():
    data = message(order(rxe={2: r"X^\XB5\g"}), fields={18: "8859/1"})
    assert told(data).submission.keywords["prescription"].medicine.name == "µg"


def test_a_value_that_its_sender_cut_short_is_a_problem():
    whole = message(order(rxe={7: "^ta 1 tablett#"})).decode()
    assert told(whole).problems == ()
    assert problems(whole.replace("MSH|^~\\&|", "MSH|^~\\&#|")) == [("invalid-value", "RXE-7.2")]


def test_the_truncation_mark_can_be_escaped():
    data = message(order(rxe={7: "^nr. \\P\\"})).decode().replace("MSH|^~\\&|", "MSH|^~\\&#|")
    assert told(data).submission.keywords["prescription"].dosage.text == "nr. #"


def test_delimiters_that_a_sender_forgot_to_escape_stay_in_the_text():
    got = prescription(order("NW", {}, {12: "3^x&y"}, "TQ1|1||||||||||mat & drikke ^ hvile"))
    assert (got.repeats, got.dosage.text) == ("3^x&y", "mat & drikke ^ hvile")
    assert prescription(order(rxe={2: "1^mat & drikke^L"})).medicine.name == "mat & drikke"


def test_the_header_itself_is_cut_like_any_segment():
    assert msh().startswith("MSH|^~\\&|EPJ|99000101^")
    assert delimiters(msh()) == USUAL


@given(st.text(max_size=40), st.sampled_from(["utf-8", "cp1252", "ascii"]))
def test_no_text_makes_it_raise(text, encoding):
    unescaped(text, USUAL, encoding)
    delimiters("MSH" + text)


@given(st.text(st.characters(exclude_characters="\r\n", codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_whatever_is_escaped_comes_out_as_it_was(text):
    stand_for = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "~": "\\R\\", "&": "\\T\\"}
    written = "".join(stand_for.get(each, each) for each in text)
    assert unescaped(written, USUAL, "utf-8") == text
