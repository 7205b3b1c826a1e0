"""Makes the data set from what was written by hand: people.csv, posts.csv and the rules of README.md.

    python benchmarks/handwritten/build.py [--out FOLDER]

Every record goes through the project's own reader, so that a wrong field is refused here and not in the evaluation.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from matcher.domain.records import read_candidate, read_job

HERE = Path(__file__).parent
GRADES = ("grade3", "grade2", "grade1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE)
    write(parser.parse_args().out)


def write(out: Path) -> None:
    """queries.jsonl, corpus.jsonl, qrels.txt and its halves qrels_dev.txt and qrels_report.txt."""
    people = {f"h{number:03}": row for number, row in enumerate(rows("people.csv"), 1)}
    posts = {f"p{number:03}": row for number, row in enumerate(rows("posts.csv"), 1)}
    check(people.values(), {row["trade"] for row in posts.values()})
    out.mkdir(parents=True, exist_ok=True)
    lines(out / "queries.jsonl", (candidate(id_, row) for id_, row in people.items()))
    lines(out / "corpus.jsonl", (job(id_, row) for id_, row in posts.items()))
    judged = {id_: judgements(id_, person, posts) for id_, person in people.items()}
    halves = {
        "qrels.txt": set(judged),
        "qrels_dev.txt": set(list(judged)[::2]),
        "qrels_report.txt": set(list(judged)[1::2]),
    }
    for name, ids in halves.items():
        text = "".join(line for id_, each in judged.items() if id_ in ids for line in each)
        (out / name).write_text(text, "utf-8", newline="\n")


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def check(people: Iterable[Mapping[str, str]], trades: set[str]) -> None:
    """A trade that no post has, or that one person has under two grades, is a slip of the pen."""
    for person in people:
        named = [trade for grade in GRADES for trade in split(person[grade])]
        wrong = [trade for trade in named if trade not in trades] + [t for t in named if named.count(t) > 1]
        if wrong:
            raise ValueError(f"{person['headline']}: {wrong}")


def candidate(id_: str, row: Mapping[str, str]) -> dict[str, Any]:
    record = {
        "id": id_,
        "headline": row["headline"],
        "desired_occupations": [row["desired"]],
        "skills": split(row["skills"]),
        "summary": row["summary"],
        "consents": ["matching"],
        "tags": [row["service"]],
    }
    return read_candidate(record).document()


def job(id_: str, row: Mapping[str, str]) -> dict[str, Any]:
    record = {
        "id": id_,
        "title": row["title"],
        "required_skills": split(row["skills"]),
        "description": row["description"],
    }
    return read_job(record).document()


def judgements(id_: str, person: Mapping[str, str], posts: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The grade of the post's trade for this person, one less where a beginner meets a post that wants experience."""
    grade_of = {trade: 3 - i for i, grade in enumerate(GRADES) for trade in split(person[grade])}
    found = []
    for post, row in posts.items():
        grade = grade_of.get(row["trade"], 0) - (person["level"] == "e" and row["level"] == "s")
        if grade > 0:
            found.append(f"{id_} 0 {post} {grade}\n")
    return found


def lines(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
