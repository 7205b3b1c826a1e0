"""A small office with the real embedder: a city of 200 people and 120 posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from matcher.city import City, default_moment, generate_city
from matcher.office import Office
from matcher.settings import Settings


@pytest.fixture(scope="session")
def moment() -> datetime:
    return default_moment()


@pytest.fixture(scope="session")
def city(moment: datetime) -> City:
    return generate_city(200, 120, 3, moment)


def settings_at(folder: Path) -> Settings:
    return Settings(data=folder, key_file=folder / "key")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, city: City, moment: datetime) -> Iterator[Office]:
    """Read by many tests, written by none."""
    office = Office.open(settings_at(tmp_path_factory.mktemp("filled")), lambda: moment)
    for kind, documents in (("employer", city.employers), ("job", city.jobs), ("candidate", city.candidates)):
        office.bulk("default", kind, enumerate(documents, 1))  # type: ignore[arg-type]
    yield office
    office.close()


@pytest.fixture
def office(tmp_path: Path, moment: datetime) -> Iterator[Office]:
    """Empty, for one test."""
    opened = Office.open(settings_at(tmp_path), lambda: moment)
    yield opened
    opened.close()


Put = Callable[..., str]


@pytest.fixture
def put(office: Office) -> Put:
    """Store a record of the default tenant; its id."""

    def store(kind: str, tenant: str = "default", **document: object) -> str:
        office.put(tenant, kind, document)  # type: ignore[arg-type]
        return str(document["id"])

    return store
