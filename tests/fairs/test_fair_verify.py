"""Each rule of a fair, broken alone, is named by the checker; the hashes are made good, so only the rule can tell."""

from __future__ import annotations

import ast
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

import matcher.fairs.verify
from matcher.domain.errors import InputError
from matcher.domain.fairs import Booth, Fair, Hall, Limits
from matcher.fairs.paper.manifest import write_pack
from matcher.fairs.paper.pack import Made, fair_pack
from matcher.fairs.problem import Person, Post
from matcher.fairs.secrecy import for_employers
from matcher.fairs.solve.fair_plan import plan_fair
from matcher.fairs.verify.against import NEAR
from matcher.fairs.verify.checker import verify
from matcher.fairs.verify.inputs import witness

openpyxl = pytest.importorskip("openpyxl")
ALL = frozenset({"matching", "contact", "disability_matching"})


def read_book(file: Path):
    """A workbook's sheets, as the office reads them."""
    return {
        page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in openpyxl.load_workbook(file)
    }


@pytest.fixture(scope="module")
def problem(problem_of):
    """Ten people, four posts at three booths, walking, a break, an interpreter, one booth without steps."""
    people = [Person(f"c{i}", ALL, frozenset(), name=f"张三{i}", phone=f"1390000000{i}") for i in range(10)]
    people[0] = Person("c0", ALL, frozenset({"A01"}), name="李四", phone="13800000000")
    people[1] = Person("c1", ALL, frozenset({"A19"}), name="王五", phone="13800000001")
    people[2] = Person("c2", frozenset({"matching"}), name="赵六", phone="13800000002")
    people[8] = Person("c8", ALL, frozenset({"A19"}), name="孙七", phone="13800000008")
    people[9] = Person("c9", frozenset(), name="周八")
    posts = [Post(f"j{j}", f"岗位{j}", "甲公司" if j < 2 else f"乙{j}公司", headcount=2) for j in range(4)]
    booths = (
        Booth("A1", "甲公司", True, ((600, 610),)),
        Booth("A2", "乙2公司", False),
        Booth("A3", "乙3公司", False),
    )
    fair = Fair(
        "残疾人就业专场招聘会", "fair", "general", __import__("datetime").date(2023, 5, 20),
        Hall(540, 660, 10, 5, 1), Limits(3, 2, 2), booths=booths,
    )  # fmt: skip
    allowed = [[1, 1, 1, 1] for _ in range(10)]
    allowed[7] = [1, 0, 0, 0]
    allowed[9] = [0, 0, 0, 0]
    return problem_of(allowed, people=people, posts=posts, fair=fair)


@pytest.fixture
def pack(problem, inputs_of, tmp_path):
    pin = plan_fair(problem).interviews[0]
    plan = plan_fair(problem, pinned=frozenset({pin}))
    write_pack(tmp_path / "pack", fair_pack(plan, inputs_of(problem), Made()))
    return tmp_path / "pack"


def _rewrite(folder: Path, name: str, change) -> None:
    """Change a JSON file of the pack and make its hash good again."""
    file = folder / name
    value = json.loads(file.read_text("utf-8"))
    change(value)
    _replace(folder, name, json.dumps(value, ensure_ascii=False).encode())


