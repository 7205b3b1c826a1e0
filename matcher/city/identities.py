"""Names, numbers and codes that look right to a program and can belong to nobody."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from matcher.city.assumptions import assumed, wording
from matcher.city.dice import Dice

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def id_check_digit(body: str) -> str:
    """The last character of an id number whose first 17 digits are `body` (GB 11643-1999)."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def credit_check_character(body: str) -> str:
    """The last character of a credit code whose first 17 are `body` (GB 32100-2015)."""
    total = sum(_CREDIT_CHARACTERS.index(c) * w for c, w in zip(body, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_CHARACTERS[-total % 31]


def organisation_check_character(body: str) -> str:
    """The last character of an organisation code whose first 8 are `body` (GB 11714-1997)."""
    rest = (
        11 - sum(_ORGANISATION_CHARACTERS.index(c) * w for c, w in zip(body, _ORGANISATION_WEIGHTS, strict=True)) % 11
    )
    return {10: "X", 11: "0"}.get(rest, str(rest))


class Registry:
    """Hands out numbers, each once. A second population starts at other serials, so that the two share none."""

    def __init__(self, first: int = 0, first_of_day: int = 0) -> None:
        self._assumed = assumed()["identity"]
        self._phone = first
        self._organisation = first
        self._born: defaultdict[tuple[date, bool], int] = defaultdict(lambda: first_of_day)

    def phone(self) -> str:
        """A mobile number of the unassigned block; the serial is spread so that neighbours do not look alike."""
        self._phone += 1
        block: str = self._assumed["phone_block"]
        return f"{block}{self._phone * 7_654_321 % 100_000_000:08d}"

    def id_number(self, birth: date, female: bool) -> str:
        """18 characters with a right check digit, of a region that does not exist; the serial is even for women."""
        serial = self._born[birth, female]
        self._born[birth, female] = serial + 1
        body = f"{self._assumed['id_region']}{birth:%Y%m%d}{(2 * serial + 1 + female) % 1000:03d}"
        return body + id_check_digit(body)

    def credit_code(self) -> str:
        """A unified social credit code with right check characters, of the region that does not exist."""
        self._organisation += 1
        organisation = f"{self._organisation:08d}"
        body = f"91{self._assumed['id_region']}{organisation}{organisation_check_character(organisation)}"
        return body + credit_check_character(body)


def person_name(dice: Dice, female: bool) -> str:
    """A name under an invented surname."""
    parts = wording("names")["person"]
    given = parts["female" if female else "male"]
    first = "" if dice.chance(0.25) else dice.pick(parts["neutral"] if dice.chance(0.4) else given)
    return f"{dice.pick(parts['surnames'])}{first}{dice.pick(given)}"


def employer_name(dice: Dice, industry: str, kind: str, taken: set[str]) -> str:
    """An invented employer's name that is not in `taken`; adds it there."""
    parts = wording("names")["employer"]
    words = parts["words"].get(industry) or parts["words"].get(industry[0]) or ["综合服务"]
    form = {"个体工商户": "shop", "事业单位": "public", "民办非企业单位（社会服务机构）": "public"}.get(kind, "company")
    name = ""
    for attempt in range(1000):
        prefix = dice.pick(parts["prefix"]) if form != "shop" or dice.chance(0.4) else ""
        ending = dice.pick(parts[form])
        if "（扬州）" in ending:
            prefix = ""
        serial = "" if attempt < 20 else str(attempt)
        trade = dice.pick(words)
        if ending.startswith("科技") and trade.endswith(("科技", "技术")):
            ending = ending.removeprefix("科技")
        name = f"{prefix}{dice.pick(parts['first'])}{dice.pick(parts['second'])}{serial}{trade}{ending}"
        if name not in taken:
            break
    taken.add(name)
    return name
