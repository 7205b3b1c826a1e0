"""`fairmatch audit`: traits flipped over the whole store, exposure by group, what the vectors give away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from fairmatch import options
from fairmatch.output import print_json, say_aside
from matcher.domain.errors import Unavailable
from matcher.domain.words import say


@click.command("audit")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the report goes.",
)
@click.option("--scenario", "scenarios", multiple=True, metavar="S", help="A service; repeatable [default: all].")
@options.as_of
@options.seed
@options.store_options
def command(
    out: Path,
    scenarios: tuple[str, ...],
    tenant: str,
    lang: str,
    as_json: bool,
    db: str | None,
    data: str | None,
    as_of: datetime | None,
    seed: int,
) -> int:
    """Exchange protected traits over the whole store, match everything again, and compare byte by byte.

    Only a rule that cites its source may tell the two apart; anything else is a breach, and the exit code is 1. Also
    what groups get, with intervals, and how well a trait can be told from a person's vector. Writes audit.json and
    report.html into the folder of --out; the store is not changed.

    \b
    Example:
      fairmatch audit --out audit --scenario general --scenario gig --as-of 2023-09-01
    """
    from matcher.audit.report import page, summary

    with options.office(db, data, as_of=as_of) as office:
        for name in scenarios:
            office.scenario(name)
        with _named_failures(out):  # before minutes of work, not after them
            out.mkdir(parents=True, exist_ok=True)
        found = office.audit(tenant, scenarios, seed, lambda stage: say_aside(say(f"audit_stage_{stage}", lang)))
    _write(out, found, page(found, lang))
    if as_json:
        print_json(found)
    else:
        for line in summary(found, lang):
            click.echo(line)
    say_aside(say("audit_written", lang, folder=out))
    return 1 if found["breaches"]["total"] else 0


def _write(out: Path, found: dict[str, Any], report: str) -> None:
    with _named_failures(out):
        text = json.dumps(found, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
        (out / "audit.json").write_text(text + "\n", "utf-8", newline="\n")
        (out / "report.html").write_text(report, "utf-8", newline="\n")


@contextmanager
def _named_failures(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable("audit_not_written", folder=out, reason=error.strerror) from None
