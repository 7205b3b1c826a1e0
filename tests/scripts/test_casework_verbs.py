"""`arrange`, `ledger`, `owed`, `shut-out` and `inspect`, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fairmatch.cli import run

AT = "2023-09-01T08:00+08:00"
AGREED = {"consents": ["matching", "disability_matching"], "birth_date": "1990-01-01", "groups": ["disabled"]}
GRADUATE = {
    "id": "graduate",
    "consents": ["matching"],
    "birth_date": "2001-05-01",
    "status": "unemployed",
    "education": "bachelor",
    "graduation_date": "2023-03-30",
}
PEOPLE = [GRADUATE, {**GRADUATE, "id": "at-work", "status": "employed"}] + [
    {"id": f"c-{n}", **AGREED, "disability": {"needs": ["A01"]}} for n in range(6)
]
POST = {
    "id": "j-1",
    "title": "会计",
    "employer": {"name": "某厂"},
    "employment_type": "full_time",
    "accommodations": [],
    "min_education": "bachelor",
    "advert": "限男性",
}
OTHER = {
    "id": "j-2",
    "title": "文员",
    "employer": {"name": "某厂"},
    "employment_type": "full_time",
    "accommodations": [],
}

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("casework")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRMATCH_KEY_FILE", str(made / "key"))
        patch.setenv("FAIRMATCH_DATA", str(made / "data"))
        patch.delenv("FAIRMATCH_DB", raising=False)
        for kind, documents in (("jobs", [POST, OTHER]), ("candidates", PEOPLE)):
            file = made / f"{kind}.jsonl"
            file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents), "utf-8")
            assert run(["import", kind, str(file), "--as-of", AT]) == 0
        yield made


@pytest.fixture
def typed(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Typed:
    def call(*arguments: Any) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = run([*map(str, arguments), "--as-of", AT])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def answered(typed: Typed, *arguments: Any) -> dict[str, Any]:
    code, out, err = typed(*arguments, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def lines(typed: Typed, *arguments: Any) -> list[str]:
    code, out, err = typed(*arguments)
    assert code == 0, err
    return out.splitlines()


def test_a_pair_says_what_is_to_be_arranged(typed: Typed) -> None:
    asked = ["arrange", "--candidate", "c-1", "--job", "j-2"]
    assert answered(typed, *asked)["fit"] == "to_ask"
    assert lines(typed, *asked) == ["有事项要先问清楚", "  ? 需要无障碍通道：请问用人单位能否提供"]
    assert lines(typed, *asked, "--lang", "en")[0] == "Something has to be asked first"


def test_a_question_stands_below_what_it_is_about(typed: Typed, tmp_path: Path) -> None:
    person, post = tmp_path / "c.json", tmp_path / "j.json"
    person.write_text(json.dumps({**AGREED, "disability": {"limits": {"standing": 1}}}), "utf-8")
    post.write_text(json.dumps({"title": "包装工", "demands": {"standing": 3}}, ensure_ascii=False), "utf-8")
    found = lines(typed, "arrange", "--candidate-file", person, "--job-file", post)
    assert found[2] == "      可以这样问：能否站立以及时长，希望坐姿还是交替？"


def test_the_ledger_in_words_and_as_a_workbook(typed: Typed, tmp_path: Path) -> None:
    out = tmp_path / "ledger.xlsx"
    code, text, err = typed("ledger", "--out", out)
    assert code == 0
    assert str(out) in err
    assert text.splitlines() == [
        "6 人登记了需要或限度；其他条件都符合的 6 对人岗中，0 对现在就合适，再添一项便利可打开 6 对",
        "  A01 无障碍通道：1 家单位、1 个岗位，6 人、6 对",
        "哪家单位添哪一项，为多少人打开岗位",
        "  6 人　某厂　A01 无障碍通道（1 个岗位，6 对）",
    ]
    book = openpyxl.load_workbook(BytesIO(out.read_bytes()))
    assert book.sheetnames == ["各项便利", "各单位"]
    assert [cell.value for cell in book["各单位"][2]] == ["某厂", "A01", "无障碍通道", 6, 6, "j-2"]
    again = tmp_path / "again.xlsx"
    typed("ledger", "--out", again)
    assert again.read_bytes() == out.read_bytes()


def test_few_people_are_counted_and_not_shown(typed: Typed) -> None:
    found = answered(typed, "ledger", "--least", "7")
    assert (found["people"], found["pairs"], found["employers"]) == (None, None, [])
    assert found["hidden"] == {"arrangements": 1, "employers": 1}
    told = lines(typed, "ledger", "--least", "7", "--lang", "en")
    assert told[0] == "fewer than 7 people told needs or limits: no figures are shown"
    assert "are not shown" in told[-1]


def test_what_is_owed_in_words_and_as_a_workbook(typed: Typed, tmp_path: Path) -> None:
    out = tmp_path / "owed.xlsx"
    told = lines(typed, "owed", "--out", out)
    assert told[0].startswith("“131”毕业生服务：1 人，0 人已全部完成，1 人有超期未办的；另有 6 人待确认")
    assert len(answered(typed, "owed", "--to-confirm")["people"]) == 6
    first = answered(typed, "owed", "--to-confirm", "--limit", "4")
    rest = answered(typed, "owed", "--to-confirm", "--after", first["next"])
    assert (len(first["people"]), len(rest["people"]), rest["next"]) == (4, 2, None)
    assert told[-1] == "! graduate　2023-03-30 起　职业指导 0/1  岗位推荐 0/3  技能培训或见习机会 0/1"
    rows = list(openpyxl.load_workbook(BytesIO(out.read_bytes())).active.values)  # type: ignore[union-attr]
    assert rows[0][:5] == ("求职者编号", "服务对象", "起始日", "还差", "超期")
    assert rows[1][:6] == ("graduate", "是", "2023-03-30", 5, "超期", "0/1")


def test_one_persons_plan_names_posts(typed: Typed) -> None:
    told = lines(typed, "owed", "--candidate", "graduate", "--lang", "en")
    assert told[0] == "graduate  since 2023-03-30"
    assert told[1] == "  ! career guidance 0/1, 1 still owed, overdue since 2023-06-28"
    assert told[3].startswith("      → 文员（某厂） [j-2]")
    assert told[-1] == "      no post can be recommended now"
    assert lines(typed, "owed", "--candidate", "c-1")[1] == "  是否服务对象待确认"
    assert "不是这项服务的对象" in lines(typed, "owed", "--candidate", "at-work")[0]


def test_whom_a_post_shuts_out(typed: Typed) -> None:
    found = answered(typed, "shut-out", "--job", "j-2")
    assert (found["pool"], found["left"]) == (8, 8)
    told = lines(typed, "shut-out", "--job", "j-1", "--scenario", "general")
    assert told[0] == "服务对象 8 人，各项条件合起来剩 8 人"
    assert "  没有挡住任何人" in told


def test_an_inspection_prints_and_writes_its_sheets(typed: Typed, tmp_path: Path) -> None:
    out = tmp_path / "sheets.html"
    asked = ["inspect", "--sample", "2", "--seed", "7", "--inspector", "王", "--inspector", "李", "--out", out]
    told = lines(typed, *asked)
    assert told[0].startswith("从 2 个在招岗位中抽取 2 个，随机种子 7；名单指纹 ")
    page = out.read_text("utf-8")
    assert page.count('<section class="sheet">') == 2
    assert "限男性" in page
    assert "妇女权益保障法 第四十三条" in page
    assert "url(data:font/woff" in page
    assert "http" not in page.replace("http-equiv", "")
    found = answered(typed, *asked)
    assert out.read_text("utf-8") == page
    assert [sheet["decision"] for sheet in found["sheets"]] == [None, None]
    assert found["sheets"] == answered(typed, *asked[:-2])["sheets"]


def test_who_is_recused_does_not_inspect(typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "recused.json"
    file.write_text('{"j-1": ["王"]}', "utf-8")
    asked = ["inspect", "--sample", "2", "--inspector", "王", "--inspector", "李", "--recused", file]
    code, out, err = typed(*asked)
    assert (code, out) == (2, "")
    assert "j-1" in err
    teams = {s["job_id"]: s["inspectors"] for s in answered(typed, *asked, "--inspector", "张")["sheets"]}
    assert teams["j-1"] == ["张", "李"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["arrange", "--candidate", "c-1"],
        ["arrange", "--candidate", "nobody", "--job", "j-1"],
        ["arrange", "--candidate", "c-1", "--job", "nobody"],
        ["ledger", "--scenario", "fairs"],
        ["ledger", "--least", "0"],
        ["owed", "--candidate", "nobody"],
        ["owed", "--scenario", "gig"],
        ["shut-out"],
        ["shut-out", "--job", "nobody"],
        ["shut-out", "--job", "j-1", "--job-file", "j.json"],
        ["inspect", "--sample", "1"],
        ["inspect", "--sample", "1", "--inspector", "王"],
        ["inspect", "--sample", "0", "--inspector", "王", "--inspector", "李"],
        ["inspect", "--sample", "1", "--seed", "-1", "--inspector", "王", "--inspector", "李"],
        ["inspect", "--sample", "1", "--inspector", "王", "--inspector", "李", "--recused", "nowhere.json"],
    ],
)
def test_what_is_wrong_ends_with_2(arguments: list[str], typed: Typed) -> None:
    code, out, err = typed(*arguments)
    assert (code, out) == (2, "")
    assert err.strip()


@pytest.mark.parametrize(
    "verb", [["ledger"], ["owed"], ["inspect", "--sample", "1", "--inspector", "王", "--inspector", "李"]]
)
def test_a_file_that_cannot_be_written_is_named(verb: list[str], typed: Typed, tmp_path: Path) -> None:
    code, out, err = typed(*verb, "--out", tmp_path / "nowhere" / "file")
    assert (code, out) == (1, "")
    assert "nowhere" in err
