"""Which changes at a fair's posts would let more people in: judged by the rules, never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.records import Job
from matcher.domain.words import say
from matcher.fairs.problem import Opening
from matcher.rules.context import Context
from matcher.rules.job_levers import JOB_LEVERS
from matcher.rules.openings import changed, nearest_openings
from matcher.rules.scenario import Scenario
from matcher.rules.verdict import Verdicts
from matcher.table.table import Candidates, Jobs


class JobOpenings:
    """Finds the single changes at posts that would let more people in; rows and columns as in the plan's arrays."""

    def __init__(
        self,
        scenario: Scenario,
        candidates: Candidates,
        jobs: Sequence[Job],
        context: Context,
        language: str,
        failing: NDArray[np.int16],
    ) -> None:
        """`failing`: (people, posts) index of the first excluding rule, -1 where allowed."""
        self._scenario = scenario
        self._candidates = candidates
        self._jobs = jobs
        self._context = context
        self._language = language
        levers = {code for lever in JOB_LEVERS for code in lever.rules}
        self._first = failing
        self._movable = np.array([rule.code in levers for rule in scenario.rules] + [False])  # -1 reads the last

    def __call__(self, people: Sequence[int], posts: Sequence[int]) -> Iterator[Opening]:
        """Every change that lets any of these people in, post by post."""
        rows = np.asarray(people, dtype=np.int64)
        for post in posts:
            near = rows[self._movable[self._first[rows, post]]]
            if len(near):
                yield from self._of_post(post, near)

    def _of_post(self, post: int, rows: NDArray[np.int64]) -> Iterator[Opening]:
        people, job = self._candidates.take(rows), self._jobs[post]
        verdicts = self._judged(people, job)
        before = verdicts.allowed()
        for change in nearest_openings(
            self._scenario, job, people, self._context, verdicts, owner=people.keys[0][0], language=self._language
        ):
            after = changed(job, change["field"], change["to"])
            if isinstance(after, Job):
                let_in = self._judged(people, after).allowed() & ~before
                text = _without_count(change["text"], change["more"], self._language)
                yield Opening(post, change["field"], change["to"], text, tuple(rows[let_in].tolist()))

    def _judged(self, people: Candidates, job: Job) -> Verdicts:
        return self._scenario.judge(people, Jobs.of([job], people.keys[0][0]), self._context)


def _without_count(text: str, more: int, language: str) -> str:
    """The change alone: who is let in is not yet who is served, and the plan counts those itself."""
    return text.removesuffix(say("opening_people", language, change="", more=more))
