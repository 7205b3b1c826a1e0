"""Looking into posts: whom their conditions shut out, and random inspections with their sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from matcher.domain.moments import today, write_moment
from matcher.domain.records import read_job
from matcher.domain.requests import InspectionOf
from matcher.domain.words import named
from matcher.rules.context import Context
from matcher.rules.scenario import Scenario
from matcher.rules.verdict import Verdicts
from matcher.screening.inspection import Draw, EvidenceSheet, draw, evidence
from matcher.screening.screen import screen_job
from matcher.screening.shut_out import ShutOut, shut_out
from matcher.store import Document, Store
from matcher.table.table import Candidates, Jobs

ASKED = (
    "education_too_low",
    "major_mismatch",
    "certificate_missing",
    "experience_too_short",
    "minor_work",
    "limit_exceeded",
)
"""What a post asks of people. What it offers (place, pay, hours, night, arrangements) they may decline."""
STEP = 1000  # posts read at a time
DRAWN = "inspection_drawn"
"""The draws of inspections in the audit log."""


def whom_it_shuts_out(
    scenario: Scenario, people: Candidates, job: Jobs, context: Context, language: str, sensitive: bool
) -> dict[str, Any]:
    """How many each condition of a post (a table of one row) shuts out, of the people whom the service is for.

    The pool is who passes the rules on people alone. Without `sensitive` the rules on arrangements, limits and
    entitlement take no part, neither in the pool nor among the conditions.
    """
    rules = [applied for applied in scenario.rules if sensitive or not applied.sensitive]
    verdicts = scenario.judge(people, job, context)
    failing = dict(zip(verdicts.codes, verdicts.failing(), strict=True))
    of = {kind: [applied.code for applied in rules if applied.rule.of == kind] for kind in ("candidate", "pair")}
    pool = ~np.any([failing[code] for code in of["candidate"]], axis=0) if of["candidate"] else None
    conditions = [code for code in of["pair"] if code != "already_referred"]
    asked = shut_out(_some(verdicts, [code for code in conditions if code in ASKED]), pool)
    offered = shut_out(_some(verdicts, [code for code in conditions if code not in ASKED]), pool)
    return {
        "scenario": scenario.name,
        "as_of": write_moment(context.as_of),
        "pool": asked.pool,
        "left": shut_out(_some(verdicts, conditions), pool).left,
        "asked": {
            "left": asked.left,
            "expected": round(asked.expected, 3),
            "tailored": asked.tailored,
            "conditions": _in_words(asked, language),
        },
        "offered": {"left": offered.left, "conditions": _in_words(offered, language)},
    }


def _some(verdicts: Verdicts, codes: list[str]) -> Verdicts:
    rows = [at for at, code in enumerate(verdicts.codes) if code in codes]
    return Verdicts([verdicts.codes[at] for at in rows], [verdicts.effects[at] for at in rows], verdicts.matrix[rows])


def _in_words(found: ShutOut, language: str) -> list[dict[str, Any]]:
    return [
        {"code": b.code, "text": named("rule", b.code, language), "alone": b.alone, "only": b.only, "left": b.left}
        for b in found.barriers
    ]


@dataclass(frozen=True)
class Inspection:
    """A lot and its sheets."""

    drawn: Draw
    sheets: tuple[EvidenceSheet, ...]

    def as_json(self) -> dict[str, Any]:
        """`{"seed", "population", "population_hash", "sheets"}`: what it takes to draw again, and what was drawn."""
        return {
            "seed": self.drawn.seed,
            "population": self.drawn.population,
            "population_hash": self.drawn.population_hash,
            "sheets": [sheet.as_json() for sheet in self.sheets],
        }


def inspect(store: Store, tenant: str, asked: InspectionOf, as_of: datetime, language: str, by: str) -> Inspection:
    """Draw among a tenant's posts that are open, and write a sheet for each; the draw and `by` stand in the audit log.

    Raises InputError where a post has fewer than two inspectors.
    """
    day = today(as_of)
    posts = dict(_open(store, tenant, day))
    drawn = draw(posts, asked.inspectors, asked.sample, asked.seed, asked.recused)
    chosen = {one.job_id: posts[one.job_id] for one in drawn.assignments}
    screenings = {job_id: screen_job(document, language, day) for job_id, document in chosen.items()}
    found = Inspection(drawn, evidence(drawn, chosen, screenings, write_moment(as_of)))
    said = f"seed {drawn.seed}, {len(chosen)} of {drawn.population}, {drawn.population_hash}"
    store.audit(tenant, by, DRAWN, "jobs", said, as_of)
    return found


def _open(store: Store, tenant: str, day: date) -> Iterator[tuple[str, Document]]:
    after = ""
    while page := store.page(tenant, "job", after, STEP):
        for stored in page:
            job = read_job(stored.document)
            begun = job.opens_at is None or job.opens_at <= day
            if begun and (job.expires_at is None or day <= job.expires_at):
                yield stored.id, stored.document
        after = page[-1].id
