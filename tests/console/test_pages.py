"""The staff pages over a real office: what they show, what they refuse, and what they never show."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from api import create_app
from matcher.city import City
from matcher.office import Office

PHONE_OR_ID = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)")


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return create_app(office).test_client()


@pytest.fixture
def keyed(own_office: Office) -> tuple[FlaskClient, Callable[..., str]]:
    """A browser before an office with keys, and how to make one."""

    def make(*scopes: str) -> str:
        return own_office.store.keys.create("default", "n", scopes, own_office.clock())[0]

    make("admin")
    return create_app(own_office).test_client(), make


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    return unescape(answer.get_data(as_text=True))


def upload(client: FlaskClient, kind: str, *files: Path | tuple[str, bytes], **form: str) -> Any:
    parts = [(file.name, file.read_bytes()) if isinstance(file, Path) else file for file in files]
    data = {"kind": kind, **form, "files": [(io.BytesIO(content), name) for name, content in parts]}
    answer = client.post("/import", data=data, content_type="multipart/form-data")
    return client.get(answer.location) if answer.status_code == 303 else answer


def test_the_return_sheet_is_the_answer(client: FlaskClient, messy: Path) -> None:
    answer = upload(client, "jobs", messy / "jobs.xlsx", then="workbook")
    assert answer.status_code == 200
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert "大约的人数" in sheet["D14"].comment.text


def test_an_import_is_taken_back_on_the_first_page(client: FlaskClient, messy: Path, office: Office) -> None:
    before = office.store.count("default", "candidate")
    number = re.search(r"<h1>第 (\d+) 次导入", text_of(upload(client, "candidates", messy / "candidates.csv")))
    assert number
    assert office.store.count("default", "candidate") > before
    assert f'action="/import/{number[1]}/undo"' in text_of(client.get("/"))
    assert client.post(f"/import/{number[1]}/undo").status_code == 302
    assert office.store.count("default", "candidate") == before
    assert "已撤回" in text_of(client.get("/"))


def test_consents_that_the_office_vouches_for_are_stored_with_their_ground(client: FlaskClient, office: Office) -> None:
    sheet = ("名单.csv", "姓名,电话,求职意向\n王小明,13812345678,文员\n".encode())
    upload(client, "candidates", sheet, consent_matching="1", consent_source="报名表，2023年4月")
    person = next(one for one in office.store.page("default", "candidate", "", 500) if "王小明" in str(one.document))
    assert person.document["consents"] == ["matching"]


def test_the_wrong_kind_is_said_and_put_right(client: FlaskClient, messy: Path, office: Office) -> None:
    before = office.store.count("default", "candidate")
    page = text_of(upload(client, "candidates", messy / "jobs.xlsx"), 400)
    assert "一行也没有入库" in page
    assert "“jobs.xlsx”看来是岗位表，您选的却是“求职者”" in page
    assert 'value="jobs" required checked' in page
    assert "fairmatch import" not in page
    assert office.store.count("default", "candidate") == before


@pytest.mark.parametrize(
    ("kind", "files", "told"),
    [
        ("", [("a.csv", b"x")], "说明内容是岗位还是求职者"),
        ("jobs", [], "选择文件"),
        ("jobs", [("a.xlsx", b"not a workbook")], "a.xlsx"),
        ("jobs", [("好.csv", "岗位名称,人数\n文员,2\n".encode()), ("坏.xlsx", b"PK\x03\x04broken")], "坏.xlsx"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_stored(
    client: FlaskClient, office: Office, kind: str, files: list[tuple[str, bytes]], told: str
) -> None:
    before = office.store.count("default", "job")
    page = text_of(upload(client, kind, *files), 400)
    assert told in page
    assert 'role="alert"' in page
    assert "<form" in page
    assert office.store.count("default", "job") == before


def test_a_person_is_matched_with_reasons_and_what_is_excluded(client: FlaskClient, well_matched: str) -> None:
    page = text_of(client.get("/match", query_string={"id": well_matched}))
    assert page.count('class="plus"') >= 3
    assert "被排除" in page
    assert f"/match/print?id={well_matched}" in page
    pair = re.search(r'href="(/eligibility\?[^"]+)"', page)
    assert pair
    rules = text_of(client.get(pair[1]))
    assert "逐条核对规则" in rules
    assert "个人信息保护法" in rules
    assert '<th scope="row">距离</th>' in rules
    assert "太远" not in rules


def test_a_post_is_matched_and_records_are_found_by_words(client: FlaskClient, city: City) -> None:
    job = city.jobs[0]
    listed = text_of(client.get("/match", query_string={"kind": "jobs", "q": job["id"]}))
    assert job["title"] in listed
    assert "为岗位找人" in text_of(client.get("/match", query_string={"kind": "jobs", "id": job["id"]}))
    assert "没有找到" in text_of(client.get("/match", query_string={"q": "没有这样的意向"}))
    assert "只列出前 50 个" in text_of(client.get("/match"))


def test_three_posts_are_printed(client: FlaskClient, well_matched: str, city: City) -> None:
    page = text_of(client.get("/match/print", query_string={"id": well_matched}))
    person = next(one for one in city.candidates if one["id"] == well_matched)
    assert f"{person['contact']['name']}：推荐给您的三个岗位" in page
    assert page.count('<section class="post">') == 3


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/match?id=nobody", 404, "nobody"),
        ("/match/print?id=nobody", 404, "nobody"),
        ("/match?id=c-00001&scenario=none", 400, "none"),
        ("/eligibility", 400, ""),
    ],
)
def test_an_error_is_a_page_with_the_way_back(client: FlaskClient, path: str, status: int, told: str) -> None:
    page = text_of(client.get(path), status)
    assert "没有办成" in page
    assert told in page
    assert "回到首页" in page


def test_a_fault_is_a_page_without_its_message(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("13812345678")

    monkeypatch.setattr("api.console.pages.page", broken)
    page = text_of(client.get("/"), 500)
    assert "程序出错" in page
    assert "13812345678" not in page


def test_files_beyond_the_limit_are_a_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.console.importing.UPLOAD_BYTES", 100)
    assert "太大" in text_of(upload(client, "jobs", ("a.csv", b"x" * 1000)), 413)


def test_the_language_is_switched_and_kept(client: FlaskClient) -> None:
    chinese = text_of(client.get("/import"))
    assert '<html lang="zh-CN">' in chinese
    assert 'href="/import?lang=en" lang="en"' in chinese
    assert '<html lang="en">' in text_of(client.get("/import?lang=en"))
    assert "Import spreadsheets" in text_of(client.get("/"))
    assert '<html lang="zh-CN">' in text_of(client.get("/?lang=zh"))


def test_a_browser_speaks_its_own_language_first(client: FlaskClient) -> None:
    assert '<html lang="en">' in text_of(client.get("/", headers={"Accept-Language": "en-GB"}))


@pytest.mark.parametrize("path", ["/", "/import", "/match", "/login", "/match?id=nobody", "/eligibility"])
def test_nothing_foreign_is_loaded_and_nothing_is_cached(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    scripts = ["script-src 'self'"] if path == "/import" else []
    assert [part.strip() for part in policy.split(";") if "script" in part] == scripts
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"  # `no-referrer` makes browsers post with `Origin: null`
    html = client.get(path).get_data(as_text=True)
    assert re.findall(r"<script[^>]*>", html) == (
        ['<script src="/console/import.js" defer>'] if path == "/import" else []
    )


@pytest.mark.parametrize(("language", "half"), [("zh", 0), ("en", 1)])
def test_no_page_shows_a_phone_or_an_id_number(
    client: FlaskClient, office: Office, messy: Path, language: str, half: int
) -> None:
    bad = "姓名,身份证号,联系电话,求职意向\n李某,32100219900403123X,1381234567,13812345678文员\n".encode()
    office.put("default", "job", {"id": "j-numbers", "title": "文员13912345678", "headcount": 1})
    pages = [
        text_of(upload(client, "candidates", messy / "candidates.xlsx", ("坏.csv", bad))),
        *(
            text_of(client.get(path))
            for path in ("/", "/match", "/match?kind=jobs&q=j-", "/match?kind=jobs&id=j-numbers")
        ),
    ]
    for person in office.store.ids("default", "candidate")[half:70:2]:
        for path in ("/match", "/match/print"):
            pages.append(text_of(client.get(path, query_string={"id": person, "lang": language})))
    pair = {"candidate": "c-00001", "job": "j-numbers"}
    pages.append(text_of(client.get("/eligibility", query_string=pair)))
    assert "文员" in pages[-1]
    for page in pages:
        assert not PHONE_OR_ID.search(page)


def test_a_right_key_opens_and_signing_out_closes(keyed: tuple[FlaskClient, Callable[..., str]]) -> None:
    client, make = keyed
    shut = client.get("/")
    assert (shut.status_code, shut.location) == (302, "/login")
    wrong = text_of(client.post("/login", data={"key": "fm_wrong"}))
    assert "密钥不对" in wrong
    assert client.get("/").status_code == 302
    opened = client.post("/login", data={"key": make("match:read", "profiles:write")})
    assert (opened.status_code, opened.location) == (302, "/")
    cookie = opened.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "退出登录" in text_of(client.get("/"))
    assert client.post("/logout").location == "/login"
    assert client.get("/").status_code == 302


def test_a_key_without_the_scope_is_told_so(keyed: tuple[FlaskClient, Callable[..., str]]) -> None:
    client, make = keyed
    client.post("/login", data={"key": make("match:read")})
    assert "profiles:write" in text_of(client.get("/import"), 403)
    assert client.get("/match").status_code == 200


def test_without_sensitive_read_no_sensitive_value_is_shown(
    keyed: tuple[FlaskClient, Callable[..., str]], city: City, well_matched: str
) -> None:
    client, make = keyed
    client.post("/login", data={"key": make("match:read", "profiles:write")})
    sheet = ("名单.csv", "姓名,性别,出生日期,求职意向\n赵某某,无所谓男,一九九几年,文员\n".encode())
    report = text_of(upload(client, "candidates", sheet)) + text_of(client.get("/import/1/sheets/0"))
    for value in ("赵某某", "无所谓男", "一九九几年"):
        assert value not in report
    assert "已隐去" in report
    person = next(one for one in city.candidates if one["id"] == well_matched)
    printed = text_of(client.get("/match/print", query_string={"id": well_matched}))
    assert person["contact"]["name"] not in printed
    assert f"{well_matched}：推荐给您的三个岗位" in printed
    told = [one for one in city.candidates if "disability" in one][:6] + list(city.candidates[:6])
    for one in told:
        page = text_of(client.get("/match", query_string={"id": one["id"], "scenario": "disability_fair"}))
        for hidden in (one["contact"]["name"], one.get("birth_date"), *one.get("disability", {}).get("needs", ())):
            assert hidden is None or hidden not in page
