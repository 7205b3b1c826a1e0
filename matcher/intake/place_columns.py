"""Several columns about one place (address, district, town) as one division."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from matcher.intake.draft import Draft, Told
from matcher.intake.values import whereabouts
from matcher.intake.values.reading import Reading


def read_place_columns(
    draft: Draft,
    by_field: Mapping[str, list[Told]],
    order: Sequence[str],
    keep: Callable[[Draft, Told], None] | None,
) -> None:
    """The smallest division that the place columns tell of, each read within the district that another names."""
    cells = [told for field in order for told in by_field.get(field, [])]
    wider = "".join(told.text for told in by_field.get(order[-1], [])[:1])
    best: tuple[int, str] | None = None
    doubts: list[tuple[Told, Reading]] = []
    for told in cells:
        reading = whereabouts.read_place(told.text)
        if reading.value is None and reading.severity and wider and told.text != wider:
            reading = whereabouts.read_place(wider + told.text) if whereabouts.read_place(wider).value else reading
        if reading.value is None:
            if reading.severity:
                doubts.append((told, reading))
            continue
        size = len(reading.value)
        if best is None or size > best[0]:
            best = (size, reading.value)
        draft.note(told, reading, "location.division")
        if reading.note and keep:
            keep(draft, told)
    for told, reading in doubts:
        if best is None:
            draft.note(told, reading, "location.division")
        if keep and not re.fullmatch(r".{0,4}(?:区|市|县|新城)", told.text):
            keep(draft, told)
    if best:
        draft.put("location.division", best[1])
