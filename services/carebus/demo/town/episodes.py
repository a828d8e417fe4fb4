"""Understands what happens to a patient in the town: visits, stays at the hospital, meetings of two physicians, mistakes, mix-ups."""

from collections.abc import Callable
from random import Random

from carebus.demo.town.kinds import Kind
from carebus.demo.town.writers import GPS, HOME_CARE, HOSPITAL, OTHERS, PATIENTS, PHARMACY, PHYSICIANS, REGISTER

_IDENTIFIERS = (*HOSPITAL, *GPS[:2])
"""Who may tell of identity, by the source files: the hospital and one of the offices."""

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
_STATED: dict[Kind, int] = {
    Kind.ALERT: 10,
    Kind.OBSERVED: 5,
    Kind.REVISE: 8,
    Kind.REFUTE: 5,
    Kind.WITHDRAW: 2,
    Kind.ENDING: 4,
    Kind.NONE_KNOWN: 8,
}
_TIED = (Kind.REPLACED, Kind.ASSIGNED, Kind.MERGED, Kind.MERGED, Kind.MOVED)
_MISTAKEN = (Kind.WITH_SELF, Kind.NEVER_MERGED)
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
    Kind.NONE_BESIDE,
    Kind.OLD_ENTRY,
    Kind.OTHER_CODE,
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
    """What happens in every town, however short: each of those who do not decide says something, and is answered; records are mixed up, and parted."""
    doctor = _physician(of, patient)
    return (
        (((PHARMACY, Kind.MULTIDOSE),), ((doctor, Kind.ANSWER_PROPOSAL),)),
        (((HOME_CARE, Kind.PROPOSE),), ((doctor, Kind.ANSWER_PROPOSAL),)),
        (((PATIENTS, Kind.REPORT),), ((doctor, Kind.ANSWER_REPORT),)),
        (((REGISTER, Kind.LOOKUP),),),
        (
            ((doctor, Kind.NONE_KNOWN),),
            ((HOSPITAL[0], Kind.MERGED),),
            ((doctor, Kind.ALERT),),
            ((HOSPITAL[1], Kind.RING),),
        ),
        (((HOSPITAL[0], Kind.MERGED_WRONGLY),), ((doctor, Kind.ENDING),), ((HOSPITAL[1], Kind.UNMERGED),)),
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


def _stating(of: Random, patient: int) -> tuple[Moment, ...]:
    """Something must be known: it is stated, and perhaps told more precisely, or overlooked, by the next who sees the patient."""
    first = ((_physician(of, patient), _drawn(of, _STATED)),)
    then = of.choice((None, None, Kind.REVISE, Kind.REVISE, Kind.NONE_BESIDE))
    return (first, ((of.choice((HOME_CARE, _physician(of, patient))), then),)) if then else (first,)


def _observing(of: Random, _patient: int) -> tuple[Moment, ...]:
    return (((of.choice((HOME_CARE, PHARMACY, PATIENTS, *HOSPITAL)), Kind.OBSERVED),),)


def _doubting(of: Random, patient: int) -> tuple[Moment, ...]:
    """Two look at the same entry: one of them is too late."""
    other = of.choice([each for each in PHYSICIANS if each != gp(patient)])
    return (((gp(patient), Kind.REVISE), (other, of.choice((Kind.REVISE, Kind.REFUTE)))),)


def _identifying(of: Random, _patient: int) -> tuple[Moment, ...]:
    """It is found out who the patient is; and now and then told by somebody who should have looked first."""
    known = of.choice(_TIED)
    then = Kind.RING if known is Kind.MERGED and of.random() < 0.6 else of.choice((None, None, None, *_MISTAKEN))
    told = (known, then) if then else (known,)
    return tuple(((of.choice(_IDENTIFIERS), each),) for each in told)


def _mixing_up(of: Random, patient: int) -> tuple[Moment, ...]:
    """Two patients are taken for one, are written about as one, and are parted again."""
    wrong, back = of.choice(((Kind.MERGED_WRONGLY, Kind.UNMERGED), (Kind.LINKED, Kind.UNLINKED)))
    between = ((_physician(of, patient), _drawn(of, _STATED)),)
    return (((of.choice(HOSPITAL), wrong),), between, ((of.choice(_IDENTIFIERS), back),))


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
    return (((PATIENTS, Kind.BY_PATIENT),),) if of.random() < 0.2 else (((of.choice(OTHERS), Kind.NOT_THEIRS),),)


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
    _mistake: 11,
    _overreach: 5,
    _stray: 5,
    _stating: 24,
    _observing: 7,
    _doubting: 6,
    _identifying: 11,
    _mixing_up: 8,
}
