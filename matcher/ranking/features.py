"""What a score is made of: named features of a pair, each in 0..1, more is better, NaN where something is not told.

Computed from facts that a score may see (`table.facts`) and from texts; no protected trait has a way in here. One side
has one row, the other n; every feature is (n,).

    title        the nearest of the person's wishes to the post's title (best pair of phrases)
    practice     the nearest of the person's past jobs to the post's title
    skills       how much of what the post asks for the person brings; a skill in other words counts by its nearness
    body         the post's description to the person's own words or to a wish (cosine of their blocks)
    whole        titles and descriptions of both sides, each side as one text (`index.wholes`)
    occupation   how many levels of the occupational classification a wish shares with the post
    major        the field of study is one that the post names
    near         the distance, by the curve of `curves.toml`
    pay          what the post pays above the person's expectation
    area         the post lies in a division that the person wishes
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.units import DAYS_A_MONTH, DAYS_A_WEEK, HOURS_A_DAY, MONTHS_A_YEAR, distance_km
from matcher.index.phrases import Phrases
from matcher.table import coding
from matcher.table.facts import CandidateFacts, JobFacts
from matcher.table.ragged import Ragged

FEATURES = ("title", "practice", "skills", "body", "whole", "occupation", "major", "near", "pay", "area")
PREFERRED = 0.5  # what a preferred skill weighs beside a required one

Column = NDArray[np.float64]


@cache
def curves() -> dict[str, Any]:
    """The curves, weights and values of `curves.toml`."""
    return tomllib.loads(files("matcher.ranking").joinpath("curves.toml").read_text("utf-8"))


def similar(phrases: Phrases, some: Sequence[int] | NDArray[np.int64], others: NDArray[np.int64]) -> Column:
    """(len(some), len(others)) how near phrases are: 1 the same, next to nothing what is unrelated."""
    return alike(phrases.near(some, others), some, others)


def alike(cosines: Column, some: Sequence[int] | NDArray[np.int64], others: NDArray[np.int64]) -> Column:
    """Cosines of phrases as nearness, by the curve; the same phrase is 1."""
    curve = curves()["phrase"]
    near: Column = np.interp(settled(cosines), curve["cosine"], curve["value"])
    near[np.asarray(some)[:, None] == others[None, :]] = 1
    return near


def settled(cosines: Column) -> Column:
    """Without the last digits, which hang on how many rows were multiplied at once: a pair has one score."""
    return np.round(cosines, 9)


def unrelated() -> float:
    """The nearness up to which two phrases have nothing in common."""
    return float(curves()["phrase"]["value"][1])


def flat(lists: Ragged) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The items of all rows end to end, and whose each is (rising)."""
    sizes = lists.sizes.astype(np.int64)
    owner = np.repeat(np.arange(len(lists)), sizes)
    first = np.cumsum(sizes) - sizes
    place = np.arange(len(owner)) - np.repeat(first, sizes) + np.repeat(lists.starts, sizes)
    return lists.pool[place], owner


def best_by_owner(values: Column, owner: NDArray[np.int64], count: int) -> Column:
    """(..., count) the greatest of each owner's values; 0 of none. `owner` rises along the last axis of `values`."""
    best = np.zeros((*values.shape[:-1], count))
    if len(owner):
        starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
        best[..., owner[starts]] = np.maximum.reduceat(values, starts, axis=-1)
    return best


def best_phrase(phrases: Phrases, one: Sequence[int], many: Ragged) -> Column:
    """(n,) the nearest pair of a list of phrases and each row's list; NaN where either list is empty."""
    if not one:
        return np.full(len(many), np.nan)
    keys, owner = flat(many)
    distinct, place = np.unique(keys, return_inverse=True)
    best = similar(phrases, one, distinct).max(axis=0, initial=0)
    return np.where(many.sizes > 0, best_by_owner(best[place], owner, len(many)), np.nan)


def skill_share(phrases: Phrases, person: CandidateFacts, job: JobFacts) -> Column:
    """(n,) how much of the required and preferred skills is there.

    A person who names no skill brings none; a post that asks for none gives NaN.
    """
    weight = job.required_skills.sizes + PREFERRED * job.preferred_skills.sizes
    met = _met(phrases, person.skills, job.required_skills) + PREFERRED * _met(
        phrases, person.skills, job.preferred_skills
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weight > 0, met / weight, np.nan)