def _replace(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["outputs"][name] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def _codes(folder: Path, **values) -> set[str]:
    return {breach.code for breach in verify(folder, read=read_book, **values).breaches}


def test_a_sound_pack_has_no_breach_and_says_what_it_could_not_check(pack):
    report = verify(pack, read=read_book)
    assert report.breaches == ()
    assert report.unchecked == ("rules", "facts", "inputs", "names")
    assert verify(pack).unchecked == ("rules", "facts", "inputs", "names", "books")


def test_a_sound_pack_has_no_breach_with_its_inputs(pack, problem, inputs_of):
    assert verify(pack, witness=witness(inputs_of(problem)), read=read_book).breaches == ()


def test_a_pack_that_was_moved_is_still_sound(pack, tmp_path):
    assert verify(pack.rename(tmp_path / "elsewhere")).breaches == ()


def _first(plan, index=0):
    return plan["interviews"][index]


def _of(plan, person):
    return next(i for i in plan["interviews"] if i["candidate_id"] == person)


def _at(entry, clock):
    minute = int(clock[:2]) * 60 + int(clock[3:]) + 10
    entry["start"] = f"2023-05-20T{clock}:00+08:00"
    entry["end"] = f"2023-05-20T{minute // 60:02d}:{minute % 60:02d}:00+08:00"


def _clash_at_booth(plan):
    one = _first(plan)
    other = next(i for i in plan["interviews"] if i["booth"] == one["booth"] and i["start"] != one["start"])
    other["start"], other["end"] = one["start"], one["end"]


def _two_of_one(plan):
    people = [i["candidate_id"] for i in plan["interviews"]]
    person = next(p for p in people if people.count(p) > 1)
    return [i for i in plan["interviews"] if i["candidate_id"] == person]


def _clash_of_person(plan):
    one, other = _two_of_one(plan)
    other["start"], other["end"] = one["start"], one["end"]


def _no_time_to_walk(plan):
    one, other = _two_of_one(plan)
    one["booth"], other["booth"] = "A2", "A3"
    _at(one, "09:00")
    _at(other, "09:10")


def _third_interview(plan):
    one, _ = _two_of_one(plan)
    plan["interviews"].append({**one, "job_id": "j3", "booth": "A3", "start": "2023-05-20T10:50:00+08:00"})


def _one_employer(plan):
    """Somebody who does not meet both posts of 甲公司 is recommended these two alone."""
    met = {(i["candidate_id"], i["job_id"]) for i in plan["interviews"]}
    people = [r for r in plan["recommendations"] if len(r["posts"]) == 3]
    entry = next(r for r in people if not {(r["candidate_id"], "j0"), (r["candidate_id"], "j1")} <= met)
    entry["posts"] = [{"job_id": f"j{n}", "rank": n + 1, "score": 0.5} for n in range(2)]


BROKEN = {
    "verify_length": lambda plan: _first(plan).update(end="2023-05-20T12:59:00+08:00"),
    "verify_outside_hours": lambda plan: _at(_first(plan), "08:50"),
    "verify_off_grid": lambda plan: _at(_first(plan), "09:05"),
    "verify_unknown_booth": lambda plan: _first(plan).update(booth="Z9"),
    "verify_wrong_booth": lambda plan: _first(plan).update(booth="A2" if _first(plan)["booth"] != "A2" else "A3"),
    "verify_break": lambda plan: _at(next(i for i in plan["interviews"] if i["booth"] == "A1"), "10:00"),
    "verify_not_accessible": lambda plan: _of(plan, "c0").update(booth="A2"),
    "verify_not_recommended": lambda plan: plan["recommendations"][0].update(
        posts=[p for p in plan["recommendations"][0]["posts"] if p["job_id"] != _of(plan, "c0")["job_id"]]
    ),
    "verify_interpreter_flag": lambda plan: _of(plan, "c1").update(interpreter=False),
    "verify_booth_clash": _clash_at_booth,
    "verify_person_clash": _clash_of_person,
    "verify_walk": _no_time_to_walk,
    "verify_too_many_interviews": _third_interview,
    "verify_post_twice": lambda plan: [i.update(job_id="j0") for i in _two_of_one(plan)],
    "verify_post_full": lambda plan: [i.update(job_id="j0") for i in plan["interviews"]],
    "verify_interpreters": lambda plan: [
        _of(plan, person).update(booth=booth, start=_first(plan)["start"])
        for person, booth in (("c1", "A2"), ("c8", "A3"))
    ],
    "verify_waiting": lambda plan: plan.update(interviews=plan["interviews"][:1]),
    "verify_objective": lambda plan: plan["solution"].update(objective=[1, 2, 3, 4]),
    "verify_status": lambda plan: plan["solution"].update(
        bound=[n + 1 for n in plan["solution"]["objective"]], status="optimal"
    ),
    "verify_bound": lambda plan: plan["solution"].update(bound=[0, 0, 0, 0]),
    "verify_levels": lambda plan: plan["solution"].update(objective=[1]),
    "verify_left_out": lambda plan: plan.update(unserved=[]),
    "verify_in_two_lists": lambda plan: plan["unserved"].append({"candidate_id": "c0"}),
    "verify_unknown_person": lambda plan: plan["recommendations"].append(
        {"candidate_id": "ghost", "posts": [{"job_id": "j0", "rank": 1, "score": 0.5}]}
    ),
    "verify_unknown_post": lambda plan: plan["recommendations"][0]["posts"][0].update(job_id="ghost"),
    "verify_recommendations_count": lambda plan: plan["recommendations"][0]["posts"].extend(
        [{"job_id": f"j{n}", "rank": n, "score": 0} for n in range(4)]
    ),
    "verify_recommended_twice": lambda plan: [p.update(job_id="j0") for p in plan["recommendations"][0]["posts"]],
    "verify_ranks": lambda plan: plan["recommendations"][0]["posts"][0].update(rank=7),
    "verify_no_consent": lambda plan: plan["recommendations"].append(
        {"candidate_id": "c9", "posts": [{"job_id": "j0", "rank": 1, "score": 0.5}]}
    ),
    "verify_pin": lambda plan: plan.update(interviews=[i for i in plan["interviews"] if i["candidate_id"] != "c0"]),
    "verify_head": lambda plan: plan.update(date="2023-05-21"),
    "verify_unserved": lambda plan: plan["unserved"][0].update(stage="not_eligible"),
    "verify_one_employer": _one_employer,
    "verify_gap": lambda plan: plan["solution"].update(gap=[0.5, 0, 0, 0]),
    "verify_concession": lambda plan: plan["concessions"].append(
        {"employer_id": "e1", "job_id": "j0", "change": "增加 2 个名额", "more_served": 100}
    ),
}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda plan: plan.pop("version"), "version"),
        (lambda plan: plan.update(version=0), "version"),
        (lambda plan: plan.update(as_of="2023-05-01"), "as_of"),
        (lambda plan: plan.pop("solution"), "solution"),
        (lambda plan: plan["solution"].update(status="proven"), "solution.status"),
        (lambda plan: plan["solution"].update(objective=["9", 1, 1, 1]), "solution.objective"),
        (lambda plan: plan.pop("concessions"), "concessions"),
        (lambda plan: _first(plan).pop("start"), "interviews[0].start"),
        (lambda plan: _first(plan).update(start="2023-05-20T09:00:00"), "interviews[0].start"),
        (lambda plan: _first(plan).update(interpreter=0), "interviews[0].interpreter"),
        (lambda plan: plan["recommendations"][0]["posts"][0].update(score=0.1234567), "recommendations[0].posts"),
        (lambda plan: plan["recommendations"][0]["posts"][0].update(score="0.5"), "recommendations[0].posts"),
        (lambda plan: plan["waiting"].append({"candidate_id": "c0", "shortage": None}), "shortage"),
        (lambda plan: plan["unserved"][0].update(stage="asleep"), "unserved[0].stage"),
        (lambda plan: plan["waiting"].append("c0"), "waiting["),
    ],
)
def test_a_place_that_holds_what_it_may_not_is_named_and_not_a_python_error(pack, change, place):
    _rewrite(pack, "plan.json", change)
    breaches = verify(pack, read=read_book).breaches
    assert any(place in str(b.values["place"]) for b in breaches if b.code == "verify_form")
    assert "verify_malformed" not in {breach.code for breach in breaches}


