"""An office with a small city and staff's messy workbooks, as the pages and the browser meet it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from waitress import create_server

from api import create_app
from matcher.city import City, default_moment, generate_city, write_messy
from matcher.domain.requests import MatchJobs
from matcher.fairs.template import template
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


@pytest.fixture(scope="session")
def fair_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fair as a clerk prepares it: the workbook, an employer's sheet and a list of people in folders beside it."""
    folder = tmp_path_factory.mktemp("fair") / "招聘会"
    (folder / "岗位").mkdir(parents=True)
    (folder / "求职者").mkdir()
    book = openpyxl.load_workbook(BytesIO(template()))
    settings = {"名称": "秋季招聘会", "日期": "2023-09-16", "岗位文件": "岗位/*", "求职者文件": "求职者/*"}
    settings |= {"同意": "匹配、公开姓名", "同意来源": "报名表，2023-08"}
    for row in book["招聘会"].iter_rows(min_row=2):
        row[1].value = settings.get(row[0].value, row[1].value)
    for booth in (("A1", "甲公司", "是", None), ("A2", "乙公司", "否", "10:00-10:20")):
        book["展位"].append(booth)
    book.save(folder / "招聘会.xlsx")
    posts = ["甲公司,文员,邗江区,4000元/月,2", "乙公司,保安,邗江区,4000元/月,2"]
    (folder / "岗位" / "岗位.csv").write_text(
        "\n".join(["单位名称,岗位名称,工作地点,薪资待遇,招聘人数", *posts]), "utf-8"
    )
    people = [f"p-{n}{n},王小{name},1390000000{n},文员" for n, name in enumerate("一二三四五六", 1)]
    (folder / "求职者" / "名单.csv").write_text("\n".join(["编号,姓名,联系电话,求职意向", *people]), "utf-8")
    return folder


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
