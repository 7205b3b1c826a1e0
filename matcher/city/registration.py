"""What the office knows of a person: groups, entitlements, disability, consents, how to reach them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from matcher.city.assumptions import assumed
from matcher.city.dice import Dice, Shares
from matcher.city.disability import Disabilities
from matcher.city.identities import Registry, person_name
from matcher.city.sketch import Sketch
from matcher.domain.codes import EDUCATION_RANK

Record = dict[str, Any]
_HARD_CATEGORIES = ("D01", "D02", "D03", "D05", "D06", "D07", "D08", "D10")
_TAGS = ("援助月", "现场登记", "线上登记", "重点走访")
_CONSENTS = {
    "all": ("matching", "contact"),
    "matching_contact": ("matching", "contact"),
    "matching": ("matching",),
    "none": (),
}


class Clerk:
    """Registers people; `crowd` is how many there are (some gig workers come in parties)."""

    def __init__(self, dice: Dice, today: date, registry: Registry, crowd: int) -> None:
        self._dice, self._today, self._registry, self._parties = dice, today, registry, crowd // 20
        self._assumed: Mapping[str, Any] = assumed()["person"]
        self._consents: Shares[str] = Shares(self._assumed["consents"])
        self._disabilities = Disabilities(dice)

    def registered(self, s: Sketch) -> Record:
        """Groups, entitlements, disability, consents, contact: fields of the record, None where there is nothing."""
        dice, chosen = self._dice, self._assumed
        return {
            "groups": self._groups(s),
            "entitlements": self._entitlements(s),
            "disability": self._disabilities.draw() if s.disabled and dice.chance(0.92) else None,
            "consents": self._consents_of(s),
            "tags": [dice.pick(_TAGS)] if dice.chance(0.1) else None,
            "party": self._party() if "gig" in s.types and dice.chance(chosen["party"]) else None,
            "external_ids": {"24365": f"S{dice.number():010d}"} if s.major and dice.chance(0.08) else None,
            "contact": self._contact(s),
        }

    def _party(self) -> str:
        return f"party-{self._dice.between(1, max(1, self._parties))}"

    def _groups(self, s: Sketch) -> list[str]:
        dice, chosen = self._dice, self._assumed
        found = []
        recent = s.graduation is not None and timedelta(0) <= self._today - s.graduation <= timedelta(days=730)
        if s.status == "unemployed":
            if recent and EDUCATION_RANK[s.education] >= EDUCATION_RANK["associate"]:
                found.append("unemployed_graduate")
            elif s.age <= 24:
                found.append("unemployed_youth")
            if s.hard or dice.chance(chosen["registered"]):
                found.append("registered_unemployed")
        if s.hard:
            found.append("hard_to_place")
        if s.disabled:
            found.append("disabled")
        if dice.chance(chosen["veteran"]) and s.age >= 20:
            found.append("veteran")
        if s.female and 26 <= s.age <= 45 and dice.chance(chosen["woman_returning"]):
            found.append("woman_returning")
        return found

    def _entitlements(self, s: Sketch) -> list[Record] | None:
        dice = self._dice
        if not s.hard:
            return [] if dice.chance(0.5) else None
        if dice.chance(0.15):
            return None
        since = self._today - timedelta(days=dice.between(20, 700))
        years = 1 if dice.chance(0.25) else 3
        category = "D04" if s.disabled else "D02" if s.age >= (40 if s.female else 50) else dice.pick(_HARD_CATEGORIES)
        return [
            {
                "code": "hard_to_place",
                "category": category,
                "issuer": dice.pick(("区人社局", "街道人社所", "镇便民服务中心")),
                "valid_from": since.isoformat(),
                "valid_to": (since + timedelta(days=365 * years)).isoformat(),
                "used_months": dice.pick((0, 0, 0, 3, 6, 12, 18, 24, 36)),
            }
        ]

    def _consents_of(self, s: Sketch) -> list[str] | None:
        kind = self._dice.share(self._consents)
        if kind == "missing":
            return None
        found = {
            "all": ["matching", "contact"],
            "matching_contact": ["matching", "contact"],
            "matching": ["matching"],
        }.get(kind, [])
        if s.disabled and found and self._dice.chance(self._assumed["disability_consent"]):
            found = [found[0], "disability_matching", *found[1:]]
        return found

    def _contact(self, s: Sketch) -> Record:
        contact = {"name": person_name(self._dice, s.female), "phone": self._registry.phone()}
        number = self._registry.id_number(s.birth, s.female)
        return contact | ({"id_number": number} if self._dice.chance(self._assumed["tells_id_number"]) else {})
