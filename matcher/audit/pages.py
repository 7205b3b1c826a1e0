"""Real matches of a sample of people and posts in both worlds: recall, spreading over employers, reasons and all."""

from __future__ import annotations

import json
import random
from typing import Any

from matcher.audit.breaches import Breaches
from matcher.audit.verdicts import Judged
from matcher.audit.worlds import Store, World
from matcher.domain.records import Candidate, Job
from matcher.ranking.matcher import Matcher
from matcher.ranking.query import Query

SAMPLE = 20  # people, and as many posts, in each scenario
PAGE = 10


def compare_pages(store: Store, worlds: tuple[World, World], judged: Judged, seed: int, breaches: Breaches) -> int:
    """How many pages were compared; what differs without a rule is noted.

    Where no rule changed its word about the asker, the pages must be the same bytes; elsewhere, whoever stands on both
    must have the same score.
    """
    name = judged.scenario.name
    dice = random.Random(f"{seed}/pages/{name}")  # noqa: S311  no secret
    asked: list[tuple[str, Candidate | Job, bool]] = [
        *((store.tenant, store.people[row], bool(judged.people[row])) for row in _drawn(len(store.people), dice)),
        *((*store.posts[row], bool(judged.posts[row])) for row in _drawn(len(store.posts), dice)),
    ]
    after = {person.id: person for person in worlds[1].people}
    for tenant, record, moved in asked:
        changed = after[record.id] if isinstance(record, Candidate) else record
        one = _page(store.matcher(worlds[0]), store, judged, tenant, record)
        other = _page(store.matcher(worlds[1]), store, judged, tenant, changed)
        if not (_same_scores(one, other) if moved else json.dumps(one) == json.dumps(other)):
            breaches.note("page", scenario=name, tenant=tenant, of=record.id)
    return len(asked)


def _drawn(count: int, dice: random.Random) -> list[int]:
    return sorted(dice.sample(range(count), min(SAMPLE, count)))


def _page(matcher: Matcher, store: Store, judged: Judged, tenant: str, record: Candidate | Job) -> dict[str, Any]:
    answer = matcher.match(Query(tenant, record, judged.scenario, store.context, k=PAGE, memory=store.memory))
    for result in answer["results"]:  # what to ask may be worded by the category, as long as the same is asked
        result["to_confirm"] = [question["code"] for question in result["to_confirm"]]
    return answer


def _same_scores(one: dict[str, Any], other: dict[str, Any]) -> bool:
    told = [
        {result.get("job_id") or result["candidate_id"]: json.dumps(result["score"]) for result in page["results"]}
        for page in (one, other)
    ]
    return all(told[0][who] == told[1][who] for who in told[0].keys() & told[1].keys())
