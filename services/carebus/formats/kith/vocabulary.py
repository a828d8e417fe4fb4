"""Understands which XML vocabulary a message is written in, and where in an envelope the Svarrapport stands.

Source: KITH Svarrapport v1.3 (namespace labsvar/2008-12-01) and v1.4 (labsvar/2012-02-15); KITH Hodemelding (msghead); SOAP 1.1
and 1.2. Other versions are named and not read: their elements have other meanings.
"""

import re

from lxml import etree

from carebus.domain.problems import Code, Problem
from carebus.formats.format import Format

LABSVAR = "http://www.kith.no/xmlstds/labsvar"
VERSIONS = {f"{LABSVAR}/2008-12-01": Format.KITH_1_3, f"{LABSVAR}/2012-02-15": Format.KITH_1_4}
_ENVELOPES = {"MsgHead", "Envelope"}
_SHOWN = re.compile(r"[A-Za-z0-9:/._#-]{1,80}")
_ACCEPTED = "accepted are KITH Svarrapport v1.3 and v1.4, alone or in a MsgHead or SOAP envelope"


def messages(root: etree._Element) -> tuple[etree._Element, ...] | Problem:
    """The Svarrapport messages in the document, all of a known version; or why there are none."""
    found = _svarrapporter(root)
    if not found:
        return Problem(Code.UNKNOWN_VOCABULARY, "/", f"{_shown(etree.QName(root))} is no Svarrapport: {_ACCEPTED}")
    unknown = [each for each in found if etree.QName(each).namespace not in VERSIONS]
    if unknown:
        return Problem(Code.UNKNOWN_VERSION, "/", f"{_shown(etree.QName(unknown[0]))}: {_ACCEPTED}")
    return found


def format_of(message: etree._Element) -> Format:
    """The version of a message that `messages` found."""
    return VERSIONS[etree.QName(message).namespace or ""]


def _svarrapporter(root: etree._Element) -> tuple[etree._Element, ...]:
    if _is_svarrapport(root):
        return (root,)
    if etree.QName(root).localname not in _ENVELOPES:
        return ()
    return tuple(each for each in root.iter("{*}Message") if _is_svarrapport(each) and _outermost(each))


def _is_svarrapport(element: etree._Element) -> bool:
    name = etree.QName(element)
    return name.localname == "Message" and (name.namespace or "").startswith(LABSVAR)


def _outermost(element: etree._Element) -> bool:
    """Not a report that another report carries as an attached document."""
    return not any(_is_svarrapport(outer) for outer in element.iterancestors("{*}Message"))


def _shown(name: etree.QName) -> str:
    """Name and namespace of a root element, where they look like those of a vocabulary."""
    parts = (name.localname, name.namespace or "no namespace")
    return " in ".join(part if _SHOWN.fullmatch(part) or part == "no namespace" else "(not shown)" for part in parts)
