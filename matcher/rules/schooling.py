"""Schooling: the level, and the field."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.rules import wording
from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import FAIL, UNKNOWN, Verdict, settle
from matcher.table import coding
from matcher.table.keys import NO_KEY
from matcher.table.ragged import Bools, Ragged

_RANKS = np.append(coding.RANKS, np.int8(-1))  # the last answers for a missing level


def _too_low(pairs: Pairs, params: Params) -> Verdict:
    wanted, has = pairs.job.min_education, pairs.person.education
    return settle(wanted >= 0, (has >= 0) & (_RANKS[has] < _RANKS[wanted]), (has < 0) & (_RANKS[wanted] > 0))


def _tell_level(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    wanted, has = int(pair.jobs.facts.min_education[0]), int(pair.candidates.facts.education[0])
    values = {"wanted": wording.education(wanted, language)}
    if has < 0:
        return Told(values)
    values["has"] = wording.education(has, language)
    lower = Change("job", "min_education", coding.EDUCATIONS[has], {"level": values["has"]})
    return Told(values, (lower,) if verdict == FAIL else ())


def _mismatch(pairs: Pairs, params: Params) -> Verdict:
    wanted = pairs.jobs.facts.majors
    asked = (wanted.sizes > 0)[None]
    major = pairs.person.major
    if not asked.any():
        return settle(asked, False, np.zeros_like(major, bool))
    facts = pairs.candidates.facts
    same = pairs.compare(_single(facts.major), wanted, _any_of_person, _any_of_job)
    same |= pairs.compare(facts.major_classes, pairs.jobs.facts.major_classes, _any_of_person, _any_of_job)
    known = (facts.major_classes.sizes > 0)[:, None] & pairs.job.majors_known
    return settle(asked, ~same & known, ~same | (major == NO_KEY))


def _single(keys: NDArray[np.int64]) -> Ragged:
    return Ragged(np.arange(len(keys), dtype=np.int64), (keys != NO_KEY).astype(np.int32), keys)


def _any_of_person(keys: NDArray[Any], wanted: Ragged) -> Bools:
    return wanted.any(np.isin(wanted.pool, keys))


def _any_of_job(held: Ragged, keys: NDArray[Any]) -> Bools:
    return held.any(np.isin(held.pool, keys))


def _tell_major(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    wanted = [pair.jobs.names[k] for k in pair.jobs.facts.majors.row(0)]
    values = {"wanted": wording.listed(wanted, language)}
    major = int(pair.candidates.facts.major[0])
    if major == NO_KEY:
        return Told(values, variant="missing")
    own = pair.candidates.names[major]
    changes = (Change("job", "majors", [*wanted, own], {"major": own}),) if verdict in (FAIL, UNKNOWN) else ()
    return Told({**values, "major": own}, changes)


RULES = (
    Rule("education_too_low", _too_low, _tell_level, reads=("education",)),
    Rule("major_mismatch", _mismatch, _tell_major, reads=("major", "major_classes")),
)
