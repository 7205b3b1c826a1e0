"""Which advertisements the screening holds, remembered by their text: screening a city's posts anew at every start
would take longer than everything else.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from importlib.resources import files
from pathlib import Path

from matcher.domain.records import Job
from matcher.screening.screen import LIST_FIELDS, TEXT_FIELDS, screen_job


def advert_hash(job: Job) -> str:
    """A release belongs to this text: another text is screened again."""
    told = job.document()
    texts = {name: told[name] for name in (*TEXT_FIELDS, *LIST_FIELDS) if name in told}
    return hashlib.sha256(json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def rules_version() -> str:
    """Changes when the screening's rules do, or the code that reads a text by them."""
    folders = (files("matcher.domain").joinpath("data/screening"), files("matcher.screening"))
    texts = {file.name: file.read_text("utf-8") for folder in folders for file in folder.iterdir() if file.is_file()}
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()


class AdvertVerdicts:
    """Hash of an advertisement → whether it is held, kept in one file for one version of the rule book."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._version = rules_version()
        self._holds: dict[str, bool] = {}
        self._used: set[str] = set()
        try:
            kept = json.loads(file.read_text("utf-8"))
            if kept["version"] == self._version:
                self._holds = {str(mark): bool(holds) for mark, holds in kept["holds"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass

    def holds(self, job: Job, mark: str) -> bool:
        """Whether the advertisement is held; screened at its first sight."""
        self._used.add(mark)
        if mark not in self._holds:
            self._holds[mark] = screen_job(job).verdict == "hold"
        return self._holds[mark]

    def save(self) -> None:
        """Keep what was used."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        kept = {mark: self._holds[mark] for mark in sorted(self._used)}
        aside = self._file.with_suffix(".new")
        aside.write_text(json.dumps({"version": self._version, "holds": kept}), "utf-8")
        os.replace(aside, self._file)
