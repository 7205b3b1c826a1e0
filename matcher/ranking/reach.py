"""How far a service reaches: of all people, who has any post, and who has three."""

from __future__ import annotations

import numpy as np

from matcher.index.side import View
from matcher.rules.context import Context
from matcher.rules.scenario import Scenario
from matcher.table.table import Candidates, Jobs

STEP = 500  # people judged at once: bounds the memory of the pair matrix
THREE = 3


def reach(scenario: Scenario, people: View[Candidates], posts: View[Jobs], context: Context) -> dict[str, int]:
    """`{"people", "pairs", "some", "three"}`: people, pairs that may be matched, people with a post, and with three."""
    asked = np.flatnonzero(people.table.live)
    jobs = posts.table.take(np.flatnonzero(posts.table.live))
    options = np.zeros(len(asked), dtype=np.int64)
    for start in range(0, len(asked), STEP):
        first, _ = scenario.judge_all(people.table.take(asked[start : start + STEP]), jobs, context)
        options[start : start + STEP] = (first < 0).sum(axis=1)
    return {
        "people": len(asked),
        "pairs": int(options.sum()),
        "some": int((options > 0).sum()),
        "three": int((options >= THREE).sum()),
    }
