"""An office with a small city and staff's messy workbooks, as the pages and the browser meet it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.city import City, default_moment, generate_city, write_messy
from matcher.domain.requests import MatchJobs
from matcher.office import Office
from matcher.settings import Settings


def _opened(folder: Path, city: City) -> Office:
    """A real office in a folder, with the people and posts of a city."""
    office = Office.open(Settings(data=folder / "data", key_file=folder / "key"), clock=default_moment)
    office.bulk("default", "job", enumerate(city.jobs, 1))
    office.bulk("default", "candidate", enumerate(city.candidates, 1))
    return office


@pytest.fixture(scope="session")
def city() -> City:
    return generate_city(60, 40, 0, default_moment())


@pytest.fixture(scope="session")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`jobs.xlsx`, `jobs_gbk.csv`, `candidates.xlsx`, `candidates.csv`, as clerks send them."""
    folder = tmp_path_factory.mktemp("messy")
    write_messy(0, default_moment(), folder)
    return folder


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, city: City) -> Iterator[Office]:
    office = _opened(tmp_path_factory.mktemp("console"), city)
    yield office
    office.close()


@pytest.fixture(scope="session")
def well_matched(city: City, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of somebody whom at least three posts suit."""
    office = _opened(tmp_path_factory.mktemp("matched"), city)
    found = next(
        person["id"]
        for person in city.candidates
        if len(office.match("default", MatchJobs(candidate_id=person["id"], k=3), "zh", True)["results"]) == 3
    )
    office.close()
    return str(found)


@pytest.fixture
def own_office(tmp_path: Path, city: City) -> Iterator[Office]:
    """An office of one test alone, which may make keys."""
    office = _opened(tmp_path, city)
    yield office
    office.close()
