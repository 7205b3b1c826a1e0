"""What the asker alone could change so that more would open: for each field the smallest change that opens anything.

Nothing is estimated: a proposal is written into the record, read again, and judged by the same rules.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.errors import RecordError
from matcher.domain.records import Candidate, Job, read_candidate, read_job
from matcher.domain.words import say
from matcher.rules.applied import Applied
from matcher.rules.candidate_levers import CANDIDATE_LEVERS
from matcher.rules.context import Context
from matcher.rules.job_levers import JOB_LEVERS
from matcher.rules.levers import Lever, Proposal
from matcher.rules.pairs import Pairs
from matcher.rules.scenario import Scenario
from matcher.rules.verdict import Verdicts
from matcher.table.table import DEFAULT_TENANT, Candidates, Jobs

MOST_TRIES = 64


def nearest_openings(
    scenario: Scenario,
    asker: Candidate | Job,
    others: Jobs | Candidates,
    context: Context,
    verdicts: Verdicts,
    *,
    owner: str = DEFAULT_TENANT,
    among: NDArray[np.bool_] | None = None,
    language: str = "zh",
    sensitive: bool = True,
) -> list[dict[str, Any]]:
    """`[{"field", "to", "more", "text"}]`, the most opening first.

    owner      the tenant of the asker's record, whose events count
    among      (n,) those that count (live, visible)
    sensitive  without it, nothing is said of fields that rules on sensitive fields read
    """
    hidden = set() if sensitive else {rule.code for rule in scenario.rules if rule.sensitive}
    failing = verdicts.failing()
    counted = np.ones(failing.shape[1], bool) if among is None else among
    pairs_with = partial(_pairs, context, owner)
    found = []
    for lever in CANDIDATE_LEVERS if isinstance(asker, Candidate) else JOB_LEVERS:
        mine = [code in lever.rules for code in verdicts.codes]
        if not any(mine) or hidden.intersection(lever.rules):
            continue
        own = np.array(mine)
        rows = np.flatnonzero(counted & failing[own].any(axis=0) & ~failing[~own].any(axis=0))
        if len(rows):
            judged = [applied for applied in scenario.rules if applied.code in lever.rules]
            opening = _opening(lever, asker, others.take(rows), pairs_with, judged, language)
            found += [opening] if opening else []
    return sorted(found, key=lambda item: (-item["more"], item["field"]))


def _opening(
    lever: Lever,
    asker: Candidate | Job,
    blocked: Jobs | Candidates,
    pairs_with: Callable[[Candidate | Job, Jobs | Candidates], Pairs],
    judged: Sequence[Applied],
    language: str,
) -> dict[str, Any] | None:
    best: tuple[int, Proposal] | None = None
    for tried, proposal in enumerate(lever.propose(pairs_with(asker, blocked), language)):
        if tried == MOST_TRIES:
            break
        after = changed(asker, proposal.path or lever.path, proposal.to)
        more = 0 if after is None else _opened(pairs_with(after, blocked), judged)
        if more and (best is None or more > best[0]):
            best = more, proposal
        if best and not lever.best:
            break
    if best is None:
        return None
    more, proposal = best
    change = say("opening_" + lever.path.replace(".", "_"), language, **{"to": proposal.to, **proposal.values})
    text = say("opening_posts" if isinstance(blocked, Jobs) else "opening_people", language, change=change, more=more)
    return {"field": proposal.path or lever.path, "to": proposal.to, "more": more, "text": text}


def _pairs(context: Context, owner: str, asker: Candidate | Job, others: Jobs | Candidates) -> Pairs:
    if isinstance(asker, Candidate) and isinstance(others, Jobs):
        return Pairs(Candidates.of([asker], owner), others, context)
    if isinstance(asker, Job) and isinstance(others, Candidates):
        return Pairs(others, Jobs.of([asker], owner), context)
    raise TypeError("a candidate asks among jobs, a job among candidates")


def _opened(pairs: Pairs, judged: Sequence[Applied]) -> int:
    shut = np.zeros(pairs.shape, bool)
    for applied in judged:
        shut |= applied.excludes(applied.rule.judge(pairs, applied.params))
    return int(np.count_nonzero(~shut))


def changed(record: Candidate | Job, path: str, to: Any) -> Candidate | Job | None:
    """The record with a new value at a dotted path; None where that would contradict itself."""
    document = copy.deepcopy(record.document())
    *parents, last = path.split(".")
    place = document
    for parent in parents:
        place = place.setdefault(parent, {})
    place[last] = to
    try:
        return read_candidate(document) if isinstance(record, Candidate) else read_job(document)
    except RecordError:
        return None
