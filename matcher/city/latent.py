"""The hidden side of the city: skills, tastes and the utilities that the labels come from.

Nothing here is written into a record. An occupation's vector is a sum of normal vectors for its levels in the
classification, so that neighbours in the classification are neighbours here; a post and a person lie near their
occupation's; a taste lies near a skill. docs/CITY.md gives the formulas; the numbers are `city.toml` [utility].
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.city.assumptions import assumed
from matcher.city.dice import generator
from matcher.city.trades import trades

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
TYPES = ("full_time", "part_time", "gig", "internship", "public_welfare")
EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class People:
    """One row a person. `hidden` and `wished` index `trades()` (`wished` may be -1: nothing useful is written)."""

    hidden: Ints
    wished: Ints
    skill: Floats
    taste: Floats
    lat: Floats
    lon: Floats
    reach_km: Floats
    least_month: Floats
    types: Flags
    refuses_night: Flags
    years: Floats
    rank: Ints
    licensed: Flags
    matching: Flags

    def at(self, rows: Ints) -> People:
        """The people of those rows."""
        return replace(self, **{name: getattr(self, name)[rows] for name in self.__slots__})


@dataclass(frozen=True, slots=True)
class Posts:
    """One row a post; `type` indexes TYPES, `month` is pay a month in yuan (not a number where it is not stated)."""

    trade: Ints
    vector: Floats
    lat: Floats
    lon: Floats
    remote: Flags
    month: Floats
    type: Ints
    night: Flags
    rank: Ints
    licensed: Flags
    headcount: Ints
    posted: Ints
    closes: Ints

    def at(self, rows: Ints) -> Posts:
        """The posts of those rows."""
        return replace(self, **{name: getattr(self, name)[rows] for name in self.__slots__})


def _unit(vectors: Floats) -> Floats:
    length: Floats = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / length


def occupation_vectors(seed: int) -> Floats:
    """(trades, dimensions): unit vectors that share what the classification shares."""
    chosen = assumed()["utility"]
    rng = generator(seed, "occupations")
    levels = {"major": 1, "sub_major": 4, "minor": 7, "code": 10}
    vectors = np.zeros((len(trades()), chosen["dimensions"]))
    for level, weight in chosen["levels"].items():
        keys = [trade.id if level == "post" else trade.code[: levels[level]] for trade in trades()]
        drawn = {key: rng.standard_normal(chosen["dimensions"]) for key in sorted(set(keys))}
        vectors += weight * np.stack([drawn[key] for key in keys])
    return _unit(vectors)


def scattered(centres: Floats, spread: float, seed: int, part: str) -> Floats:
    """Unit vectors near the given ones: a normal step of about that length, in any direction."""
    step = spread / np.sqrt(centres.shape[1])
    return _unit(centres + step * generator(seed, part).standard_normal(centres.shape))


def distance_km(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Great-circle distance of points in degrees, by the haversine formula."""
    half = (
        np.sin(np.radians(lat_b - lat_a) / 2) ** 2
        + np.cos(np.radians(lat_a)) * np.cos(np.radians(lat_b)) * np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    )
    distance: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    return distance


def pair_noise(people: Ints, posts: Ints, seed: int, side: int) -> Floats:
    """A standard logistic draw for each pair (broadcast), the same wherever the pair is met: a hash of both rows."""
    start = (seed * 0x9E3779B97F4A7C15 + side * 0xD1B54A32D192ED03 + 1) % 2**64
    mixed = (
        np.asarray(people, np.uint64) * np.uint64(0xBF58476D1CE4E5B9)
        + np.asarray(posts, np.uint64) * np.uint64(0x94D049BB133111EB)
        + np.uint64(start)
    )
    # The finaliser of splitmix64 (Steele, Lea and Flood 2014); arithmetic of arrays wraps round.
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed = mixed ^ (mixed >> np.uint64(31))
    uniform = ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
    noise: Floats = np.log(uniform / (1 - uniform))
    return noise


def persons_utility(people: People, posts: Posts) -> Floats:
    """What a person gets out of a post, without noise: of pairs, or of one row against many."""
    w = assumed()["utility"]
    cosine = (people.taste * posts.vector).sum(axis=1)
    away = np.where(posts.remote, 0.0, distance_km(people.lat, people.lon, posts.lat, posts.lon))
    gain = np.log(np.where(np.isnan(posts.month), people.least_month, posts.month) / people.least_month)
    wanted = people.types[np.arange(len(people.types)), posts.type]
    utility: Floats = (
        w["affinity"] * cosine
        + w["pay"] * np.clip(gain, -1.0, 1.0)
        - w["distance"] * away / 10
        - w["far"] * (away > people.reach_km)
        - w["type"] * ~wanted
        - w["night"] * (posts.night & people.refuses_night)
    )
    return utility


def posts_utility(people: People, posts: Posts) -> Floats:
    """What an employer gets out of a person, without noise: of pairs, or of one row against many."""
    w = assumed()["utility"]
    cosine = (people.skill * posts.vector).sum(axis=1)
    utility: Floats = (
        w["affinity"] * cosine
        + w["experience"] * np.minimum(people.years, 5)
        - w["education"] * (people.rank < posts.rank)
        - w["licence"] * (posts.licensed & ~people.licensed)
    )
    return utility
