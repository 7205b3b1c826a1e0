"""Small data sets written into a folder, and run files, for the tests of this room."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

QUERIES = [{"id": "q1", "text": "焊工"}, {"id": "q2", "text": "会计 做账"}, {"id": "q3", "text": "nurse"}]
CORPUS = [{"id": f"d{i}", "text": text} for i, text in enumerate(["电焊工", "会计", "出纳", "护士 nurse", "保安"])]
QRELS = ["q1 0 d0 1", "q2 0 d1 2", "q2 0 d2 1"]


@pytest.fixture
def write_set(tmp_path):
    """Writes a data set of five documents, with parts replaced as a test wants; a row may be a raw line."""

    def write(folder="set", *, queries=QUERIES, corpus=CORPUS, qrels=QRELS) -> Path:
        folder = tmp_path / folder
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in (("queries.jsonl", queries), ("corpus.jsonl", corpus)):
            lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
            (folder / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
        (folder / "qrels.txt").write_text("".join(f"{line}\n" for line in qrels), "utf-8")
        return folder

    return write


@pytest.fixture
def write_run(tmp_path):
    """Writes a TREC run: query → documents, best first (scores fall from 9), or (document, score) pairs."""

    def write(lists, name="mine.run") -> Path:
        path = tmp_path / name
        lines = []
        for query, listed in lists.items():
            for place, entry in enumerate(listed):
                document, score = entry if isinstance(entry, tuple) else (entry, 9 - place)
                lines.append(f"{query} Q0 {document} {place + 1} {score} mine\n")
        path.write_text("".join(lines), "utf-8")
        return path

    return write
