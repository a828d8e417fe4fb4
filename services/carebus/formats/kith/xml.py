"""Understands which XML may be read: well-formed, without document types and entities, and nothing fetched."""

import re

from lxml import etree

from carebus.domain.problems import Code, Problem
from carebus.formats.kith.characters import characters

_KINDS: dict[int, str] = {
    number: name.removeprefix("ERR_").replace("_", " ").lower()
    for name, number in vars(etree.ErrorTypes).items()
    if isinstance(number, int)
}
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
MOST_TAGS = 300_000
"""A tag takes some 400 bytes to read. The largest real message seen has 870, a report of 10,000 rows some 250,000."""

_BEFORE_ROOT = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)


def root(data: bytes) -> etree._Element | Problem:
    """The root element of the message, or why it cannot be read. Comments and processing instructions are left out."""
    text = characters(data)
    if text is None:
        return Problem(Code.NOT_WELL_FORMED, "/", "the bytes are not text in any one encoding")
    if _has_document_type(text):
        return Problem(
            Code.FORBIDDEN_XML, "/", "document types and entities are refused: send the message without DOCTYPE"
        )
    if text.count("<") > MOST_TAGS:
        return Problem(Code.TOO_LARGE, "/", f"the message has more than {MOST_TAGS} tags")
    return _parsed(_DECLARATION.sub("", text, count=1))


def _has_document_type(text: str) -> bool:
    at = 0
    while misc := _BEFORE_ROOT.match(text, at):
        at = misc.end()
    return text.startswith("<!DOCTYPE", at)


def _parsed(text: str) -> etree._Element | Problem:
    try:
        return etree.fromstring(text.encode(), _parser())
    except etree.XMLSyntaxError as error:
        return Problem(Code.NOT_WELL_FORMED, "/", _reason(error))


def _parser() -> etree.XMLParser:
    """Entities, network and DTD are off, and lxml's own limits of depth and size stay on (`huge_tree`)."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _reason(error: etree.XMLSyntaxError) -> str:
    """The kind and place of the fault: the parser's own sentence may quote the message."""
    line, column = error.position
    kind = _KINDS.get(getattr(error, "code", 0), "unknown fault")
    return f"not well-formed XML: {kind} at line {line}, column {column}"
