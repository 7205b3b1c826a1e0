"""Employers of the city: invented units with a trade, a place and a size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from matcher.city.assumptions import assumed
from matcher.city.dice import Dice, Shares
from matcher.city.identities import Registry, employer_name, person_name
from matcher.city.sites import Site, Sites
from matcher.city.trades import trades
from matcher.domain.moments import today

Record = dict[str, Any]
_SIZES = {
    "20人以下": (3, 19),
    "20—49人": (20, 49),
    "50—99人": (50, 99),
    "100—299人": (100, 299),
    "300—999人": (300, 999),
    "1000人以上": (1000, 4000),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """An employer behind its record: what its posts have in common."""

    id: str
    name: str
    industry: str
    site: Site
    contact: Record


class EmployerMaker:
    """Draws employers; the first ones of a city offer the most posts."""

    def __init__(self, dice: Dice, as_of: datetime, registry: Registry) -> None:
        self._dice, self._today, self._registry = dice, today(as_of), registry
        self._assumed = assumed()["employer"]
        self._type: Shares[str] = Shares(self._assumed["type"])
        self._scale: Shares[str] = Shares(self._assumed["scale"])
        self._sites = Sites(dice)
        self._taken: set[str] = set()

    def make(self, count: int, prefix: str = "e-", helped: bool = False) -> tuple[list[Record], list[Unit]]:
        """Records and what stands behind them; `helped`: only trades that offer posts at disability fairs."""
        width = max(4, len(str(count)))
        industries = [t.industry for t in trades() if not helped or "PWD" in t.channels]
        records, units = [], []
        for number in range(1, count + 1):
            record, unit = self._one(f"{prefix}{number:0{width}d}", self._dice.pick(industries))
            records.append(record)
            units.append(unit)
        return records, units

    def _one(self, identity: str, industry: str) -> tuple[Record, Unit]:
        dice = self._dice
        kind, scale = dice.share(self._type), dice.share(self._scale)
        if kind == "个体工商户":
            scale = "20人以下"
        name = employer_name(dice, industry, kind, self._taken)
        employees = dice.between(*_SIZES[scale])
        disabled = int(employees * dice.pick((0, 0, 0.005, 0.01, 0.015, 0.02, 0.03)))
        record: Record = {"id": identity, "name": name}
        if dice.chance(self._assumed["has_credit_code"]):
            record["credit_code"] = self._registry.credit_code()
        record |= {"type": kind, "scale": scale, "employees": employees, "disabled_employees": disabled}
        if dice.chance(self._assumed["listed_for_arrears"]):
            record["status"] = [self._arrears()]
        if dice.chance(0.6):
            record["facts"] = {"unemployment_insurance_months": dice.pick((0, 6, 12, 24, 60))}
        contact = {"name": self._caller(), "phone": self._registry.phone()}
        return record, Unit(
            identity, name, industry, self._sites.draw(assumed()["place"]["jobs_towards_centre"]), contact
        )

    def _arrears(self) -> Record:
        since = self._today - timedelta(days=self._dice.between(10, 300))
        ended = self._dice.chance(0.3)
        until = since + timedelta(days=self._dice.between(5, 9)) if ended else None
        found = {"code": "wage_arrears", "from": since.isoformat(), "source": "拖欠工资失信名单（示例）"}
        return found | ({"to": until.isoformat()} if until else {})

    def _caller(self) -> str:
        return person_name(self._dice, self._dice.chance(0.5))
