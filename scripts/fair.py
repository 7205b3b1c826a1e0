"""`fairmatch fair`: before and after a fair, from spreadsheets to a printed pack and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairmatch import options
from fairmatch.files import write_file
from fairmatch.output import print_json, say_aside
from matcher.domain.errors import InputError, Unavailable
from matcher.domain.moments import wall_clock, write_moment
from matcher.domain.words import say

if TYPE_CHECKING:
    from matcher.fairs.problem import FairInputs

UNREAD_LINES = 5


class _There(click.Path):
    """A path that is there; what is not is said in the command's language."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Raises InputError."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            raise InputError("file_missing" if self.file_okay else "folder_missing", path=value) from None


def _seconds(_: click.Context, option: click.Parameter, value: float | None) -> float | None:
    if value is not None and not 0 < value < float("inf"):
        raise InputError("fair_seconds_wrong")
    return value


FILE = _There(exists=True, dir_okay=False, path_type=Path)
FOLDER = _There(exists=True, file_okay=False, path_type=Path)
fair_file = click.option("--fair", "fair", type=FILE, required=True, metavar="FILE", help="A .toml or the workbook.")


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--as-of --seed --lang --json --db --data --tenant`."""
    for option in (options.seed, options.as_of):
        command = option(command)
    return options.store_options(command)


@click.group("fair")
def command() -> None:
    """Before and after a fair: an empty workbook, feasibility, the plan and its pack, a check, the results."""


@command.command("template")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
@options.lang
@options.as_json
def template(out: Path, lang: str, as_json: bool) -> None:
    """Write an empty workbook: 招聘会, 展位, 岗位, 求职者.

    \b
    Example:
      fairmatch fair template --out 招聘会.xlsx
    """
    from matcher.fairs.template import template as empty

    write_file(str(out), empty(lang))
    if as_json:
        print_json({"file": str(out)})
    else:
        say_aside(say("fair_done_template", lang, path=out))


@command.command("check")
@fair_file
@common
def check(fair: Path, lang: str, as_json: bool, **store: Any) -> None:
    """Can everybody be met, and if not, what shows it and what cures it.

    \b
    Example:
      fairmatch fair check --fair 招聘会.toml
    """
    from matcher.fairs.check import as_answer
    from matcher.fairs.check import check as look

    inputs = _inputs(fair, lang, **store)
    _say_unread(inputs, lang)
    problem = inputs.problem
    answer = as_answer(look(problem), problem, lang)
    if as_json:
        print_json(answer)
        return
    minutes: dict[str, int] = answer["minutes"]  # type: ignore[assignment]
    bottlenecks: list[dict[str, Any]] = answer["bottlenecks"]  # type: ignore[assignment]
    values = {"people": answer["people"], "places": answer["places"], **minutes, "count": len(bottlenecks)}
    hall = "" if problem.fair.kind == "fair" else "_round"
    click.echo(say(("fair_check_ok" if answer["feasible"] else "fair_check_short") + hall, lang, **values))
    for bottleneck in bottlenecks:
        click.echo(f"- {bottleneck['text']}")
        for cure in bottleneck["cures"]:
            click.echo(f"    + {cure['text']}")
    if answer["without_posts"]:
        click.echo(say("fair_check_without_posts", lang, people=answer["without_posts"]))


@command.command("plan")
@fair_file
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR")
@click.option("--previous", type=FOLDER, metavar="DIR", help="An earlier pack, as staff have edited its plan.xlsx.")
@click.option("--cancel", type=FILE, metavar="FILE", help="candidate_id,job_id of who cancelled (shifts).")
@click.option(
    "--max-seconds",
    type=float,
    callback=_seconds,
    metavar="S",
    help="Emergency stop; the pack is then not reproducible.",
)
@common
def plan(
    fair: Path,
    out: Path,
    previous: Path | None,
    cancel: Path | None,
    max_seconds: float | None,
    seed: int,
    lang: str,
    as_json: bool,
    **store: Any,
) -> None:
    """Plan the fair and write its pack, ready to print.

    \b
    Example:
      fairmatch fair plan --fair 招聘会.toml --out 资料包 --as-of 2023-05-01
      fairmatch fair plan --fair 招聘会.toml --previous 资料包 --out 资料包2
    """
    from matcher.fairs.paper.manifest import write_pack
    from matcher.fairs.run import Before, make_pack

    if cancel is not None and previous is None:
        raise InputError("fair_cancel_alone")
    with _office(**store) as office:
        inputs = office.fair_inputs(fair, _moment(store["as_of"]), lang)
        before = None
        if previous is not None:
            cancelled = office.sheets(cancel) if cancel else None
            before = Before(previous, office.sheets(previous / "plan.xlsx"), cancelled)
    _say_unread(inputs, lang)
    files = make_pack(inputs, seed, max_seconds, before)
    try:
        write_pack(out, files)
    except OSError as error:
        raise Unavailable("cannot_write", path=out, reason=error.strerror or "") from None
    if as_json:
        print_json({"out": str(out), "files": len(files), "plan": json.loads(files["plan.json"])})
    else:
        say_aside(say("fair_done_plan", lang, path=out, files=len(files)))


@command.command("verify")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--inputs", type=FOLDER, metavar="DIR", help="The folder of the fair file and its inputs.")
@common
@click.pass_context
def verify(ctx: click.Context, folder: Path, inputs: Path | None, lang: str, as_json: bool, **store: Any) -> None:
    """Check a pack independently of the planner; one line a breach, exit 1 on any.

    \b
    Example:
      fairmatch fair verify 资料包 --inputs 2023招聘会
    """
    from matcher.fairs.verify.checker import verify as look

    with _office(**store) as office:
        report = look(folder, inputs, _witness(folder, inputs, lang, **store), office.sheets)
    if as_json:
        breaches = [{"code": b.code, "text": b.text(lang), **b.values} for b in report.breaches]
        print_json({"breaches": breaches, "unchecked": list(report.unchecked)})
    else:
        for line in report.lines(lang):
            click.echo(line)
        if not report.breaches:
            click.echo(say("verify_ok", lang))
    if report.breaches:
        ctx.exit(1)


@command.command("results")
@fair_file
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="RESULTS...")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The report, one HTML.")
@common
def results(fair: Path, files: tuple[Path, ...], out: Path | None, lang: str, as_json: bool, **store: Any) -> None:
    """Read result columns back: refuse impossible and double entries, keep the events, report the funnel.

    \b
    Example:
      fairmatch fair results --fair 招聘会.toml 结果.xlsx --out 成效.html
    """
    from matcher.fairs.results import events, funnel, read_results
    from matcher.fairs.results_report import results_report
    from matcher.office.fair_outcomes import keep_outcomes

    with options.office(store["db"], store["data"], as_of=store["as_of"]) as office:
        inputs = office.fair_inputs(fair, _moment(store["as_of"]), lang)
        problem = inputs.problem
        found = read_results([office.sheets(file) for file in files], problem, [file.name for file in files])
        told = events(problem, found, write_moment(problem.fair.moment(problem.fair.hall.closes)))
        stored = keep_outcomes(office, store["tenant"], told)
    if out is not None:
        write_file(str(out), results_report(problem, found, inputs.as_of))
    filled = sum(bool(result.outcome) for result in found)
    numbers = {"rows": filled, "events": len(told), "stored": stored, "unknown": len(told) - stored}
    if as_json:
        print_json({"funnel": funnel(found), "events": told, "stored": stored})
        return
    for step, count in funnel(found).items():
        click.echo(f"{say(f'fair_funnel_{step}', lang)} {count}")
    say_aside(say("fair_results_done", lang, **numbers))


def _say_unread(inputs: FairInputs, lang: str) -> None:
    """Who takes no part because the row was rejected: nobody is left out in silence."""
    if not inputs.unread:
        return
    say_aside(say("fair_unread", lang, count=len(inputs.unread)))
    for line in inputs.unread[:UNREAD_LINES]:
        say_aside(f"  {line}")
    if len(inputs.unread) > UNREAD_LINES:
        say_aside("  " + say("fair_unread_more", lang))


def _office(db: str | None, data: str | None, as_of: datetime | None, **_: Any) -> Any:
    return options.office(db, data, as_of=as_of, index=False)


def _moment(as_of: datetime | None) -> datetime:
    return as_of or wall_clock()


def _inputs(fair: Path, lang: str, **store: Any) -> FairInputs:
    with _office(**store) as office:
        inputs: FairInputs = office.fair_inputs(fair, _moment(store["as_of"]), lang)
        return inputs


def _witness(folder: Path, inputs: Path | None, lang: str, **store: Any) -> Any:
    """The inputs read anew, at the pack's own clock; nothing where manifest or inputs cannot be read."""
    from matcher.domain.errors import FairMatchError
    from matcher.domain.moments import parse_moment
    from matcher.domain.strict_json import read_json
    from matcher.fairs.verify.inputs import witness

    if inputs is None:
        return None
    try:
        manifest = read_json((folder / "manifest.json").read_bytes())
        file = inputs / manifest["fair_file"]
        as_of = parse_moment(manifest["as_of"])
    except (OSError, KeyError, TypeError, ValueError, FairMatchError):
        return None
    if not file.is_file():
        return None
    try:
        return witness(_inputs(file, lang, **{**store, "as_of": store["as_of"] or as_of}))
    except InputError:
        return None
