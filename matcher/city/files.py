"""Writes a city in the formats of the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from matcher.city.city import City
from matcher.city.clerks.books import DirtyFile
from matcher.city.clerks.dirty import make_dirty
from matcher.city.clerks.handful import make_handful
from matcher.city.dice import Dice, generator
from matcher.city.fair_folder import fair_text, round_texts
from matcher.city.labels import Judgement
from matcher.city.wishes import wish_sheets
from matcher.documents.dirty_workbook import write_book
from matcher.domain.moments import write_moment

_README = """\
This city does not exist. Every name, number, employer and sentence was made by `fairmatch generate`; phone
numbers are of an unassigned block, id numbers of a region that does not exist. Shares are assumptions, not
statistics.
seed {seed}, as of {as_of}, {people} people, {jobs} posts

candidates.jsonl jobs.jsonl employers.jsonl interactions.csv   records and what happened (an interaction set)
retrieval/jobs_for_people, retrieval/people_for_jobs           retrieval sets with graded labels, one-sided and mutual
planted.json                                                   ids of posts with a fault on purpose
messy/                                                         four spreadsheets to try `fairmatch import` on
dirty/employers, dirty/people                                  sixty clerks' workbooks and three lists of people
messy/truth.json, dirty/truth.json                             what a careful reader makes of them
fair/fair.toml                                                 a fair of the dirty folder's files, and other shapes
"""


def write_city(city: City, out: Path) -> None:
    """Write all files of a city into `out`, which is made where it is missing. Same city, same bytes."""
    write_records(city, out)
    write_labels(city, out / "retrieval")
    write_messy(city.seed, city.as_of, out / "messy")
    write_fair(city.seed, city.as_of, out)
    write_rounds(city, out)
    values = {
        "seed": city.seed,
        "as_of": write_moment(city.as_of),
        "people": len(city.candidates),
        "jobs": len(city.jobs),
    }
    _text(out / "README.txt", _README.format_map(values))


def write_records(city: City, out: Path) -> None:
    """The interaction set: people, posts, employers, events; and what was planted."""
    out.mkdir(parents=True, exist_ok=True)
    _lines(out / "candidates.jsonl", city.candidates)
    _lines(out / "jobs.jsonl", city.jobs)
    _lines(out / "employers.jsonl", city.employers)
    rows = (f"{e.candidate_id},{e.job_id},{e.event},{write_moment(e.at)}\n" for e in city.interactions)
    _text(out / "interactions.csv", "candidate_id,job_id,event,at\n", rows)
    _text(out / "planted.json", _dumped(city.planted), ["\n"])


def write_labels(city: City, out: Path) -> None:
    """The retrieval sets of both directions."""
    labels = city.labels
    people = [city.candidates[row] for row in labels.people]
    jobs = [city.jobs[column] for column in labels.jobs]
    agreed = [person for person in city.candidates if "matching" in person.get("consents", ())]
    _retrieval(out / "jobs_for_people", people, city.jobs, labels.jobs_for_people, labels.jobs_for_people_mutual)
    _retrieval(out / "people_for_jobs", jobs, agreed, labels.people_for_jobs, labels.people_for_jobs_mutual)


def write_messy(seed: int, as_of: datetime, out: Path) -> None:
    """Four spreadsheets and their truth."""
    files = make_handful(seed, as_of)
    _dirty_files(out, files)
    _truth(out, files)


def write_fair(seed: int, as_of: datetime, out: Path) -> None:
    """`dirty/` with sixty workbooks, three lists and their truth, and the settings of a fair of them."""
    dirty = make_dirty(seed, as_of)
    _dirty_files(out / "dirty" / "employers", dirty.books)
    _dirty_files(out / "dirty" / "people", dirty.lists)
    _truth(out / "dirty", [*dirty.books, *dirty.lists])
    (out / "fair").mkdir(parents=True, exist_ok=True)
    _text(out / "fair" / "fair.toml", fair_text(Dice(generator(seed, "fair/hall")), dirty.employers, as_of.date()))


def write_rounds(city: City, out: Path) -> None:
    """The other shapes of a fair over the city's records: referrals, an internship round with wishes, gigs' shifts."""
    (out / "fair").mkdir(parents=True, exist_ok=True)
    for name, text in round_texts(city.as_of.date()).items():
        _text(out / "fair" / name, text)
    (out / "fair" / "志愿.xlsx").write_bytes(write_book(wish_sheets(city.wishes)))


def _retrieval(
    folder: Path,
    queries: Sequence[Mapping[str, Any]],
    corpus: Sequence[Mapping[str, Any]],
    judged: Sequence[Judgement],
    mutual: Sequence[Judgement],
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _lines(folder / "queries.jsonl", queries)
    _lines(folder / "corpus.jsonl", corpus)
    for name, judgements in (("qrels.txt", judged), ("qrels_mutual.txt", mutual)):
        _text(folder / name, "", (f"{query} 0 {document} {grade}\n" for query, document, grade in judgements))


def _dirty_files(folder: Path, files: Sequence[DirtyFile]) -> None:
    """Write the files; others of an earlier run are taken away, so that a glob finds these alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.is_file() and old.suffix in (".xlsx", ".csv", ".xls"):
            old.unlink()
    for file in files:
        (folder / file.name).write_bytes(file.data)


def _truth(folder: Path, files: Sequence[DirtyFile]) -> None:
    _text(folder / "truth.json", "[\n", [",\n".join(_dumped(file.truth.as_json()) for file in files), "\n]\n"])


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _lines(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    _text(path, "", (json.dumps(record, ensure_ascii=False) + "\n" for record in records))


def _text(path: Path, head: str, parts: Iterable[str] = ()) -> None:
    """UTF-8 with bare line feeds on every system, so that the bytes are the same everywhere."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(head)
        file.writelines(parts)
