"""What would make workplaces fit people: one pair, and the city's ledger for talks with employers."""

from __future__ import annotations

from typing import Any

from matcher.domain.codes import ACCOMMODATIONS
from matcher.domain.moments import write_moment
from matcher.rules.arrangements import arrange, subsidies
from matcher.rules.context import Context
from matcher.rules.ledger import FIT, AtEmployer, Everywhere, Ledger, ledger
from matcher.rules.pairs import Pairs
from matcher.rules.scenario import Scenario
from matcher.table.keys import NO_KEY
from matcher.table.table import Candidates, Jobs

LEAST = 5
"""A line about fewer people is not shown: with an employer's name beside it, it would tell about single ones."""


def arrangements(
    scenario: Scenario, candidate: Candidates, job: Jobs, context: Context, language: str
) -> dict[str, Any]:
    """How one pair fits (tables of one row each)."""
    rule = scenario.applied(FIT[0])
    office = tuple(rule.params["office_brings"]) if rule else ()
    told = arrange(Pairs(candidate, job, context), office).as_json(language)
    return {"scenario": scenario.name, "as_of": write_moment(context.as_of), **told}


def city_ledger(
    scenario: Scenario, people: Candidates, posts: Jobs, context: Context, least: int = LEAST
) -> dict[str, Any]:
    """The ledger as data; lines about fewer than `least` people are counted in `hidden` and not shown."""
    found = ledger(scenario, people, posts, context)
    shown = found.people == 0 or found.people >= least
    everywhere, employers = found.by_arrangement(), found.by_employer()
    return {
        "scenario": scenario.name,
        "as_of": write_moment(context.as_of),
        "least": least,
        "people": found.people if shown else None,
        "pairs": _pairs(found) if shown else None,
        "arrangements": [_everywhere(line) for line in everywhere if line.people >= least],
        "employers": [_employer(line, posts) for line in employers if line.people >= least],
        "hidden": {
            "arrangements": sum(line.people < least for line in everywhere),
            "employers": sum(line.people < least for line in employers),
        },
    }


def _pairs(found: Ledger) -> dict[str, int]:
    return {"allowed": found.allowed, "fitting": found.fitting, "opened": found.opened}


def _everywhere(line: Everywhere) -> dict[str, Any]:
    paid_by = subsidies().get(line.code)
    return {
        "code": line.code,
        "name": ACCOMMODATIONS[line.code],
        "employers": line.employers,
        "posts": line.posts,
        "pairs": line.pairs,
        "people": line.people,
        "paid_by": None if paid_by is None else {"name": paid_by.name, "status": paid_by.status},
    }


def _employer(line: AtEmployer, posts: Jobs) -> dict[str, Any]:
    facts, row = posts.facts, int(line.rows[0])
    name, number = facts.employer[row], facts.employer_id[row]
    return {
        "employer": {
            "id": None if number == NO_KEY else posts.names[number],
            "name": None if name == NO_KEY else posts.names[name],
        },
        "code": line.code,
        "name": ACCOMMODATIONS[line.code],
        "jobs": [posts.keys[int(at)][1] for at in line.rows],
        "pairs": line.pairs,
        "people": line.people,
    }
