"""`fairmatch import` and `fairmatch merge`, from the command line to the store and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fairmatch.cli import run

Run = Callable[..., tuple[int, str, str]]
POSTS = "岗位名称,单位名称,薪资待遇,工作地点\n缝纫工,扬州示例有限公司,4-6K,邗江区\n"
PEOPLE = "姓名,联系电话,求职意向\n张三,13800000000,会计\n张三,13800000000,出纳\n"


@pytest.fixture
def fairmatch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("FAIRMATCH_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("FAIRMATCH_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts.csv").write_text(POSTS, "utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, "gbk")

    def call(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = run(list(arguments))
        out, err = capfd.readouterr()
        return code, out, err

    return call


def test_import_report_and_undo(fairmatch: Run, tmp_path: Path) -> None:
    code, out, err = fairmatch(
        "import", "jobs", "posts.csv", "--json", "--report", "back.xlsx", "--as-of", "2023-05-01"
    )
    report = json.loads(out)
    assert code == 0
    assert report["import"] == 1
    assert report["records"][0]["outcome"] == "accepted"
    assert "接受 1" in err
    assert (tmp_path / "back.xlsx").stat().st_size > 0
    again = json.loads(fairmatch("import", "jobs", "back.xlsx", "--json")[1])
    assert [row["outcome"] for row in again["records"]] == ["duplicate"]
    code, out, _ = fairmatch("import", "--undo", "1", "--json")
    assert (code, json.loads(out)["removed"]) == (0, 1)
    assert fairmatch("import", "--undo", "1")[0] == 2


def test_several_files_are_all_stored_or_none(fairmatch: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"%PDF-1.4")
    code, out, err = fairmatch("import", "jobs", "posts.csv", "bad.xlsx")
    assert (code, out) == (2, "")
    assert err.strip().count("\n") == 0
    assert "bad.xlsx" in err
    assert json.loads(fairmatch("import", "jobs", "posts.csv", "--json")[1])["records"][0]["outcome"] == "accepted"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("import", "candidates", "posts.csv"), "import jobs"),
        (("import", "jobs"), "candidates"),
        (("import", "jobs", "missing.csv"), "missing.csv"),
        (("import", "jobs", "posts.csv", "--consents", "matching"), "--consents"),
        (("import", "candidates", "people.csv", "--consents", "everything"), "everything"),
        (("import", "jobs", "posts.csv", "--mapping", "missing.toml"), "missing.toml"),
        (("merge", "a", "a"), "a"),
        (("merge", "a", "b", "--kind", "job"), "a"),
    ],
)
def test_wrong_use_exits_2_with_the_way_out(fairmatch: Run, arguments: tuple[str, ...], word: str) -> None:
    code, _, err = fairmatch(*arguments)
    assert code == 2
    assert word in err


def test_a_mapping_with_an_unknown_field_names_the_nearest(fairmatch: Run, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('[columns]\n"工价" = "pai"\n', "utf-8")
    code, _, err = fairmatch("import", "jobs", "posts.csv", "--mapping", "m.toml", "--lang", "en")
    assert code == 2
    assert "pay" in err


TWICE = "岗位名称,单位名称,金额,金额\n缝纫工,扬州示例有限公司,4000,6000\n"
PLACES = """
[columns]
"岗位名称" = "title"
[[column]]
file = "twice.csv"
column = "c"
field = "pay.min"
[[column]]
column = "D"
field = "pay.max"
"""


def test_a_mapping_by_letters_is_read_remembered_and_refused_where_it_is_wrong(fairmatch: Run, tmp_path: Path) -> None:
    (tmp_path / "twice.csv").write_text(TWICE, "utf-8")
    (tmp_path / "m.toml").write_text(PLACES, "utf-8")
    first = json.loads(fairmatch("import", "jobs", "twice.csv", "--mapping", "m.toml", "--json")[1])
    assert [column["field"] for column in first["files"][0]["columns"]] == [
        "title",
        "employer.name",
        "pay.min",
        "pay.max",
    ]
    (tmp_path / "later.csv").write_text(TWICE.replace("缝纫工", "电工"), "utf-8")
    again = json.loads(fairmatch("import", "jobs", "later.csv", "--json")[1])
    assert [column["field"] for column in again["files"][0]["columns"]][2:] == ["pay.min", "pay.max"]
    code, out, err = fairmatch("import", "jobs", "later.csv", "--mapping", "m.toml", "--json")
    assert (code, out) == (2, "")
    assert "twice.csv C" in err
    for wrong in ("column = 3", 'letter = "C"', 'column = "C"\nsheet = 1'):
        (tmp_path / "m.toml").write_text(f'[[column]]\nfield = "pay"\n{wrong}\n', "utf-8")
        assert fairmatch("import", "jobs", "twice.csv", "--mapping", "m.toml")[0] == 2


def test_merging_a_pair_that_was_asked_about(fairmatch: Run) -> None:
    report = json.loads(fairmatch("import", "candidates", "people.csv", "--json", "--as-of", "2023-05-01")[1])
    first, second = (row["id"] for row in report["records"])
    assert [row["outcome"] for row in report["records"]] == ["accepted", "questioned"]
    code, out, err = fairmatch("merge", first, second, "--json")
    assert (code, json.loads(out)) == (0, {"kept": first, "erased": second, "events": 0})
    assert first in err
    out = fairmatch("show", "candidate", first, "--json")[1]
    assert sorted(json.loads(out)["desired_occupations"]) == ["会计", "出纳"]
    assert fairmatch("show", "candidate", second)[0] == 2


def test_an_id_of_a_person_and_a_post_needs_the_kind(fairmatch: Run, tmp_path: Path) -> None:
    for name, title in (("jobs", "title"), ("candidates", "headline")):
        lines = [json.dumps({"id": key, title: f"出纳 {key}"}, ensure_ascii=False) for key in ("1001", "1002")]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
        assert fairmatch("import", name, f"{name}.jsonl")[0] == 0
    code, _, err = fairmatch("merge", "1001", "1002")
    assert code == 2
    assert "--kind" in err
    assert fairmatch("merge", "1001", "1002", "--kind", "job")[0] == 0
    assert fairmatch("show", "job", "1002")[0] == 2
    assert fairmatch("show", "candidate", "1002")[0] == 0


@pytest.mark.parametrize("place", ["nowhere/back.xlsx", "back.csv", "posts.csv/x.xlsx", "folder.xlsx", "posts.csv"])
def test_a_report_that_cannot_be_written_stops_the_import(fairmatch: Run, tmp_path: Path, place: str) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    code, out, err = fairmatch("import", "jobs", "posts.csv", "--report", place, "--json")
    assert (code, out) == (2, "")
    assert place in err
    assert json.loads(fairmatch("import", "jobs", "posts.csv", "--json")[1])["import"] == 1