def test_facts_that_cannot_be_read_through_are_a_breach(pack):
    _rewrite(pack, "facts.json", lambda facts: facts.pop("people"))
    assert "verify_malformed" in _codes(pack)


@pytest.mark.parametrize("code", BROKEN)
def test_a_plan_broken_in_one_rule_is_named(pack, code):
    _rewrite(pack, "plan.json", BROKEN[code])
    assert code in _codes(pack)


def test_every_rule_of_a_timetable_has_a_broken_plan_here():
    """A rule that is added to the checker without a test makes this fail."""
    folder = Path(matcher.fairs.verify.__file__).parent
    named = {
        node.value
        for name in ("fair", "whole", "worth")
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("verify_")
    }
    assert named <= BROKEN.keys()


def test_one_changed_byte_a_lost_file_and_a_stranger_are_named(pack):
    (pack / "summary.html").write_bytes((pack / "summary.html").read_bytes() + b" ")
    (pack / "door.html").unlink()
    (pack / "notes.txt").write_text("x")
    found = {(b.code, b.values["path"]) for b in verify(pack).breaches if "path" in b.values}
    assert found == {
        ("verify_file_changed", "summary.html"),
        ("verify_file_missing", "door.html"),
        ("verify_file_extra", "notes.txt"),
    }


