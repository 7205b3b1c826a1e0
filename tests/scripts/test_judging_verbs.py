"""`fairmatch eligibility` and `fairmatch policies`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fairmatch.cli import run

PERSON = {
    "id": "c-1",
    "consents": ["matching"],
    "birth_date": "1990-01-01",
    "max_distance_km": 3,
    "location": {"lat": 32.39, "lon": 119.43},
}
POST = {
    "id": "j-1",
    "title": "搬运工",
    "employment_type": "gig",
    "pay": {"min": 18, "unit": "hour"},
    "location": {"lat": 32.49, "lon": 119.43},
}


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    monkeypatch.setenv("FAIRMATCH_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("FAIRMATCH_DATA", str(tmp_path / "data"))

    def type_in(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return type_in


def written(folder: Path, name: str, document: dict[str, Any]) -> str:
    path = folder / name
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return str(path)


def test_every_rule_of_a_pair_given_as_files(tmp_path: Path, typed: Any) -> None:
    person, post = written(tmp_path, "c.json", PERSON), written(tmp_path, "j.json", POST)
    asked = [
        "eligibility",
        "--candidate-file",
        person,
        "--job-file",
        post,
        "--scenario",
        "gig",
        "--as-of",
        "2023-09-01",
    ]
    code, out, _ = typed(*asked, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["verdict"] == "not_eligible"
    assert answer["scenario"] == "gig"
    failing = [rule["code"] for rule in answer["rules"] if rule["verdict"] == "fail"]
    assert failing == ["below_minimum_wage", "too_far"]

    code, out, _ = typed(*asked)
    assert code == 0
    assert out.splitlines()[0] == "不能匹配"
    assert "→ 若愿意到 12 公里以内" in out
    assert "  ✗ 距离：距离 11.1 公里" in out
    assert "  ✓ 最低年龄：" in out
    _, out, _ = typed(*asked, "--lang", "en")
    assert out.splitlines()[0] == "Not eligible"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--job", "j-1"],
        ["--candidate", "c-1"],
        ["--candidate", "c-1", "--job", "nobody"],
        ["--candidate-file", "nowhere.json", "--job", "j-1"],
    ],
)
def test_a_pair_that_is_not_one_is_wrong_usage(arguments: list[str], typed: Any) -> None:
    code, out, err = typed("eligibility", *arguments)
    assert code == 2
    assert out == ""
    assert err.strip()


def test_an_unknown_service_names_what_there_is(tmp_path: Path, typed: Any) -> None:
    person, post = written(tmp_path, "c.json", PERSON), written(tmp_path, "j.json", POST)
    code, _, err = typed("eligibility", "--candidate-file", person, "--job-file", post, "--scenario", "gigs")
    assert code == 2
    assert "gig" in err


def test_policies_for_an_employer_in_a_file(tmp_path: Path, typed: Any) -> None:
    file = written(tmp_path, "e.json", {"id": "e-1", "name": "甲", "employees": 20})
    code, out, _ = typed("policies", "--employer-file", file, "--as-of", "2023-09-01", "--json")
    found = {policy["id"]: policy["verdict"] for policy in json.loads(out)["policies"]}
    assert code == 0
    assert found["PL25"] == "may_apply"
    assert found["PL02"] == "to_confirm"
    code, out, _ = typed("policies", "--employer-file", file, "--as-of", "2023-09-01")
    assert code == 0
    assert out.splitlines()[0] == "可能符合（1）"
    assert "残疾人就业保障金减免" in out


@pytest.mark.parametrize(
    "arguments", [[], ["--candidate", "nobody"], ["--candidate", "c", "--employer-file", "e.json"]]
)
def test_policies_for_nobody_are_wrong_usage(arguments: list[str], typed: Any) -> None:
    code, out, err = typed("policies", *arguments)
    assert code == 2
    assert out == ""
    assert err.strip()


@pytest.mark.parametrize("verb", ["eligibility", "policies"])
def test_the_help_shows_an_example(verb: str, typed: Any) -> None:
    code, out, _ = typed(verb, "--help")
    assert code == 0
    assert f"fairmatch {verb} --" in out
