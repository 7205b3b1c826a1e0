"""Where people live and posts are: a town by its district's share, a point round the town's."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from matcher.city.assumptions import assumed
from matcher.city.dice import Dice, Shares
from matcher.domain import codes

_KM_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Site:
    """A true point (degrees), and the names that a record may give it."""

    district: str
    town: str
    town_name: str
    lat: float
    lon: float


class Sites:
    """Draws places of the city."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        chosen = assumed()["place"]
        self._spread = chosen["spread_km"] / _KM_A_DEGREE
        self._written: Shares[str] = Shares(chosen["written_as"])
        self._towns: dict[str, list[Site]] = {}
        for row in codes.rows("geo_townships"):
            if row["code_civil"]:
                zone = row["management_zone"] if row["management_zone"] in chosen["weights"] else row["district_code"]
                site = Site(
                    row["district_code"],
                    row["code_civil"],
                    row["name"],
                    float(row["lat_wgs84"]),
                    float(row["lon_wgs84"]),
                )
                self._towns.setdefault(zone, []).append(site)
        self._all: Shares[str] = Shares(chosen["weights"])
        self._urban: Shares[str] = Shares({zone: chosen["weights"][zone] for zone in chosen["urban"]})

    def draw(self, towards_centre: float = 0.0) -> Site:
        """A place; that share is drawn in the urban districts alone."""
        urban = towards_centre > 0 and self._dice.chance(towards_centre)
        town = self._dice.pick(self._towns[self._dice.share(self._urban if urban else self._all)])
        # Two uniform numbers give a normal point (Box and Muller 1958).
        radius = self._spread * math.sqrt(-2 * math.log((self._dice.number() + 1) / 2**32))
        angle = 2 * math.pi * self._dice.number() / 2**32
        lat = town.lat + radius * math.sin(angle)
        lon = town.lon + radius * math.cos(angle) / math.cos(math.radians(town.lat))
        return Site(town.district, town.town, town.town_name, round(lat, 4), round(lon, 4))

    def written(self, site: Site) -> dict[str, Any] | None:
        """How a record gives the place: most with the point, some by town or district alone, some not at all."""
        form = self._dice.share(self._written)
        if form == "missing":
            return None
        if form == "point":
            return {"division": site.district, "lat": site.lat, "lon": site.lon}
        return {"division": site.town if form == "town" else site.district}
