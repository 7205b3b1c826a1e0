"""The set written by hand: what its page says of it is true, and its files are those that its tables make."""

from __future__ import annotations

import json
import re
import runpy
from collections import Counter
from pathlib import Path

import pytest

from fairmatch.cli import run as fairmatch
from matcher.evaluation.datasets import open_set

FOLDER = Path(__file__).parents[2] / "benchmarks" / "handwritten"
BUILD = runpy.run_path(str(FOLDER / "build.py"))


@pytest.mark.parametrize("name", ["queries.jsonl", "corpus.jsonl", "qrels.txt", "qrels_dev.txt", "qrels_report.txt"])
def test_the_files_are_those_that_the_tables_make(name, tmp_path):
    BUILD["write"](tmp_path)
    assert (tmp_path / name).read_text("utf-8") == (FOLDER / name).read_text("utf-8")


def test_it_is_as_large_as_its_page_says_and_every_person_has_an_answer():
    whole = open_set(FOLDER)
    assert (len(whole.queries), len(whole.corpus), len(whole.judged)) == (60, 200, 60)
    services = Counter(record.tags[0] for record in whole.queries.records)
    expected = {
        "gig": 10,
        "internship": 10,
        "disability": 12,
        "graduate": 8,
        "hard_to_place": 8,
        "women": 6,
        "veteran": 6,
    }
    assert services == expected
    assert set(whole.judgements.grades.tolist()) == {1, 2, 3}


def test_the_halves_share_no_person_and_hold_every_service():
    halves = [open_set(FOLDER, Path(f"qrels_{half}.txt")) for half in ("dev", "report")]
    people = [{half.queries.ids[row] for row in half.judged} for half in halves]
    assert not people[0] & people[1]
    assert [len(each) for each in people] == [30, 30]
    for half, ids in zip(halves, people, strict=True):
        assert len({record.tags[0] for record in half.queries.records if record.id in ids}) == 7


def test_a_slip_of_the_pen_is_refused():
    person = {"headline": "x", "grade3": "welder", "grade2": "welder", "grade1": ""}
    with pytest.raises(ValueError, match="welder"):
        BUILD["check"]([person], {"welder"})
    with pytest.raises(ValueError, match="wellder"):
        BUILD["check"]([{**person, "grade2": "wellder"}], {"welder"})


def test_the_first_table_of_the_results_is_what_its_command_gives(tmp_path):
    page = (FOLDER.parents[1] / "docs" / "RESULTS.md").read_text("utf-8")
    section = page.split("## handwritten (dev half)")[1].split("\n## ")[0]
    command = re.search(r"`fairmatch (evaluate benchmarks/handwritten .*)`", section)[1].split()
    command = [str(FOLDER) if word == "benchmarks/handwritten" else word for word in command]
    assert fairmatch([str(tmp_path / "out") if word == "DIR" else word for word in command]) == 0
    found = json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8"))["systems"]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    assert {row[0] for row in rows[1:]} == set(found)
    for name, *cells in rows[1:]:
        said = [float(cell.split()[0].split("<")[0]) for cell in cells]
        assert said == pytest.approx([found[name][measure]["mean"] for measure in rows[0][1:]], abs=0.001)
