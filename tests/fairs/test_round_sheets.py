"""What employers, the wall and the gate read of placements and mornings, and the checker that reads all of it."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.domain.fairs import Fair, Limits
from matcher.domain.moments import SHANGHAI
from matcher.fairs.paper.manifest import write_pack
from matcher.fairs.problem import Person, Post
from matcher.fairs.run import Before, make_pack
from matcher.fairs.verify.checker import verify

openpyxl = pytest.importorskip("openpyxl")
DAY = datetime.date(2023, 9, 16)
NAMED, CODED = frozenset({"matching", "contact"}), frozenset({"matching", "disability_matching"})


def at(hour: int, day: int = 16) -> datetime.datetime:
    return datetime.datetime(2023, 9, day, hour, tzinfo=SHANGHAI)


def people():
    return [
        Person("c0", NAMED, name="张三", phone="13900000000", party="伴"),
        Person("c1", NAMED, name="李四", party="伴"),
        Person("c2", CODED, frozenset({"A19", "A14"}), name="王五"),
        Person("c3", NAMED, name="赵六"),
        Person("c4", NAMED, name="孙七"),
        Person("c5", frozenset(), name="周八"),
    ]


@pytest.fixture(scope="module")
def placement(problem_of):
    """Two employers; c2 is placed by code, c4 stands by, j2 misses its least headcount, two names are secret."""
    posts = [
        Post("j0", "会计助理", "甲公司", headcount=3, accommodations=frozenset({"A19"}), place="广陵区"),
        Post("j1", "助残员", "甲公司", occupation="社区工作者", pay="4000 元/月"),
        Post("j2", "文员", "乙残疾人服务社", headcount=3, min_headcount=3),
    ]
    fair = Fair("见习安置", "placement", "internship", DAY, limits=Limits(2, 1, 1))
    allowed = [[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 1], [0, 1, 0], [0, 0, 0]]
    score = [[9, 9, 9]] * 4 + [[1, 1, 1], [0, 0, 0]]
    return problem_of(allowed, score=score, people=people(), posts=posts, fair=fair)


@pytest.fixture(scope="module")
def morning(problem_of):
    """A party at dawn, the same shift over midnight, and one place that three people would take."""
    posts = [
        Post("j0", "分拣员", "甲公司", headcount=2, shifts=((at(6), at(10)), (at(22), at(6, 17))), place="仓库"),
        Post("j1", "搬运", "乙公司", headcount=1, shifts=((at(6), at(10)),)),
    ]
    fair = Fair("早市", "shifts", "gig", DAY, limits=Limits(2, 2, 1))
    allowed = [[1, 0], [1, 0], [0, 1], [0, 1], [0, 1], [0, 0]]
    score = [[9, 9], [9, 9], [9, 9], [1, 1], [1, 1], [0, 0]]
    return problem_of(allowed, score=score, people=people(), posts=posts, fair=fair)


@pytest.fixture(scope="module")
def files(placement, morning, inputs_of):
    """The files of both packs, made once."""
    return {"placement": make_pack(inputs_of(placement)), "morning": make_pack(inputs_of(morning))}


@pytest.fixture
def placed(files, tmp_path):
    write_pack(tmp_path / "placement", files["placement"])
    return tmp_path / "placement"


@pytest.fixture
def worked(files, tmp_path):
    write_pack(tmp_path / "morning", files["morning"])
    return tmp_path / "morning"


def page(folder: Path, name: str) -> str:
    return (folder / name).read_text("utf-8")


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Change a page wherever it says `old`, and make its hash good again."""
    text = page(folder, name)
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8", newline="")
    manifest = json.loads(page(folder, "manifest.json"))
    manifest["outputs"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def breaches(folder: Path) -> set[tuple[str, str]]:
    return {(b.code, str(b.values.get("line", b.values.get("path")))) for b in verify(folder).breaches}


def test_an_employer_reads_whom_it_gets_who_stands_by_and_how_its_posts_fare(placed):
    sheet = page(placed, "employers/甲公司.html")
    assert "张三" in sheet
    assert "王五" not in sheet
    assert "c2" in sheet
    assert "还有 1 个名额" not in sheet
    assert "已满" in sheet
    assert "孙七" in sheet
    assert "当场录用" in sheet
    other = page(placed, "employers/乙残疾人服务社.html")
    assert "<h1>本单位</h1>" in other
    assert "没有安排到人" in other
    assert "关闭：不到最低人数 3 人" in other


def test_no_word_of_disability_no_phone_and_no_party_name_leaves_the_office(placed, worked):
    for folder in (placed, worked):
        for file in [*folder.glob("employers/*.html"), folder / "employers.html", folder / "codes.html"]:
            text = file.read_text("utf-8")
            assert not [word for word in ("残疾", "助残", "手语", "13900000000", "伴", "王五") if word in text]


def test_a_morning_is_signed_shift_by_shift_and_a_party_stands_together(worked):
    sheet = page(worked, "employers/甲公司.html")
    assert "9月16日（星期六）06:00–10:00" in sheet
    assert "22:00–次日06:00" in sheet
    assert sheet.count("第 1 组") == 4
    call = page(worked, "door.html")
    assert call.index("06:00 上班") < call.index("22:00 上班")
    assert "候补" in call


def test_the_wall_shows_codes_and_open_posts_and_no_names(placed, worked):
    for folder in (placed, worked):
        for name in ("codes.html", "wall.html"):
            assert not [who.name for who in people() if who.name in page(folder, name)]
    assert "c5" not in page(placed, "codes.html")


def test_staff_read_what_the_people_placed_need_and_what_is_still_to_be_arranged(placed):
    sheet = page(placed, "accessibility.html")
    assert "仅供工作人员" in sheet
    assert "（单位已具备）" in sheet
    assert "（须落实）" in sheet


def test_referrals_put_posts_on_the_wall_and_send_no_employer_a_list(problem_of, inputs_of):
    posts = [Post("j0", "会计", "甲公司", occupation="会计专业人员"), Post("j1", "客服", "乙公司")]
    fair = Fair("推荐", "referrals", "graduate", DAY)
    files = make_pack(inputs_of(problem_of([[1, 1], [1, 0]], posts=posts, fair=fair)))
    assert "会计专业人员" in files["wall.html"].decode()
    assert not [path for path in files if path.startswith(("employers", "codes", "door"))]
    assert files["summary.html"].count(b"<figure>") == 4


def test_summaries_have_plots_of_their_own(placed, worked):
    assert "岗位招满的程度" in page(placed, "summary.html")
    assert "每个上班时间还缺的人" in page(worked, "summary.html")


MOVED = {
    "employers/甲公司.html": (">c0<", ">c3<", ("verify_lacks_placed", "j0 c0 1")),
    "employers.html": (">j0<", ">j1<", ("verify_lacks_placed", "j0 c0 1")),
    "codes.html": (">j0<", ">j2<", ("verify_lacks_goes", "c0 j0")),
}


@pytest.mark.parametrize("name", MOVED)
def test_a_moved_line_of_a_placement_is_named(placed, name):
    assert verify(placed).breaches == ()
    old, new, found = MOVED[name]
    change(placed, name, old, new)
    assert found in breaches(placed)


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("employers/甲公司.html", ">c0<", ">c3<", ("verify_extra_works", "j0 0 c3")),
        ("employers/甲公司.html", "第 1 组", "", ("verify_lacks_party", "j0 0 c0 c1")),
        ("employers/甲公司.html", "06:00–10:00", "07:00–10:00", ("verify_extra_shift", "j0 0 9 16 07:00 10:00")),
        ("employers/甲公司.html", "9月16日", "9月17日", ("verify_extra_shift", "j0 0 9 17 06:00 10:00")),
        ("door.html", "班次 1", "班次 0", ("verify_lacks_calls", "c0 j0 1")),
        ("door.html", ">c3<", ">c4<", ("verify_extra_standby", "1 c4")),
        ("codes.html", "第 1 位", "第 2 位", ("verify_lacks_waits", "c3 1")),
        ("codes.html", ">c0<", ">张三<", ("verify_lacks_goes", "c0 j0 0")),
        ("candidates/c0.html", "22:00", "21:00", ("verify_person_sheet", "candidates/c0.html")),
        ("candidates/c2.html", "（j1）", "（j0）", ("verify_person_posts", "candidates/c2.html")),
    ],
)
def test_a_line_that_is_not_the_plans_is_named(worked, name, old, new, found):
    assert verify(worked).breaches == ()
    change(worked, name, old, new)
    assert found in breaches(worked)


