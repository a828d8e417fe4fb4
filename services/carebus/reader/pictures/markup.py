"""Understands what of a laboratory's XHTML may be displayed: its layout and words, nothing that acts or fetches (R24)."""

import html
import re

import nh3

_LAYOUT = {
    *(
        "p",
        "br",
        "div",
        "span",
        "pre",
        "hr",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "sub",
        "sup",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
    ),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
}
_SPANS = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_CELL_ENDS = re.compile(r"</t[dh]\s*>(?=\s*<t[dh])", re.IGNORECASE)
_LINE_ENDS = re.compile(r"<br\s*/?>|<hr\s*/?>|</(?:p|div|li|tr|h[1-6]|pre|dd|caption)\s*>", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\r\f\v]*\n\s*")


def safe(markup: str) -> str:
    """`markup` with its layout kept and everything else taken out: scripts, styles, links, images, attributes."""
    return nh3.clean(markup, tags=_LAYOUT, attributes=_SPANS, url_schemes=set(), link_rel=None)


def plain(markup: str) -> str:
    """The words of `markup`, a line for each paragraph and row; still text that a web page must escape."""
    lines = _LINE_ENDS.sub("\n", _CELL_ENDS.sub(" | ", safe(markup)))
    return _BLANK.sub("\n", html.unescape(nh3.clean(lines, tags=set()))).strip()
