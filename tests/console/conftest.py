"""An office with a small city and staff's messy workbooks, as the pages and the browser meet it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from waitress import create_server

from api import create_app
from matcher.city import City, default_moment, generate_city, write_messy
from matcher.domain.requests import MatchJobs
from matcher.office import Office
from matcher.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


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


@pytest.fixture(scope="module")
def url(office: Office) -> Iterator[str]:
    """Where the pages are served, on a port of this machine."""
    server = create_server(create_app(office), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(server.close)  # in the server's own thread: its loop holds the sockets
    thread.join(10)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install 'fairmatch[browser]'"
    )
    with playwright.sync_playwright() as running:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server"]
        opened = running.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    """An empty tab; every journey is made with and without JavaScript."""
    context = browser.new_context(base_url=url, locale="zh-CN", java_script_enabled=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(browser: Browser, url: str) -> Iterator[Page]:
    """A tab in which the test itself may ask the page."""
    context = browser.new_context(base_url=url, locale="zh-CN")
    yield context.new_page()
    context.close()
