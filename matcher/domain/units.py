"""Pay, hours and distances, each written once for numbers and for arrays.

Hours: Labour Law (劳动法) article 36; 21.75 paid days a month: 劳社部发〔2008〕3号. A month of pay is 21.75 days of
the day's hours; a week is 5 days. A post's `months` (13薪) count towards a year and towards an expectation per month or
year, never towards a legal floor.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_KM = 6371.0088  # mean radius (IUGG)
DAYS_A_MONTH = 21.75
DAYS_A_WEEK = 5.0
HOURS_A_DAY = 8.0
MONTHS_A_YEAR = 12.0
PAY_UNITS: tuple[str, ...] = ("hour", "day", "shift", "week", "month", "year", "piece")

Floats = NDArray[np.float64]


def distance_km(lat: ArrayLike, lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike) -> Any:
    """The straight line on a sphere in km (haversine); arguments in degrees, broadcast; NaN where one is NaN."""
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    half_phi = (to_phi - phi) / 2
    half_lambda = np.radians(np.subtract(to_lon, lon)) / 2
    square = np.sin(half_phi) ** 2 + np.cos(phi) * np.cos(to_phi) * np.sin(half_lambda) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(square, 1.0)))


def unit_vectors(lat: Sequence[float], lon: Sequence[float]) -> Floats:
    """Places in degrees as points (n, 3) on the unit sphere, where distances are compared without trigonometry."""
    phi, lam = np.radians(np.asarray(lat, np.float64)), np.radians(np.asarray(lon, np.float64))
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def chord_square(km: ArrayLike) -> Any:
    """The square of the chord on the unit sphere under a distance in km; -1 below 0, infinite beyond the antipode."""
    angle = np.asarray(km, np.float64) / EARTH_KM
    square = (2 * np.sin(np.clip(angle, 0, np.pi) / 2)) ** 2
    return np.where(angle < 0, -1.0, np.where(angle >= np.pi, np.inf, square))


def unit_hours(
    unit: str, day_hours: float = HOURS_A_DAY, shift_hours: float | None = None, months: float = 12
) -> float:
    """The hours of work that one payment of a unit covers; NaN for `piece`. A shift has its own hours."""
    month = DAYS_A_MONTH * day_hours
    table = {
        "hour": 1.0,
        "day": day_hours,
        "shift": day_hours if shift_hours is None else shift_hours,
        "week": DAYS_A_WEEK * day_hours,
        "month": month,
        "year": months * month,
    }
    return table.get(unit, float("nan"))


def longest_hours(spans: Sequence[tuple[datetime, datetime]]) -> float | None:
    """Hours of the longest of some shifts, None of none: a payment per shift must do for the longest."""
    return max(((end - start).total_seconds() / 3600 for start, end in spans), default=None)


def yuan(amount: Any) -> Any:
    """An amount as it is compared: to a millionth of a yuan, so that 21.75 and 8 leave no dust."""
    return np.round(amount, 6)
