"""What a person with a disability tells: category, grade, needs and limits, by the assumed shares."""

from __future__ import annotations

from typing import Any

from matcher.city.assumptions import assumed
from matcher.city.dice import Dice, Shares
from matcher.domain import codes


class Disabilities:
    """Draws `disability` objects of a record."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._assumed = assumed()["disability"]
        self._category: Shares[str] = Shares(self._assumed["category"])
        self._grade: Shares[str] = Shares(self._assumed["grade"])
        self._count: Shares[str] = Shares(self._assumed["needs"])
        self._useful: dict[str, list[str]] = {}
        for row in codes.rows("accommodations"):
            for column in row["for_categories"].split("|"):
                self._useful.setdefault(column, []).append(row["code"])

    def draw(self) -> dict[str, Any]:
        """One object; needs and limits are there for some only."""
        dice = self._dice
        category = dice.share(self._category)
        grade = int(dice.share(self._grade))
        column, limits = codes.CATEGORY_COLUMNS[category][0], category
        if category == "physical":
            lower = dice.chance(self._assumed["lower_limb"])
            column, limits = ("LIM_L", "lower") if lower else ("LIM_U", "upper")
        found: dict[str, Any] = {"category": category, "grade": grade}
        if dice.chance(self._assumed["declares_needs"]):
            needs = dice.some(self._useful[column], int(dice.share(self._count)))
            found["needs"] = [code if dice.chance(0.85) else codes.ACCOMMODATIONS[code] for code in sorted(needs)]
        if dice.chance(self._assumed["states_limits"]):
            found["limits"] = {
                demand: by_grade[grade - 1]
                for demand, by_grade in self._assumed["limits"][limits].items()
                if dice.chance(0.85)
            }
        return found
