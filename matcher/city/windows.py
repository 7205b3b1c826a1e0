"""When people can work and when gigs are: windows in the days after `as_of`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from matcher.city.dice import Dice
from matcher.domain.moments import start_of, write_moment

# From and to in hours of the day; beyond 24 is the next morning. The usual windows of gig work (K_DESIGN).
GIGS = ((5.5, 10.5), (6, 17), (8, 12), (8, 18), (10, 14), (13, 17), (17, 22), (18, 24), (22, 30))
_HABITS = (
    ("every", 5, 23),
    ("every", 6, 20),
    ("every", 8, 18),
    ("workdays", 7, 18),
    ("workdays", 8.5, 16),
    ("weekend", 6, 22),
    ("weekend", 8, 18),
    ("every", 17, 24),
    ("every", 5, 12),
    ("every", 17, 30),
    ("every", 0, 24),
)


def window(day: date, start: float, end: float) -> dict[str, str]:
    """A window of hours on a day, as a record writes it."""
    midnight = start_of(day)
    return {
        "start": write_moment(midnight + timedelta(hours=start)),
        "end": write_moment(midnight + timedelta(hours=end)),
    }


def availability(dice: Dice, as_of: datetime, days: int) -> list[dict[str, str]]:
    """A person's free hours over the next days, by one habit; now and then a day is taken."""
    kind, start, end = dice.pick(_HABITS)
    found = []
    for ahead in range(days):
        day = as_of.date() + timedelta(days=ahead)
        weekend = day.weekday() >= 5
        if (kind == "workdays" and weekend) or (kind == "weekend" and not weekend) or dice.chance(0.06):
            continue
        found.append(window(day, start, end))
    return found


def shifts(dice: Dice, as_of: datetime, days: int) -> list[dict[str, str]]:
    """A gig's shifts: the same hours on one to five days running, the first of them soon."""
    start, end = dice.pick(GIGS)
    first = 1 + dice.below(days - 5) if days > 6 else 1
    length = dice.pick((1, 1, 1, 2, 2, 3, 5))
    return [window(as_of.date() + timedelta(days=first + n), start, end) for n in range(length)]


def is_night(shift: dict[str, str]) -> bool:
    """Whether a window of GIGS touches 22:00 to 06:00."""
    start, end = shift["start"][11:16], shift["end"][11:16]
    return start < "06:00" or start >= "22:00" or end > "22:00" or end <= "06:00"