def _page(folder: Path, name: str, old: str, new: str) -> None:
    """Change a page and make its hash good again."""
    text = (folder / name).read_text("utf-8")
    assert old in text
    _replace(folder, name, text.replace(old, new, 1).encode())


def _book(folder: Path, name: str, sheet: str, change) -> None:
    """Change a sheet of a workbook and make its hash good again."""
    book = openpyxl.load_workbook(folder / name)
    change(book[sheet])
    book.save(folder / "new.xlsx")
    _replace(folder, name, (folder / "new.xlsx").read_bytes())
    (folder / "new.xlsx").unlink()


def test_a_moved_interview_is_named_wherever_it_was_moved(pack):
    """In the plan alone, in the workbook alone, on a printed sheet alone; everything else of the move is lawful."""
    plan = json.loads((pack / "plan.json").read_text("utf-8"))
    one = plan["interviews"][0]
    _book(pack, "plan.xlsx", "面试安排", lambda page: _move_row(page, one, "10:50", "11:00"))
    assert _codes(pack) == {"verify_book_lacks", "verify_book_extra"}
    _rewrite(pack, "plan.json", lambda plan: _at(_of_pair(plan, one), "10:50"))
    assert {"verify_not_on_sheet", "verify_sheet_extra", "verify_person_sheet"} <= _codes(pack)


def _of_pair(plan, like):
    same = ("candidate_id", "job_id")
    return next(i for i in plan["interviews"] if all(i[key] == like[key] for key in same))


def _move_row(page, interview, start, end):
    row = next(r for r in page.iter_rows(min_row=2) if (r[0].value, r[1].value) == _pair(interview))
    row[3].value, row[4].value = start, end


def _pair(interview):
    return interview["candidate_id"], interview["job_id"]


@pytest.mark.parametrize(
    ("sheet", "column", "value"),
    [("推荐", 2, "j9"), ("推荐", 5, 0.9), ("岗位", 7, "c9"), ("未匹配", 0, "c0"), ("面试安排", 2, "A9")],
)
def test_a_changed_cell_of_the_workbook_is_named_with_its_line(pack, sheet, column, value):
    _book(pack, "plan.xlsx", sheet, lambda page: page.cell(2, column + 1, value))
    breaches = [b for b in verify(pack, read=read_book).breaches if b.code.startswith("verify_book")]
    assert {b.code for b in breaches} == {"verify_book_lacks", "verify_book_extra"}
    assert all(b.values["sheet"] == sheet for b in breaches)


def test_a_lost_sheet_a_lost_lock_and_a_broken_workbook_are_named(pack):
    _book(pack, "results.xlsx", "结果", lambda page: page.delete_rows(2))
    _book(pack, "plan.xlsx", "推荐", lambda page: page.delete_rows(1))
    _book(
        pack,
        "plan.xlsx",
        "面试安排",
        lambda page: [row[5].__setattr__("value", None) for row in page.iter_rows(min_row=2)],
    )
    assert {"verify_book_lacks", "verify_book_sheet", "verify_lock"} <= _codes(pack)


