"""The common posts of the city as the generator needs them: `posts.csv` with the sentences of their family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from matcher.city.assumptions import wording
from matcher.domain import codes

_EDUCATION = {
    "81": "primary",
    "71": "junior_secondary",
    "61": "senior_secondary",
    "41": "secondary_vocational",
    "31": "associate",
    "21": "bachelor",
    "14": "master",
}
DEMANDS = (
    "vision",
    "hearing",
    "speech",
    "mobility",
    "upper_limb",
    "standing",
    "lifting",
    "cognition",
    "stress",
    "night_work",
    "travel",
)
Range = tuple[float, float]
MONTH_OF = {"month": 1.0, "day": 21.75, "hour": 8 * 21.75}  # contract 4.1


@dataclass(frozen=True, slots=True)
class Trade:
    """One row of posts.csv. `pay` is in yuan by unit; `arrangements` are accommodation codes by matrix column."""

    id: str
    title: str
    names: tuple[str, ...]
    sayings: tuple[str, ...]
    code: str
    minor: str
    industry: str
    channels: frozenset[str]
    skills: tuple[str, ...]
    education: str | None
    licences: tuple[str, ...]
    pay: Mapping[str, Range]
    shift: str
    demands: Mapping[str, int]
    arrangements: Mapping[str, tuple[str, ...]]
    majors: tuple[str, ...]
    family: str
    duties: tuple[str, ...]
    did: tuple[str, ...]
    places: tuple[str, ...]
    english: str | None

    @property
    def month(self) -> Range:
        """Pay a month; of work that is paid by the day or hour alone, that of 21.75 days of 8 hours."""
        unit = next(unit for unit in ("month", "day", "hour") if unit in self.pay)
        low, high = self.pay[unit]
        return low * MONTH_OF[unit], high * MONTH_OF[unit]


def _many(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))


def _pay(row: Mapping[str, str]) -> dict[str, Range]:
    return {
        unit: (float(row[f"{unit}_min"]), float(row[f"{unit}_max"]))
        for unit in ("month", "day", "hour")
        if row[f"{unit}_min"]
    }


def _majors_by_occupation() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in codes.rows("majors"):
        for code in _many(row["csco_codes"]):
            found.setdefault(code, []).append(row["name"])
    return found


@cache
def trades() -> tuple[Trade, ...]:
    """All common posts, in the order of the file."""
    families = wording("trades")
    family_of = {post: name for name, family in families.items() for post in family["posts"]}
    english = wording("phrases")["english"]["titles"]
    minors = {row["csco_code"]: row["minor_code"] for row in codes.rows("occupations_csco")}
    majors = _majors_by_occupation()
    made = []
    for row in codes.rows("posts"):
        family = families[family_of[row["post_id"]]]
        sayings = _many(row["synonyms_to_rewrite"])
        made.append(
            Trade(
                id=row["post_id"],
                title=row["title"],
                names=tuple(n for n in (row["title"], *_many(row["synonyms"])) if n not in sayings),
                sayings=sayings,
                code=row["csco_code"],
                minor=minors.get(row["csco_code"], row["csco_code"][:7]),
                industry=row["industry_division"],
                channels=frozenset(_many(row["channels"])),
                skills=_many(row["skills"]),
                education=_EDUCATION.get(row["education_min"]),
                licences=_many(row["licences"]),
                pay=_pay(row),
                shift=row["shift_pattern"],
                demands={d: int(row[f"dem_{d}"] or 0) for d in DEMANDS},
                arrangements={k[4:].upper(): _many(row[k]) for k in row if k.startswith("acc_")},
                majors=tuple(majors.get(row["csco_code"], ())),
                family=family_of[row["post_id"]],
                duties=tuple(family["duties"]),
                did=tuple(family["did"]),
                places=tuple(family["places"]),
                english=english.get(row["post_id"]),
            )
        )
    return tuple(made)


@cache
def neighbours() -> tuple[tuple[int, ...], ...]:
    """For each trade the others of its minor class (itself, where it is alone)."""
    by_minor: dict[str, list[int]] = {}
    for i, trade in enumerate(trades()):
        by_minor.setdefault(trade.minor, []).append(i)
    return tuple(tuple(i for i in by_minor[t.minor] if i != me) or (me,) for me, t in enumerate(trades()))
