"""The heart: a query to a ranked, explained page of those that may lawfully be matched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.moments import write_moment
from matcher.domain.records import Candidate, Job
from matcher.index.encoder import Layout, Vectors
from matcher.index.side import Asker, Side, View
from matcher.ranking import features
from matcher.ranking.filters import kept
from matcher.ranking.pairing import pair_at, pair_features, titles_of
from matcher.ranking.query import Query
from matcher.ranking.rank import Ranker
from matcher.ranking.reasons import reasons
from matcher.ranking.rerank import by_score, pages
from matcher.rules.explain import TO_DISCUSS, to_confirm
from matcher.rules.openings import nearest_openings
from matcher.rules.scenario import Scenario
from matcher.rules.sift import Sifted, sift
from matcher.table.keys import NO_KEY
from matcher.table.ragged import Bools, Rows
from matcher.table.table import Candidates, Jobs

PAGE = 10  # the page on which a scenario's `per_employer` counts
BRIEF = 3  # reasons of a brief explanation


@dataclass(frozen=True)
class Found:
    """What stood after ranking: rows of the side, their features and scores, and what the rules and filters removed.

    `rows` is the stretch in which the page lies; `allowed` counts all that may be matched.
    """

    rows: Rows
    features: NDArray[np.float64]
    scores: NDArray[np.float64]
    allowed: int
    sifted: Sifted
    counted: Bools
    filtered: int


class Matcher:
    """Matches both ways between two sides."""

    def __init__(
        self,
        jobs: Side[Jobs, Job],
        candidates: Side[Candidates, Candidate],
        layout: Layout,
        ranker_for: Callable[[Scenario], Ranker],
        model_stamp: str,
    ) -> None:
        self._jobs = jobs
        self._candidates = candidates
        self._layout = layout
        self._ranker_for = ranker_for
        self._model_stamp = model_stamp

    def match(self, query: Query) -> dict[str, Any]:
        """The jobs for a candidate, or the candidates for a job: lawful ones, best first, with reasons."""
        ranker = self._ranker_for(query.scenario)
        mine, other = (self._candidates, self._jobs) if query.wants == "jobs" else (self._jobs, self._candidates)
        asker = mine.asker(query.owner or query.tenant, query.record)  # type: ignore[arg-type]
        with other.reading() as view:
            found = self._find(query, asker, view, ranker, _confirmed(query, asker, view, mine))
            page = _page(found, view, query)
            results = self._results(query, asker, view, ranker, found, page)
            answer: dict[str, Any] = {
                "scenario": query.scenario.name,
                "as_of": write_moment(query.context.as_of),
                "index_version": view.stamp,
                "model_version": "-".join(filter(None, [self._model_stamp, ranker.stamp, query.memory.stamp])),
                "score_kind": ranker.score_kind,
                "results": results,
                "excluded": self._excluded(query, found),
            }
            if query.explain == "full":
                answer["would_open"] = _openings(query, asker, view, found)
        answer["more"] = query.offset + query.k < found.allowed
        return answer

    def _find(self, query: Query, asker: Asker[Any], view: View[Any], ranker: Ranker, confirmed: Vectors) -> Found:
        people, posts = _tables(query, asker, view)
        visible = view.visible(query.tenant)
        stays = kept(query.filters, people.facts, posts.facts)
        counted = visible & stays
        sifted = sift(query.scenario, people, posts, query.context, counted)
        allowed = sifted.allowed()
        weights = self._layout.spread(query.scenario.blocks or features.curves()["blocks"])
        rows = _recalled(view, (asker.queries + confirmed) * weights, allowed, query)
        matrix = self._features(query, asker, view, rows, ranker.names)
        scores = np.round(ranker.score(matrix), 6)
        return Found(rows, matrix, scores, len(allowed), sifted, counted, int((visible & ~stays).sum()))

    def _features(
        self, query: Query, asker: Asker[Any], view: View[Any], rows: Rows, names: Sequence[str]
    ) -> NDArray[np.float64]:
        if not len(rows):
            return np.empty((0, len(names)))
        people, posts = _tables(query, asker, view, rows)
        columns = pair_features(asker, view, self._layout, people.facts, posts.facts, rows, query.memory)
        return np.stack([np.broadcast_to(columns[name], len(rows)) for name in names], axis=1)

    def _results(
        self, query: Query, asker: Asker[Any], view: View[Any], ranker: Ranker, found: Found, page: Sequence[int]
    ) -> list[dict[str, Any]]:
        if not page:
            return []
        key = "job_id" if query.wants == "jobs" else "candidate_id"
        page = list(page)
        rows = found.rows[page]
        order = np.argsort(rows)
        verdicts = query.scenario.judge(*_tables(query, asker, view, rows[order]), query.context)
        asks, column = verdicts.to_confirm(), np.argsort(order)
        shares = ranker.contributions(found.features[page])
        unaided = titles_of(asker, view, rows) if len(query.memory) else None
        results = []
        for place, at in enumerate(page):
            row = int(rows[place])
            result: dict[str, Any] = {
                "rank": query.offset + place + 1,
                key: view.table.keys[row][1],
                "score": float(found.scores[at]),
                "eligibility": "to_confirm" if asks[column[place]] else "eligible",
            }
            if query.explain != "none":
                pair = pair_at(asker, view, row, query.language, query.memory)
                result["reasons"] = reasons(
                    pair,
                    dict(zip(ranker.names, found.features[at].tolist(), strict=True)),
                    dict(zip(ranker.names, shares[place].tolist(), strict=True)),
                    None if unaided is None else float(unaided[place]),
                    None if query.explain == "full" else BRIEF,
                )
                result["to_confirm"] = to_confirm(
                    query.scenario,
                    pair.people,
                    pair.posts,
                    query.context,
                    column=verdicts.matrix[:, column[place]].tolist(),
                    language=query.language,
                    sensitive=query.sensitive,
                )
            results.append(result)
        return results

    def _excluded(self, query: Query, found: Found) -> dict[str, Any]:
        hidden = [] if query.sensitive else [rule.code for rule in query.scenario.rules if rule.sensitive]
        counts = found.sifted.counts(merged=hidden, name=TO_DISCUSS)
        return {**counts, "filtered": found.filtered} if query.filters is not None else counts


def _confirmed(query: Query, asker: Asker[Any], view: View[Any], mine: Side[Any, Any]) -> Vectors:
    """(layout.width,) what staff confirmed titles like the asker's to mean, by weight: recall looks for that too."""
    found = query.memory.counterparts(view.phrases, asker.titles, wished=query.wants == "jobs")
    rows = mine.title_rows([view.phrases.name(number) for number in found])
    together: Vectors = np.array(list(found.values()), dtype=np.float32) @ rows
    return together


