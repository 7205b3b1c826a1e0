"""Every setting of an office in one frozen object: defaults, then the environment, then what a caller says.

Passed in, never read deep inside. The environment's names: FAIRMATCH_DB, FAIRMATCH_DATA, FAIRMATCH_KEY_FILE,
FAIRMATCH_SCENARIOS (a folder of an agency's own scenario files), FAIRMATCH_EMBEDDER (`use`, or `e5` with the extra
`quality`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and which parts serve.

    data       the data folder: database, caches, artefacts, the demonstration city
    db         a SQLAlchemy URL; empty means an SQLite file in `data`
    key_file   the key of the sensitive fields at rest; a backup never holds it
    scenarios  an agency's own scenario files, read after the shipped ones
    embedder   the name of the text embedder
    """

    data: Path = Path("var")
    db: str = ""
    key_file: Path = Path("~/.config/fairmatch/key")
    scenarios: Path | None = None
    embedder: str = "use"

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.db or f"sqlite:///{(self.data / 'fairmatch.db').as_posix()}"

    def having(self, **values: object) -> Settings:
        """The settings with some values replaced; None leaves a value as it is."""
        return replace(self, **{k: v for k, v in values.items() if v is not None})  # type: ignore[arg-type]


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The defaults, with what the environment says."""
    scenarios = environment.get("FAIRMATCH_SCENARIOS")
    return Settings(
        data=Path(environment.get("FAIRMATCH_DATA") or "var"),
        db=environment.get("FAIRMATCH_DB", ""),
        key_file=Path(environment.get("FAIRMATCH_KEY_FILE") or "~/.config/fairmatch/key").expanduser(),
        scenarios=Path(scenarios) if scenarios else None,
        embedder=environment.get("FAIRMATCH_EMBEDDER") or "use",
    )
