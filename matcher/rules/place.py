"""The way to work: a straight line, with what is not known of the two ends."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from matcher.domain.units import chord_square
from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import FAIL, UNKNOWN, Verdict, settle
from matcher.rules.wording import apart, plain

TOLERANCE_KM = 1e-9  # a micrometre: a limit that equals the distance passes, however the last bit was rounded


def _too_far(pairs: Pairs, params: Params) -> Verdict:
    limit = pairs.person.max_distance_km
    stated = ~np.isnan(limit)
    if not stated.any():
        return settle(stated, False)
    limit = limit + TOLERANCE_KM
    remote = pairs.job.remote
    within = pairs.chords <= _reach(pairs, limit, -1)
    beyond = pairs.chords > _reach(pairs, limit, 1)
    return settle(stated, beyond & ~remote, ~(within | remote))


def _reach(pairs: Pairs, limit: NDArray[np.float64], doubts: int) -> NDArray[np.float64]:
    """(m, n) or smaller: limits less (-1) or plus (1) what is not known of both places, as squares of chords."""
    person, job = pairs.person.radius_km, pairs.job.radius_km
    if min(pairs.shape) == 1:
        return np.asarray(chord_square(limit + doubts * (person + job)))
    kinds, which = np.unique(job[0], return_inverse=True)  # few are told apart, and trigonometry costs
    return np.asarray(chord_square(limit + doubts * (person + kinds))[:, which])


def _tell(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    if pair.jobs.facts.remote[0]:
        return Told(variant="remote")
    km, limit = float(pair.distance.item()), float(pair.candidates.facts.max_distance_km[0])
    doubt = float(pair.candidates.facts.radius_km[0] + pair.jobs.facts.radius_km[0])
    if not math.isfinite(km + doubt):
        return Told({"limit": plain(limit)}, variant="nowhere")
    shown, shown_limit = apart(km, limit)
    if doubt == 0:
        changes = (_nearer(math.ceil(km - TOLERANCE_KM)),) if verdict == FAIL else ()
        return Told({"km": shown, "limit": shown_limit}, changes)
    values = {
        "km": shown,
        "limit": shown_limit,
        "least": plain(max(km - doubt, 0), 1),
        "most": plain(km + doubt, 1),
    }
    changes = (_nearer(math.ceil(km + doubt - TOLERANCE_KM)),) if verdict in (FAIL, UNKNOWN) else ()
    return Told(values, changes, "" if verdict == UNKNOWN else "about")


def _nearer(km: int) -> Change:
    return Change("candidate", "max_distance_km", km, words="change_max_distance_km")


RULES = (Rule("too_far", _too_far, _tell, reads=("max_distance_km", "sphere", "radius_km")),)
