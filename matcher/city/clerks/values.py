"""One thing, said in the ways clerks say it, with what a careful reader stores.

The ways stand in `city/data/sayings.toml`. Each method returns a `Said`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from matcher.city.dice import Dice
from matcher.documents.dirty_workbook import Value
from matcher.domain import codes

Record = Mapping[str, Any]
_DIGITS = "零一二三四五六七八九十"
_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Said:
    """A cell and its meaning.

    means    expected fields by dotted path; None: the field must be absent; for `advert`, words that must stand in it
    doubts   paths whose cell must be questioned (the field is then absent and the row not plainly accepted)
    either   the cell may be read or questioned: the row's outcome is left open
    """

    cell: Value | None
    means: Mapping[str, Any] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    either: bool = False


def full_width(text: str) -> str:
    """ASCII letters, digits and signs as their full-width forms."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


class Speech:
    """Says things as clerks do, with one of the `ways` of a table such as `sayings.toml`."""

    def __init__(self, dice: Dice, ways: Mapping[str, Any]) -> None:
        self.dice = dice
        self._table = ways

    def _ways(self, *path: str) -> Any:
        found: Any = self._table
        for key in path:
            found = found[key]
        return found

    def pay(self, said: Record | None) -> Said:
        """A pay cell as text; months a year where the record has them."""
        if said is None:
            return Said(self.dice.pick(self._ways("pay", "open")), {"pay": None})
        low, high, unit = said["min"], said.get("max"), said["unit"]
        values = {"a": f"{low:g}", "b": f"{high or 0:g}", "k": f"{low / 1000:g}", "m": f"{(high or 0) / 1000:g}"}
        values |= {"w": f"{low / 10000:g}", "x": f"{(high or 0) / 10000:g}"}
        form = "least" if high is None else "single" if high == low else "range"
        text: str = self.dice.pick(self._ways("pay", unit, form)).format_map(values)
        means = {"pay.min": low, "pay.max": high, "pay.unit": unit}
        if unit == "month" and said.get("months", 12) != 12:
            text += f"，{said['months']}薪"
            means["pay.months"] = said["months"]
        elif high and high > low and low % 1000 == 0 == high % 1000 and high <= 10000 and self.dice.chance(0.3):
            text = f"{_DIGITS[int(low // 1000)]}千到{_DIGITS[int(high // 1000)]}千"
        return Said(full_width(text) if self.dice.chance(0.04) else text, means)

    def pay_again(self, said: Said) -> Said:
        """The same pay in another plain form, where the cell is in one of them."""
        low, high, unit = (said.means.get(f"pay.{part}") for part in ("min", "max", "unit"))
        forms = self._ways("pay", "plain")
        if unit != "month" or high is None or said.cell not in [form.format(a=low, b=high) for form in forms]:
            return said
        return Said(self.dice.pick(forms).format(a=low, b=high), said.means)

    def headcount(self, count: int | None) -> Said:
        """How many people are wanted; of a range the lower end counts."""
        if count is None:
            return Said(self.dice.pick(self._ways("headcount", "open")), {"headcount": None})
        kind, means = self.dice.below(12), {"headcount": count}
        if kind < 5:
            return Said(count, means)
        if kind == 5 and count > 2:
            return Said(self.dice.pick(self._ways("headcount", "range")).format(n=count, n2=count + 2), means)
        if kind == 6 and count <= 10:
            return Said(_DIGITS[count] + self.dice.pick(("名", "人", "个")), means)
        if kind == 7:
            return Said(full_width(str(count)), means)
        if kind == 8:
            return Said(self.dice.pick(self._ways("headcount", "about")).format(n=count), {}, either=True)
        return Said(self.dice.pick(self._ways("headcount", "plain")).format(n=count), means)

    def wanted_schooling(self, education: str | None) -> Said:
        """What schooling a post asks."""
        return Said(self.dice.pick(self._ways("schooling", education or "any")), {"min_education": education})

    def own_schooling(self, education: str) -> Said:
        """A person's schooling."""
        ways: list[str] = self._ways("schooling", education)
        plain = [way for way in ways if not any(mark in way for mark in self._ways("schooling", "asking"))]
        return Said(self.dice.pick(plain or ways), {"education": education})

    def phone(self, number: str, path: str = "contact.phone", ruined: float = 0.0) -> Said:
        """A mobile number; `ruined` is the share of cells that a spreadsheet program or a clerk has spoilt."""
        if self.dice.chance(ruined):
            spoilt = self.dice.pick(("1.54E+10", number[:10], number[:3] + "****" + number[7:], number + "1"))
            return Said(spoilt, {path: None}, doubts=(path,))
        kind = self.dice.below(12)
        if kind < 4:
            return Said(number, {path: number})
        if kind < 6:
            return Said(int(number), {path: number})
        forms = (
            f"{number[:3]} {number[3:7]} {number[7:]}",
            f"{number[:3]}-{number[3:7]}-{number[7:]}",
            f"+86 {number}",
            f"{number}（微信同号）",
            f"微信/电话 {number}",
            f" {number}",
            full_width(number),
        )
        return Said(self.dice.pick(forms), {path: number})

    def place(self, district: str, town: str | None) -> Said:
        """A workplace or an address; `town` is its code where the clerk gives it."""
        name = next(row["name"] for row in codes.rows("geo_divisions") if row["code"] == district)
        means, short = {"location.division": town or district}, name.rstrip("区县市")
        if town is None:
            old = self._ways("place", "old").get(district)
            form = self.dice.pick(self._ways("place", "district"))
            return Said(old if old and self.dice.chance(0.1) else form.format(name=name, short=short), means)
        town_name = next(row["name"] for row in codes.rows("geo_townships") if row["code_civil"] == town)
        text = self.dice.pick(self._ways("place", "town")).format(
            name=name,
            short=short,
            town=town_name,
            bare=town_name.removesuffix("街道").removesuffix("镇"),
            road=self.dice.pick(self._ways("place", "roads")),
            n=self.dice.between(2, 188),
        )
        return Said(text, means)

    def day(self, when: date, path: str, *, as_of: date | None = None) -> Said:
        """A date; with `as_of` also without its year, where no doubt is possible."""
        means = {path: when.isoformat()}
        if self.dice.chance(0.35):
            return Said(when, means)
        if self.dice.chance(0.05):
            return Said((when - _EXCEL_EPOCH).days, means)
        forms = [
            f"{when.year}.{when.month}.{when.day}",
            f"{when.year}-{when.month:02d}-{when.day:02d}",
            f"{when.year}/{when.month}/{when.day}",
            f"{when.year}年{when.month}月{when.day}日",
            f"{when:%Y%m%d}",
            f"{when.year}.{when.month:02d}.{when.day:02d}",
            f"{when.year} 年 {when.month} 月 {when.day} 日",
            full_width(f"{when.year}-{when.month:02d}-{when.day:02d}"),
        ]
        if as_of and timedelta(days=5) < when - as_of < timedelta(days=100) and when.year == as_of.year:
            forms.append(f"{when.month}月{when.day}日")
        return Said(self.dice.pick(forms), means)

    def closing(self, when: date | None, as_of: date) -> Said:
        """When a post closes."""
        if when is None:
            return Said(self.dice.pick(self._ways("closing", "open")), {"expires_at": None})
        return self.day(when, "expires_at", as_of=as_of)

    def years(self, wanted: float | None) -> Said:
        """How much experience a post asks."""
        if not wanted:
            return Said(self.dice.pick(self._ways("experience", "none")))
        means = {"min_experience_years": wanted}
        if wanted != int(wanted):
            return Said(self.dice.pick(self._ways("experience", "half")), means)
        text = self.dice.pick(self._ways("experience", "years")).format(n=int(wanted), word=_DIGITS[int(wanted)])
        return Said(text, means)

    def condition(self, subject: str) -> Said:
        """A condition on `sex` or `age`: kept word for word in `advert`."""
        if self.dice.chance(0.4):
            return Said(self.dice.pick(self._ways(subject, "any")))
        text = self.dice.pick(self._ways(subject, "asked"))
        return Said(text, {"advert": text})

    def one_of(self, subject: str, value: str | None, path: str) -> Said:
        """A value of a short list, where it has words."""
        ways: Mapping[str, list[str]] = self._ways(subject)
        return Said(self.dice.pick(ways[value]), {path: value}) if value and value in ways else Said(None)

    def aside(self, subject: str) -> Said:
        """A cell that the contract leaves open."""
        return Said(self.dice.pick(self._ways("asides", subject)) or None)

    def listed(self, names: Sequence[str], path: str) -> Said:
        """Several names in one cell."""
        if not names:
            return Said(self.dice.pick((None, "无", None)))
        return Said(self.dice.pick(self._ways("separators", "names")).join(names), {path: list(names)})

    def id_number(self, number: str, ruined: float = 0.0) -> Said:
        """An id number; some have lost their digits or their check."""
        path = "contact.id_number"
        if self.dice.chance(ruined):
            wrong = number[:-1] + ("3" if number[-1] != "3" else "7")
            texts = (f"{float(number[:17] + '0'):.5E}", wrong, wrong, number[:16])
            return Said(
                float(number[:15] + "000") if self.dice.chance(0.2) else self.dice.pick(texts),
                {path: None},
                doubts=(path,),
            )
        spaced = f"{number[:6]} {number[6:14]} {number[14:]}"
        return Said(
            self.dice.pick((number, number, number, number.lower(), spaced, f"'{number}", f" {number}")), {path: number}
        )

    def category(self, kind: str) -> Said:
        """A category of disability."""
        return Said(self.dice.pick(self._ways("category", kind)), {"disability.category": kind})

    def grade(self, number: int) -> Said:
        """A grade of disability."""
        text = self.dice.pick(self._ways("grade", str(number)))
        return Said(int(text) if text.isdigit() and self.dice.chance(0.5) else text, {"disability.grade": number})

    def category_and_grade(self, kind: str, number: int) -> Said:
        """Both in one cell, as on the certificate."""
        short, name = self._ways("category", kind)[:2]
        level = self._ways("grade", str(number))[0]
        forms = (f"{name}{level}", f"{short}{level}", f"{name} {level}", f"{name}（{level}）", f"{short}/{level}")
        return Said(self.dice.pick(forms), {"disability.category": kind, "disability.grade": number})

    def consent(self, given: bool) -> Said:
        """A cell of a consent column; a reader may ask about odd words. The columns together make `consents`."""
        if given:
            return Said(self.dice.pick(self._ways("consent", "given")))
        if self.dice.chance(0.2):
            return Said(self.dice.pick(self._ways("consent", "vague")), either=True)
        return Said(self.dice.pick(self._ways("consent", "withheld")))

    def gender(self, value: str) -> Said:
        """A person's sex."""
        return Said(self.dice.pick(self._ways("gender", value)), {"gender": value})

    def least_pay(self, wanted: Record | None) -> Said:
        """What a person expects."""
        if wanted is None:
            return Said(self.dice.pick(self._ways("expected", "open")), {"desired_pay": None})
        least, unit = wanted["min"], wanted["unit"]
        means = {"desired_pay.min": least, "desired_pay.unit": unit}
        if unit == "month" and self.dice.chance(0.2):
            return Said(int(least), means)
        forms = self._ways("expected", "month") if unit == "month" else self._ways("pay", unit, "single")
        return Said(self.dice.pick(forms).format(a=f"{least:g}", k=f"{least / 1000:g}"), means)

    def distance(self, km: float | None) -> Said:
        """How far a person would go."""
        if km is None:
            return Said(self.dice.pick(self._ways("distance", "open")), {"max_distance_km": None})
        means = {"max_distance_km": km}
        return (
            Said(int(km), means)
            if self.dice.chance(0.3)
            else Said(self.dice.pick(self._ways("distance", "km")).format(a=f"{km:g}"), means)
        )
