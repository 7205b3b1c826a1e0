"""`fairmatch doctor`: whether everything is in order, and the way out where it is not."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
import shutil
import socket
import stat
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from urllib.error import URLError

import click

from fairmatch import options
from fairmatch.output import print_json
from matcher.domain.errors import FairMatchError
from matcher.domain.words import say
from matcher.settings import Settings

LOWEST, ABOVE = (3, 11), (3, 14)
OURS = ("matcher", "models", "api")
COMPILED = ("numpy", "sklearn", "faiss", "re2", "python_calamine", "cryptography.hazmat.primitives.ciphers.aead")
FREE_MB = 500  # a store of 100,000 people, its index and a backup
HOST, PORT = "127.0.0.1", 8000


@dataclass(frozen=True)
class Found:
    """What one look found: words by code, with values."""

    well: bool
    code: str
    values: dict[str, object]


def well(code: str, **values: object) -> Found:
    """All is well."""
    return Found(True, code, values)


def ill(code: str, **values: object) -> Found:
    """Something is wrong; the words name the way out."""
    return Found(False, code, values)


@click.command("doctor")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="The port to look at.")
@options.lang
@options.as_json
@options.data
@options.db
def command(port: int, db: str | None, data: str | None, lang: str, as_json: bool) -> int:
    """Look whether everything is in order: a line each, with the way out where it is not; then the exit code is 1.

    \b
    Example:
      fairmatch doctor --data /srv/fairmatch
    """
    settings = options.settings(db, data)
    checks: list[dict[str, object]] = []
    for name, look in _looks(settings, port).items():
        ok, text = _told(look, lang)
        checks.append({"name": name, "ok": ok, "text": text})
        if not as_json:
            click.echo(f"{'✓' if ok else '✗'} {say(f'doctor_name_{name}', lang)}: {text}")
    healthy = all(check["ok"] for check in checks)
    if as_json:
        print_json({"ok": healthy, "checks": checks})
    return 0 if healthy else 1


def _looks(settings: Settings, port: int) -> dict[str, Callable[[], Found]]:
    """In this order: what later ones rest on comes first, and the key is looked at before a store makes one."""
    return {
        "python": lambda: python(sys.version_info[:2]),
        "packages": packages,
        "intruders": intruders,
        "folder": lambda: folder(settings.data),
        "disk": lambda: disk(settings.data),
        "key": lambda: key(settings.key_file, _has_store(settings)),
        "store": lambda: store(settings),
        "scenarios": lambda: scenarios(settings),
        "embedder": lambda: embedder(settings),
        "index": lambda: index(settings),
        "font": font,
        "port": lambda: free_port(port),
    }


def _told(look: Callable[[], Found], lang: str) -> tuple[bool, str]:
    try:
        found = look()
    except FairMatchError as error:
        return False, error.message(lang)
    except Exception as error:  # whatever is broken, the other looks go on
        return False, say("doctor_failed", lang, reason=f"{type(error).__name__}: {error}")
    return found.well, say(found.code, lang, **found.values)


def python(version: tuple[int, ...]) -> Found:
    """The interpreter."""
    text = ".".join(map(str, version))
    fits = LOWEST <= version < ABOVE
    return well("doctor_python", version=text) if fits else ill("doctor_python_wrong", version=text)


def packages() -> Found:
    """What the distribution asks for, and that what is compiled loads."""
    asked = [text for text in metadata.requires("fairmatch") or () if "extra ==" not in text]
    names = [re.split(r"[^A-Za-z0-9._-]", text, maxsplit=1)[0] for text in asked]
    missing = [name for name in names if not _installed(name)] + [name for name in COMPILED if not _loads(name)]
    if missing:
        return ill("doctor_packages_missing", names=", ".join(missing))
    return well("doctor_packages", count=len(names))


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _loads(name: str) -> bool:
    try:
        importlib.import_module(name)
    except (ImportError, OSError):
        return False
    return True


def intruders(home: Path = Path(__file__).parent.parent) -> Found:
    """Whether another distribution's package hides one of ours: all of them lie beside this one."""
    for name in OURS:
        spec = importlib.util.find_spec(name)
        places = list(spec.submodule_search_locations or [spec.origin or ""]) if spec else [""]
        if Path(places[0]).parent.resolve() != home.resolve():
            return ill("doctor_intruders_found", name=name, folder=places[0] or "-")
    return well("doctor_intruders")