def _openings(query: Query, asker: Asker[Any], view: View[Any], found: Found) -> list[dict[str, Any]]:
    return nearest_openings(
        query.scenario,
        query.record,
        view.table,
        query.context,
        query.scenario.judge(*_tables(query, asker, view), query.context),
        owner=query.owner or query.tenant,
        among=found.counted,
        language=query.language,
        sensitive=query.sensitive,
    )


def _tables(query: Query, asker: Asker[Any], view: View[Any], rows: Rows | None = None) -> tuple[Candidates, Jobs]:
    table = view.table if rows is None else view.table.some(rows)
    return (asker.table, table) if query.wants == "jobs" else (table, asker.table)


def _recalled(view: View[Any], asked: Vectors, allowed: Rows, query: Query) -> Rows:
    """The stretch in which the page lies, sorted by row: the nearest, or what comes after the stretches before it."""
    before = query.offset // query.stretch * query.stretch
    rows, _ = view.vectors.search(asked, allowed, before + query.stretch)
    if not before:
        return np.sort(rows)
    nearer, _ = view.vectors.search(asked, allowed, before)
    return np.setdiff1d(rows, nearer)


def _page(found: Found, view: View[Any], query: Query) -> list[int]:
    """Positions in `found.rows` that stand on the page asked for: no employer fills one."""
    ids = [view.table.keys[int(row)][1] for row in found.rows]
    order, start = by_score(found.scores, ids), query.offset % query.stretch
    if query.wants == "candidates" or len(order) <= query.k:
        return order[start : start + query.k]
    employers = view.table.facts.employer[found.rows]
    groups = np.where(employers == NO_KEY, -1, employers).tolist()
    limit = -(-query.scenario.per_employer * query.k // PAGE)
    return next(islice(pages(order, groups, query.k, limit), start // query.k, None), [])
