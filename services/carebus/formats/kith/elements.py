"""Understands one element of a KITH message: what stands in it, and every problem met while reading it.

Source: kith.xsd (types ST, CS, CV, TS, PQ, BL, INT).
"""

from collections.abc import Sequence

from lxml import etree

from carebus.domain.coding import Coding
from carebus.domain.problems import Code, Problem
from carebus.domain.results.report import Moment, Quantity
from carebus.formats.kith.times import moment

MOST_PROBLEMS = 100
"""Told of one report: whoever mends a hundred will send it again, and a hostile message must not cost more."""

_NOTHING: tuple["Element", ...] = ()


class Element:
    """One element; `problems` is one list for the whole message, so that all of them are told and not only the first."""

    __slots__ = ("_children", "_under", "node", "problems", "space")

    def __init__(self, node: etree._Element, problems: list[Problem], under: "Element | None" = None) -> None:
        self.node = node
        self.problems = problems
        self._under = under
        self.space: str = node.tag[: node.tag.find("}") + 1] if under is None else under.space
        self._children: dict[str, list[Element]] | None = None

    def all(self, name: str) -> Sequence["Element"]:
        """The elements `name` directly in this one, of its own vocabulary."""
        children = self._children
        if children is None:
            children = self._children = self._read_children()
        return children.get(name, _NOTHING)

    @property
    def name(self) -> str:
        """Its name without namespace."""
        return self.node.tag[len(self.space) :]

    def one(self, name: str) -> "Element | None":
        """The only element `name`; a second one is a problem, since nobody knows which of them is meant."""
        children = self._children
        found = self.all(name) if children is None else children.get(name)
        if not found:
            return None
        if len(found) > 1:
            found[1].problem(Code.UNEXPECTED_ELEMENT, f"{name} stands more than once, and only one has a meaning here")
        return found[0]

    def needed(self, name: str) -> "Element | None":
        """The only element `name`; its absence is a problem."""
        found = self.one(name)
        if found is None:
            self.missing(name)
        return found

    def problem(self, code: Code, detail: str) -> None:
        """Notes what is wrong here. `detail` quotes nothing from the message."""
        self._note(code, "", detail)

    def missing(self, name: str) -> None:
        """Notes that `name` is not here or says nothing."""
        self._note(Code.MISSING_ELEMENT, f"/{name}", f"{name} is missing or empty")

    def _note(self, code: Code, below: str, detail: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(code, f"{self.path()}{below}", detail))
        elif len(self.problems) == MOST_PROBLEMS:
            self.problems.append(
                Problem(code, "/Message", f"more than {MOST_PROBLEMS} problems: the others are not listed")
            )

    def path(self) -> str:
        """Where it stands: `/Message/ServReport/Patient/ResultItem[2]`."""
        if self._under is None:
            return f"/{self.name}"
        among = self._under.all(self.name)
        place = next((n for n, other in enumerate(among, 1) if other is self), 1)
        return f"{self._under.path()}/{self.name}{f'[{place}]' if len(among) > 1 else ''}"

    def own_text(self) -> str | None:
        """The text in it as written, but for blank lines around and blanks after it."""
        return trimmed("".join(map(str, self.node.itertext())) if len(self.node) else self.node.text)

    def text(self, name: str) -> str | None:
        """The text of the child `name` (ST)."""
        found = self.one(name)
        return None if found is None else found.own_text()

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of all children `name`."""
        return tuple(text for found in self.all(name) if (text := found.own_text()) is not None)

    def joined(self, name: str) -> str | None:
        """The free text of all children `name`, a line each: nothing is lost where a sender repeats a comment."""
        return "\n".join(self.texts(name)) or None

    def id(self, name: str) -> str | None:
        """An identifier (ST); a sender's "NULL" says that there is none."""
        text = (self.text(name) or "").strip()
        return None if text in ("", "NULL") else text

    def value(self) -> str | None:
        """The attribute V, or else the text: some senders write codes and times so."""
        written = (self.node.get("V") or self.node.text or "").strip()
        return written or None

    def code(self, name: str) -> str | None:
        """The code alone (CS): its table is known, so its display name adds nothing."""
        found = self.one(name)
        return None if found is None else found.value()

    def as_coding(self) -> Coding | None:
        """Code, system, display name and original text (CS, CV) as written."""
        get = self.node.get
        system = (get("S") or "").strip().removeprefix("urn:oid:")
        coding = Coding(system or None, self.value(), _blank(get("DN")), _blank(get("OT")))
        return coding if coding.code or coding.display or coding.text else None

    def coding(self, name: str) -> Coding | None:
        """The coding in the child `name`."""
        found = self.one(name)
        return None if found is None else found.as_coding()

    def codings(self, name: str) -> tuple[Coding, ...]:
        """The codings in all children `name`."""
        return tuple(coding for found in self.all(name) if (coding := found.as_coding()) is not None)

    def time(self, name: str) -> Moment | None:
        """The time in the child `name` (TS)."""
        found = self.one(name)
        written = None if found is None else found.value()
        return None if written is None else moment(written)

    def as_quantity(self, comparator: str | None = None) -> Quantity | None:
        """Number and unit (PQ) as written: never a float (R24)."""
        number = self.value()
        return None if number is None else Quantity(number, _blank(self.node.get("U")), comparator)

    def quantity(self, name: str) -> Quantity | None:
        """The quantity in the child `name`."""
        found = self.one(name)
        return None if found is None else found.as_quantity()

    def flag(self, name: str) -> bool | None:
        """Yes or no (BL)."""
        return _FLAGS.get((self.code(name) or "").lower())

    def _read_children(self) -> dict[str, list["Element"]]:
        children: dict[str, list[Element]] = {}
        space, start = self.space, len(self.space)
        for node in self.node:
            if node.tag.startswith(space):
                child = Element(node, self.problems, self)
                children.setdefault(node.tag[start:], []).append(child)
        return children


_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def _blank(text: str | None) -> str | None:
    return text.strip() or None if text else None


def trimmed(text: str | None) -> str | None:
    """Text without blank lines around it and blanks at its end; None where nothing is left.

    Leading blanks of the first line stay where more lines follow: microbiologists set tables with them.
    """
    if text is None or not (end := text.rstrip()):
        return None
    return end.lstrip("\r\n") if "\n" in end.strip() else end.lstrip()
