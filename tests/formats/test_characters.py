import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carebus.formats.kith.characters import characters

TEXT = "<a>P-Kreatinin 96 µmol/L, Skarvøy</a>"


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-8", "latin-1", "cp1252", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("declared", ["", "UTF-8", "ISO-8859-1", "UTF-16", "no-such-encoding"])
def test_the_bytes_go_before_the_declaration(encoding, declared):
    text = (f'<?xml version="1.0" encoding="{declared}"?>' if declared else "") + TEXT
    assert characters(text.encode(encoding)) == text


def test_windows_punctuation_in_what_declares_latin_1_is_read():
    assert characters('<?xml version="1.0" encoding="ISO-8859-1"?><a>\u2013 ø</a>'.encode("cp1252")).endswith(
        "<a>\u2013 ø</a>"
    )


def test_another_single_byte_encoding_is_as_declared():
    text = '<?xml version="1.0" encoding="ISO-8859-5"?><a>ж</a>'
    assert characters(text.encode("iso-8859-5")) == text


def test_letters_of_two_encodings_in_one_message_are_not_guessed_at():
    assert characters(b"<a>\xc3\xb8 and \xf8</a>") is None


def test_half_a_character_of_utf_16_is_not_guessed_at():
    assert characters(codecs.BOM_UTF16_LE + b"<\0a\0>") is None


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data):
    characters(data)
