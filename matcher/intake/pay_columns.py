"""Several columns about one pay (the whole, its bounds, its unit) as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from matcher.intake.draft import Draft, Told, Writer
from matcher.intake.values import choices, pay
from matcher.intake.values.reading import Reading


def read_pay_columns(draft: Draft, told_of: Mapping[str, list[Told]], keep: Writer) -> None:
    """The pay of a row: the whole, else its bounds, in the unit of its own column, of the cell or of the header. `keep`
    takes what the pay does not hold.
    """
    units = told_of.get("job.pay_unit", [])
    hint = units[0].text if units and pay.unit_of(units[0].text) else ""
    if units and not hint and choices.read_settlement(units[0].text).value:
        draft.put("settlement", choices.read_settlement(units[0].text).value)
    low, high = told_of.get("job.salary_min", []), told_of.get("job.salary_max", [])
    for told in told_of.get("job.salary", []):
        reading = pay.read_pay(told.text, hint or told.column.header)
        draft.take(told, "pay", draft.note(told, reading, "pay"), keep)
        _more_of_pay(draft, reading)
        if reading.note:
            keep(draft, told)
    if "pay" in draft.document:
        _compare_bounds(draft, low, high, hint, keep)
    else:
        _pay_of_bounds(draft, low, high, hint)


def _more_of_pay(draft: Draft, reading: Reading) -> None:
    for path, value in reading.more.items():
        if path == "benefits":
            draft.add(path, value)
        else:
            draft.put(path, value)


def _bounds(low: list[Told], high: list[Told], hint: str) -> Iterator[tuple[str, Told, Reading, Any]]:
    """The cells of the columns for one bound of the pay, with the number that each says."""
    for bound, cells in (("min", low), ("max", high)):
        for told in cells:
            reading = pay.read_pay(told.text, hint or told.column.header)
            said = reading.value or {}
            yield bound, told, reading, said.get(bound, said.get("min", said.get("max")))


def _compare_bounds(draft: Draft, low: list[Told], high: list[Told], hint: str, keep: Writer) -> None:
    """Bounds beside a column that said the whole pay."""
    for bound, told, reading, number in _bounds(low, high, hint):
        if reading.severity == "question" or number is not None:
            draft.take(told, f"pay.{bound}", told.text if number is None else number, keep)


def _pay_of_bounds(draft: Draft, low: list[Told], high: list[Told], hint: str) -> None:
    made: dict[str, Any] = {}
    readings = []
    for bound, told, reading, number in _bounds(low, high, hint):
        if number is None:
            draft.note(told, reading, f"pay.{bound}")
            continue
        if made.setdefault(bound, number) != number:
            draft.say(told, "second_column", "repair", f"pay.{bound}", repair=made[bound])
            continue
        readings.append(reading)
        if reading.severity and str(number) != told.text:
            draft.say(told, "pay_read", "repair", f"pay.{bound}", repair=number)
    if not made:
        return
    unit = readings[0].value["unit"]
    if made.get("min", 0) > made.get("max", made.get("min", 0)):
        made["min"], made["max"] = made["max"], made["min"]
        draft.say(low[0], "pay_swapped", "repair", "pay", repair={**made, "unit": unit})
    draft.put("pay", {**made, "unit": unit})
    for reading in readings:
        _more_of_pay(draft, reading)
