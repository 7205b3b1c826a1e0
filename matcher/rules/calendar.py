"""Days years and months away, as law counts them: a birthday counts, a short month ends with its last day."""

from __future__ import annotations

from datetime import date, timedelta


def born_by(day: date, age: int) -> date:
    """The last birthday of those who have completed `age` years on `day`."""
    year = day.year - age
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February of a year that has none
        return date(year, 2, 28)


def months_before(day: date, months: int) -> date:
    """The first day from which `day` lies at most `months` months on, inclusive."""
    number = day.year * 12 + day.month - 1 - months
    first = date(number // 12, number % 12 + 1, 1)
    following = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following)
