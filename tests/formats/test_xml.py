import pytest

from carebus.domain.problems import Code, Problem
from carebus.formats.kith.xml import root


@pytest.mark.parametrize(
    "before",
    [
        "<!DOCTYPE a>",
        '<?xml version="1.0"?>\n<!-- a comment --><!DOCTYPE a [<!ENTITY x "y">]>',
        '<?pi?><!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_document_type_is_refused_before_anything_of_it_is_read(before, encoding):
    refused = root(f"{before}<a>&x;</a>".encode(encoding))
    assert isinstance(refused, Problem)
    assert refused.code is Code.FORBIDDEN_XML


def test_the_word_doctype_inside_a_text_is_only_text():
    read = root(b"<a><![CDATA[<!DOCTYPE html>]]></a>")
    assert not isinstance(read, Problem)
    assert read.text == "<!DOCTYPE html>"


@pytest.mark.parametrize(
    "text",
    [
        "<a><b></a>",
        "<a>&unknown;</a>",
        "<a",
        "<a>\x00</a>",
        "<a b='1' b='2'/>",
        "<a/><a/>",
        "<a>" * 400 + "</a>" * 400,
        "<!-- ",
    ],
)
def test_what_is_not_well_formed_is_named_with_its_place(text):
    problem = root(text.encode())
    assert isinstance(problem, Problem)
    assert problem.code is Code.NOT_WELL_FORMED
    assert "line" in problem.detail


def test_a_fault_does_not_quote_the_message():
    problem = root(b"<a><Name>Nora Fjell</Nora></a>")
    assert isinstance(problem, Problem)
    assert "Nora" not in problem.detail


def test_blank_lines_before_the_declaration_do_not_matter():
    assert not isinstance(root(b'\n\n<?xml version="1.0" encoding="UTF-8"?><a/>'), Problem)


def test_comments_and_processing_instructions_are_left_out():
    read = root(b"<a><!-- secret --><?pi x?>text</a>")
    assert not isinstance(read, Problem)
    assert "".join(read.itertext()) == "text"


def test_a_message_of_nothing_but_tags_is_refused_before_it_fills_the_memory():
    problem = root(b"<a>" + b"<b/>" * 300_001 + b"</a>")
    assert isinstance(problem, Problem)
    assert problem.code is Code.TOO_LARGE
