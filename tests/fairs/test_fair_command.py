"""The command from files to the pack and back, in this process."""

from __future__ import annotations

import datetime
import json

import pytest

from fairmatch.cli import run

openpyxl = pytest.importorskip("openpyxl")
FAIR = """
name = "春季招聘会"
kind = "{kind}"
scenario = "general"
date = 2023-05-20
[hall]
opens = "09:00"
closes = "10:00"
walk_minutes = 2
[inputs]
jobs = ["jobs.jsonl"]
candidates = ["people.jsonl"]
[[booths]]
code = "A1"
employer = "甲有限公司"
[[booths]]
code = "A2"
employer = "乙有限公司"
"""
CLOCK = ["--as-of", "2023-05-01T08:00"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FAIRMATCH_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("FAIRMATCH_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.chdir(tmp_path)
    jobs = [
        {"id": f"j{n}", "title": title, "employer": {"name": "甲乙"[n % 2] + "有限公司"}, "headcount": 2}
        for n, title in enumerate(["文员", "保洁员", "操作工", "会计"])
    ]
    people = [{"id": f"c{n}", "desired_occupations": ["文员"], "consents": ["matching"] if n else []} for n in range(8)]
    for name, lines in (("jobs", jobs), ("people", people)):
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (tmp_path / f"{name}.jsonl").write_text(text, "utf-8")
    (tmp_path / "fair.toml").write_text(FAIR.format(kind="fair"), "utf-8")
    return tmp_path


def contents(pack):
    return {file.relative_to(pack): file.read_bytes() for file in pack.rglob("*") if file.is_file()}


def test_from_files_to_a_pack_that_proves_itself(folder, capsysbinary):
    assert run(["fair", "check", "--fair", "fair.toml", "--json", *CLOCK]) == 0
    assert json.loads(capsysbinary.readouterr().out)["feasible"] is True
    assert run(["fair", "plan", "--fair", "fair.toml", "--out", "pack", *CLOCK]) == 0
    assert run(["fair", "plan", "--fair", "fair.toml", "--out", "twin", *CLOCK]) == 0
    files = {p.relative_to(folder / "pack"): p.read_bytes() for p in (folder / "pack").rglob("*") if p.is_file()}
    assert files == {
        p.relative_to(folder / "twin"): p.read_bytes() for p in (folder / "twin").rglob("*") if p.is_file()
    }
    plan = json.loads((folder / "pack/plan.json").read_text("utf-8"))
    assert [u["candidate_id"] for u in plan["unserved"]] == ["c0"]
    assert plan["unserved"][0]["stage"] == "no_consent"
    assert run(["fair", "verify", "pack", "--inputs", "."]) == 0


def test_posts_that_differ_in_their_ids_alone_are_all_planned(folder):
    posts = [{"id": f"j{n}", "title": "文员", "employer": {"name": "甲有限公司"}, "headcount": 1} for n in range(2)]
    lines = "\n".join(json.dumps(post, ensure_ascii=False) for post in posts)
    (folder / "jobs.jsonl").write_text(lines, "utf-8")
    assert run(["fair", "plan", "--fair", "fair.toml", "--out", "pack", *CLOCK]) == 0
    plan = json.loads((folder / "pack/plan.json").read_text("utf-8"))
    recommended = {post["job_id"] for person in plan["recommendations"] for post in person["posts"]}
    assert recommended == {"j0", "j1"}


@pytest.mark.parametrize("pattern", ["岗位/*.xlsx", ".", "/nowhere/*.xlsx", "**x/[", "a\\u0000b", "people.jsonl"])
def test_a_pattern_that_finds_no_posts_is_named_and_nothing_is_written(folder, pattern, capsys):
    fair = FAIR.format(kind="fair").replace("jobs.jsonl", pattern)
    (folder / "fair.toml").write_text(fair, "utf-8")
    for lang, word in (("zh", "找不到文件" if pattern != "people.jsonl" else "没有岗位"), ("en", "no ")):
        assert run(["fair", "plan", "--fair", "fair.toml", "--out", "pack", "--lang", lang, *CLOCK]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert word in line
    assert not (folder / "pack").exists()


def test_a_fair_file_may_begin_with_a_byte_order_mark_and_must_be_utf8(folder, capsys):
    (folder / "fair.toml").write_text(FAIR.format(kind="fair"), "utf-8-sig")
    assert run(["fair", "check", "--fair", "fair.toml", *CLOCK]) == 0
    (folder / "fair.toml").write_text(FAIR.format(kind="fair"), "gbk")
    assert run(["fair", "check", "--fair", "fair.toml", *CLOCK]) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_inputs_outside_the_folder_are_named_by_their_way_from_it(folder):
    inside = folder / "2023 招聘会"
    inside.mkdir()
    fair = FAIR.format(kind="fair").replace("jobs.jsonl", "../jobs.jsonl")
    (inside / "fair.toml").write_text(fair.replace("people.jsonl", str(folder / "people.jsonl")), "utf-8")
    assert run(["fair", "plan", "--fair", "2023 招聘会/fair.toml", "--out", "pack", *CLOCK]) == 0
    inputs = json.loads((folder / "pack/manifest.json").read_text("utf-8"))["inputs"]
    assert sorted(inputs) == ["../jobs.jsonl", "../people.jsonl", "fair.toml"]
    assert run(["fair", "verify", "pack", "--inputs", "2023 招聘会"]) == 0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["plan", "--fair", "no.toml", "--out", "pack"], "找不到文件：no.toml"),
        (["plan", "--fair", "fair.toml", "--out", "pack", "--previous", "no"], "找不到文件夹：no"),
        (["plan", "--fair", "fair.toml", "--out", "pack", "--max-seconds", "0"], "大于 0"),
        (["plan", "--fair", "fair.toml", "--out", "pack", "--max-seconds", "nan"], "大于 0"),
        (["verify", "no"], "找不到文件夹：no"),
        (["results", "--fair", "fair.toml", "no.xlsx"], "找不到文件：no.xlsx"),
    ],
)
def test_what_a_command_is_given_wrongly_is_said_in_one_line(folder, call, said, capsys):
    assert run(["fair", *call]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert not (folder / "pack").exists()


def test_a_place_that_cannot_be_written_is_named(folder, capsys):
    assert run(["fair", "template", "--out", "no/empty.xlsx"]) == 1
    assert run(["fair", "plan", "--fair", "fair.toml", "--out", "fair.toml/pack", *CLOCK]) == 1
    assert capsys.readouterr().err.count("写不进") == 2


def test_rows_that_were_not_read_are_told(folder, capsys):
    with (folder / "people.jsonl").open("a", encoding="utf-8") as people:
        people.write('\n{"id": "c9", "skils": []}')
    for call in (["check"], ["plan", "--out", "pack"]):
        assert run(["fair", *call, "--fair", "fair.toml", *CLOCK]) == 0
        assert "people.jsonl 9: 没有名为“skils”的字段" in capsys.readouterr().err
    quality = openpyxl.load_workbook(folder / "pack/plan.xlsx")["数据质量"]
    assert [cell.value for cell in quality[2]][5] == "拒绝"


def test_a_fair_to_which_nobody_comes_is_planned(folder):
    (folder / "people.jsonl").write_text('{"id": "c9", "skils": []}', "utf-8")
    assert run(["fair", "plan", "--fair", "fair.toml", "--out", "pack", *CLOCK]) == 0
    assert run(["fair", "verify", "pack", "--inputs", "."]) == 0


def test_a_tampered_pack_exits_1_and_names_the_file(folder, capsys):
    run(["fair", "plan", "--fair", "fair.toml", "--out", "pack", *CLOCK])
    plan = (folder / "pack/plan.json").read_text("utf-8")
    (folder / "pack/plan.json").write_text(plan.replace("09:00:00", "09:05:00"), "utf-8")
    capsys.readouterr()
    assert run(["fair", "verify", "pack", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "file changed: plan.json" in out
    assert "off the grid" in out


def test_an_earlier_plan_that_nobody_edited_changes_nothing(folder):
    run(["fair", "plan", "--fair", "fair.toml", "--out", "pack", *CLOCK])
    assert run(["fair", "plan", "--fair", "fair.toml", "--previous", "pack", "--out", "again", *CLOCK]) == 0
    first, second = (json.loads((folder / d / "plan.json").read_text("utf-8")) for d in ("pack", "again"))
    assert first["interviews"] == second["interviews"]
    assert (folder / "again/changed/calls.csv").read_text() == "candidate_id,old,new\n"


@pytest.mark.parametrize("kind", ["referrals", "placement", "shifts"])
def test_the_other_kinds_make_packs_that_prove_themselves(folder, kind):
    (folder / "fair.toml").write_text(FAIR.format(kind=kind), "utf-8")
    assert run(["fair", "plan", "--fair", "fair.toml", "--out", "pack", *CLOCK]) == 0
    assert run(["fair", "verify", "pack", "--inputs", "."]) == 0


@pytest.mark.parametrize("kind", ["referrals", "placement", "shifts"])
def test_the_other_kinds_are_checked_before_they_are_planned(folder, kind, capsysbinary):
    (folder / "fair.toml").write_text(FAIR.format(kind=kind), "utf-8")
    assert run(["fair", "check", "--fair", "fair.toml", "--json", *CLOCK]) == 0
    found = json.loads(capsysbinary.readouterr().out)
    assert found["people"] == 7
    assert found["feasible"] == (kind != "shifts")
    assert all({"people", "posts", "places", "text", "cures"} == set(b) for b in found["bottlenecks"])


def test_wrong_use_exits_2(folder, capsys):
    (folder / "fair.toml").write_text(FAIR.format(kind="party"), "utf-8")
    assert run(["fair", "check", "--fair", "fair.toml"]) == 2
    assert "kind" in capsys.readouterr().err
    assert run(["fair", "check", "--fair", "nothing.toml"]) == 2
    assert run(["fair", "verify", "."]) == 2


def test_results_of_stored_people_become_events_once(folder, capsysbinary):
    for verb, name in (("jobs", "jobs.jsonl"), ("candidates", "people.jsonl")):
        assert run(["import", verb, name, *CLOCK]) == 0
    run(["fair", "plan", "--fair", "fair.toml", "--out", "pack", *CLOCK])
    book = openpyxl.load_workbook("pack/results.xlsx")
    for row in book.active.iter_rows(min_row=2):
        row[4].value = "未到场"
    book.save("filled.xlsx")
    results = ["fair", "results", "--fair", "fair.toml", "filled.xlsx", "--out", "report.html", "--json", *CLOCK]
    capsysbinary.readouterr()
    assert run(results) == 0
    told = json.loads(capsysbinary.readouterr().out)
    assert told["stored"] == len(told["events"]) == book.active.max_row - 1
    assert (folder / "report.html").is_file()
    assert run(results) == 2


def test_who_was_hired_may_be_insured_later_and_nothing_is_kept_twice(folder, capsysbinary):
    for verb, name in (("jobs", "jobs.jsonl"), ("candidates", "people.jsonl")):
        assert run(["import", verb, name, *CLOCK]) == 0
    run(["fair", "plan", "--fair", "fair.toml", "--out", "pack", *CLOCK])
    pair = [cell.value for cell in openpyxl.load_workbook("pack/results.xlsx").active[2]][:2]

    def told(outcome):
        book = openpyxl.Workbook()
        book.active.append(["求职者编号", "岗位编号", "结果"])
        book.active.append([*pair, outcome])
        book.save("told.xlsx")
        capsysbinary.readouterr()
        code = run(["fair", "results", "--fair", "fair.toml", "told.xlsx", "--json", *CLOCK])
        captured = capsysbinary.readouterr()
        return json.loads(captured.out)["stored"] if code == 0 else captured.err.decode()

    assert told("当场录用") == 3
    assert " ".join(pair) in told("当场录用")
    assert told("已入职参保") == 1
    assert " ".join(pair) in told("未到场")


def test_an_emergency_stop_is_recorded(folder):
    for pack, seconds in (("pack", ()), ("hasty", ("--max-seconds", "60"))):
        assert run(["fair", "plan", "--fair", "fair.toml", "--out", pack, *seconds, *CLOCK]) == 0
        manifest = json.loads((folder / pack / "manifest.json").read_text("utf-8"))
        assert manifest["reproducible"] == (not seconds)


def test_the_template_filled_in_is_planned(folder):
    assert run(["fair", "template", "--out", "fair.xlsx"]) == 0
    book = openpyxl.load_workbook("fair.xlsx")
    settings = {"名称": "春风行动", "日期": datetime.date(2023, 5, 20), "开始": datetime.time(9, 0), "结束": "10：00"}
    for row in book["招聘会"].iter_rows(min_row=2):
        row[1].value = settings.get(row[0].value, row[1].value)
    book["展位"].append([1, "甲公司", "是", "09:30-09:40"])
    book["展位"].append(["A2", "乙公司"])
    for sheet, lines in (
        ("岗位", [{"编号": f"j{n}", "岗位名称": f"文员{n}", "单位名称": "甲乙"[n] + "公司"} for n in range(2)]),
        ("求职者", [{"编号": f"c{n}", "姓名": "张三", "求职意向": "文员", "同意匹配": "是"} for n in range(3)]),
    ):
        header = [cell.value for cell in book[sheet][1]]
        for line in lines:
            book[sheet].append([line.get(title) for title in header])
    book.save("fair.xlsx")
    assert run(["fair", "plan", "--fair", "fair.xlsx", "--out", "pack", *CLOCK]) == 0
    plan = json.loads((folder / "pack/plan.json").read_text("utf-8"))
    assert len({i["candidate_id"] for i in plan["interviews"]}) == 3
    assert {i["booth"] for i in plan["interviews"]} == {"1", "A2"}
    assert run(["fair", "verify", "pack", "--inputs", "."]) == 0


def test_the_template_is_written(folder):
    assert run(["fair", "template", "--out", "empty.xlsx"]) == 0
    assert (folder / "empty.xlsx").read_bytes()[:2] == b"PK"


def test_a_sheet_says_what_was_used_and_of_who_did_not_consent_nothing(folder):
    assert run(["fair", "plan", "--fair", "fair.toml", "--out", "pack", *CLOCK]) == 0
    assert "没有使用您的信息做匹配" in (folder / "pack/candidates/c0.html").read_text("utf-8")
    assert "求职意向" in (folder / "pack/candidates/c1.html").read_text("utf-8")


def test_a_post_without_a_booth_that_the_person_can_reach_sends_to_the_desk(folder):
    text = (folder / "fair.toml").read_text("utf-8")
    (folder / "fair.toml").write_text(text.replace('employer = "乙有限公司"', 'employer = "丙有限公司"'), "utf-8")
    assert run(["fair", "plan", "--fair", "fair.toml", "--out", "pack", *CLOCK]) == 0
    assert "请到服务台，由工作人员联系单位" in (folder / "pack/candidates/c1.html").read_text("utf-8")
