import pytest
from tests.formats.hl7v2.wire import message, order, problems, told

NAME = "Øyesalve 5 µg «mild» €"


def medicine(data: bytes) -> str:
    return told(data).submission.keywords["prescription"].medicine.name


def written(declared: str, encoding: str, name: str = NAME) -> bytes:
    return message(order(rxe={2: f"1^{name}"}), fields={18: declared}).decode().encode(encoding)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UNICODE UTF-8", "utf-8"),
        ("unicode utf-8", "utf-8"),
        ("UTF-8", "utf-8"),
        ("UNICODE UTF-8~8859/1", "utf-8"),
        ("", "utf-8"),
        ('""', "utf-8"),
        ("8859/1", "cp1252"),
        ("8859/1", "utf-8"),
    ],
)
def test_the_characters_are_those_of_the_set_that_is_named(declared, encoding):
    assert medicine(written(declared, encoding)) == NAME


@pytest.mark.parametrize(
    ("declared", "encoding", "name"), [("8859/15", "iso8859-15", "5 €"), ("8859/2", "iso8859-2", "Łódź")]
)
def test_other_sets_of_one_byte_are_read_too(declared, encoding, name):
    assert medicine(written(declared, encoding, name)) == name


@pytest.mark.parametrize("declared", ["ASCII", ""])
def test_plain_letters_need_no_set(declared):
    assert medicine(written(declared, "ascii", "Paracet")) == "Paracet"


@pytest.mark.parametrize(
    ("declared", "encoding"), [("UNICODE UTF-8", "cp1252"), ("ASCII", "cp1252"), ("ASCII", "utf-8"), ("", "cp1252")]
)
def test_bytes_that_are_not_of_the_set_are_a_problem_and_no_guess(declared, encoding):
    assert problems(written(declared, encoding)) == [("not-well-formed", "MSH-18")]


def test_a_byte_that_is_no_character_of_the_set_is_a_problem():
    data = message(order(rxe={2: "1^A@@B"}), fields={18: "8859/1"}).replace(b"@@", b"\x81")
    assert problems(data) == [("not-well-formed", "MSH-18")]


@pytest.mark.parametrize("declared", ["ISO IR87", "KS X 1001", "Nora", "UNICODE UTF-16"])
def test_a_set_that_is_not_taken_is_a_problem_which_does_not_show_it(declared):
    from carebus.formats.hl7v2.messages import read

    (problem,) = read(written(declared, "utf-8"))
    assert (problem.code, problem.where) == ("invalid-value", "MSH-18")
    assert declared not in problem.detail


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_wide_characters_are_named(encoding):
    assert problems(written("UNICODE UTF-16", encoding)) == [("not-well-formed", "/")]


@pytest.mark.parametrize("name", ["Para\x00cet", "Para\x1b[2Jcet", "Para\x85cet", r"Para\X1B\cet"])
def test_control_characters_in_what_is_used_are_a_problem(name):
    assert problems(written("UNICODE UTF-8", "utf-8", name)) == [("control-characters", "RXE-2.2")]


def test_control_characters_in_what_nobody_reads_are_none():
    assert told(message(order(), "NTE|1||Para\x1bcet")).problems == ()
