"""Places: divisions, towns and communities of Yangzhou by code or name, with a point and how far off it may be.

Two systems of township codes exist and share numbers for different towns (data/geo_townships.csv); a nine-digit code is
read as the civil-affairs one first, because that is the legal one. Coordinates are WGS84.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from matcher.domain.codes import fold, rows

TOWN_PRECISION_KM = 3.0  # the least that is assumed of a town's point (contract 4.1)
ZONE_PRECISION_KM = 5.0  # functional zones have no area in the table; their points are hand estimates
_PRECISION = {"point": 0.0, "approx_2km": 2.0, "approx_3km": 3.0, "approx_5km": 5.0}
_OLD_NAMES = {"维扬区": "321003", "维扬": "321003", "江都市": "321012"}  # merged or renamed in 2011
_CODE = re.compile(r"\d{6}|\d{9}|\d{12}|ZF\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A division: its point in degrees, the radius in km within which the true place lies, its codes from the top."""

    code: str
    name: str
    lat: float
    lon: float
    radius_km: float
    path: tuple[str, ...]

    @property
    def district(self) -> str | None:
        """The code of the district or county, where the place is that small."""
        return self.path[2] if len(self.path) > 2 else None


def _divisions() -> dict[str, Place]:
    table: dict[str, Place] = {}
    for row in rows("geo_divisions"):
        above = table[row["parent_code"]].path if row["parent_code"] in table else ()
        area = float(row["area_km2"] or 0)
        radius = math.sqrt(area / math.pi) if area else ZONE_PRECISION_KM
        if row["type"] == "省":
            radius = math.inf
        table[row["code"]] = Place(
            row["code"],
            row["name"],
            float(row["centroid_lat_wgs84"]),
            float(row["centroid_lon_wgs84"]),
            radius,
            (*above, row["code"]),
        )
    return table


def _town(row: Mapping[str, str], code: str, district: Place) -> Place:
    radius = max(TOWN_PRECISION_KM, _PRECISION[row["coord_precision"]])
    return Place(code, row["name"], float(row["lat_wgs84"]), float(row["lon_wgs84"]), radius, (*district.path, code))


@cache
def by_code() -> Mapping[str, Place]:
    """Every place by each of its codes."""
    table = _divisions()
    towns = [row for row in rows("geo_townships") if row["lat_wgs84"]]
    statistical = {}
    for row in towns:
        if row["code_nbs2023"]:
            statistical[row["code_nbs2023"]] = _town(row, row["code_nbs2023"], table[row["district_code"]])
    for row in towns:
        if row["code_civil"]:
            table[row["code_civil"]] = _town(row, row["code_civil"], table[row["district_code"]])
    for code, place in statistical.items():
        table.setdefault(code, place)
    for row in rows("geo_communities"):
        town = table.get(row["township_code_civil"]) or statistical.get(row["township_code_nbs2023"])
        if town:
            code = row["code_nbs2023"]
            table[code] = Place(code, row["name"], town.lat, town.lon, town.radius_km, (*town.path, code))
    return table


@cache
def _by_name() -> Mapping[str, Place]:
    """Names that mean one place; a community's or town's name that several share means none of them."""
    table = by_code()
    names: dict[str, set[str]] = {}

    def note(code: str, *texts: str) -> None:
        for text in filter(None, texts):
            names.setdefault(fold(text), set()).add(code)

    for row in rows("geo_communities"):
        if row["code_nbs2023"] in table:
            note(row["code_nbs2023"], row["name"], row["short_name"])
    single = {name: next(iter(found)) for name, found in names.items() if len(found) == 1}
    names.clear()
    for row in rows("geo_townships"):
        code = row["code_civil"] or row["code_nbs2023"]
        if code in table:
            note(code, row["name"], row["short_name"])
    single |= {name: next(iter(found)) for name, found in names.items() if len(found) == 1}
    for row in rows("geo_divisions"):
        for text in (row["name"], *row["aliases"].split("|")):
            if text:
                single[fold(text)] = row["code"]
    single |= {fold(name): code for name, code in _OLD_NAMES.items()}
    city = fold("扬州市")
    return {name: table[code] for name, code in single.items()} | {
        city + name: table[code] for name, code in single.items() if not name.startswith(city)
    }


def is_code(text: str) -> bool:
    """Whether a text has the form of a division's code; places outside the table are known by code alone."""
    return bool(_CODE.fullmatch(text))


def stem(code: str) -> str:
    """The beginning that a division's code shares with every code below it: 3210 for 321000, 321002 for itself."""
    while len(code) in (4, 6) and code.endswith("00"):
        code = code[:-2]
    return code


def find(text: str) -> Place | None:
    """The place of a code or a name, None if the tables do not have it."""
    return by_code().get(text) or _by_name().get(fold(text))


def nearest_name(text: str) -> str | None:
    """The name that a misspelt one most likely meant."""
    found = difflib.get_close_matches(fold(text), _by_name().keys(), n=1, cutoff=0.6)
    return _by_name()[found[0]].name if found else None
