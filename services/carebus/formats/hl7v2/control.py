"""Understands what an order control code (ORC-1) says has happened: HL7 table 0119, and what each code does here.

Source: R29 for NW, XO, DC, CA, HD and RL; the others by their meaning in HL7 v2.8.2 (HL7 Terminology, v2-0119). That
a filler did what its placer asked for (CR, DR, HR, OR, XR) is the same fact as the request, told again. A code that
does nothing here has the reason why: the order is held for a person, since what it says about a prescription would
otherwise be lost.
"""

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What becomes of an order."""

    ISSUED = "issued"
    RECALLED = "recalled"
    SUSPENDED = "suspended"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Control:
    """One code: its meaning, and what it does to an order, or `why` it does nothing.

    `dispenses`: with it an RDS tells what was handed out.
    """

    meaning: str
    effect: Effect | None = None
    why: str = ""
    dispenses: bool = False


_REQUEST = "it asks for something, and nothing is decided"
_ANSWER = "an answer to a request, which tells nothing of the order"
_UNABLE = "what was asked for before was not done: a person must look at the order"
_NUMBER = "it is about the number of an order, not about the order"
_REFILL = "a refill is told by its dispensing (RDS)"
_FAMILY = "no rule says which of a parent and its children is the prescription"
_NO_ORDER = "it is about something else than a prescription"

CONTROLS: dict[str, Control] = {
    "AF": Control("refill request approved", Effect.ISSUED),
    "CA": Control("cancel order request", Effect.RECALLED),
    "CH": Control("child order", why=_FAMILY),
    "CN": Control("combined result", why=_NO_ORDER),
    "CP": Control("cancel process step", why=_NO_ORDER),
    "CR": Control("cancelled as requested", Effect.RECALLED),
    "DC": Control("discontinue order request", Effect.RECALLED),
    "DE": Control("data errors", why=_ANSWER),
    "DF": Control("refill request denied", why=_ANSWER),
    "DR": Control("discontinued as requested", Effect.RECALLED),
    "FU": Control("order refilled, unsolicited", why=_REFILL, dispenses=True),
    "HD": Control("hold order request", Effect.SUSPENDED),
    "HR": Control("on hold as requested", Effect.SUSPENDED),
    "LI": Control("link order to a problem or goal", why=_NO_ORDER),
    "MC": Control("miscellaneous charge", why=_NO_ORDER),
    "NA": Control("number assigned", why=_NUMBER),
    "NW": Control("new order", Effect.ISSUED, dispenses=True),
    "OC": Control("order cancelled", Effect.RECALLED),
    "OD": Control("order discontinued", Effect.RECALLED),
    "OE": Control("order released", Effect.RELEASED),
    "OF": Control("order refilled as requested", why=_REFILL, dispenses=True),
    "OH": Control("order held", Effect.SUSPENDED),
    "OK": Control("order accepted", why=_ANSWER),
    "OP": Control("notification of an order for outside dispense", Effect.ISSUED),
    "OR": Control("released as requested", Effect.RELEASED),
    "PA": Control("parent order", why=_FAMILY),
    "PR": Control("previous results with a new order", why=_NO_ORDER),
    "PY": Control("notification of a replacement order for outside dispense", Effect.ISSUED),
    "RE": Control("performed service to follow; in pharmacy messages the encoded order", Effect.ISSUED, dispenses=True),
    "RF": Control("refill order request", why=_REQUEST),
    "RL": Control("release previous hold", Effect.RELEASED),
    "RO": Control("replacement order", Effect.ISSUED, dispenses=True),
    "RP": Control("order replace request: the order that is replaced", Effect.RECALLED),
    "RQ": Control("replaced as requested: the order that is replaced", Effect.RECALLED),
    "RR": Control("request received", why=_ANSWER),
    "RU": Control("replaced, unsolicited: the order that is replaced", Effect.RECALLED),
    "SC": Control(
        "status changed", why="what changed stands in ORC-5, and no rule says what that does to a prescription"
    ),
    "SN": Control("send order number", why=_NUMBER),
    "SR": Control("response to a request for status", why=_ANSWER),
    "SS": Control("send order status request", why=_REQUEST),
    "UA": Control("unable to accept order", why=_UNABLE),
    "UC": Control("unable to cancel", why=_UNABLE),
    "UD": Control("unable to discontinue", why=_UNABLE),
    "UF": Control("unable to refill", why=_ANSWER),
    "UH": Control("unable to put on hold", why=_UNABLE),
    "UM": Control("unable to replace", why=_UNABLE),
    "UN": Control("unlink order from a problem or goal", why=_NO_ORDER),
    "UR": Control("unable to release", why=_UNABLE),
    "UX": Control("unable to change", why=_UNABLE),
    "XO": Control("change order request", Effect.ISSUED, dispenses=True),
    "XR": Control("changed as requested", Effect.ISSUED, dispenses=True),
    "XX": Control("order changed, unsolicited", Effect.ISSUED, dispenses=True),
}
"""Every code of the table, by code."""


def why_no_order(code: str) -> str | None:
    """Why an order with this code changes no prescription; None where it does."""
    known = CONTROLS.get(code)
    if known is None:
        return "no code of HL7 table 0119"
    return None if known.effect else f"{code}, {known.meaning}: {known.why}"


def why_no_dispensing(code: str) -> str | None:
    """Why an RDS with this code tells of nothing that was handed out; None where it does."""
    known = CONTROLS.get(code)
    if known is None:
        return "no code of HL7 table 0119"
    if known.dispenses:
        return None
    if known.effect is Effect.RECALLED:
        return f"{code}, {known.meaning}: no event takes a dispensing back"
    return f"{code}, {known.meaning}: it does not say that anything was handed out"
