"""Understands text that may be XHTML: kept as data, never interpreted here (R24)."""

from copy import deepcopy

from lxml import etree

from carebus.formats.kith.elements import Element, trimmed


def text_or_markup(element: Element | None) -> tuple[str | None, bool]:
    """The content of an element of any type, and whether it is markup; namespaces are left out of markup."""
    if element is None:
        return None, False
    if len(element.node) == 0:
        return element.own_text(), False
    return _content(deepcopy(element.node)), True


def _content(node: etree._Element) -> str | None:
    for inner in node.iter():
        inner.tag = etree.QName(inner).localname
    etree.cleanup_namespaces(node)
    parts = [_escaped(node.text)]
    parts += [etree.tostring(child, encoding="unicode", with_tail=True) for child in node]
    return trimmed("".join(parts))


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
