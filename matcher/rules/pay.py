"""Pay: what a person expects, and what the law demands."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.law import Wage
from matcher.domain.units import DAYS_A_MONTH, DAYS_A_WEEK
from matcher.rules import wording
from matcher.rules.context import Context, Params
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import FAIL, PASS, UNKNOWN, Verdict, settle
from matcher.table import coding
from matcher.table.facts import F64, I64, JobFacts

DUST = 1e-6  # yuan: what 21.75 and 8 may leave behind
GIG, PART_TIME = (coding.EMPLOYMENT_TYPES.index(name) for name in ("gig", "part_time"))
INTERNSHIP = coding.EMPLOYMENT_TYPES.index("internship")
_UNIT = {name: at for at, name in enumerate(coding.UNITS)}


def month_hours(job: JobFacts) -> F64:
    """Hours of work in a month of a job."""
    return np.asarray(job.day_hours * DAYS_A_MONTH)


def best(job: JobFacts) -> F64:
    """What a job pays at best: its max, else its min."""
    return np.where(np.isnan(job.pay_max), job.pay_min, job.pay_max)


def wish_hours(job: JobFacts, unit: int) -> F64:
    """Hours of a job that an expectation per unit covers; a month is a twelfth of a year, 13th months included."""
    hours: dict[int, Any] = {
        _UNIT["hour"]: 1.0,
        _UNIT["day"]: job.day_hours,
        _UNIT["shift"]: job.shift_hours,
        _UNIT["week"]: job.day_hours * DAYS_A_WEEK,
        _UNIT["month"]: job.day_hours * DAYS_A_MONTH * job.pay_months / 12,
        _UNIT["year"]: job.day_hours * DAYS_A_MONTH * job.pay_months,
    }
    return np.asarray(np.broadcast_to(hours.get(unit, math.nan), job.pay_min.shape))


def offered(job: JobFacts, unit: NDArray[np.int8]) -> F64:
    """(m, n) what jobs (1, n) pay at best in the units (m, 1) of expectations; NaN where it cannot be told."""
    hourly = best(job) / job.unit_hours
    units = np.unique(unit)
    if len(units) == 1:
        return np.asarray(hourly * wish_hours(job, int(units[0])))
    found = np.full((len(unit), hourly.shape[1]), math.nan)
    for one in units:
        found[unit[:, 0] == one] = hourly * wish_hours(job, int(one))
    return found


def _below_expectation(pairs: Pairs, params: Params) -> Verdict:
    wish = pairs.person.pay_min
    stated = ~np.isnan(wish)
    if not stated.any():
        return settle(stated, False)
    pay = offered(pairs.job, pairs.person.pay_unit)
    return settle(stated, pay < wish - DUST, np.isnan(pay))


def _tell_expectation(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    person, job = pair.candidates.facts, pair.jobs.facts
    at = int(person.pay_unit[0])
    if at < 0:
        return Told(variant="unit")
    unit, wish = coding.UNITS[at], float(person.pay_min[0])
    pay = float(offered(pair.job, pair.person.pay_unit).item())
    values = {"wish": wording.money(wish, unit, language)}
    if verdict == UNKNOWN:
        return Told(values, variant="piece" if job.pay_unit[0] == _UNIT["piece"] else "")
    values["pay"] = wording.money(math.floor(pay * 100 + DUST) / 100, unit, language)
    if verdict == PASS:
        return Told(values)
    least = math.floor(pay + DUST)
    lower = Change("candidate", "desired_pay.min", least, {"amount": wording.money(least, unit, language)})
    raised = math.ceil(wish * float(job.unit_hours[0]) / float(wish_hours(job, at)[0]) - DUST)
    field = "pay.min" if np.isnan(job.pay_max[0]) else "pay.max"
    own = {"amount": wording.money(raised, coding.UNITS[job.pay_unit[0]], language)}
    return Told(values, (lower, Change("job", field, raised, own)))


def floors(job: JobFacts, context: Context) -> tuple[F64, F64]:
    """Minimum wages by month and by hour for jobs, on the day of the first shift, else today; NaN before the table."""
    days = np.where(job.first_shift_day == coding.NO_DAY, context.day, job.first_shift_day)
    month, hour = _steps(context.law.steps(), days)
    for district in context.law.classes:
        here = job.area // 10**6 == int(district)
        if here.any():
            own_month, own_hour = _steps(context.law.steps(district), days)
            month, hour = np.where(here, own_month, month), np.where(here, own_hour, hour)
    return month, hour


def _steps(wages: tuple[Wage, ...], days: NDArray[Any]) -> tuple[F64, F64]:
    starts: I64 = np.array([coding.day(wage.start) for wage in wages], np.int64)
    if days.size and len(set(np.searchsorted(starts, [days.min(), days.max()], side="right"))) == 1:
        days = days[:1, :1] if days.ndim > 1 else days[:1]  # one period for all, as on most days
    at = np.searchsorted(starts, days, side="right")
    months = np.array([math.nan, *(wage.month for wage in wages)])
    hours = np.array([math.nan, *(wage.hour for wage in wages)])
    return months[at], hours[at]


def _by_hour(job: JobFacts) -> NDArray[np.bool_]:
    return np.asarray((job.employment_type == GIG) | (job.employment_type == PART_TIME))


def _below_minimum_wage(pairs: Pairs, params: Params) -> Verdict:
    job = pairs.job
    month, hour = floors(job, pairs.context)
    least = job.pay_min / job.unit_hours
    low = np.where(_by_hour(job), least < hour - DUST, least * month_hours(job) < month - DUST)
    return settle((job.employment_type != INTERNSHIP) & ~np.isnan(month), low, np.isnan(least))


def _least_pay(job: JobFacts, hourly: float) -> int:
    """The smallest whole yuan in a job's own unit that comes to so much an hour."""
    return math.ceil(hourly * float(job.unit_hours[0]) - DUST)