def _met(phrases: Phrases, held: Ragged, asked: Ragged) -> Column:
    """(n,) the sum over the asked skills of the nearness of the nearest held one."""
    if len(held) == 1:
        keys, owner = flat(asked)
        distinct, place = np.unique(keys, return_inverse=True)
        best = similar(phrases, distinct, held.row(0)).max(axis=1, initial=0)
        return np.bincount(owner, best[place], minlength=len(asked)).astype(np.float64)
    keys, owner = flat(held)
    distinct, place = np.unique(keys, return_inverse=True)
    near = similar(phrases, asked.row(0), distinct)[:, place]
    return np.asarray(best_by_owner(near, owner, len(held)).sum(axis=0), dtype=np.float64)


def occupation_levels(wished: Ragged, offered: NDArray[np.int32]) -> Column:
    """(n,) 0, 1/4, ... 1: how many of the four levels of the code (2-06-03-00) the nearest wish shares."""
    count = max(len(wished), len(offered))
    codes = np.broadcast_to(offered, count)
    known = codes != coding.MISSING
    if len(wished) == 1:
        shared = [_shared(int(wish), codes) for wish in wished.row(0)]
        best = np.max(shared, axis=0) if shared else np.zeros(count)
        stated = np.full(count, bool(shared))
    else:
        wishes, owner = flat(wished)
        best = best_by_owner(_shared(wishes, codes[owner]), owner, count)
        stated = wished.sizes > 0
    return np.where(known & stated, best, np.nan)


def _shared(one: Any, other: NDArray[np.int32]) -> Column:
    """The share of levels from the top that two codes of seven digits have in common."""
    return np.asarray(sum(one // step == other // step for step in (10**6, 10**4, 10**2, 1)) / 4, dtype=np.float64)


def nearness(person: CandidateFacts, job: JobFacts) -> Column:
    """(n,) by the curve; a remote post is as near as can be."""
    curve = curves()["distance"]
    km = distance_km(person.lat, person.lon, job.lat, job.lon)
    value = np.where(np.isnan(km), np.nan, np.interp(np.nan_to_num(km), curve["km"], curve["value"]))
    return np.where(job.remote, 1.0, value)


_USUAL_HOURS = {
    "hour": 1.0,
    "day": HOURS_A_DAY,
    "shift": HOURS_A_DAY,
    "week": DAYS_A_WEEK * HOURS_A_DAY,
    "month": DAYS_A_MONTH * HOURS_A_DAY,
    "year": MONTHS_A_YEAR * DAYS_A_MONTH * HOURS_A_DAY,
}
_HOURS = np.array([*(_USUAL_HOURS.get(unit, np.nan) for unit in coding.UNITS), np.nan])  # the last: no unit


def pay_margin(person: CandidateFacts, job: JobFacts) -> Column:
    """(n,) 0.5 where the post pays the expectation, 1 where it pays half as much again; compared by the hour."""
    top = np.where(np.isnan(job.pay_max), job.pay_min, job.pay_max)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (top / job.unit_hours) / (person.pay_min / _HOURS[person.pay_unit])
    margin: Column = np.clip(ratio - 0.5, 0, 1)
    return margin


def wished_area(person: CandidateFacts, job: JobFacts) -> Column:
    """(n,) 1 where the post lies under a division that the person wishes, else 0; NaN without a wish or a place."""
    wished, owner = flat(person.desired_areas)
    count = max(len(person), len(job))
    if len(person) == 1:
        inside = np.zeros(count)
        for area in wished:
            inside = np.maximum(inside, _under(job.area, area))
    else:
        inside = best_by_owner(_under(np.broadcast_to(job.area, len(wished)), wished), owner, count)
    stated = (person.desired_areas.sizes > 0) & (job.area != coding.NO_AREA)
    return np.where(stated, inside, np.nan)


def _under(area: NDArray[np.int64], wished: Any) -> Column:
    """1 where an area number of twelve digits lies under another: a city, a district, a town or a community."""
    levels = (10**8, 10**6, 10**3, 1)
    step = np.select([wished % level == 0 for level in levels], levels)
    return np.asarray(area // step == wished // step, dtype=np.float64)


def major_named(person: CandidateFacts, job: JobFacts) -> Column:
    """(n,) 1 where the post names the person's major or its class, else 0; NaN where a side says nothing."""
    if len(person) == 1:
        classes = np.isin(job.major_classes.pool, person.major_classes.row(0))
        same = job.majors.any(job.majors.pool == person.major[0]) | job.major_classes.any(classes)
    else:
        classes = np.isin(person.major_classes.pool, job.major_classes.row(0))
        same = np.isin(person.major, job.majors.row(0)) | person.major_classes.any(classes)
    return np.where((job.majors.sizes > 0) & (person.major != 0), same, np.nan)
