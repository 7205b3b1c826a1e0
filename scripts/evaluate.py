"""`fairmatch evaluate`: offline evaluation on standard formats, reproducible to the byte."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairmatch import options as shared
from fairmatch.output import print_json, say_aside
from matcher.domain.errors import InputError, Unavailable
from matcher.domain.words import say

if TYPE_CHECKING:
    from matcher.evaluation.evaluate import Evaluation, Options, Watch
    from matcher.evaluation.texts import System

NAMES = ("random", "bm25", "tfidf", "dense", "fusion", "default")
_EXAMPLE = "Example: fairmatch evaluate data/titles --out report --systems bm25,default --run mine=mine.run"


@click.command("evaluate", epilog=_EXAMPLE)
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where the results go.")
@click.option("--systems", metavar="A,B", help=f"Systems of the box [default: {','.join(NAMES)}]; '' for none.")
@click.option("--qrels", type=click.Path(path_type=Path), metavar="F", help="Other judgements (TREC, TSV, CSV).")
@click.option("--depth", type=click.IntRange(1), default=1000, show_default=True, help="Documents a query.")
@click.option("--drop-self", is_flag=True, help="Take the query's own document out of its list.")
@click.option("--run", "runs", multiple=True, metavar="NAME=F", help="A TREC run of another system; repeatable.")
@click.option("--short-lists", is_flag=True, help="Measure lists of a --run that end before its others as they are.")
@click.option("--measures", default="", metavar="M,N", help="Further measures: ndcg@5,map-l2; a wrong one lists all.")
@shared.seed
@shared.lang
@shared.as_json
def command(
    dataset: Path,
    *,
    out: Path,
    systems: str | None,
    qrels: Path | None,
    depth: int,
    drop_self: bool,
    runs: tuple[str, ...],
    short_lists: bool,
    measures: str,
    seed: int,
    lang: str,
    as_json: bool,
) -> None:
    """Measure systems on DATASET: a folder with queries, documents and judgements, or with candidates, jobs and
    interactions (both directions then, and pairs that suit both sides).

    Writes metrics.json, by_query.csv, runs/SYSTEM.run, report.html and config.json into the folder of --out. A call
    that was killed goes on where it stopped.
    """
    from matcher.evaluation.evaluate import Options
    from matcher.evaluation.measures import REPORTED
    from matcher.evaluation.written import stamp_of
    from matcher.office.models import evaluation_systems, record_encoder

    if out.exists() and not out.is_dir():
        raise InputError("evaluation_out_is_file", path=out)
    settings = shared.settings(None, None)
    files = _files(runs)
    chosen = _chosen(NAMES if systems is None else _split(systems), evaluation_systems(settings, seed))
    options = Options(
        depth=depth,
        drop_self=drop_self,
        short_lists=short_lists,
        seed=seed,
        measures=tuple(dict.fromkeys((*REPORTED, *_split(measures)))),
        stamp=stamp_of("matcher", "models", encoder=record_encoder(settings).stamp),
    )
    try:
        with _watched() as watch:
            evaluation, metrics = _evaluated(dataset, qrels, chosen, files, options, out=out, lang=lang, watch=watch)
    except OSError as error:
        raise Unavailable("evaluation_not_written", folder=out, reason=error.strerror) from None
    _remark(evaluation, depth, lang)
    if not evaluation.runs:
        raise Unavailable("evaluation_nothing_ran", reasons="; ".join(evaluation.not_run.values()))
    if as_json:
        print_json(metrics)
    else:
        click.echo(_table(evaluation, out, lang))


def _evaluated(
    folder: Path,
    qrels: Path | None,
    systems: Mapping[str, System],
    files: Mapping[str, Path],
    options: Options,
    *,
    out: Path,
    lang: str,
    watch: Watch,
) -> tuple[Evaluation, dict[str, Any]]:
    from matcher.evaluation.datasets import open_set
    from matcher.evaluation.evaluate import evaluate
    from matcher.evaluation.interactions import is_interaction_set, open_interactions
    from matcher.evaluation.profiles import evaluate_interactions
    from matcher.evaluation.written import write

    if is_interaction_set(folder):
        for option, given in (("--qrels", qrels is not None), ("--drop-self", options.drop_self)):
            if given:
                raise InputError("interactions_no_option", option=option)
        opened = open_interactions(folder)
        return evaluate_interactions(opened, systems, files, options, out=out, lang=lang, watch=watch)
    evaluation = evaluate(open_set(folder, qrels), systems, files, options, out=out, watch=watch)
    return evaluation, write(evaluation, out, lang, folder=folder)


def _chosen(names: tuple[str, ...], known: Mapping[str, System]) -> dict[str, System]:
    for name in names:
        if name not in known:
            raise InputError("evaluation_no_system", name=name, known=", ".join(known))
    return {name: known[name] for name in names}


def _split(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _files(runs: tuple[str, ...]) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for text in runs:
        name, equals, path = text.partition("=")
        if not equals or not name or not path:
            raise InputError("evaluation_run_option", value=text)
        if name in files:
            raise InputError("evaluation_system_twice", name=name)
        files[name] = Path(path)
    return files


@contextmanager
def _watched() -> Iterator[Watch]:
    """A bar a system on a terminal, a plain line a system elsewhere; always on stderr."""
    if not sys.stderr.isatty():
        yield _plain
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bars:

        def watch(name: str, queries: int) -> Callable[[int], None]:
            task = bars.add_task(name, total=queries)
            return lambda done: bars.advance(task, done)

        yield watch


def _plain(name: str, queries: int) -> Callable[[int], None]:
    say_aside(f"{name}: {queries}")
    return lambda done: None


def _remark(evaluation: Evaluation, depth: int, lang: str) -> None:
    from matcher.evaluation.report import remarks

    if evaluation.options.depth < depth:
        say_aside(say("run_cut", lang, depth=evaluation.options.depth, asked=depth))
    for line in remarks(evaluation, lang):
        say_aside(line)
    for name, reason in evaluation.not_run.items():
        say_aside(say("evaluation_not_run", lang, name=name, reason=reason))


def _table(evaluation: Evaluation, out: Path, lang: str) -> str:
    lines = [f"{'':12}" + "".join(f"{name:>12}" for name in evaluation.options.measures)]
    for name, measured in evaluation.means.items():
        lines.append(f"{name:12}" + "".join(f"{mean.mean:12.4f}" for mean in measured.values()))
    lines.append(say("evaluation_written", lang, folder=out))
    return "\n".join(lines)
