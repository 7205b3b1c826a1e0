"""Headers and values that no list of the domain holds (variants.toml); `?` must be asked, an empty text is left absent.

A third of them, by the hash of the text, was held out while the reader was built (docs/RESULTS_intake.md).
Since then all of them guard what was mended (variants_more.toml came later, all of it in view):

    python tests/intake/test_variants.py        # the shares by kind, held out and not
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.intake import headers
from matcher.intake.draft import path_of
from matcher.intake.headers import Column
from matcher.intake.values import choices, days, hours, identity, pay, people_wanted, schooling, whereabouts
from matcher.intake.values.reading import Reading

CASES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("variants.toml").read_text("utf-8"))
AS_OF = date(2023, 9, 1)


def held_out(text: str) -> bool:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 3 == 0


def plain(reading: Reading) -> Any:
    if reading.severity == "question":
        return "?"
    return "" if reading.value is None else reading.value


def read_pay(text: str) -> Any:
    found = plain(pay.read_pay(text))
    return [found.get("min", 0), found.get("max", 0), found["unit"]] if isinstance(found, dict) else found


def read_disability(text: str) -> Any:
    found = plain(choices.read_disability(text))
    return [found.get("category"), found.get("grade")] if isinstance(found, dict) else found


def read_night(text: str) -> Any:
    found = (hours.read_hours(text).value or {}).get("night")
    return "" if found is None else found


READERS: dict[str, Callable[[str], Any]] = {
    "pay": read_pay,
    "education_of_post": lambda text: plain(schooling.read_education(text, True)),
    "education_of_person": lambda text: plain(schooling.read_education(text, False)),
    "headcount": lambda text: plain(people_wanted.read_headcount(text)),
    "day_closing": lambda text: plain(days.read_day(text, "closes", AS_OF)),
    "day_birth": lambda text: plain(days.read_day(text, "birth", AS_OF)),
    "place": lambda text: plain(whereabouts.read_place(text)),
    "phone": lambda text: plain(identity.read_phone(text)),
    "years": lambda text: plain(people_wanted.read_years(text)),
    "status": lambda text: plain(choices.read_status(text)),
    "type": lambda text: plain(choices.read_type(text)),
    "disability": read_disability,
    "night": read_night,
}
VALUES = [(kind, text, want) for kind in READERS for text, want in CASES[kind].items()]
MORE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("variants_more.toml").read_text("utf-8"))
LATER = [(kind, text, want) for kind in MORE for text, want in MORE[kind].items()]
HEADERS = [(kind, text, path) for kind in ("job", "candidate") for text, path in CASES["headers"][kind].items()]


@pytest.mark.parametrize(("kind", "text", "want"), VALUES + LATER)
def test_a_value_is_read_or_asked(kind: str, text: str, want: Any) -> None:
    assert READERS[kind](text) == want


@pytest.mark.parametrize(
    ("text", "hint", "want"),
    [
        ("8", "万/年", {"min": 80_000, "max": 80_000, "unit": "year"}),
        ("8-10", "年薪（万）", {"min": 80_000, "max": 100_000, "unit": "year"}),
        ("0.5", "万元/月", {"min": 5000, "max": 5000, "unit": "month"}),
        ("4-6", "月薪", None),
        ("8", "月薪", None),
        ("500", "年薪", None),
        ("3", "日薪", None),
        ("4500", "月薪", {"min": 4500, "max": 4500, "unit": "month"}),
        ("0.5", "元/件", {"min": 0.5, "max": 0.5, "unit": "piece"}),
    ],
)
def test_pay_by_its_header(text: str, hint: str, want: Any) -> None:
    found = pay.read_pay(text, hint)
    assert found.value == want
    assert (found.severity == "question") is (want is None)


def path_by_header(kind: Any, header: str) -> str | None:
    field, basis = headers.field_of(header, kind)
    return path_of(Column(0, "A", header, field, basis))


@pytest.mark.parametrize(("kind", "header", "path"), HEADERS)
def test_a_header_is_mapped(kind: str, header: str, path: str) -> None:
    assert path_by_header(kind, header) == path


def main() -> None:
    for held in (False, True):
        rows = [(kind, READERS[kind](text) == want) for kind, text, want in VALUES if held_out(text) == held]
        rows += [(f"headers.{k}", path_by_header(k, h) == path) for k, h, path in HEADERS if held_out(h) == held]
        for kind in dict.fromkeys(kind for kind, _ in rows):
            right = [ok for other, ok in rows if other == kind]
            print(f"{'held out' if held else 'built on':9} {kind:20} {sum(right):4} of {len(right)}")


if __name__ == "__main__":
    main()
