"""What a post asks and gives: pay, schooling, places, hours, demands, arrangements, insurance, dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from matcher.city import windows
from matcher.city.assumptions import assumed, wording
from matcher.city.dice import Dice, Shares
from matcher.city.trades import Trade
from matcher.domain import codes

Record = dict[str, Any]
_KG = {1: (3, 5, 8), 2: (10, 15, 20), 3: (20, 25, 30)}
_HOURS = {1: (1, 2), 2: (4, 5), 3: (6, 7, 8)}


class Terms:
    """Draws the terms of posts, as parts of a record; None: nothing is said. `clean`: without faults on purpose."""

    def __init__(self, dice: Dice, as_of: datetime, *, clean: bool) -> None:
        self._dice, self._as_of, self._clean = dice, as_of, clean
        self._today = as_of.date()
        self._assumed: Mapping[str, Any] = assumed()["job"]
        self._headcount: Shares[str] = Shares(self._assumed["headcount"])

    def pay(self, trade: Trade, kind: str) -> tuple[Record | None, bool]:
        """Pay in the trade's range; and whether it was put below the legal floor on purpose."""
        dice, chosen = self._dice, self._assumed
        if dice.chance(chosen["pay_missing"]) and not self._clean:
            return None, False
        low_pay = dice.chance(chosen["below_minimum_wage"]) and not self._clean
        if kind == "internship":
            below = dice.chance(chosen["allowance_below_floor"]) and not self._clean
            least = dice.pick((900, 1000, 1200)) if below else dice.pick((1500, 1800, 2000, 2070, 2200, 2500))
            return {"min": least, "max": least + dice.pick((0, 0, 300, 500)), "unit": "month"}, False
        if kind == "public_welfare":
            least = 1600 if low_pay else dice.pick((2070, 2100, 2280, 2400))
            return {"min": least, "max": least, "unit": "month"}, low_pay
        units = {"gig": ("day", "hour"), "part_time": ("hour", "day")}.get(kind, ("month",))
        unit = dice.pick([u for u in units if u in trade.pay] or list(trade.pay))
        if low_pay:
            least = {"month": 1600, "day": 110, "hour": 14}[unit]
            return {"min": least, "max": least + {"month": 200, "day": 10, "hour": 2}[unit], "unit": unit}, True
        low, high = trade.pay[unit]
        step = {"month": 100, "day": 5, "hour": 1}[unit]
        start = low + (high - low) * dice.below(50) / 100
        least = int(start // step) * step
        most = max(least, int((start + (high - start) * dice.between(10, 100) / 100) // step) * step)
        pay: Record = {"min": least, "max": most, "unit": unit}
        if unit == "month" and dice.chance(0.12):
            pay["months"] = dice.pick((13, 13, 14))
        if dice.chance(0.06):
            del pay["max"]
        return pay, False

    def asked(self, trade: Trade, kind: str) -> Record:
        """Skills, certificates, schooling, majors, experience."""
        dice = self._dice
        skills = dice.some(trade.skills, dice.between(1, 4))
        cut = dice.between(1, max(1, len(skills)))
        education = trade.education
        if dice.chance(self._assumed["no_education"]) or (education is None and dice.chance(0.7)):
            education = None
        elif education is None:
            education = "junior_secondary"
        licences = [code if dice.chance(0.4) else codes.LICENCES[code] for code in trade.licences if dice.chance(0.92)]
        majors = dice.some(trade.majors, 2) if trade.majors and dice.chance(0.35) and kind != "gig" else None
        years = dice.pick((0, 0, 0.5, 1, 1, 2, 3, 5)) if kind == "full_time" and dice.chance(0.5) else None
        return {
            "required_skills": skills[:cut] if dice.chance(0.85) else None,
            "preferred_skills": skills[cut:] or None,
            "required_certificates": licences or ([] if dice.chance(0.2) else None),
            "min_education": education,
            "majors": majors,
            "min_experience_years": years,
        }

    def places(self, kind: str) -> Record:
        """Headcounts."""
        bounds = [int(n) for n in self._dice.share(self._headcount).split("-")]
        count = self._dice.between(bounds[0], bounds[-1])
        if kind == "internship":
            count = max(count, self._dice.pick((1, 2, 3, 5, 10)))
        least = self._dice.between(1, count) if kind == "internship" and self._dice.chance(0.3) else None
        return {"headcount": count, "min_headcount": least}

    def times(self, trade: Trade, kind: str) -> Record:
        """Shifts of gigs, hours and months of the others."""
        dice = self._dice
        found: Record = {}
        if kind == "gig":
            found["shifts"] = windows.shifts(dice, self._as_of, self._assumed["gig_days_ahead"])
        elif kind == "part_time":
            found["hours_per_day"] = dice.pick((3, 4, 4))
        elif kind == "public_welfare":
            found["hours_per_day"] = dice.pick((4, 8))
        elif kind == "internship":
            found["duration_months"] = dice.pick((3, 3, 6, 6, 12, None, 2 if dice.chance(0.2) else 3))
            found["hours_per_day"] = dice.pick((8, 8, None, 8, 10 if dice.chance(0.15) else 8))
        elif dice.chance(0.5):
            found["hours_per_day"] = dice.pick((8, 8, 8, 9, 10))
        night = trade.shift in ("S_NIGHT", "S_3", "S_4ON") or (trade.shift == "S_2" and dice.chance(0.5))
        if kind in ("full_time", "part_time") and dice.chance(0.7):
            found["night_shift"] = night
        return found

    def workplace(self, trade: Trade, channel: str) -> Record:
        """Demands as the work is organised today, and the arrangements on offer."""
        dice = self._dice
        found: Record = {}
        if channel == "PWD" or dice.chance(self._assumed["states_demands"]):
            demands: Record = {k: v for k, v in trade.demands.items() if v > 0 or dice.chance(0.3)}
            if trade.demands["lifting"] and dice.chance(0.5):
                demands["lifting_kg"] = dice.pick(_KG[trade.demands["lifting"]])
            if trade.demands["standing"] and dice.chance(0.5):
                demands["standing_hours"] = dice.pick(_HOURS[trade.demands["standing"]])
            found["demands"] = demands
        if dice.chance(self._assumed["arrangements"][channel]):
            offered = {
                code for column in dice.some(tuple(trade.arrangements), 3) for code in trade.arrangements[column][:4]
            }
            some = dice.some(sorted(offered), dice.between(2, 8))
            found["accommodations"] = [c if dice.chance(0.9) else codes.ACCOMMODATIONS[c] for c in sorted(some)]
            found["arrangements_possible"] = True if dice.chance(0.6) else None
        elif dice.chance(self._assumed["arrangements_impossible"]):
            found |= {"accommodations": [], "arrangements_possible": False}
        return found

    def insured(self, kind: str) -> Record:
        """Insurance, settlement and benefits."""
        dice = self._dice
        insurance: tuple[list[str], ...] = {
            "gig": (["accident"], ["work_injury"], ["occupational_injury"], ["accident", "work_injury"], []),
            "internship": (["accident"], ["accident"], ["work_injury"], ["accident", "work_injury"], []),
        }.get(kind, (["social"], ["social", "work_injury"], ["work_injury"]))
        return {
            "insurance": dice.pick(insurance) if dice.chance(0.75) else None,
            "settlement": dice.pick(("day", "day", "week", "piece"))
            if kind == "gig"
            else dice.pick(("month", "month", None)),
            "benefits": dice.some(wording("phrases")["post"]["benefits"], dice.between(1, 4))
            if dice.chance(0.55)
            else None,
        }

    def dates(self) -> Record:
        """When it was published, opens and closes."""
        dice, chosen = self._dice, self._assumed
        posted = self._today - timedelta(days=dice.below(chosen["months_back"] * 30))
        opens, closes = posted, self._today + timedelta(days=dice.between(7, 120))
        kind = dice.number() / 2**32
        if not self._clean and kind < chosen["expired"]:
            posted -= timedelta(days=40)
            opens, closes = posted, posted + timedelta(days=dice.between(5, 30))
        elif not self._clean and kind < chosen["expired"] + chosen["not_yet_open"]:
            opens = self._today + timedelta(days=dice.between(1, 6))
        return {
            "posted_at": posted.isoformat(),
            "opens_at": opens.isoformat() if opens != posted or dice.chance(0.4) else None,
            "expires_at": None if dice.chance(chosen["open_ended"]) and closes > self._today else closes.isoformat(),
        }
