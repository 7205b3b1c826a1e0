"""`fairmatch train`: learns the ranker from outcomes."""

from __future__ import annotations

from pathlib import Path

import click

from fairmatch import options
from fairmatch.output import print_json
from matcher.domain.words import say


@click.command("train")
@click.option("--interactions", type=click.Path(path_type=Path), required=True, metavar="DIR", help="What happened.")
@options.as_of
@options.seed
@options.store_options
def command(
    interactions: Path,
    tenant: str,
    lang: str,
    as_json: bool,
    db: str | None,
    data: str | None,
    as_of: object,
    seed: int,
) -> None:
    """Learn the ranker from an interaction set (candidates.jsonl, jobs.jsonl, interactions.csv).

    Fitted to the earlier outcomes, tried on the later ones, which it has not seen; promoted only if it ranks better
    there and its scores, read as probabilities, tell more than one number for everybody. A refused promotion is no
    error.

    \b
    Example:
      fairmatch train --interactions city
    """
    with options.office(db, data, as_of=as_of) as office:  # type: ignore[arg-type]
        trial = office.train(interactions, seed)
    if as_json:
        print_json(trial.as_json())
        return
    low, high = trial.ci95
    values = {"people": trial.people, "current": trial.current, "candidate": trial.candidate}
    click.echo(say("train_trial", lang, **values, difference=trial.difference, low=low, high=high, p=f"{trial.p:.4f}"))
    click.echo(say("train_reliability", lang, **trial.reliability.as_json()))
    for part in trial.reliability.parts:
        click.echo(say("train_part", lang, n=part.n, said=part.said, came=part.came))
    click.echo(say(f"train_{trial.verdict}", lang))