def folder(data: Path) -> Found:
    """Whether the data folder can be written."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        return ill("doctor_folder_shut", folder=data, reason=error.strerror)
    return well("doctor_folder", folder=data)


def disk(data: Path, needed: int = FREE_MB) -> Found:
    """Whether there is room."""
    free = shutil.disk_usage(data).free >> 20
    if free < needed:
        return ill("doctor_disk_full", free=f"{free:,}", needed=f"{needed:,}")
    return well("doctor_disk", free=f"{free:,}")


def _has_store(settings: Settings) -> bool:
    """Whether something is stored already; of a server's database that is taken for granted."""
    if "://" in settings.db and not settings.db.startswith("sqlite"):
        return True
    return _sqlite_file(settings).is_file()


def _sqlite_file(settings: Settings) -> Path:
    return Path(settings.url.removeprefix("sqlite:///"))


def key(file: Path, stored: bool) -> Found:
    """Whether the key is there, for its owner alone."""
    if not file.is_file():
        return ill("doctor_key_lost", file=file) if stored else well("doctor_key_new", file=file)
    if os.name != "posix":
        return well("doctor_key_unmoded", file=file)
    mode = stat.S_IMODE(file.stat().st_mode)
    return ill("doctor_key_open", file=file, mode=oct(mode)) if mode & 0o077 else well("doctor_key", file=file)


def store(settings: Settings) -> Found:
    """Whether the store opens with the key, its pages are whole, and every record opens."""
    if not _has_store(settings):
        room = folder(_sqlite_file(settings).parent)
        return well("doctor_store_new") if room.well else room
    from matcher.office import Office

    with closing(Office.open(settings, index=False)) as office:
        records = sum(office.state()["records"].values())
        office.store.check()
    return well("doctor_store", records=f"{records:,}")


def scenarios(settings: Settings) -> Found:
    """Whether the services' files are right, the agency's own too."""
    from matcher.ranking.features import FEATURES
    from matcher.rules.loading import load_scenarios

    found = load_scenarios([settings.scenarios] if settings.scenarios else [], FEATURES)
    return well("doctor_scenarios", count=len(found), names=", ".join(found))


def embedder(settings: Settings) -> Found:
    """Whether a text becomes a vector."""
    from matcher.index.texts import Texts
    from matcher.office.models import record_encoder, sent_to

    rows = record_encoder(settings).encode([Texts(title=("会计",))])
    if not rows.any():
        raise ValueError("a text became no vector")
    if host := sent_to(settings):
        return well("doctor_embedder_outside", name=settings.embedder, host=host)
    return well("doctor_embedder", name=settings.embedder)


def index(settings: Settings) -> Found:
    """Whether the index can be built and stands at the store's newest state; where nothing is stored, none is made."""
    from matcher.office import Office

    with tempfile.TemporaryDirectory() as aside:
        elsewhere = settings.having(data=Path(aside), db="", key_file=Path(aside, "key"))
        with closing(Office.open(settings if _has_store(settings) else elsewhere)) as office:
            if not office.ready():
                return ill("doctor_index_behind", folder=settings.data / "index")
            return well("doctor_index", seq=office.state()["seq"])


def font() -> Found:
    """Whether printed sheets will have their glyphs."""
    from matcher.documents.fonts import font_path

    file = font_path()
    return well("doctor_font", file=file.name) if file.is_file() else ill("doctor_font_missing", file=file)


def free_port(port: int) -> Found:
    """Whether the service could listen, or does so already."""
    with socket.socket() as tried:
        try:
            tried.bind((HOST, port))
        except OSError:
            return well("doctor_port_ours", port=port) if _is_ours(port) else ill("doctor_port_taken", port=port)
    return well("doctor_port", port=port)


def _is_ours(port: int) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://{HOST}:{port}/healthz", timeout=2) as reply:
            return bool(json.loads(reply.read()) == {"status": "ok"})
    except (URLError, OSError, ValueError):
        return False
