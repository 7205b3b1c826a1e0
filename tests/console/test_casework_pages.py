"""The pages of casework: the ledger, plans, whom a post shuts out, inspections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from api import create_app
from matcher.city import default_moment
from matcher.office import Office
from matcher.settings import Settings

NEEDING = {
    "consents": ["matching", "disability_matching"],
    "birth_date": "1990-01-01",
    "groups": ["disabled"],
    "disability": {"category": "physical", "needs": ["A01"]},
}
GRADUATE = {
    "consents": ["matching"],
    "birth_date": "2001-05-01",
    "status": "unemployed",
    "education": "bachelor",
    "graduation_date": "2023-03-30",
    "desired_occupations": ["会计"],
}
VETERAN = {
    "consents": ["matching"],
    "birth_date": "1995-05-01",
    "groups": ["veteran"],
    "experience": [{"title": "炊事员", "months": 24}],
}
POST = {"title": "会计", "employer": {"name": "某厂13912345678"}, "employment_type": "full_time", "accommodations": []}


@pytest.fixture(scope="module")
def casework(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("casework")
    office = Office.open(Settings(data=folder / "data", key_file=folder / "key"), clock=default_moment)
    for number in range(6):
        office.put("default", "candidate", {"id": f"c-{number}", **NEEDING})
    for name, person in (("graduate", GRADUATE), ("veteran", VETERAN), ("unsure", {"consents": ["matching"]})):
        office.put("default", "candidate", {"id": name, **person})
    office.put("default", "job", {"id": "j-1", **POST, "advert": "限男性", "demands": {"standing": 3}})
    office.put("default", "job", {"id": "j-2", **POST, "min_education": "bachelor"})
    yield office
    office.close()


@pytest.fixture
def client(casework: Office) -> FlaskClient:
    return create_app(casework).test_client()


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert "<script" not in answer.get_data(as_text=True)
    return unescape(answer.get_data(as_text=True))


def test_casework_is_reached_from_every_page_and_leads_everywhere(client: FlaskClient) -> None:
    assert 'href="/casework"' in text_of(client.get("/"))
    page = text_of(client.get("/casework"))
    for path in ("/owed", "/ledger", "/inspect", "/match?kind=jobs"):
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_ledger_and_its_workbook(client: FlaskClient, language: str) -> None:
    page = text_of(client.get("/ledger", query_string={"lang": language}))
    assert ("6 people told needs" if language == "en" else "6 人登记了需要") in page
    assert re.search(r'无障碍通道 <span class="id">A01</span></th><td class="n">6</td>', page)
    assert "某厂" in page
    assert "13912345678" not in page
    answer = client.get("/ledger.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"
    (_, employers) = openpyxl.load_workbook(BytesIO(answer.data)).worksheets
    assert employers["B2"].value == "A01"
    assert "13912345678" not in str(employers["A2"].value)


def test_what_is_owed_and_one_persons_plan(client: FlaskClient) -> None:
    page = text_of(client.get("/owed"))
    assert "“131”毕业生服务：1 人" in page
    assert '<th scope="row" class="fixed">graduate</th>' in page
    assert '<span class="tag fail">超期</span>' in page
    assert '<option value="gig"' not in page
    assert ">unsure<" in text_of(client.get("/owed?entitled=unknown"))
    rows = list(openpyxl.load_workbook(BytesIO(client.get("/owed.xlsx").data)).active.values)  # type: ignore[union-attr]
    assert [row[0] for row in rows[1:]] == ["graduate"]
    link = re.search(r'href="(/owed/plan\?[^"]+)"', page)
    assert link
    plan = text_of(client.get(link[1]))
    assert plan.count('<section class="post">') == 3
    assert "j-2" in plan
    assert "还差 3 次 · 2023-06-28 已超期" in plan
    assert "13912345678" not in plan
    assert "是否服务对象待确认" in text_of(client.get("/owed/plan?id=veteran"))


def test_a_long_list_is_read_page_by_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.console.casework.PEOPLE", 2)
    page = text_of(client.get("/owed?entitled=unknown"))
    following = re.search(r'href="(/owed\?[^"]*after=[^"]+)"', page)
    assert following
    assert ">c-2<" in text_of(client.get(following[1]))
    book = openpyxl.load_workbook(BytesIO(client.get("/owed.xlsx?entitled=unknown").data))
    assert book.worksheets[0].max_row > 3


def test_whom_a_post_shuts_out_is_one_step_from_its_matches(client: FlaskClient) -> None:
    page = text_of(client.get("/match?kind=jobs&id=j-2"))
    link = re.search(r'href="(/shut-out\?[^"]+)"', page)
    assert link
    told = text_of(client.get(link[1]))
    assert "服务对象 9 人" in told
    assert "没有挡住任何人" in told


def test_the_pairs_page_says_what_is_to_be_arranged(client: FlaskClient) -> None:
    page = text_of(client.get("/eligibility?candidate=c-1&job=j-1&scenario=disability_fair"))
    assert "便利安排 · 有事项要先问清楚" in page
    assert "需要无障碍通道：请问用人单位能否提供" in page
    assert "便利安排" not in text_of(client.get("/eligibility?candidate=graduate&job=j-1"))


def test_a_graduates_matches_lead_to_the_plan_and_a_veterans_show_the_civil_trade(client: FlaskClient) -> None:
    assert "/owed/plan?id=graduate" in text_of(client.get("/match?id=graduate&scenario=graduate"))
    assert "/owed/plan" not in text_of(client.get("/match?id=graduate&scenario=general"))
    page = text_of(client.get("/match?id=veteran&scenario=veteran_fair"))
    assert "“炊事员”可以考虑：" in page
    assert "待使用单位核对" in page
    assert "炊事员”可以考虑" not in text_of(client.get("/match?id=veteran&scenario=general"))


def test_an_inspection_is_drawn_in_a_form_and_downloaded(client: FlaskClient, casework: Office) -> None:
    form = {"sample": "2", "seed": "7", "inspectors": "王某、李某，张某"}
    answer = client.post("/inspect", data=form)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page = answer.get_data(as_text=True)
    assert page.count('<section class="sheet">') == 2
    assert "限男性" in page
    (entry,) = [entry for entry in casework.store.audit_log("default") if entry.action == "inspection_drawn"]
    assert entry.actor == "loopback"
    assert entry.reason in text_of(client.get("/inspect"))


def test_who_is_recused_is_not_drawn(client: FlaskClient) -> None:
    form = {"sample": "2", "seed": "7", "inspectors": "王某 李某 张某", "recused": "j-1 王某\n\n"}
    page = client.post("/inspect", data=form).get_data(as_text=True)
    sheet = next(part for part in page.split('<section class="sheet">') if "编号：j-1" in part)
    assert "李某" in sheet
    assert "王某" not in sheet
    refused = text_of(client.post("/inspect", data={**form, "inspectors": "王某 李某"}), 400)
    assert "j-1" in refused
    assert ">j-1 王某" in refused


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"sample": "2", "seed": "0", "inspectors": "王某"}, "/inspectors"),
        ({"sample": "", "seed": "0", "inspectors": "王某 李某"}, "/sample"),
        ({"sample": "0", "seed": "0", "inspectors": "王某 李某"}, "/sample"),
        ({"sample": "1", "seed": "-1", "inspectors": "王某 李某"}, "/seed"),
        ({}, "/sample"),
    ],
)
def test_a_wrong_form_is_shown_again_with_what_is_wrong(client: FlaskClient, form: dict[str, str], told: str) -> None:
    page = text_of(client.post("/inspect", data=form), 400)
    assert 'role="alert"' in page
    assert told in page
    assert f'value="{form.get("inspectors", "")}"' in page


@pytest.mark.parametrize(
    "path", ["/owed/plan?id=nobody", "/shut-out?id=nobody", "/ledger?scenario=none", "/owed?scenario=gig"]
)
def test_what_is_not_there_is_a_page(client: FlaskClient, path: str) -> None:
    page = text_of(client.get(path), 400 if "scenario" in path else 404)
    assert "没有办成" in page


def test_without_the_scope_the_pages_of_needs_stay_shut(own_office: Office, tmp_path: Path) -> None:
    client = create_app(own_office).test_client()
    secret, _ = own_office.store.keys.create("default", "n", ("match:read", "profiles:write"), own_office.clock())
    client.post("/login", data={"key": secret})
    page = text_of(client.get("/casework"))
    assert 'href="/ledger"' not in page
    assert 'href="/owed"' not in page
    assert 'href="/inspect"' in page
    for path in ("/ledger", "/ledger.xlsx", "/owed", "/owed.xlsx", "/owed/plan?id=c-00001"):
        assert client.get(path).status_code == 403
    own_office.put("default", "candidate", {"id": "c-needs", **NEEDING})
    own_office.put("default", "job", {"id": "j-1", **POST})
    pair = text_of(client.get("/eligibility?candidate=c-needs&job=j-1&scenario=disability_fair"))
    assert "便利安排" not in pair
    assert "无障碍" not in pair
