"""What a score is made of: named features of a pair, each in 0..1, more is better, NaN where something is not told.

Computed from facts that a score may see (`table.facts`) and from texts; no protected trait has a way in here.

    title        the nearest of the person's wishes to the post's title (best pair of phrases)
    practice     the nearest of the person's past jobs to the post's title
    skills       how much of what the post asks for the person brings; a skill in other words counts by its nearness
    body         the two descriptions (cosine of their blocks)
    occupation   how many levels of the occupational classification a wish shares with the post
    major        the field of study is one that the post names
    near         the distance, by the curve of `curves.toml`
    pay          what the post pays above the person's expectation
    area         the post lies in a division that the person wishes
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.units import DAYS_A_MONTH, HOURS_A_DAY, distance_km
from matcher.index.phrases import Phrases, flatten
from matcher.table import coding
from matcher.table.facts import CandidateFacts, JobFacts
from matcher.table.ragged import Ragged

FEATURES = ("title", "practice", "skills", "body", "occupation", "major", "near", "pay", "area")

Column = NDArray[np.float64]


@cache
def curves() -> dict[str, Any]:
    """The curves of `curves.toml`."""
    return tomllib.loads(files("matcher.ranking").joinpath("curves.toml").read_text("utf-8"))


def _similar(cosines: NDArray[np.float32]) -> Column:
    """Cosines of phrases as 0..1: what unrelated phrases have in common counts as nothing."""
    floor = curves()["phrase"]["unrelated"]
    near: Column = np.clip((cosines.astype(np.float64) - floor) / (1 - floor), 0, 1)
    return near


def best_phrase(phrases: Phrases, one: list[int], many: Ragged) -> Column:
    """(n,) the nearest pair of a list of phrases and each row's list; NaN where either list is empty."""
    rows = [many.row(at).tolist() for at in range(len(many))]
    keys, owner = flatten(rows)
    if not one or not len(keys):
        return np.full(len(many), np.nan)
    distinct, place = np.unique(keys, return_inverse=True)
    cosines = (phrases.vectors(one) @ phrases.vectors(distinct).T).max(axis=0)
    cosines[np.isin(distinct, one)] = 1
    best = np.zeros(len(many), dtype=np.float32)
    np.maximum.at(best, owner, cosines[place])
    return np.where(many.sizes > 0, _similar(best), np.nan)


def skill_share(phrases: Phrases, person: CandidateFacts, job: JobFacts) -> Column:
    """(n,) how much of the required and preferred skills is there; one side has one row.

    A preferred skill weighs half of a required one. A person who names no skill brings none; a post that asks for none
    gives NaN.
    """
    count = max(len(person), len(job))
    held = _lists(person.skills, count)
    asked = _lists(job.required_skills, count)
    liked = _lists(job.preferred_skills, count)
    share = np.full(count, np.nan)
    met = Coverage(phrases)
    for row in range(count):
        weight = len(asked[row]) + 0.5 * len(liked[row])
        if weight:
            found = met.of(asked[row], held[row]).sum() + 0.5 * met.of(liked[row], held[row]).sum()
            share[row] = found / weight
    return share


def _lists(column: Ragged, count: int) -> list[list[int]]:
    if len(column) == count:
        return [column.row(at).tolist() for at in range(count)]
    return [column.row(0).tolist()] * count


