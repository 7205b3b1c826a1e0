"""What an employer can give way in: pay, what is asked for, nights, arrangements, cover, dates, headcount."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from matcher.domain import codes
from matcher.rules import wording
from matcher.rules.levers import Lever, Proposal
from matcher.rules.pairs import Pairs
from matcher.rules.pay import DUST, least_lawful, wish_hours
from matcher.rules.trade import fewer_years
from matcher.table import coding
from matcher.table.keys import NO_KEY


def _pay(pairs: Pairs, language: str) -> Iterable[Proposal]:
    """The least whole yuan that anybody waits for, never below the legal floor."""
    job = pairs.jobs.facts
    if not math.isfinite(job.unit_hours[0]):
        return []
    lawful = least_lawful(pairs)
    wishes, units = pairs.candidates.facts.pay_min, pairs.candidates.facts.pay_unit
    per = np.array([float(wish_hours(job, unit)[0]) for unit in range(len(coding.UNITS))] + [math.nan])
    needed = np.ceil(wishes * job.unit_hours[0] / per[units] - DUST)
    unit = coding.UNITS[job.pay_unit[0]]
    amounts = np.unique(np.maximum(needed[np.isfinite(needed)], lawful or 0))
    values = sorted({*map(int, amounts), *([lawful] if lawful else [])})
    return [_raised(pairs, to, bool(lawful), {"amount": wording.money(to, unit, language)}) for to in values]


def _raised(pairs: Pairs, to: int, floor_breached: bool, values: dict[str, object]) -> Proposal:
    job = pairs.jobs.facts
    low, high = float(job.pay_min[0]), float(job.pay_max[0])
    if math.isnan(high):
        return Proposal(to, values, "pay.min")
    if not floor_breached:
        return Proposal(to, values, "pay.max")
    months = float(job.pay_months[0])
    whole: dict[str, Any] = {"min": to, "max": max(to, _short(high)), "unit": coding.UNITS[job.pay_unit[0]]}
    if months != 12:
        whole["months"] = _short(months)
    return Proposal(to, values, "pay.min") if low < to <= high else Proposal(whole, values, "pay")


def _short(value: float) -> float:
    return int(value) if value.is_integer() else value


def _schooling(pairs: Pairs, language: str) -> Iterable[Proposal]:
    levels = np.unique(pairs.candidates.facts.education)
    known = sorted((int(at) for at in levels if at >= 0), key=lambda at: -int(coding.RANKS[at]))
    wanted = int(coding.RANKS[pairs.jobs.facts.min_education[0]])
    lower = [at for at in known if coding.RANKS[at] < wanted]
    return [Proposal(coding.EDUCATIONS[at], {"level": wording.education(at, language)}) for at in lower]


def _experience(pairs: Pairs, language: str) -> Iterable[Proposal]:
    months = np.floor(pairs.candidates.facts.experience_months + DUST)
    for number in np.unique(months[np.isfinite(months)])[::-1]:
        change = fewer_years(int(number), language)
        yield Proposal(change.to, change.values)


def _majors(pairs: Pairs, language: str) -> Iterable[Proposal]:
    wanted = [pairs.jobs.names[key] for key in pairs.jobs.facts.majors.row(0)]
    studied = Counter(int(key) for key in pairs.candidates.facts.major if key != NO_KEY)
    names = sorted((pairs.candidates.names[key] for key in studied), key=str)
    return [Proposal([*wanted, name], {"major": name}) for name in names]


def _certificates(pairs: Pairs, language: str) -> Iterable[Proposal]:
    """One certificate less; never one that the law asks for."""
    wanted = [pairs.jobs.names[key] for key in pairs.jobs.facts.certificates.row(0)]
    optional = pairs.context.law.lists["optional_licences"]
    for dropped in wanted:
        code = codes.licence(dropped)
        if code is None or code in optional:
            yield Proposal([name for name in wanted if name != dropped], {"names": dropped})


def _nights(pairs: Pairs, language: str) -> Iterable[Proposal]:
    return [Proposal(False)]


def _arrangements(pairs: Pairs, language: str) -> Iterable[Proposal]:
    offered = int(pairs.jobs.facts.accommodations[0])
    for code in coding.ACCOMMODATIONS:
        bit = coding.arrangements((code,))
        if not offered & bit:
            to = coding.unmask(coding.ACCOMMODATIONS, offered | bit)
            yield Proposal(to, {"what": wording.arrangements(bit, language)})


def _possible(pairs: Pairs, language: str) -> Iterable[Proposal]:
    return [Proposal(True)]


def _insurance(pairs: Pairs, language: str) -> Iterable[Proposal]:
    given = coding.unmask(coding.INSURANCES, pairs.jobs.facts.insurance[0])
    for name in coding.INSURANCES:
        if name not in given:
            yield Proposal([*given, name], {"what": wording.term("insurance", name, language)})


def _today(pairs: Pairs, language: str) -> Iterable[Proposal]:
    return [Proposal(pairs.context.date.isoformat())]


def _headcount(pairs: Pairs, language: str) -> Iterable[Proposal]:
    return [Proposal(pairs.context.events.hires.get(pairs.jobs.keys[0], 0) + 1)]


def _figure(column: str) -> Callable[[Pairs, str], Iterable[Proposal]]:
    def propose(pairs: Pairs, language: str) -> Iterable[Proposal]:
        limits = getattr(pairs.candidates.protected, column)
        return [Proposal(_short(float(limit))) for limit in np.unique(limits[np.isfinite(limits)])[::-1]]

    return propose


FIT = ("accommodation_missing", "limit_exceeded")
JOB_LEVERS: tuple[Lever, ...] = (
    Lever("pay", ("pay_below_expectation", "below_minimum_wage", "internship_allowance"), _pay),
    Lever("min_education", ("education_too_low",), _schooling),
    Lever("min_experience_years", ("experience_too_short",), _experience),
    Lever("majors", ("major_mismatch",), _majors, best=True),
    Lever("required_certificates", ("certificate_missing", "minor_work"), _certificates, best=True),
    Lever("night_shift", ("night_work", "minor_work"), _nights),
    Lever("accommodations", FIT, _arrangements, best=True),
    Lever("arrangements_possible", FIT, _possible),
    Lever("demands.lifting_kg", ("limit_exceeded", "minor_work"), _figure("limit_kg")),
    Lever("demands.standing_hours", ("limit_exceeded",), _figure("limit_hours")),
    Lever("insurance", ("insurance_missing",), _insurance, best=True),
    Lever("expires_at", ("expired",), _today),
    Lever("opens_at", ("not_yet_open",), _today),
    Lever("headcount", ("filled",), _headcount),
)
