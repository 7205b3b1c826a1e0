"""A fair from the page: its folder is sent, checked, planned, planned again, its results read; what is wrong, said."""

from __future__ import annotations

import io
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from api import create_app
from api.fair_jobs import KEPT, FairJob, FairJobs, Sent
from matcher.domain.errors import UnknownId
from matcher.fairs.run import make_pack

if TYPE_CHECKING:
    from matcher.office import Office

Send = Callable[..., tuple[str, str]]
"""Gives the page of what came of it, and where it stands."""


@pytest.fixture(scope="module")
def client(office: Office) -> FlaskClient:
    return create_app(office).test_client()


@pytest.fixture(scope="module")
def send(client: FlaskClient, fair_folder: Path) -> Send:
    """Sends the folder with something to do."""

    def call(what: str, folder: Path = fair_folder, **more: Any) -> tuple[str, str]:
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        data = {"fair": [_file(path, folder.parent) for path in files], "what": what, **more}
        answer = client.post("/fairs", data=data, content_type="multipart/form-data")
        if answer.status_code != 303:
            return answer.text, ""
        while 'id="state"' in (page := client.get(answer.location).text):
            time.sleep(0.02)
        return page, answer.location

    return call


@pytest.fixture(scope="module")
def planned(send: Send) -> tuple[str, str]:
    return send("plan")


def _file(path: Path, root: Path) -> tuple[io.BytesIO, str]:
    return io.BytesIO(path.read_bytes()), path.relative_to(root).as_posix()


def _pack(client: FlaskClient, at: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(client.get(f"{at}/pack.zip").data)) as book:
        return {name.partition("/")[2]: book.read(name) for name in book.namelist()}


def _sent(files: dict[str, bytes]) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(content), f"资料包1/{path}") for path, content in files.items()]


def test_the_form_gives_the_empty_workbook_in_both_languages(client: FlaskClient) -> None:
    for lang, word in (("en", "The fair’s folder"), ("zh", "招聘会的文件夹")):
        assert word in client.get(f"/fairs?lang={lang}").text
    book = openpyxl.load_workbook(io.BytesIO(client.get("/fairs/template.xlsx").data))
    assert book.sheetnames == ["招聘会", "展位", "岗位", "求职者"]


def test_a_folder_is_checked(send: Send) -> None:
    assert "可行：6 人都能安排到面试" in send("check")[0]


def test_the_pack_of_the_page_is_the_pack_of_the_command(
    planned: tuple[str, str], client: FlaskClient, office: Office, fair_folder: Path
) -> None:
    page, at = planned
    assert "第 1 版资料包已排好" in page
    assert "独立核查：没有发现问题" in page
    inputs = office.fair_inputs(fair_folder / "招聘会.xlsx", office.clock(), "zh")
    assert _pack(client, at) == make_pack(inputs)
    shown = client.get(f"{at}/files/booths.html")
    assert "甲公司" in shown.text
    assert "script-src" not in shown.headers["Content-Security-Policy"]


def test_a_plan_is_bent_and_what_cannot_stand_is_listed(
    planned: tuple[str, str], send: Send, client: FlaskClient
) -> None:
    files = _pack(client, planned[1])
    book = openpyxl.load_workbook(io.BytesIO(files["plan.xlsx"]))
    book["面试安排"]["F2"] = "√"
    files["plan.xlsx"] = _saved(book)
    assert "第 2 版资料包已排好" in send("plan", previous=_sent(files))[0]
    book["面试安排"]["C2"] = "Z9"
    files["plan.xlsx"] = _saved(book)
    refused, _ = send("plan", previous=_sent(files))
    assert "面试安排!C2" in refused
    assert "Z9" in refused


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_results_become_a_report(planned: tuple[str, str], send: Send, client: FlaskClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_pack(client, planned[1])["results.xlsx"]))
    for row in book["结果"].iter_rows(min_row=2):
        row[4].value = "待定"
    page, at = send("results", results=[(io.BytesIO(_saved(book)), "结果.xlsx")])
    assert "到场 6" in page
    assert "成效报告" in client.get(f"{at}/files/report.html").text


