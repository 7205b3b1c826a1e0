"""The rules that are more than a comparison, written a second time as the contract says them, one pair at a time."""

from __future__ import annotations

import math
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain import codes
from matcher.domain.moments import age_on, parse_day, parse_moment
from matcher.domain.records import read_candidate, read_job
from matcher.rules.context import Context
from matcher.rules.explain import explain_pair
from matcher.rules.loading import load_scenarios
from matcher.table.table import Candidates, Jobs

SCENARIOS = load_scenarios()
AS_OF = parse_moment("2023-09-01T10:00+08:00")
TODAY = date(2023, 9, 1)
OFFICE = {"A19", "A33", "A41", "A44"}
MATRIX = {
    (row["demand"], row["category"]): [c for c in row["suggested_accommodations"].split("|") if c]
    for row in codes.rows("disability_demand_matrix")
}
QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def found(scenario: str, person: dict[str, Any], post: dict[str, Any]) -> dict[str, str]:
    person = {"id": "c", "consents": ["matching", "disability_matching"], **person}
    people, posts = Candidates.of([read_candidate(person)]), Jobs.of([read_job({"id": "j", "title": "岗位", **post})])
    rules = explain_pair(SCENARIOS[scenario], people, posts, Context(AS_OF))["rules"]
    return {rule["code"]: rule["verdict"] for rule in rules}


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


# Arrangements

LEVELS = ("vision", "speech", "mobility", "standing", "lifting", "cognition", "night_work")
ABILITIES = optional(
    **{name: st.integers(0, 3) for name in LEVELS},
    lifting_kg=st.sampled_from([0, 3, 5, 10]),
    standing_hours=st.sampled_from([0, 2, 4]),
)
CATEGORY = st.sampled_from(list(codes.CATEGORY_COLUMNS))
CODES = st.lists(st.sampled_from(list(codes.ACCOMMODATIONS)), max_size=4, unique=True)


def covers(demand: str, category: str | None, offered: list[str]) -> bool:
    columns = codes.CATEGORY_COLUMNS[category] if category else ()
    cell = [code for column in columns for code in MATRIX.get((demand, column), [])]
    if not cell:
        cell = [code for (name, _), column_codes in MATRIX.items() if name == demand for code in column_codes]
    return bool(set(cell) & set(offered) - {"A19", "A41"})


def compared(demand: str, figure: str | None, job: dict[str, Any], limit: dict[str, Any]) -> str | None:
    """above, within, unsure, or None where there is nothing to compare."""
    if figure and figure in job and figure in limit:
        return "above" if job[figure] > limit[figure] else "within"
    if demand in job and demand in limit:
        return "above" if job[demand] > limit[demand] else "within"
    job_says = bool(job.get(demand)) or (figure in job if figure else False)
    person_says = demand in limit or (figure in limit if figure else False)
    one_figure = figure is not None and (figure in job) != (figure in limit)
    return "unsure" if one_figure and job_says and person_says else None


@QUICK
@given(ABILITIES, ABILITIES, st.none() | CATEGORY, st.none() | CODES, st.none() | st.booleans())
def test_limits(limits: Any, demands: Any, category: str | None, offered: Any, possible: bool | None) -> None:
    outcomes = []
    for name in LEVELS:
        figure = {"lifting": "lifting_kg", "standing": "standing_hours"}.get(name)
        outcome = compared(name, figure, demands, limits)
        if outcome in ("above", "unsure") and covers(name, category, offered or []):
            outcome = "within"
        outcomes.append(outcome)
    if not any(outcomes):
        expected = None
    elif "above" in outcomes and possible is False and offered is not None:
        expected = "fail"
    else:
        expected = "unknown" if {"above", "unsure"} & set(outcomes) else "pass"
    disability = {"limits": limits, **({"category": category} if category else {})}
    post = {"demands": demands}
    post |= {"accommodations": offered} if offered is not None else {}
    post |= {"arrangements_possible": possible} if possible is not None else {}
    assert found("general", {"disability": disability}, post).get("limit_exceeded") == expected


@QUICK
@given(CODES, st.none() | CODES, st.none() | st.booleans())
def test_needs(needs: list[str], offered: list[str] | None, possible: bool | None) -> None:
    lacking = set(needs) - set(offered or []) - OFFICE
    refused = possible is False and offered is not None
    expected = None if not needs else "pass" if not lacking else "fail" if refused else "unknown"
    post: dict[str, Any] = {"accommodations": offered} if offered is not None else {}
    post |= {"arrangements_possible": possible} if possible is not None else {}
    assert found("general", {"disability": {"needs": needs}}, post).get("accommodation_missing") == expected


# Pay, in exact fractions

UNITS = st.sampled_from(["hour", "day", "shift", "week", "month", "year", "piece"])
MONEY = st.integers(0, 60) | st.integers(1000, 9000)


def hours_of(unit: str, post: dict[str, Any], months: Fraction) -> Fraction | None:
    day = Fraction(post.get("hours_per_day", 8))
    shift = Fraction(post["_shift"]) if "_shift" in post else day
    month = day * Fraction(2175, 100)
    return {
        "hour": Fraction(1),
        "day": day,
        "shift": shift,
        "week": day * 5,
        "month": month,
        "year": month * months,
    }.get(unit)


