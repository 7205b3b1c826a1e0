"""The folder `fair/`: a fair over the dirty folder's files, and the three other shapes over the city's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from matcher.city.dice import Dice

_FAIR = """\
# A fair of a city that does not exist; its posts and people are the clerks' files in ../dirty.
name = "{year}年残疾人就业专场招聘会（合成数据）"
kind = "fair"
scenario = "disability_fair"
date = {day}

[hall]
opens = "09:00"
closes = "12:00"
slot_minutes = 10
walk_minutes = 2
interpreters = 3

[limits]
recommendations = 3
interviews_per_candidate = 3
interviews_per_place = 3

[inputs]
jobs = ["../dirty/employers/*.xlsx", "../dirty/employers/*.csv"]
candidates = ["../dirty/people/*.xlsx", "../dirty/people/*.csv"]
consents = ["matching", "contact"]
consent_source = "报名表（合成数据）"
"""
_BOOTH = """
[[booths]]
code = "{code}"
employer = "{employer}"
accessible = {accessible}
"""
_OTHERS = {
    "referrals.toml": """\
# Three open posts for everybody of the service for graduates.
name = "“131”服务岗位推荐（合成数据）"
kind = "referrals"
scenario = "graduate"
date = {day}

[limits]
recommendations = 3

[inputs]
jobs = ["../jobs.jsonl"]
candidates = ["../candidates.jsonl"]
""",
    "placement.toml": """\
# A round of internships.
name = "就业见习分配（合成数据）"
kind = "placement"
scenario = "internship"
mode = "optimal"
date = {day}

[inputs]
jobs = ["../jobs.jsonl"]
candidates = ["../candidates.jsonl"]
wishes = ["志愿.xlsx"]
""",
    "shifts.toml": """\
# A morning at the gig market.
name = "零工市场早市（合成数据）"
kind = "shifts"
scenario = "gig"
date = {day}

[travel]
kmh = 18

[inputs]
jobs = ["../jobs.jsonl"]
candidates = ["../candidates.jsonl"]
""",
}
_NARROW = 0.3  # share of booths that a wheelchair cannot reach
_BREAK = 0.15


def fair_day(as_of: date) -> date:
    """The third Saturday from `as_of` on."""
    return as_of + timedelta(days=(5 - as_of.weekday()) % 7 + 14)


def round_texts(as_of: date) -> dict[str, str]:
    """File names below `fair/` and their texts: the rounds over the city's own records, on the day of the clock."""
    return {name: text.format(day=as_of) for name, text in _OTHERS.items()}


def fair_text(dice: Dice, employers: Sequence[str], as_of: date) -> str:
    """The text of `fair/fair.toml`, a booth for each employer."""
    day = fair_day(as_of)
    text = _FAIR.format(year=day.year, day=day)
    for number, employer in enumerate(employers):
        hall, place = divmod(number, 30)
        accessible = str(not dice.chance(_NARROW)).lower()
        text += _BOOTH.format(code=f"{'ABCDEFG'[hall]}{place + 1:02d}", employer=employer, accessible=accessible)
        if dice.chance(_BREAK):
            text += 'breaks = ["10:30/10:40"]\n'
    return text