def test_a_placements_round_on_a_persons_sheet_is_compared(placed):
    change(placed, "candidates/c0.html", "第 1 轮", "第 2 轮")
    assert ("verify_person_sheet", "candidates/c0.html") in breaches(placed)


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("verify_phone", "</h1>", "</h1><p>139 0000 0000</p>"),
        ("verify_identity", "</h1>", "</h1><p>321002199001011234</p>"),
        ("verify_word", "会计助理", "助残会计"),
        ("verify_named_without_consent", "<td>c2<", "<td>王五<br>c2<"),
        ("verify_employer_heading", "甲公司", "乙公司"),
    ],
)
def test_a_secret_or_a_wrong_heading_on_an_employers_sheet_is_named(placed, code, old, new):
    change(placed, "employers/甲公司.html", old, new)
    assert code in {found for found, _ in breaches(placed)}


def test_a_secret_on_the_list_by_code_is_named(worked):
    change(worked, "codes.html", "</h1>", "</h1><p>139 0000 0000</p>")
    assert ("verify_phone", "codes.html") in breaches(worked)


def test_a_lost_sheet_is_named(placed):
    (placed / "employers/甲公司.html").unlink()
    change(placed, "employers.html", '<section class="sheet">', "<section>")
    found = {
        (b.values["path"], b.values["count"]) for b in verify(placed).breaches if b.code == "verify_employer_sheets"
    }
    assert found == {("employers/", 0), ("employers.html", 0)}