class Coverage:
    """How well each wanted skill is met by some held ones; remembers pairs of lists and vectors within one query."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._vectors: dict[int, NDArray[np.float32]] = {}
        self._known: dict[tuple[int, tuple[int, ...]], float] = {}

    def of(self, wanted: list[int], held: list[int]) -> Column:
        """(len(wanted),) 1 for a skill that is named, else the nearness of the nearest held one."""
        mine = tuple(held)
        return np.array([self._one(skill, mine) for skill in wanted])

    def _one(self, skill: int, held: tuple[int, ...]) -> float:
        if skill in held:
            return 1.0
        if not held:
            return 0.0
        known = self._known.get((skill, held))
        if known is None:
            cosines = self._stack(held) @ self._vector(skill)
            known = self._known[skill, held] = float(_similar(cosines.max(keepdims=True))[0])
        return known

    def _vector(self, skill: int) -> NDArray[np.float32]:
        if skill not in self._vectors:
            self._vectors[skill] = self._phrases.vectors([skill])[0]
        return self._vectors[skill]

    def _stack(self, held: tuple[int, ...]) -> NDArray[np.float32]:
        return np.stack([self._vector(skill) for skill in held])


def occupation_levels(wished: Ragged, offered: NDArray[np.int32]) -> Column:
    """(n,) 0, 1/4, ... 1: how many of the four levels of the code the nearest wish shares; NaN where unknown."""
    count = max(len(wished), len(offered))
    codes = np.broadcast_to(offered, count)
    best = np.full(count, -1)
    for row, wishes in enumerate(_lists(wished, count)):
        for wish in wishes:
            best[row] = max(best[row], _shared(wish, int(codes[row])))
    return np.where((best >= 0) & (codes >= 0), best / 4, np.nan)


def _shared(one: int, other: int) -> int:
    """Levels that two codes of seven digits share: 2 | 06 | 03 | 00."""
    return sum(one // step == other // step for step in (10**6, 10**4, 10**2, 1))


def nearness(person: CandidateFacts, job: JobFacts) -> Column:
    """(n,) by the curve; a remote post is as near as can be."""
    curve = curves()["distance"]
    km = distance_km(person.lat, person.lon, job.lat, job.lon)
    value = np.where(np.isnan(km), np.nan, np.interp(np.nan_to_num(km), curve["km"], curve["value"]))
    return np.where(job.remote, 1.0, value)


def pay_margin(person: CandidateFacts, job: JobFacts) -> Column:
    """(n,) 0.5 where the post pays the expectation, 1 where it pays half as much again; compared by the hour."""
    top = np.where(np.isnan(job.pay_max), job.pay_min, job.pay_max)
    hours = _hours_of(person.pay_unit)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (top / job.unit_hours) / (person.pay_min / hours)
    return np.clip(0.5 + (ratio - 1), 0, 1)


def _hours_of(units: NDArray[np.int8]) -> Column:
    per = {"hour": 1.0, "day": HOURS_A_DAY, "week": 5 * HOURS_A_DAY, "month": DAYS_A_MONTH * HOURS_A_DAY}
    per |= {"shift": HOURS_A_DAY, "year": 12 * DAYS_A_MONTH * HOURS_A_DAY}
    table = np.array([per.get(unit, np.nan) for unit in coding.UNITS] + [np.nan])
    found: Column = table[units]
    return found


def wished_area(person: CandidateFacts, job: JobFacts) -> Column:
    """(n,) 1 where the post lies under a division that the person wishes, else 0; NaN without a wish or a place."""
    count = max(len(person), len(job))
    areas = np.broadcast_to(job.area, count)
    inside = np.zeros(count, dtype=bool)
    for row, wished in enumerate(_lists(person.desired_areas, count)):
        inside[row] = any(_under(int(areas[row]), area) for area in wished)
    stated = np.broadcast_to(person.desired_areas.sizes > 0, count) & (areas != coding.NO_AREA)
    return np.where(stated, inside, np.nan)


def _under(area: int, wished: int) -> bool:
    step = next(step for step in (10**8, 10**6, 10**3, 1) if wished % step == 0)
    return area // step == wished // step


def major_named(person: CandidateFacts, job: JobFacts) -> Column:
    """(n,) 1 where the post names the person's major or its class, else 0; NaN where a side says nothing."""
    count = max(len(person), len(job))
    major = np.broadcast_to(person.major, count)
    classes = _lists(person.major_classes, count)
    named, groups = _lists(job.majors, count), _lists(job.major_classes, count)
    same = [int(major[row]) in named[row] or bool(set(classes[row]) & set(groups[row])) for row in range(count)]
    stated = np.array([bool(names) for names in named]) & (major != 0)
    return np.where(stated, np.array(same, dtype=np.float64), np.nan)
