"""A researcher measures: a city, an evaluation, and the same again to the byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

SYSTEMS = ("random", "bm25", "tfidf")


def test_the_same_city_and_the_same_numbers_again(
    small_city: Path, tmp_path: Path, type_in: Callable[..., Any]
) -> None:
    again = tmp_path / "again"
    type_in("generate", "--candidates", "120", "--jobs", "60", "--seed", "1", "--out", again)
    dataset = Path("retrieval", "jobs_for_people")
    for name in ("queries.jsonl", "corpus.jsonl", "qrels.txt"):
        assert (again / dataset / name).read_bytes() == (small_city / dataset / name).read_bytes()

    results = []
    for folder, hashing in ((small_city, "0"), (again, "1")):
        out = tmp_path / f"report-{hashing}"
        asked = ["evaluate", folder / dataset, "--out", out, "--systems", ",".join(SYSTEMS)]
        type_in(*asked, PYTHONHASHSEED=hashing)
        results.append(out)
    one, other = ((out / "metrics.json").read_bytes() for out in results)
    assert one == other

    found = json.loads(one)
    assert found["systems"].keys() == set(SYSTEMS)
    low, high = found["systems"]["bm25"]["map"]["ci95"]
    assert low <= found["systems"]["bm25"]["map"]["mean"] <= high
    assert found["systems"]["bm25"]["map"]["mean"] > found["systems"]["random"]["map"]["mean"]
    for system in SYSTEMS:
        line = (results[0] / "runs" / f"{system}.run").read_text("utf-8").splitlines()[0].split()
        assert (len(line), line[1], line[3]) == (6, "Q0", "1")
    assert "<svg" in (results[0] / "report.html").read_text("utf-8")
    assert json.loads((results[0] / "config.json").read_text("utf-8"))["data_sha256"]
