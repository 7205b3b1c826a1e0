"""Which pairs a match would have shown when they began: the post had a place left, and the person was not at work.

The office knows both from its events (rules `filled` and `already_employed`). A pair that began otherwise could not
turn out well, whatever its features say; they grow more as posts fill and people find work, so that a ranker which
learns from them understates every pair that is still open, and says too much of those that come later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from matcher.evaluation.interactions import Event

Pair = tuple[str, str]


def open_pairs(events: Iterable[Event], places: Mapping[str, int]) -> set[Pair]:
    """(candidate, job) of the pairs whose first event met an open post and a person without work.

    places  the headcount of each job; without one it is never full
    """
    taken, working = Counter[str](), Counter[str]()
    begun, found, hired = set[Pair](), set[Pair](), set[Pair]()
    for event in sorted(events, key=lambda one: (one.at, one.candidate, one.job, one.event)):
        pair = event.candidate, event.job
        if pair not in begun:
            begun.add(pair)
            full = event.job in places and taken[event.job] >= places[event.job]
            if not full and not working[event.candidate]:
                found.add(pair)
        if (event.event == "hire" and pair not in hired) or (event.event == "left" and pair in hired):
            step = 1 if event.event == "hire" else -1
            hired ^= {pair}
            working[event.candidate] += step
            taken[event.job] += step
    return found
