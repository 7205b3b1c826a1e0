"""The way to work: a straight line, with what is not known of the two ends."""

from __future__ import annotations

import math

import numpy as np

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
    remote, doubt = pairs.job.remote, pairs.person.radius_km + pairs.job.radius_km
    if doubt.any():
        within, beyond = pairs.chords <= chord_square(limit - doubt), pairs.chords > chord_square(limit + doubt)
    else:
        within = pairs.chords <= chord_square(limit)
        beyond = pairs.chords > chord_square(limit)
    return settle(stated, beyond & ~remote, ~(within | remote))


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
