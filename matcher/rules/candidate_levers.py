"""What a person can give way in: distance, pay, form of work, time, nights, certificates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.rules import wording
from matcher.rules.hours import moment, span_text
from matcher.rules.levers import Lever, Proposal
from matcher.rules.pairs import Pairs
from matcher.rules.pay import DUST, offered
from matcher.rules.place import TOLERANCE_KM
from matcher.rules.trade import held_documents
from matcher.table import coding


def _distance(pairs: Pairs, language: str) -> Iterable[Proposal]:
    doubt = pairs.person.radius_km + pairs.job.radius_km
    needed = np.ceil(pairs.distance - doubt - TOLERANCE_KM)
    return [Proposal(int(km)) for km in np.unique(needed[np.isfinite(needed)]) if km > 0]


def _pay(pairs: Pairs, language: str) -> Iterable[Proposal]:
    unit = int(pairs.candidates.facts.pay_unit[0])
    if unit < 0:
        return []
    pay = np.floor(offered(pairs.job, pairs.person.pay_unit) + DUST)
    amounts = [int(yuan) for yuan in np.unique(pay[np.isfinite(pay)])[::-1]]
    return [Proposal(yuan, {"amount": wording.money(yuan, coding.UNITS[unit], language)}) for yuan in amounts]


def _types(pairs: Pairs, language: str) -> Iterable[Proposal]:
    wished = coding.unmask(coding.EMPLOYMENT_TYPES, pairs.candidates.facts.employment_types[0])
    there = np.unique(pairs.jobs.facts.employment_type)
    kinds = [coding.EMPLOYMENT_TYPES[at] for at in there if at >= 0]
    return [
        Proposal([*wished, k], {"type": wording.term("employment_type", k, language)}) for k in kinds if k not in wished
    ]


def _nights(pairs: Pairs, language: str) -> Iterable[Proposal]:
    return [Proposal(True)]


def _free_before(windows: NDArray[Any], moments: NDArray[Any]) -> NDArray[np.int64]:
    """Seconds of the windows that lie before each moment."""
    if not len(windows):
        return np.zeros(len(moments), np.int64)
    total = np.concatenate([[0], np.cumsum(windows[:, 1] - windows[:, 0])])
    at = np.searchsorted(windows[:, 0], moments, side="right")
    last = np.maximum(at - 1, 0)
    beyond = np.maximum(windows[last, 1] - moments, 0)
    return np.asarray(np.where(at > 0, total[at] - np.where(at > 0, beyond, 0), 0))


def _time(pairs: Pairs, language: str) -> Iterable[Proposal]:
    """The post that takes the fewest more minutes first."""
    windows, shifts = pairs.candidates.facts.availability.row(0), pairs.jobs.facts.shifts
    lacking = []
    for row in range(len(shifts)):
        spans = shifts.row(row)
        free = _free_before(windows, spans[:, 1]) - _free_before(windows, spans[:, 0])
        missed = spans[free < spans[:, 1] - spans[:, 0]]
        lacking.append((int(((spans[:, 1] - spans[:, 0]) - free).sum()), missed.tolist()))
    lacking.sort()
    for _, missed in lacking:
        wider = [{"start": moment(a), "end": moment(b)} for a, b in sorted([*windows.tolist(), *missed])]
        yield Proposal(wider, {"when": span_text(missed[0]), "missed": len(missed)})


def _certificates(pairs: Pairs, language: str) -> Iterable[Proposal]:
    """The fewest certificates more, those most asked for first."""
    held, today = pairs.candidates.facts.certificates.row(0), pairs.context.day
    valid = {int(key) for key, last in held if last >= today}
    wanted = pairs.jobs.facts.certificates
    lacking = Counter(frozenset(int(k) for k in wanted.row(at) if int(k) not in valid) for at in range(len(wanted)))
    fewest = min(map(len, lacking))
    kept = held_documents(pairs)
    ranked = sorted(lacking, key=lambda keys: (-lacking[keys], sorted(keys)))
    for keys in (keys for keys in ranked if len(keys) == fewest):
        names: Sequence[str] = [pairs.jobs.names[key] for key in sorted(keys)]
        yield Proposal([*kept, *names], {"names": wording.listed(names, language)})


CANDIDATE_LEVERS: tuple[Lever, ...] = (
    Lever("max_distance_km", ("too_far",), _distance),
    Lever("desired_pay.min", ("pay_below_expectation",), _pay),
    Lever("employment_types", ("employment_type",), _types, best=True),
    Lever("night_shift_ok", ("night_work",), _nights),
    Lever("availability", ("time_conflict",), _time),
    Lever("certificates", ("certificate_missing",), _certificates, best=True),
)