@QUICK
@given(
    optional(min=MONEY, max=MONEY, unit=UNITS, months=st.sampled_from([12, 13, 16])),
    optional(min=MONEY, unit=UNITS),
    optional(hours_per_day=st.sampled_from([4, 8, 10]), _shift=st.sampled_from([4, 6, 9])),
    st.none() | st.sampled_from(["gig", "part_time", "full_time", "public_welfare", "internship"]),
)
def test_pay(pay: dict[str, Any], wish: dict[str, Any], hours: dict[str, Any], kind: str | None) -> None:
    if pay.get("min", 0) > pay.get("max", math.inf):
        pay["min"], pay["max"] = pay["max"], pay["min"]
    post: dict[str, Any] = {"pay": pay, **hours}
    months = Fraction(pay.get("months", 12))
    unit = hours_of(pay["unit"], post, months) if "unit" in pay else None
    best, least = pay.get("max", pay.get("min")), pay.get("min")

    expectation = None
    if "min" in wish:
        covered = hours_of(wish["unit"], post, months) if "unit" in wish else None
        if covered is not None and wish.get("unit") == "month":
            covered *= months / 12
        if unit is None or covered is None or best is None:
            expectation = "unknown"
        else:
            expectation = "pass" if Fraction(best) / unit * covered >= wish["min"] else "fail"

    floor = None
    if kind != "internship":
        if unit is None or least is None:
            floor = "unknown"
        elif kind in ("gig", "part_time"):
            floor = "pass" if Fraction(least) / unit >= 20 else "fail"
        else:
            monthly = Fraction(least) / unit * Fraction(hours.get("hours_per_day", 8)) * Fraction(2175, 100)
            floor = "pass" if monthly >= 2070 else "fail"

    shift = post.pop("_shift", None)
    if shift:
        post["shifts"] = [{"start": "2023-09-04T08:00", "end": f"2023-09-04T{8 + shift:02}:00"}]
    post |= {"employment_type": kind} if kind else {}
    verdicts = found("general", {"desired_pay": wish}, post)
    assert verdicts.get("pay_below_expectation") == expectation
    assert verdicts.get("below_minimum_wage") == floor


# Entitlement

DATES = st.sampled_from(["2021-08-31", "2021-09-01", "2023-08-31", "2023-09-01", "2023-09-02", "2024-06-30"])
STATUS = st.sampled_from(["student", "unemployed", "employed", "flexible", "retired"])
EDUCATION = st.sampled_from(["junior_secondary", "senior_secondary", "secondary_vocational", "associate", "master"])
TRUTH = {True: "pass", None: "unknown", False: "fail"}


def both(*parts: bool | None) -> bool | None:
    return False if False in parts else None if None in parts else True


def either(*parts: bool | None) -> bool | None:
    return True if True in parts else None if None in parts else False


@QUICK
@given(
    optional(
        status=STATUS,
        education=EDUCATION,
        graduation_date=DATES,
        birth_date=st.sampled_from(["1998-09-01", "1998-09-02", "2005-01-01", "2007-09-01", "2007-09-02"]),
    )
)
def test_internships_and_graduates(person: dict[str, Any]) -> None:
    status = person.get("status")
    unemployed = None if status is None else status == "unemployed"
    graduated = parse_day(person["graduation_date"]) if "graduation_date" in person else None
    still_ahead = graduated is not None and graduated > TODAY
    recent = None if graduated is None else graduated >= date(2021, 9, 1)
    education = person.get("education")
    schooled = {None: None, "secondary_vocational": None, "associate": True, "master": True}.get(education, False)
    age = age_on(parse_day(person["birth_date"]), TODAY) if "birth_date" in person else None
    young = None if age is None else 16 <= age <= 24
    branch = both(recent, schooled)
    internship = both(unemployed, not still_ahead, either(branch, young))
    graduate = both(unemployed, not still_ahead, branch)
    assert found("internship", person, {}).get("not_entitled") == TRUTH[internship]
    assert found("graduate", person, {}).get("not_entitled") == TRUTH[graduate]


ENTITLEMENT = st.fixed_dictionaries(
    {"code": st.sampled_from(["hard_to_place", "veteran"])},
    optional={
        "valid_from": st.sampled_from(["2023-01-01", "2023-09-01", "2023-09-02"]),
        "valid_to": st.sampled_from(["2023-09-02", "2023-12-31"]),
        "used_months": st.sampled_from([0, 35, 36]),
    },
) | st.just({"code": "hard_to_place", "valid_to": "2023-08-31"})


@QUICK
@given(
    optional(
        groups=st.lists(st.sampled_from(["hard_to_place", "veteran"]), max_size=2, unique=True),
        entitlements=st.lists(ENTITLEMENT, max_size=2),
    )
)
def test_hard_to_place(person: dict[str, Any]) -> None:
    mine = [e for e in person.get("entitlements", []) if e["code"] == "hard_to_place"]

    def day(entry: dict[str, Any], key: str, default: str) -> date:
        return datetime.strptime(entry.get(key, default), "%Y-%m-%d").date()

    valid = any(day(e, "valid_from", "2000-01-01") <= TODAY <= day(e, "valid_to", "2100-01-01") for e in mine)
    expired = any(day(e, "valid_to", "2100-01-01") < TODAY for e in mine)
    to_begin = any(day(e, "valid_from", "2000-01-01") > TODAY for e in mine)
    word = "hard_to_place" in person.get("groups", [])
    both_given = "groups" in person and "entitlements" in person
    if valid:
        entitled, lapsed = "pass", None
    else:
        lapsed = "unknown" if expired else None
        entitled = "unknown" if to_begin else None if expired else "unknown" if word or not both_given else "fail"
    verdicts = found("employment_assistance", person, {})
    assert (verdicts.get("not_entitled"), verdicts.get("entitlement_expired")) == (entitled, lapsed)
    used_up = any(e.get("used_months", 0) >= 36 for e in mine)
    assert found("public_welfare", person, {}).get("not_entitled") == ("fail" if used_up else entitled)
