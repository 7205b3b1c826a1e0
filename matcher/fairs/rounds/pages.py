"""What the packs of referrals, placements and gig mornings share: a sheet for each person, summary, files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from matcher.documents.workbook import Sheet, workbook
from matcher.fairs.paper.pack import Made, Pages, person_pages, rendered, with_manifest
from matcher.fairs.paper.person_sheets import not_served, person_sheet, post_lines
from matcher.fairs.paper.plan_book import with_names
from matcher.fairs.paper.plan_file import as_json, facts_document
from matcher.fairs.problem import FairInputs, Problem
from matcher.fairs.rounds.again import EarlierRound, changed_people, changed_round
from matcher.fairs.solve.plan import Solution, Unserved, Waiting
from matcher.fairs.view import Stamp, View

Notes = Mapping[tuple[int, int], str]
"""What a person's sheet says of a post, by (person, post)."""
MOST_ROWS = 40
"""Of a table of the summary; the workbook has them all."""
NOBODY: Mapping[int, Mapping[str, str]] = MappingProxyType({})


def standing_words(view: View, waiting: Iterable[Waiting], standby: Mapping[int, str]) -> dict[int, Mapping[str, str]]:
    """What stands on the sheets of people who wait: why, what would help, and where they stand by."""
    nowhere = view.say("fair_standby_none")
    return {
        w.person: {
            "waiting": view.say(f"fair_left_{w.nearest_change.get('change', w.shortage)}"),
            "change": view.change(w.nearest_change),
            "standing": standby.get(w.person, nowhere),
        }
        for w in waiting
    }


def view_of(problem: Problem, inputs: FairInputs, earlier: EarlierRound | None) -> View:
    """The words of a first version, or of the one after `earlier`."""
    return View(problem, Stamp(earlier.version + 1 if earlier else 1, inputs.as_of))


def person_part(
    view: View,
    recommendations: Sequence[Sequence[int]],
    unserved: Sequence[Unserved],
    notes: Notes,
    waiting: Mapping[int, Mapping[str, str]] = NOBODY,
) -> Pages:
    """Everybody's own sheet: their posts with what is said of them, why they wait, or why they have none."""
    left = {u.person: u for u in unserved}
    sheets: dict[str, Mapping[str, Any]] = {}
    for person, posts in enumerate(recommendations):
        lines = [
            line | {"note": notes.get((person, post), "")}
            for post, line in zip(posts, post_lines(view, person, posts), strict=True)
        ]
        lines.sort(key=lambda line: line["note"] == "")
        sheet = {**person_sheet(view, person, lines), **waiting.get(person, {})}
        if person in left:
            sheet |= not_served(view, left[person])
        sheets[view.problem.people[person].id] = sheet
    return person_pages(view, sheets)


@dataclass(frozen=True)
class Told:
    """What a summary says of one kind: numbers, plots, tables (heading, header, rows) and notes."""

    numbers: Sequence[tuple[str, int]]
    plots: Sequence[tuple[str, object]]
    tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[object]]]]
    notes: Sequence[str] = ()


def summary_page(view: View, solution: Solution, told: Told) -> Pages:
    """`summary.html`: what was reached at each level, what no plan exceeds, and the first rows of each table."""
    kind = view.problem.fair.kind
    names = {"people": f"people_{kind}"}
    levels = [
        (view.say(f"fair_level_{names.get(name, name)}"), reached, bound, f"{gap:.2%}")
        for name, reached, bound, gap in zip(
            solution.levels, solution.objective, solution.bound, solution.gap, strict=True
        )
    ]
    shown = [(heading, columns, rows[:MOST_ROWS]) for heading, columns, rows in told.tables if rows]
    cut = [
        view.say("page_more_rows", heading=heading, count=len(rows), shown=MOST_ROWS)
        for heading, _, rows in told.tables
        if len(rows) > MOST_ROWS
    ]
    values = {
        **view.head,
        "numbers": told.numbers,
        "proof": view.say(f"fair_status_{solution.status}"),
        "levels": levels,
        "tables": shown,
        "plots": told.plots,
        "notes": [*cut, *told.notes],
    }
    return {"summary.html": ("fair_summary.html", values)}


def listed(view: View, names: Mapping[str, tuple[str, Mapping[str, Any]]]) -> Pages:
    """Lists by file name: template and what stands on it beside the head."""
    return {path: (template, {**view.head, **values}) for path, (template, values) in names.items()}


@dataclass(frozen=True)
class Papers:
    """A pack before it is written: `pins` are (person, post) that staff hold, `facts` what a checker needs besides."""

    document: Mapping[str, Any]
    book: Sequence[Sheet]
    results: Sheet
    pages: Pages
    pins: Sequence[tuple[int, int]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def pack_files(
    view: View, inputs: FairInputs, made: Made, papers: Papers, earlier: EarlierRound | None
) -> dict[str, bytes]:
    """Every file of the pack; after an `earlier` version also what changed."""
    problem, document = view.problem, papers.document
    held = sorted({(problem.people[person].id, problem.posts[post].id) for person, post in papers.pins})
    files = {
        "plan.xlsx": workbook(with_names(papers.book, problem)),
        "results.xlsx": workbook(with_names([papers.results], problem, agreed=True)),
    }
    files |= {"facts.json": as_json({**facts_document(problem, held), **papers.facts})}
    files |= rendered(papers.pages)
    if earlier is not None:
        people = changed_people(problem, earlier, document)
        document = {**document, "moved": sorted(people & earlier.told.keys())}
        files |= changed_round(problem, earlier, document, people, files)
    return with_manifest({"plan.json": as_json(document), **files}, inputs, made)
