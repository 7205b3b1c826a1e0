"""Precision and recall of the screening on the labelled set.

    python benchmarks/screening_quality.py --part dev [--errors] [--file tests/data/screening/second.csv]

An advertisement counts once for each ground: a ground that is labelled and found is right, found alone is false, and
labelled alone is missed. "Adverts" counts whole texts: anything found against anything labelled.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from matcher.screening.screen import screen

LABELLED = Path(__file__).parents[1] / "tests/data/screening/labelled.csv"


def rate(counts: Mapping[str, int]) -> str:
    right, false, missed = counts["right"], counts["false"], counts["missed"]
    precision = right / (right + false) if right + false else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return f"precision {precision:.3f} ({right}/{right + false})  recall {recall:.3f} ({right}/{right + missed})"


def count(rows: Sequence[Mapping[str, str]], as_of: date, errors: bool) -> dict[str, Counter[str]]:
    tables: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        wanted = set(filter(None, row["grounds"].split("|")))
        found = {f.ground for f in screen(row["text"], as_of=as_of).findings}
        for name, grounds in (("right", wanted & found), ("false", found - wanted), ("missed", wanted - found)):
            for ground in grounds:
                tables["grounds"][name] += 1
                tables[f"ground {ground}"][name] += 1
                tables[f"kind {row['kind']}"][name] += 1
        outcome = {(True, True): "right", (False, True): "false", (True, False): "missed"}
        if whole := outcome.get((bool(wanted), bool(found))):
            tables["adverts"][whole] += 1
        if errors and wanted != found:
            extra, lost = "|".join(sorted(found - wanted)), "|".join(sorted(wanted - found))
            click.echo(f"{row['id']} {row['kind']}  false: {extra or '-'}  missed: {lost or '-'}  {row['text']!r}")
    return tables


@click.command()
@click.option("--part", type=click.Choice(["dev", "held", "unseen", "all"]), default="dev")
@click.option("--as-of", default="2023-09-01", help="The day whose minimum wage counts.")
@click.option("--errors", is_flag=True, help="Name every text that is wrong.")
@click.option("--file", "path", type=click.Path(exists=True, path_type=Path), default=LABELLED)
def main(part: str, as_of: str, errors: bool, path: Path) -> None:
    """Precision and recall by ground and kind."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if part in ("all", row["part"])]
    tables = count(rows, date.fromisoformat(as_of), errors)
    click.echo(f"{len(rows)} texts, part {part}")
    for name in ("adverts", "grounds", *sorted(tables.keys() - {"adverts", "grounds"})):
        click.echo(f"{name:16} {rate(tables[name])}")


if __name__ == "__main__":
    main()
