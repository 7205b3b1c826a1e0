"""What is true of a person before anything is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from matcher.city.assumptions import assumed, wording
from matcher.city.dice import Dice, Shares
from matcher.city.sites import Site, Sites
from matcher.city.trades import Trade, neighbours, trades
from matcher.domain import codes
from matcher.domain.codes import EDUCATION_RANK


@dataclass(slots=True)
class Sketch:
    """A person before the record is written: what is true of them."""

    age: int
    birth: date
    female: bool
    education: str
    trade: Trade
    hidden: int
    wished: int
    wish: str
    major: str | None
    graduation: date | None
    status: str
    disabled: bool
    hard: bool
    types: tuple[str, ...]
    years: float
    site: Site
    licensed: bool


class Sketcher:
    """Draws sketches; `disabled` is the share of people with a disability."""

    def __init__(self, dice: Dice, today: date, disabled: float | None = None) -> None:
        self._dice, self._today = dice, today
        self._assumed: Mapping[str, Any] = assumed()["person"]
        self._disabled = self._assumed["disabled"] if disabled is None else disabled
        self._sites = Sites(dice)
        chosen = self._assumed
        self._ages: Shares[str] = Shares(chosen["ages"])
        self._education: tuple[Shares[str], Shares[str]] = (
            Shares(chosen["education_young"]),
            Shares(chosen["education_older"]),
        )
        self._status: Shares[str] = Shares(chosen["status"])
        self._wishes: Shares[str] = Shares(assumed()["wishes"])
        self._trade_of_rank = [_trades_for(rank) for rank in range(8)]
        self._majors: dict[str, list[str]] = {}
        for row in codes.rows("majors"):
            self._majors.setdefault(row["level"], []).append(row["name"])

    def draw(self) -> Sketch:
        """A person."""
        dice, chosen = self._dice, self._assumed
        low, high = map(int, dice.share(self._ages).split("-"))
        age = dice.between(low, high)
        birth = self._birth(age)
        education = self._education_at(age)
        hidden = dice.share(self._trade_of_rank[EDUCATION_RANK[education]])
        trade = trades()[hidden]
        graduation = self._graduation(birth, education)
        status = self._status_of(age, graduation)
        disabled = dice.chance(self._disabled)
        hard = (
            dice.chance(chosen["disabled_hard_to_place"] if disabled else chosen["hard_to_place"])
            and status == "unemployed"
        )
        wished, wish = self._wish(hidden)
        left_school = {0: 15, 1: 15, 2: 16, 3: 18, 4: 21, 5: 22, 6: 25, 7: 28}[EDUCATION_RANK[education]]
        worked = max(0, age - left_school)
        return Sketch(
            age=age,
            birth=birth,
            female=dice.chance(chosen["female"]),
            education=education,
            trade=trade,
            hidden=hidden,
            wished=wished,
            wish=wish,
            major=self._major(education, trade),
            graduation=graduation,
            status=status,
            disabled=disabled,
            hard=hard,
            types=self._types(age, status, graduation),
            years=0.0 if status == "student" else round(min(worked, 25) * dice.between(2, 10) / 10 * 2) / 2,
            site=self._sites.draw(),
            licensed=age >= 18 and dice.chance(chosen["licence_held"]),
        )

    def _birth(self, age: int) -> date:
        day = date(self._today.year - age - 1, self._today.month, 1) + timedelta(days=31 + self._dice.below(330))
        return day

    def _education_at(self, age: int) -> str:
        education = self._dice.share(self._education[age > self._assumed["young_until"]])
        most = 2 if age < 18 else 3 if age < 20 else 5 if age < 25 else 7
        return (
            education if EDUCATION_RANK[education] <= most else "senior_secondary" if most == 3 else "junior_secondary"
        )

    def _graduation(self, birth: date, education: str) -> date | None:
        years = {"secondary_vocational": 18, "associate": 21, "bachelor": 22, "master": 25, "doctorate": 28}.get(
            education
        )
        if years is None:
            return None
        day = date(birth.year + years + self._dice.below(2), 6, self._dice.pick((15, 20, 30, 30)))
        return day if day <= self._today + timedelta(days=330) else None

    def _status_of(self, age: int, graduation: date | None) -> str:
        if graduation and graduation > self._today:
            return "student"
        status = self._dice.share(self._status)
        if age >= 60 and self._dice.chance(0.6):
            return "retired"
        recent = graduation is not None and graduation > self._today - timedelta(days=300)
        return "unemployed" if status == "student" or (recent and self._dice.chance(0.5)) else status

    def _types(self, age: int, status: str, graduation: date | None) -> tuple[str, ...]:
        dice = self._dice
        recent = graduation is not None and graduation > self._today - timedelta(days=730)
        if status == "student":
            return dice.pick((("part_time", "gig"), ("internship", "part_time"), ("internship", "full_time")))
        if recent or age < 20:
            return dice.pick(
                (("internship", "full_time"), ("full_time",), ("full_time", "internship", "part_time"), ("full_time",))
            )
        if status in ("flexible", "retired"):
            return dice.pick((("gig",), ("gig", "part_time"), ("part_time",), ("gig", "part_time", "full_time")))
        return dice.pick(
            (("full_time",), ("full_time",), ("full_time",), ("full_time", "part_time"), ("full_time", "gig"))
        )

    def _wish(self, hidden: int) -> tuple[int, str]:
        """The trade that the written wish points to (-1: none), and its words."""
        kind = self._dice.share(self._wishes)
        if kind == "broad":
            return -1, self._dice.pick(wording("phrases")["person"]["broad"])
        if kind == "near":
            hidden = self._dice.pick(neighbours()[hidden])
        elif kind == "other":
            hidden = self._dice.below(len(trades()))
        trade = trades()[hidden]
        return hidden, self._dice.pick((*trade.names, *trade.sayings))

    def _major(self, education: str, trade: Trade) -> str | None:
        level = {"secondary_vocational": "中职", "associate": "高职专科", "bachelor": "本科", "master": "本科"}.get(
            education
        )
        if level is None:
            return None
        fitting = [name for name in self._majors[level] if name in trade.majors]
        return self._dice.pick(fitting) if fitting and self._dice.chance(0.6) else self._dice.pick(self._majors[level])


def _trades_for(rank: int) -> Shares[int]:
    """Trades that a schooling of that rank allows; the more it exceeds what is asked, the rarer."""
    asked = [EDUCATION_RANK[t.education] if t.education else 1 for t in trades()]
    shares = {i: 0.55 ** (rank - a) for i, a in enumerate(asked) if a <= rank}
    return Shares(shares or {i: 1.0 for i, t in enumerate(trades()) if t.education is None})
