"""Writes a city in the formats of the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from matcher.city.city import City
from matcher.city.labels import Judgement
from matcher.domain.moments import write_moment

_README = """\
This city does not exist. Every name, number, employer and sentence was made by `fairmatch generate`; phone numbers are of
an unassigned block, id numbers of a region that does not exist. Shares are assumptions, not statistics.
seed {seed}, as of {as_of}, {people} people, {jobs} posts

candidates.jsonl jobs.jsonl employers.jsonl interactions.csv   records and what happened (an interaction set)
retrieval/jobs_for_people, retrieval/people_for_jobs           retrieval sets with graded labels, one-sided and mutual
planted.json                                                   ids of posts with a fault on purpose
"""


def write_city(city: City, out: Path) -> None:
    """Write all files of a city into `out`, which is made where it is missing. Same city, same bytes."""
    out.mkdir(parents=True, exist_ok=True)
    _lines(out / "candidates.jsonl", city.candidates)
    _lines(out / "jobs.jsonl", city.jobs)
    _lines(out / "employers.jsonl", city.employers)
    rows = (f"{e.candidate_id},{e.job_id},{e.event},{write_moment(e.at)}\n" for e in city.interactions)
    _text(out / "interactions.csv", "candidate_id,job_id,event,at\n", rows)
    _text(out / "planted.json", _dumped(city.planted), ["\n"])
    labels, sets = city.labels, out / "retrieval"
    people = [city.candidates[row] for row in labels.people]
    jobs = [city.jobs[column] for column in labels.jobs]
    agreed = [person for person in city.candidates if "matching" in person.get("consents", ())]
    _retrieval(sets / "jobs_for_people", people, city.jobs, labels.jobs_for_people, labels.jobs_for_people_mutual)
    _retrieval(sets / "people_for_jobs", jobs, agreed, labels.people_for_jobs, labels.people_for_jobs_mutual)
    values = {
        "seed": city.seed,
        "as_of": write_moment(city.as_of),
        "people": len(city.candidates),
        "jobs": len(city.jobs),
    }
    _text(out / "README.txt", _README.format_map(values))


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


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _lines(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    _text(path, "", (json.dumps(record, ensure_ascii=False) + "\n" for record in records))


def _text(path: Path, head: str, parts: Iterable[str] = ()) -> None:
    """UTF-8 with bare line feeds on every system, so that the bytes are the same everywhere."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(head)
        file.writelines(parts)
