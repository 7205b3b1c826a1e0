"""The code lists: education, accommodations, certificates, majors, occupations, disability categories.

Each list is a file in `data/` whose rows carry `source_id` (see `data/sources.csv`) and `verify`
(`verified_from_material` or `general_to_confirm`).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Rank for "at least"; general and vocational secondary schooling rank alike (GB/T 4658-2006).
EDUCATION_RANK: Mapping[str, int] = {
    "none": 0,
    "primary": 1,
    "junior_secondary": 2,
    "senior_secondary": 3,
    "secondary_vocational": 3,
    "associate": 4,
    "bachelor": 5,
    "master": 6,
    "doctorate": 7,
}
EDUCATION_NAMES: Mapping[str, tuple[str, str]] = {
    "none": ("不限", "none"),
    "primary": ("小学", "primary school"),
    "junior_secondary": ("初中", "junior secondary"),
    "senior_secondary": ("高中", "senior secondary"),
    "secondary_vocational": ("中专/职高/技校", "secondary vocational"),
    "associate": ("大专", "associate degree"),
    "bachelor": ("本科", "bachelor's degree"),
    "master": ("硕士", "master's degree"),
    "doctorate": ("博士", "doctorate"),
}
# Columns of the demand matrix for the contract's categories; a physical disability has two (lower and upper limbs).
CATEGORY_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "visual": ("VIS",),
    "hearing": ("HEA",),
    "speech": ("SPE",),
    "physical": ("LIM_L", "LIM_U"),
    "intellectual": ("INT",),
    "psychiatric": ("MEN",),
    "multiple": ("MUL",),
}
_ASIDE = re.compile(r"\([^()]*\)")


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of `data/NAME.csv`."""
    text = files("matcher.domain").joinpath(f"data/{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def fold(text: str) -> str:
    """A name as it is compared: NFKC, lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def without_aside(folded: str) -> str:
    """A folded name without what stands in brackets; folding made the brackets narrow."""
    return _ASIDE.sub("", folded)


@dataclass(frozen=True, slots=True)
class Major:
    """A field of study; `code` is empty for schools of skilled workers, whose list gives names alone."""

    code: str
    name: str
    group: str
    level: str
    occupations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation of the 2022 classification, with the name of its minor group."""

    code: str
    name: str
    minor: str


ACCOMMODATIONS: Mapping[str, str] = {row["code"]: row["name"] for row in rows("accommodations")}
LICENCES: Mapping[str, str] = {row["code"]: row["name"] for row in rows("licences")}


@cache
def _by_name(name: str) -> Mapping[str, str]:
    return {fold(row[key]): row["code"] for row in rows(name) for key in ("name", "code")}


@cache
def _licences() -> Mapping[str, str]:
    return {fold(row["alias"]): row["code"] for row in rows("licence_aliases")} | dict(_by_name("licences"))


def accommodation(text: str) -> str | None:
    """The code (A01 to A46) of an arrangement given by code or name."""
    return _by_name("accommodations").get(fold(text))


def licence(text: str) -> str | None:
    """The code (L01 to L35) of a certificate given by code, by the list's name or by a common short name."""
    return _licences().get(fold(text))


def certificate_key(text: str) -> str:
    """What two names of one certificate have in common: the list's code, else the folded name."""
    return licence(text) or fold(text)


@cache
def _majors() -> Mapping[str, Major]:
    table: dict[str, Major] = {}
    for row in rows("majors"):
        major = Major(
            row["code"], row["name"], row["class"], row["level"], tuple(filter(None, row["csco_codes"].split("|")))
        )
        for key in (row["code"], row["name"]):
            if key:
                table.setdefault(fold(key), major)
    return table


@cache
def major_classes() -> frozenset[str]:
    """The classes of majors, folded: a post may ask for a whole class."""
    return frozenset(fold(row["class"]) for row in rows("majors") if row["class"])


def major(text: str) -> Major | None:
    """A major of the list by code or name."""
    return _majors().get(fold(text))


@cache
def _occupations() -> Mapping[str, Occupation]:
    table: dict[str, Occupation] = {}
    for row in rows("occupations_csco"):
        found = Occupation(row["csco_code"], row["name"], row["minor_name"])
        table[fold(row["csco_code"])] = found
        table.setdefault(fold(row["name"]), found)
    for row in rows("posts"):
        found = Occupation(row["csco_code"], row["csco_name"], "")
        for name in (row["title"], *row["synonyms"].split("|"), *row["synonyms_to_rewrite"].split("|")):
            if name and row["csco_code"]:
                table.setdefault(fold(name), found)
    return table


def occupation(text: str) -> Occupation | None:
    """An occupation by its code, its name, or the name of a common post (data/posts.csv)."""
    return _occupations().get(fold(text))