def test_a_formula_is_named_by_its_cell_and_a_lost_list_of_findings_is_named(pack):
    _book(pack, "plan.xlsx", "推荐", lambda sheet: setattr(sheet.cell(2, 5), "value", '=HYPERLINK("http://a","b")'))
    found = [breach.values for breach in verify(pack, read=read_book).breaches if breach.code == "verify_formula"]
    assert found == [{"file": "plan.xlsx", "sheet": "推荐", "cell": "E2"}]
    _book(pack, "plan.xlsx", "推荐", lambda sheet: sheet.parent.remove(sheet.parent["数据质量"]))
    assert "verify_book_sheet" in _codes(pack)


def test_a_word_that_marks_cut_in_two_is_seen(pack):
    _page(pack, "booths/A1.html", "</section>", "<p>残<b>疾</b> <i>139</i><i>12345678</i></p></section>")
    assert {"verify_word", "verify_phone"} <= _codes(pack)


def test_sheets_that_are_missing_or_say_something_else_are_named(pack):
    (pack / "candidates/c3.html").unlink()
    (pack / "booths/A2.html").unlink()
    manifest = json.loads((pack / "manifest.json").read_text("utf-8"))
    for path in ("candidates/c3.html", "booths/A2.html"):
        del manifest["outputs"][path]
    (pack / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    _page(pack, "door.html", "<td>c4</td>", "<td>c44</td>")
    found = {(b.code, b.values.get("person") or b.values.get("booth")) for b in verify(pack).breaches}
    assert {("verify_person_sheets", "c3"), ("verify_booth_sheets", "A2"), ("verify_door", "c4")} == found


def test_a_manifest_that_cannot_be_read_is_a_breach_of_a_pack(pack):
    (pack / "manifest.json").write_text("{", "utf-8")
    breaches = verify(pack).breaches
    assert breaches[0].code == "verify_unreadable"
    assert breaches[0].values == {"path": "manifest.json"}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("verify_word", "此人有残疾"),
        ("verify_phone", "１３９１２３４５６７８"),
        ("verify_phone", "<!-- 13912345678 -->"),
        ("verify_phone", "139.1234.5678"),
        ("verify_word", "手语"),
        ("verify_phone", "139 1234 5678"),
        ("verify_phone", "Tel13912345678"),
        ("verify_landline", "0514-87654321"),
        ("verify_identity", "321002199001011234"),
    ],
)
def test_a_secret_on_a_booths_sheet_is_named(pack, code, text):
    sheet = (pack / "booths/A1.html").read_text("utf-8")
    _replace(pack, "booths/A1.html", sheet.replace("</h1>", f"</h1><p>{text}</p>", 1).encode())
    assert code in _codes(pack)


@pytest.mark.parametrize("id_", ["j-fe15251052060fc2b106", "j-13912345678abcdef012", "c-ab321002199001011234"])
def test_digits_of_a_hashed_id_are_no_phone_and_no_identity_number(pack, id_):
    assert for_employers(id_, "") == id_
    sheet = (pack / "booths/A1.html").read_text("utf-8")
    _replace(pack, "booths/A1.html", sheet.replace("</h1>", f"</h1><p>{id_}</p>", 1).encode())
    assert not {"verify_phone", "verify_identity"} & set(_codes(pack))


def test_booth_sheets_show_codes_for_those_who_do_not_want_to_be_named(pack):
    sheets = "".join(file.read_text("utf-8") for file in pack.glob("booths/*.html"))
    assert "赵六" not in sheets
    assert "c2" in sheets
    assert "王五" in sheets


def test_a_name_without_consent_is_named(pack, problem, inputs_of):
    for file in [*pack.glob("booths/*.html"), pack / "booths.html"]:
        text = file.read_text("utf-8").replace(">c2<", ">赵六<")
        _replace(pack, file.relative_to(pack).as_posix(), text.encode())
    assert "verify_named_without_consent" in _codes(pack)
    assert "verify_secret" in _codes(pack, witness=witness(inputs_of(problem)))


def test_with_the_inputs_a_pair_that_a_rule_excludes_is_named(pack, problem, inputs_of):
    def swap(plan):
        entry = next(r for r in plan["recommendations"] if r["candidate_id"] == "c7")
        entry["posts"][0]["job_id"] = "j3"

    _rewrite(pack, "plan.json", swap)
    assert "verify_not_eligible" in _codes(pack, witness=witness(inputs_of(problem)))