def least_lawful(pairs: Pairs) -> int | None:
    """The least whole yuan in a post's own unit that the law allows, where it pays less; None where it does not."""
    job = pairs.jobs.facts
    if (_below_minimum_wage(pairs, {}) != FAIL).all():
        return None
    month, hour = (float(floor[0]) for floor in floors(job, pairs.context))
    return _least_pay(job, hour if _by_hour(job)[0] else month / float(month_hours(job)[0]))


def _raise(job: JobFacts, to: int, language: str) -> Change:
    unit = coding.UNITS[job.pay_unit[0]]
    values = {"amount": wording.money(to, unit, language)}
    if np.isnan(job.pay_max[0]) or job.pay_max[0] >= to:
        return Change("job", "pay.min", to, values, "change_pay_floor")
    whole: dict[str, Any] = {"min": to, "max": to, "unit": unit}
    if job.pay_months[0] != 12:
        months = float(job.pay_months[0])
        whole["months"] = int(months) if months.is_integer() else months
    return Change("job", "pay", whole, values, "change_pay_floor")


def _tell_floor(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    job = pair.jobs.facts
    month, hour = (float(floor[0]) for floor in floors(job, pair.context))
    hourly = bool(_by_hour(job)[0])
    unit, floor = ("hour", hour) if hourly else ("month", month)
    values = {"floor": wording.money(floor, unit, language)}
    if verdict == UNKNOWN:
        return Told(values, variant="piece" if job.pay_unit[0] == _UNIT["piece"] else "")
    least = float(job.pay_min[0] / job.unit_hours[0])
    shown = least if hourly else least * float(month_hours(job)[0])
    values["pay"] = wording.money(math.floor(shown * 100 + DUST) / 100, unit, language)
    if verdict == PASS:
        return Told(values)
    needed = hour if hourly else month / float(month_hours(job)[0])
    return Told(values, (_raise(job, _least_pay(job, needed), language),))


def _allowance(pairs: Pairs, params: Params) -> Verdict:
    job = pairs.job
    month, _ = floors(job, pairs.context)
    least = job.pay_min / job.unit_hours * month_hours(job)
    low = least < month * pairs.context.number("internship_allowance_share") - DUST
    return settle(~np.isnan(month), False, low | np.isnan(least))


def _tell_allowance(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    job = pair.jobs.facts
    month, _ = floors(job, pair.context)
    floor = float(month[0]) * pair.context.number("internship_allowance_share")
    values = {"floor": wording.money(floor, "month", language)}
    least = float(job.pay_min[0] / job.unit_hours[0] * month_hours(job)[0])
    if math.isnan(least):
        return Told(values, variant="missing")
    values["pay"] = wording.money(math.floor(least * 100 + DUST) / 100, "month", language)
    if verdict == PASS:
        return Told(values)
    return Told(values, (_raise(job, _least_pay(job, floor / float(month_hours(job)[0])), language),))


RULES = (
    Rule("pay_below_expectation", _below_expectation, _tell_expectation, reads=("pay_min", "pay_unit")),
    Rule("below_minimum_wage", _below_minimum_wage, _tell_floor, of="job"),
    Rule("internship_allowance", _allowance, _tell_allowance, of="job"),
)
