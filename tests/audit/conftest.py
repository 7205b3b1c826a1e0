"""A small office with the real embedder, to be audited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from matcher.city import City, default_moment, generate_city
from matcher.office import Office
from matcher.settings import Settings


@pytest.fixture(scope="session")
def moment() -> datetime:
    return default_moment()


@pytest.fixture(scope="session")
def city(moment: datetime) -> City:
    return generate_city(150, 60, 4, moment)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, city: City, moment: datetime) -> Iterator[Office]:
    """Read by many tests, written by none."""
    folder = tmp_path_factory.mktemp("audited")
    opened = Office.open(Settings(data=folder, key_file=folder / "key"), lambda: moment)
    for kind, documents in (("employer", city.employers), ("job", city.jobs), ("candidate", city.candidates)):
        opened.bulk("default", kind, enumerate(documents, 1))  # type: ignore[arg-type]
    yield opened
    opened.close()
