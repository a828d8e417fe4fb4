"""Understands what happens to a patient in the town: visits, stays at the hospital, meetings of two physicians at one list, mistakes."""

from collections.abc import Callable
from random import Random

from carebus.demo.town.kinds import Kind
from carebus.demo.town.writers import GPS, HOME_CARE, HOSPITAL, OTHERS, PATIENTS, PHARMACY, PHYSICIANS, REGISTER

Moment = tuple[tuple[int, Kind], ...]
"""Who does what at one moment; several at once are a race."""

_DECISIONS: dict[Kind, int] = {
    Kind.CHANGE: 26,
    Kind.ADD: 13,
    Kind.CEASE: 9,
    Kind.LIST: 9,
    Kind.PAUSE: 7,
    Kind.RESUME: 6,
    Kind.REVERSE: 4,
    Kind.RETRACT: 2,
    Kind.CEASE_LATER: 3,
    Kind.RECONCILE: 4,
}
_RACED: dict[Kind, int] = {kind: weight for kind, weight in _DECISIONS.items() if kind is not Kind.REVERSE}
_PHYSICIANS_WRONG = (
    Kind.FOREIGN_ROW,
    Kind.FOREIGN_PROPOSAL,
    Kind.FUTURE_BASE,
    Kind.OLD_READING,
    Kind.ROW_LEFT_OUT,
    Kind.FIELD_LEFT_OUT,
    Kind.NOT_PAUSED,
    Kind.OLD_ROW,
    Kind.TWO_ROWS,
    Kind.REUSED_ID,
)


def beginning(of: Random, patient: int) -> Moment:
    """How a patient gets a list: from their office, from a lookup, or from both offices at once."""
    doctor = gp(patient)
    match of.random():
        case luck if luck < 0.12:
            return ((REGISTER, Kind.LOOKUP),)
        case luck if luck < 0.3:
            other = of.choice([each for each in PHYSICIANS if each != doctor])
            return ((doctor, Kind.CREATE), (other, Kind.CREATE))
        case _:
            return ((doctor, Kind.CREATE),)


def episode(of: Random, patient: int) -> tuple[Moment, ...]:
    """Something that happens, moment by moment."""
    (kind,) = of.choices(tuple(_EPISODES), tuple(_EPISODES.values()))
    return kind(of, patient)


def opening(of: Random, patient: int) -> tuple[tuple[Moment, ...], ...]:
    """What happens in every town, however short: each of those who do not decide says something, and is answered."""
    doctor = _physician(of, patient)
    return (
        (((PHARMACY, Kind.MULTIDOSE),), ((doctor, Kind.ANSWER_PROPOSAL),)),
        (((HOME_CARE, Kind.PROPOSE),), ((doctor, Kind.ANSWER_PROPOSAL),)),
        (((PATIENTS, Kind.REPORT),), ((doctor, Kind.ANSWER_REPORT),)),
        (((REGISTER, Kind.LOOKUP),),),
    )


def gp(patient: int) -> int:
    """The patient's own physician (fastlege)."""
    return GPS[patient % len(GPS)]


def _visit(of: Random, patient: int) -> tuple[Moment, ...]:
    return (((_physician(of, patient), _drawn(of, _DECISIONS)),),)


def _race(of: Random, patient: int) -> tuple[Moment, ...]:
    others = [each for each in PHYSICIANS if each != gp(patient)]
    together = (gp(patient), *of.sample(others, of.choice((1, 1, 1, 2))))
    return (tuple((each, _drawn(of, _RACED)) for each in together),)


def _stay(of: Random, patient: int) -> tuple[Moment, ...]:
    """Admission, writes by the hospital and perhaps by the office meanwhile, discharge, and the list reconciled after it (R8)."""
    ward = of.choice(HOSPITAL)
    meanwhile = ((gp(patient), Kind.CHANGE),) if of.random() < 0.5 else ((ward, Kind.LIST),)
    acts = ((ward, Kind.ADMIT), (ward, Kind.ORDER), (ward, _drawn(of, _DECISIONS)))
    after = ((ward, Kind.DISCHARGE), (gp(patient), Kind.RECONCILE))
    return (*((act,) for act in acts), meanwhile, *((act,) for act in after))


def _asking(of: Random, patient: int) -> tuple[Moment, ...]:
    who, what = of.choice(((PHARMACY, Kind.MULTIDOSE), (HOME_CARE, Kind.PROPOSE), (PATIENTS, Kind.PROPOSE)))
    return (((who, what),), ((_physician(of, patient), Kind.ANSWER_PROPOSAL),))


def _reporting(of: Random, patient: int) -> tuple[Moment, ...]:
    return (((of.choice((HOME_CARE, PATIENTS)), Kind.REPORT),), ((_physician(of, patient), Kind.ANSWER_REPORT),))


def _prescribing(of: Random, patient: int) -> tuple[Moment, ...]:
    return (((_physician(of, patient), Kind.PRESCRIBE),), ((PHARMACY, Kind.DISPENSE),))


def _recall(of: Random, patient: int) -> tuple[Moment, ...]:
    return (((_physician(of, patient), Kind.RECALL),),)


def _lookup(of: Random, _patient: int) -> tuple[Moment, ...]:
    return (((REGISTER, of.choice((Kind.LOOKUP, Kind.LOOKUP, Kind.LOCK))),),)


def _packing(_of: Random, _patient: int) -> tuple[Moment, ...]:
    return (((PHARMACY, Kind.RESPONSIBLE),), ((PHARMACY, Kind.PACK),))


def _mistake(of: Random, patient: int) -> tuple[Moment, ...]:
    return (((_physician(of, patient), of.choice(_PHYSICIANS_WRONG)),),)


def _overreach(of: Random, _patient: int) -> tuple[Moment, ...]:
    return (((of.choice(OTHERS), Kind.NOT_THEIRS),),)


def _stray(of: Random, patient: int) -> tuple[Moment, ...]:
    """Sent twice, told twice, or not to be read."""
    kind = of.choice((Kind.AGAIN, Kind.AGAIN, Kind.REWRITE, Kind.REWRITE, Kind.WRONG_NUMBER, Kind.UNKNOWN_SENDER))
    return (((_physician(of, patient), kind),),)


def _physician(of: Random, patient: int) -> int:
    return gp(patient) if of.random() < 0.5 else of.choice(PHYSICIANS)


def _drawn(of: Random, weights: dict[Kind, int]) -> Kind:
    return of.choices(tuple(weights), tuple(weights.values()))[0]


_EPISODES: dict[Callable[[Random, int], tuple[Moment, ...]], int] = {
    _visit: 34,
    _race: 14,
    _stay: 7,
    _asking: 8,
    _reporting: 5,
    _prescribing: 9,
    _recall: 2,
    _lookup: 4,
    _packing: 2,
    _mistake: 7,
    _overreach: 5,
    _stray: 5,
}
