"""The pack of a fair: plan, workbook, sheets, lists, summary, facts, manifest. A pure function from a plan to files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matcher.documents.page import font_file, render
from matcher.documents.workbook import workbook
from matcher.domain import codes
from matcher.fairs.paper.booth_sheets import booth_sheets, result_codes
from matcher.fairs.paper.changes import changed_files
from matcher.fairs.paper.lists import access_sheet, door_list, wall_lists
from matcher.fairs.paper.manifest import MANIFEST, manifest
from matcher.fairs.paper.person_sheets import fair_person_sheets
from matcher.fairs.paper.plan_book import fair_book, results_sheet, with_names
from matcher.fairs.paper.plan_file import as_json, facts_document, fair_document
from matcher.fairs.paper.previous import Earlier
from matcher.fairs.paper.summary import fair_summary
from matcher.fairs.problem import FairInputs
from matcher.fairs.solve.hall import HallArrays, hall_arrays
from matcher.fairs.solve.plan import FairPlan
from matcher.fairs.view import Stamp, View, file_names

FONT = "font.woff"
Pages = dict[str, tuple[str, Mapping[str, Any]]]
"""Template and values of each page, by its path in the pack."""


@dataclass(frozen=True, slots=True)
class Made:
    """How the plan was made: what the manifest says beside the hashes."""

    seed: int = 0
    seconds: float | None = None


def fair_pack(plan: FairPlan, inputs: FairInputs, made: Made, earlier: Earlier | None = None) -> dict[str, bytes]:
    """Every file of a fair's pack, by its relative path; after an `earlier` plan also what changed."""
    view = View(plan.problem, Stamp(plan.version, inputs.as_of))
    hall = hall_arrays(plan.problem)
    pins = [(plan.problem.people[i.person].id, plan.problem.posts[i.post].id) for i in plan.pinned]
    files = {
        "plan.json": as_json(fair_document(plan, hall, view)),
        "plan.xlsx": workbook(with_names(fair_book(plan, view, inputs.quality), plan.problem)),
        "results.xlsx": workbook(with_names([results_sheet(plan, view)], plan.problem, agreed=True)),
        "facts.json": as_json(facts_document(plan.problem, pins)),
    }
    files |= rendered(_fair_pages(plan, hall, view))
    if earlier is not None:
        files |= changed_files(plan, earlier, files, view)
    return with_manifest(files, inputs, made)


def _fair_pages(plan: FairPlan, hall: HallArrays, view: View) -> Pages:
    booths = booth_sheets(plan, view)
    people = fair_person_sheets(plan, hall, view)
    needs = {row["code"]: row["name"] for row in codes.rows("accommodations")}
    coded = {**view.head, **result_codes(view)}
    pages: Pages = {
        "summary.html": ("fair_summary.html", {**view.head, **fair_summary(plan, hall, view)}),
        "wall.html": ("fair_wall.html", {**view.head, **wall_lists(plan, hall, view)}),
        "door.html": ("fair_door.html", {**view.head, **door_list(plan, view)}),
        "accessibility.html": ("fair_access.html", {**view.head, **access_sheet(plan, hall, view, needs)}),
    }
    for code, name in file_names(booths).items():
        title = {"title": view.say("page_booth", code=code)}
        pages[f"booths/{name}.html"] = ("fair_booth.html", {**coded, **title, "sheets": [booths[code]]})
    pages["booths.html"] = (
        "fair_booth.html",
        {**coded, "title": view.say("page_booths"), "sheets": list(booths.values())},
    )
    return pages | person_pages(view, people)


def person_pages(view: View, people: Mapping[str, Mapping[str, Any]]) -> Pages:
    """A page for each person, and all of them in one file to be printed at once."""
    pages: Pages = {
        f"candidates/{name}.html": ("fair_person.html", {**view.head, "title": id_, "sheets": [people[id_]]})
        for id_, name in file_names(people).items()
    }
    pages["candidates.html"] = (
        "fair_person.html",
        {**view.head, "title": view.say("page_people"), "sheets": list(people.values())},
    )
    return pages


def rendered(pages: Pages) -> dict[str, bytes]:
    """The pages as files, and the glyphs that they use: a font file in each folder, so that any browser loads it."""
    texts = {path: render(template, font=FONT, **values) for path, (template, values) in pages.items()}
    font = font_file("".join(sorted(set().union(*texts.values()))))
    folders = {path.rpartition("/")[0] for path in texts}
    files = {path: text.encode() for path, text in texts.items()}
    return files | {f"{folder}/{FONT}".lstrip("/"): font for folder in folders}


def with_manifest(files: Mapping[str, bytes], inputs: FairInputs, made: Made) -> dict[str, bytes]:
    """The files and their manifest."""
    about = {
        "seed": made.seed,
        "as_of": inputs.as_of.isoformat(timespec="seconds"),
        "reproducible": made.seconds is None,
        "fair_file": next(iter(inputs.hashes), ""),
    }
    return {**files, MANIFEST: manifest(files, inputs.hashes, inputs.versions, about)}
