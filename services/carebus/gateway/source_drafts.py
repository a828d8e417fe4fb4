"""Understands which laboratories some messages come from, and writes a source file of each for a person to review."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from carebus.domain.results.report import Identifier
from carebus.formats.format import Format
from carebus.formats.kith import messages
from carebus.formats.kith.reports import Told
from carebus.gateway.sources import HER, NATIONAL, ORGANISATION, Sources, is_organisation_number, plain

_LONGEST_ID = 40
_HEAD = """\
# Drafted from messages: review every line before use.
# `laboratory` is part of the key of every report and `assigner` of every local patient number: once reports were accepted, they
# never change, whatever else does.
"""


@dataclass(slots=True)
class _Seen:
    """What the messages of one laboratory say of it."""

    ids: set[Identifier] = field(default_factory=set)
    order: list[Identifier] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    formats: set[Format] = field(default_factory=set)

    def add(self, ids: Iterable[Identifier]) -> None:
        new = [identifier for identifier in dict.fromkeys(ids) if identifier not in self.ids]
        self.ids.update(new)
        self.order += new

    def absorb(self, other: "_Seen") -> None:
        self.add(other.order)
        self.names.update(other.names)
        self.formats |= other.formats

    def national(self) -> set[Identifier]:
        return {identifier for identifier in self.ids if identifier.kind in NATIONAL}


@dataclass(frozen=True, slots=True)
class Draft:
    """A source file to be reviewed: its name without folder, and its text."""

    file: str
    text: str


def draft(received: Iterable[bytes], known: Sources | None = None) -> tuple[Draft, ...]:
    """One draft for each laboratory in the messages that `known` has none of; what cannot be read is passed over."""
    found: list[_Seen] = []
    for data in received:
        message = messages.read(data)
        if isinstance(message, messages.Message):
            for told in message.reports:
                found = _joined(found, _seen(told, message.format))
    new = [each for each in found if known is None or not known.matching(each.ids)]
    return _drafts(new)


def _seen(told: Told, used: Format) -> _Seen:
    seen = _Seen(formats={used})
    seen.add(map(plain, told.provider))
    seen.names.update([told.provider_name] if told.provider_name else [])
    return seen


def _joined(found: list[_Seen], new: _Seen) -> list[_Seen]:
    """Ids that were seen together are one laboratory's; local ids join nothing."""
    if not new.national():
        return found
    apart = []
    for each in found:
        if each.national() & new.national():
            each.absorb(new)
            new = each
        else:
            apart.append(each)
    return [*apart, new]


def _drafts(seen: list[_Seen]) -> tuple[Draft, ...]:
    drafts: dict[str, Draft] = {}
    for each in seen:
        name = _slug(each)
        unique = name if name not in drafts else f"{name}-{len(drafts)}"
        drafts[unique] = Draft(
            f"{unique}.yaml", _HEAD + yaml.safe_dump(_file(unique, each), allow_unicode=True, sort_keys=False)
        )
    return tuple(drafts.values())


def _slug(seen: _Seen) -> str:
    name = _name(seen).lower().replace("ø", "o").replace("æ", "ae").replace("å", "a")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
    return slug if len(slug) > 1 else "laboratory"


def _name(seen: _Seen) -> str:
    return seen.names.most_common(1)[0][0] if seen.names else "Laboratory"


def _file(name: str, seen: _Seen) -> dict[str, object]:
    hers = [i.value for i in seen.order if i.kind == HER and re.fullmatch(r"[0-9]{1,9}", i.value)]
    numbers = [i.value for i in seen.order if i.kind == ORGANISATION and _is_organisation(i.value)]
    organisation = numbers[0] if numbers else None
    taken = {*hers, organisation}
    others = [{"kind": i.kind, "value": i.value} for i in seen.order if i.value not in taken and _writable(i)]
    return {
        "id": name,
        "name": _name(seen),
        "organisation": organisation,
        "her_ids": hers,
        "other_ids": others,
        "laboratory": organisation or (f"HER-{hers[0]}" if hers else name),
        "assigner": hers[0] if hers else organisation or name,
        "formats": sorted(str(each) for each in seen.formats),
        "areas": ["results"],
        "roles": ["laboratory"],
        "cadence": None,
        "environment": "test",
    }


def _is_organisation(value: str) -> bool:
    return re.fullmatch(r"[0-9]{9}", value) is not None and is_organisation_number(value)


def _writable(identifier: Identifier) -> bool:
    """Whether a source file can hold the id: some senders write words where a code belongs."""
    return re.fullmatch(r"[A-Z0-9]{1,8}", identifier.kind or "") is not None and len(identifier.value) <= _LONGEST_ID