@pytest.mark.parametrize(
    ("what", "more", "words"),
    [
        ("", {}, "没有说要做什么"),
        ("results", {}, "请在“会后”里选择"),
        ("plan", {"previous": [(io.BytesIO(b"{}"), "夹/别的.json"), (io.BytesIO(b""), "夹/plan.xlsx")]}, "不是资料包"),
        ("plan", {"cancel": [(io.BytesIO(b"a"), "取消.csv")]}, "取消名单要和以前的资料包一起用"),
        ("check", {"which": "另一个.xlsx"}, "请写明用哪一个"),
    ],
)
def test_what_is_missing_is_said(send: Send, what: str, more: dict[str, Any], words: str) -> None:
    assert words in send(what, **more)[0]


def test_a_folder_without_a_fair_and_no_folder_at_all_are_refused(
    send: Send, client: FlaskClient, tmp_path: Path
) -> None:
    (tmp_path / "夹").mkdir()
    (tmp_path / "夹" / "岗位.csv").write_text("岗位名称\n文员\n", "utf-8")
    assert "文件夹里没有招聘会表" in send("check", tmp_path / "夹")[0]
    assert "请选择招聘会的文件夹" in client.post("/fairs", data={"what": "check"}).text


def test_nothing_leads_out_of_the_folder_and_packs_inside_are_left_out(send: Send, fair_folder: Path) -> None:
    old = [(io.BytesIO(b"not a book"), f"招聘会/资料包/{name}") for name in ("plan.json", "招聘会.xlsx", "x.toml")]
    out = [(io.BytesIO(b"name = 1"), "招聘会/../../../fair.csv")]
    files = [_file(path, fair_folder.parent) for path in fair_folder.rglob("*") if path.is_file()]
    assert "可行" in send("check", fair=[*files, *old, *out])[0]
    assert not (Path(tempfile.gettempdir()).parent / "fair.csv").exists()


def test_a_pack_is_its_own_offices_and_can_be_dropped(client: FlaskClient, send: Send, own_office: Office) -> None:
    _, at = send("results", results=[(io.BytesIO(b"no book"), "结果.xlsx")])
    assert create_app(own_office).test_client().get(at).status_code == 404
    assert client.get(at).status_code == 200
    assert client.post(f"{at}/forget").status_code == 303
    assert client.get(at).status_code == 404


def test_another_tenant_does_not_see_it(own_office: Office, tmp_path: Path) -> None:
    jobs = FairJobs(own_office)
    job = FairJob("甲局", "check", "zh", own_office.clock())
    jobs.start(job, Sent(tmp_path), tempfile.TemporaryDirectory())
    assert jobs.get("甲局", job.id) is job
    with pytest.raises(UnknownId):
        jobs.get("乙局", job.id)


def test_the_latest_jobs_alone_are_kept(office: Office, tmp_path: Path) -> None:
    jobs = FairJobs(office)
    made = [FairJob("default", "check", "zh", office.clock()) for _ in range(KEPT + 2)]
    for job in made:
        jobs.start(job, Sent(tmp_path), tempfile.TemporaryDirectory())
        while not job.over:
            time.sleep(0.01)
    assert "没有招聘会表" in made[-1].faults[0]
    for job in made[:2]:
        with pytest.raises(UnknownId):
            jobs.get("default", job.id)
    assert all(jobs.get("default", job.id) is job for job in made[2:])


def test_without_the_right_to_plan_fairs_nothing_is_shown(own_office: Office) -> None:
    secret = own_office.store.keys.create("default", "n", ("match:read",), own_office.clock())[0]
    client = create_app(own_office).test_client()
    client.set_cookie("fairmatch_key", secret)
    assert client.get("/fairs").status_code == 403
