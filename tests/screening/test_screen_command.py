"""`fairmatch screen`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairmatch.cli import run


def screened(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, bytes, str]:
    code = run(["screen", *arguments])
    out, err = capfdbinary.readouterr()
    return code, out, err.decode()


def test_a_text_is_one_advertisement(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "advert.txt"
    file.write_text("招文员，限女性，35岁以下", "utf-8")
    code, out, _ = screened(capfdbinary, str(file), "--json")
    shown = json.loads(out)
    assert code == 0
    assert shown["verdict"] == "hold"
    assert [f["ground"] for f in shown["findings"]] == ["SEX", "AGE"]


def test_a_text_in_gb18030_counts_characters_too(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "advert.txt"
    file.write_bytes("招文员，限女性".encode("gb18030"))
    _, out, _ = screened(capfdbinary, str(file), "--json")
    assert json.loads(out)["findings"][0]["start"] == 4


def test_for_people_it_prints_place_law_and_rewrite(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "advert.txt"
    file.write_text("限男性", "utf-8")
    code, out, _ = screened(capfdbinary, str(file))
    assert code == 0
    assert "[SEX] 0-3 “限男性”  妇女权益保障法 第四十三条" in out.decode()
    _, out, _ = screened(capfdbinary, str(file), "--lang", "en")
    assert "hold" in out.decode()


def test_a_spreadsheet_gives_one_object_a_row(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "jobs.csv"
    file.write_text(
        "编号,岗位名称,招聘单位,性别要求,岗位要求\nj1,文员,甲公司,女,会办公软件\nj2,普工,乙公司,不限,四肢健全\nj3,电工,丙公司,不限,持证\n",
        "utf-8",
    )
    code, out, _ = screened(capfdbinary, str(file), "--json")
    items = json.loads(out)["items"]
    assert code == 0
    assert [(item["row"], item["id"], item["verdict"]) for item in items] == [
        (2, "j1", "hold"),
        (3, "j2", "hold"),
        (4, "j3", "clean"),
    ]
    assert items[0]["findings"][0]["field"] == "advert"


def test_json_lines_are_read_too(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "jobs.jsonl"
    file.write_text(json.dumps({"id": "j-7", "title": "文员", "advert": "限女性"}, ensure_ascii=False) + "\n", "utf-8")
    _, out, _ = screened(capfdbinary, str(file), "--json")
    (item,) = json.loads(out)["items"]
    assert (item["id"], item["verdict"]) == ("j-7", "hold")


def test_the_day_sets_the_minimum_wage(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "advert.txt"
    file.write_text("月薪2100元", "utf-8")
    _, out, _ = screened(capfdbinary, str(file), "--json", "--as-of", "2023-09-01")
    assert json.loads(out)["verdict"] == "clean"
    _, out, _ = screened(capfdbinary, str(file), "--json", "--as-of", "2026-09-01")
    assert json.loads(out)["verdict"] == "warn"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.txt"], "nowhere.txt"),
        (["nowhere.xlsx"], "nowhere.xlsx"),
        ([], "--release"),
        (["--release", "j-1"], "--reason, --by"),
        (["--release", "j-1", "--reason", " ", "--by", "李"], "--reason"),
        (["a.txt", "--release", "j-1", "--reason", "x", "--by", "李"], "--release"),
    ],
)
def test_what_is_wrong_is_said_and_ends_with_2(
    arguments: list[str], says: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, out, err = screened(capfdbinary, *arguments)
    assert code == 2
    assert out == b""
    assert says in err


def test_a_file_that_is_no_text_is_refused(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "advert.txt"
    file.write_bytes(b"\xff\xff\xff\x80")
    code, _, err = screened(capfdbinary, str(file))
    assert code == 2
    assert "advert.txt" in err


def test_an_unknown_post_cannot_be_released(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRMATCH_KEY_FILE", str(tmp_path / "key"))
    where = ["--db", f"sqlite:///{tmp_path / 'x.db'}", "--data", str(tmp_path)]
    code, _, err = screened(capfdbinary, "--release", "j-1", "--reason", "已核", "--by", "李", *where)
    assert code == 2
    assert "j-1" in err


def test_a_row_that_is_no_post_is_screened_by_its_cells(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "jobs.csv"
    file.write_text("岗位名称,招聘单位,性别要求,岗位要求\n文员,甲公司,不限,打字\n,乙公司,女,四肢健全\n", "utf-8")
    _, out, _ = screened(capfdbinary, str(file), "--json")
    post, rejected = json.loads(out)["items"]
    assert post == {"row": 2, "verdict": "clean", "findings": []}
    assert (rejected["row"], rejected["verdict"], rejected["outcome"]) == (3, "hold", "rejected")
    assert {f["ground"] for f in rejected["findings"]} == {"SEX", "PWD"}


def test_two_rows_of_one_id_are_screened_each_by_its_own_text(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "jobs.csv"
    file.write_text("编号,岗位名称,招聘单位,岗位要求\nj1,文员,甲公司,打字\nj1,文员,甲公司,限女性\n", "utf-8")
    _, out, _ = screened(capfdbinary, str(file), "--json")
    assert [item["verdict"] for item in json.loads(out)["items"]] == ["clean", "hold"]


def test_a_line_that_is_no_record_is_screened_as_it_stands(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "jobs.jsonl"
    file.write_text('{"id": "j1", "title": "文员"}\n{"title": "文员", "requirement": "限女性"}\n', "utf-8")
    _, out, _ = screened(capfdbinary, str(file), "--json")
    items = json.loads(out)["items"]
    assert [item["verdict"] for item in items] == ["clean", "hold"]
    assert items[1]["findings"][0]["text"] == "限女性"
