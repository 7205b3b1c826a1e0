"""Every setting of an office in one frozen object: defaults, then a TOML file, then the environment, then a caller.

Passed in, never read deep inside. The environment's names:

    FAIRMATCH_SETTINGS                 a TOML file with the keys below, lower case and without FAIRMATCH_
    FAIRMATCH_DB, FAIRMATCH_DATA, FAIRMATCH_KEY_FILE
    FAIRMATCH_SCENARIOS                a folder of an agency's own scenario files
    FAIRMATCH_EMBEDDER                 `use`; `both` with the extra `quality`; `endpoint`, which sends texts elsewhere
    FAIRMATCH_ENDPOINT_URL, _MODEL, _DIMENSIONS, _TIMEOUT    where `endpoint` sends them
    FAIRMATCH_ENDPOINT_KEY             its key; from the environment alone, never from a file
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from matcher.domain.errors import SettingError

PREFIX = "FAIRMATCH_"
NAMES = ("db", "data", "key_file", "scenarios", "embedder")
ENDPOINT = ("endpoint_url", "endpoint_model", "endpoint_dimensions", "endpoint_timeout")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible service of embeddings.

    url         its base, such as https://host/v1
    dimensions  the width of its vectors
    key         sent as a bearer token; in no representation
    timeout     seconds that one request may take
    """

    url: str = ""
    model: str = ""
    dimensions: int = 0
    key: str = field(default="", repr=False)
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and which parts serve.

    data       the data folder: database, caches, artefacts, the demonstration city
    db         a SQLAlchemy URL; empty means an SQLite file in `data`
    key_file   the key of the sensitive fields at rest; a backup never holds it
    scenarios  an agency's own scenario files, read after the shipped ones
    embedder   the name of the text embedder
    endpoint   where the embedder of that name sends texts
    """

    data: Path = Path("var")
    db: str = ""
    key_file: Path = Path("~/.config/fairmatch/key")
    scenarios: Path | None = None
    embedder: str = "use"
    endpoint: Endpoint = field(default_factory=Endpoint)

    @property
    def url(self) -> str:
        """The database's URL."""
        return self.db or f"sqlite:///{(self.data / 'fairmatch.db').as_posix()}"

    def having(self, **values: object) -> Settings:
        """The settings with some values replaced; None leaves a value as it is."""
        return replace(self, **{k: v for k, v in values.items() if v is not None})  # type: ignore[arg-type]


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The defaults, with what a file and the environment say. Raises SettingError."""
    file = environment.get(f"{PREFIX}SETTINGS", "")
    given = _from_file(Path(file)) if file else {}
    for name in (*NAMES, *ENDPOINT):
        if said := environment.get(PREFIX + name.upper()):
            given[name] = said
    scenarios = given.get("scenarios")
    return Settings(
        data=Path(given.get("data", "var")),
        db=given.get("db", ""),
        key_file=Path(given.get("key_file", "~/.config/fairmatch/key")).expanduser(),
        scenarios=Path(scenarios) if scenarios else None,
        embedder=given.get("embedder", "use"),
        endpoint=Endpoint(
            url=given.get("endpoint_url", ""),
            model=given.get("endpoint_model", ""),
            dimensions=int(_number(given, "endpoint_dimensions", "0", file)),
            key=environment.get(f"{PREFIX}ENDPOINT_KEY", ""),
            timeout=_number(given, "endpoint_timeout", "60", file),
        ),
    )


def _from_file(path: Path) -> dict[str, str]:
    try:
        said = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingError("settings_wrong", file=path.name, key="-", reason=str(error)) from None
    for key, value in said.items():
        if key == "endpoint_key":
            raise SettingError("settings_key_in_file", file=path.name, key=key)
        if key not in (*NAMES, *ENDPOINT):
            known = ", ".join((*NAMES, *ENDPOINT))
            raise SettingError("settings_unknown", file=path.name, key=key, known=known)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise SettingError("settings_wrong", file=path.name, key=key, reason=repr(value))
    return {key: str(value) for key, value in said.items()}


def _number(given: Mapping[str, str], name: str, default: str, file: str) -> float:
    """A number from 0; whole where it counts dimensions."""
    text = given.get(name, default)
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1e6 or (name == "endpoint_dimensions" and number != int(number)):
        raise SettingError("settings_wrong", file=Path(file).name or PREFIX + name.upper(), key=name, reason=text)
    return number