def test_with_the_inputs_a_forged_score_rule_and_setting_are_named(pack, problem, inputs_of):
    _rewrite(pack, "plan.json", lambda plan: plan["recommendations"][0]["posts"][0].update(score=0.99))
    _rewrite(pack, "facts.json", lambda facts: facts["fair"].update(walk_minutes=0))
    manifest = json.loads((pack / "manifest.json").read_text("utf-8"))
    (pack / "manifest.json").write_text(json.dumps({**manifest, "inputs": {}}), "utf-8")
    found = _codes(pack, witness=witness(inputs_of(problem)))
    assert {"verify_score", "verify_facts_differ", "verify_inputs_named"} <= found


@pytest.mark.parametrize(("moved", "named"), [(1, False), (NEAR, False), (NEAR + 1, True)])
def test_a_score_may_differ_by_what_another_machine_rounds_and_no_more(pack, problem, inputs_of, moved, named):
    seen = witness(inputs_of(problem))
    other = replace(seen, score=lambda person, post: seen.score(person, post) + moved)
    assert ("verify_score" in _codes(pack, witness=other)) == named


def test_ids_made_with_another_key_are_one_line_and_not_a_thousand(pack, problem, inputs_of):
    renamed = replace(problem, people=tuple(replace(p, id=f"x{p.id}") for p in problem.people))
    assert _codes(pack, witness=witness(inputs_of(renamed))) == {"verify_other_ids"}


def test_with_the_inputs_a_forged_reason_is_named(problem_of, inputs_of, tmp_path):
    problem = problem_of([[1], [0]], rules=("too_far", "night_work"))
    write_pack(tmp_path / "pack", fair_pack(plan_fair(problem), inputs_of(problem), Made()))
    _rewrite(tmp_path / "pack", "plan.json", lambda plan: plan["unserved"][0].update(rule="night_work"))
    assert "verify_rule" in _codes(tmp_path / "pack", witness=witness(inputs_of(problem)))


def test_with_the_inputs_whose_concession_it_is_and_what_nobody_coded_are_seen(pack, problem, inputs_of):
    posts = (replace(problem.posts[0], employer_id="e1"), *problem.posts[1:])
    of_inputs = witness(inputs_of(replace(problem, posts=posts)))
    wrong = {"employer_id": "e2", "job_id": "j0", "change": "增加 2 个名额", "more_served": 1}
    _rewrite(pack, "plan.json", lambda plan: plan["concessions"].append(wrong))
    _rewrite(pack, "facts.json", lambda facts: facts.update(note="x"))
    assert {"verify_concession_employer", "verify_facts_differ"} <= _codes(pack, witness=of_inputs)


def test_with_the_inputs_forged_facts_are_named(pack, problem, inputs_of):
    _rewrite(pack, "facts.json", lambda facts: facts["posts"]["j0"].update(headcount=50))
    breaches = verify(pack, witness=witness(inputs_of(problem))).breaches
    assert [(b.values["part"], b.values["key"]) for b in breaches if b.code == "verify_facts_differ"] == [
        ("posts", "j0")
    ]


def test_changed_inputs_are_named(pack, tmp_path):
    assert {b.code for b in verify(pack, inputs=tmp_path).breaches} == {"verify_input_missing"}
    (tmp_path / "fair.toml").write_text("x")
    assert {b.code for b in verify(pack, inputs=tmp_path).breaches} == {"verify_input_changed"}


def test_a_folder_that_is_no_pack_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"manifest\.json"):
        verify(tmp_path)


def test_the_same_plan_makes_the_same_bytes(problem, inputs_of):
    one, other = (fair_pack(plan_fair(problem), inputs_of(problem), Made()) for _ in range(2))
    assert one == other


def test_a_folder_with_other_files_is_not_overwritten(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("x")
    with pytest.raises(InputError):
        write_pack(tmp_path / "mine", {"manifest.json": b"{}"})
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
