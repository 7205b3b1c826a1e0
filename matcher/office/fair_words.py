"""What a fair's sheets say of single pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from matcher.domain.records import Candidate
from matcher.domain.words import named, say
from matcher.office.fields_used import fields_used
from matcher.ranking.matrix import AllPairs
from matcher.rules.context import Context
from matcher.rules.explain import explain_pair, to_confirm
from matcher.rules.scenario import Scenario
from matcher.table.table import Candidates, Jobs

REASONS = 3


class FairWords:
    """Explains pairs when a sheet needs it; rows and columns as in the plan's arrays."""

    def __init__(
        self,
        scenario: Scenario,
        candidates: Candidates,
        jobs: Jobs,
        context: Context,
        language: str,
        everybody: AllPairs,
        people: Sequence[Candidate],
    ) -> None:
        self._scenario = scenario
        self._candidates = candidates
        self._jobs = jobs
        self._context = context
        self._language = language
        self._everybody = everybody
        self._people = people

    def reasons(self, person: int, posts: Sequence[int]) -> Sequence[Sequence[str]]:
        """Why each of these posts is proposed to this person, best reason first."""
        return [told[:REASONS] for told in self._everybody.reasons(person, posts, self._language)]

    def to_confirm(self, person: int, posts: Sequence[int]) -> Sequence[Sequence[str]]:
        """What to bring or to clear up before an interview for each of these posts."""
        who, rows = self._candidates.some(np.array([person])), np.sort(np.asarray(posts, dtype=np.int64))
        verdicts = self._scenario.judge(who, self._jobs.some(rows), self._context).matrix
        columns = dict(zip(rows.tolist(), verdicts.T.tolist(), strict=True))
        return [self._questions(who, post, columns[post]) for post in posts]

    def _questions(self, who: Candidates, post: int, column: Sequence[int]) -> list[str]:
        job, language = self._jobs.some(np.array([post])), self._language
        asked = to_confirm(self._scenario, who, job, self._context, column=column, language=language)
        return [entry["text"] for entry in asked]

    def changes(self, person: int, post: int) -> Sequence[Mapping[str, object]]:
        """The nearest changes of the first failing rule."""
        people, posts = self._candidates.take([person]), self._jobs.take([post])
        told = explain_pair(self._scenario, people, posts, self._context, self._language)
        first = next((rule for rule in told["rules"] if rule["verdict"] == "fail"), None)
        return first["changes"] if first else ()

    def rule(self, code: str) -> str:
        """A rule's name in words."""
        return named("rule", code, self._language)

    def fields_used(self, person: int) -> Sequence[str]:
        """Which of the person's fields took part, in words."""
        used = fields_used(self._scenario, self._people[person])
        return [say(f"field_{name}", self._language) for name in used]