def test_a_full_post_of_a_placement_is_told_in_its_own_words(placed):
    plan = json.loads(page(placed, "plan.json"))
    plan["placements"].append({"candidate_id": "c4", "job_id": "j1", "round": 1})
    (placed / "plan.json").write_text(json.dumps(plan), "utf-8")
    assert "岗位 j1 安排了 2 人，最多 1 人" in verify(placed).lines("zh")


def sheets(content: bytes, folder: Path):
    (folder / "book.xlsx").write_bytes(content)
    book = openpyxl.load_workbook(folder / "book.xlsx")
    return {name.title: [list(row) for row in name.iter_rows(values_only=True)] for name in book}


@pytest.mark.parametrize("kind", ["placement", "morning"])
def test_the_next_version_prints_the_employers_sheets_that_changed_and_no_others(
    kind, request, files, inputs_of, tmp_path
):
    problem, first = request.getfixturevalue(kind), files[kind]
    write_pack(tmp_path / "one", first)
    book = sheets(first["plan.xlsx"], tmp_path)
    same = make_pack(inputs_of(problem), before=Before(tmp_path / "one", book))
    assert [path for path in same if path.startswith("changed/")] == ["changed/calls.csv"]
    rows = book["安置" if kind == "placement" else "排班"]
    row = next(row for row in rows if row[1] == "j1")
    row[0] = "c4"
    other = make_pack(inputs_of(problem), before=Before(tmp_path / "one", book))
    changed = sorted(path for path in other if path.startswith("changed/employers/"))
    firm = "甲公司" if kind == "placement" else "乙公司"
    assert changed == ["changed/employers/font.woff", f"changed/employers/{firm}.html"]
    write_pack(tmp_path / "two", other)
    assert verify(tmp_path / "two").breaches == ()


@pytest.mark.parametrize("kind", ["placement", "morning"])
def test_the_checker_reads_an_english_pack_as_well(kind, request, inputs_of, tmp_path):
    problem = replace(request.getfixturevalue(kind), language="en")
    write_pack(tmp_path / "pack", make_pack(inputs_of(problem)))
    assert verify(tmp_path / "pack").breaches == ()
    for name in ("employers.html", "codes.html"):
        text = page(tmp_path / "pack", name)
        assert not [word for word in ("岗位", "求职者", "班次", "候补", "单位") if word in text]
