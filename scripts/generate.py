"""`fairmatch generate`: a synthetic city with relevance labels, and messy workbooks with their truth."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from fairmatch import options as shared
from fairmatch.output import print_json, say_aside
from matcher.domain.errors import InputError, Unavailable
from matcher.domain.words import say

_EXAMPLE = "Example: fairmatch generate --candidates 2000 --jobs 1000 --seed 0 --out city"


@click.command("generate", epilog=_EXAMPLE)
@click.option("--candidates", type=int, default=2000, show_default=True, metavar="N", help="How many people.")
@click.option("--jobs", type=int, default=1000, show_default=True, metavar="M", help="How many posts.")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where the files go.")
@shared.seed
@shared.as_of
@shared.lang
@shared.as_json
def command(
    *, candidates: int, jobs: int, out: Path, seed: int, as_of: datetime | None, lang: str, as_json: bool
) -> None:
    """Make a city that does not exist: people, posts, employers, what happened between them, and how well they fit.

    Beside the records stand retrieval sets with graded labels, a few messy spreadsheets, a folder `dirty` with sixty
    employers' workbooks and three lists of people with their truth, and a fair made of them. The same numbers, seed
    and --as-of (default 2023-09-01T08:00) give the same bytes.
    """
    from matcher.city import default_moment, generate_city, write_city

    if candidates < 1 or jobs < 1:
        raise InputError("city_too_small")
    if out.is_file():
        raise InputError("city_out_is_file", path=out)
    with _watched(lang) as watch:
        city = generate_city(candidates, jobs, seed, as_of or default_moment(), watch)
        watch("files")
        try:
            write_city(city, out)
        except OSError as error:
            raise Unavailable("city_not_written", path=out, reason=error.strerror) from None
    counts = {
        "candidates": len(city.candidates),
        "jobs": len(city.jobs),
        "employers": len(city.employers),
        "interactions": len(city.interactions),
    }
    if as_json:
        print_json({"out": str(out), "seed": seed, **counts})
    else:
        click.echo(say("city_written", lang, folder=out, seed=seed, **counts))


@contextmanager
def _watched(lang: str) -> Iterator[Callable[[str], None]]:
    """A bar over the stages on a terminal, a plain line a stage elsewhere; always on stderr."""
    if not sys.stderr.isatty():
        yield lambda stage: say_aside(say(f"city_stage_{stage}", lang))
        return
    from rich.console import Console
    from rich.progress import Progress

    from matcher.city.city import STAGES

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(STAGES) + 1)

        def watch(stage: str) -> None:
            bar.update(task, description=say(f"city_stage_{stage}", lang), advance=0 if stage == STAGES[0] else 1)

        yield watch
