"""The pages of an import: a line per sender, doubtful cells corrected in place, columns, near pairs, taking back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from api import create_app
from matcher.city import default_moment
from matcher.office import Office
from matcher.settings import Settings

PEOPLE = ["姓名", "联系电话", "求职意向", "备注", "民族"]
POSTS = ["单位名称", "岗位名称", "工作地点", "薪资待遇", "招聘人数"]
POST = ["扬州示例有限公司", "缝纫工", "邗江区", "4-6K"]
Upload = Callable[..., str]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """An empty office of one test."""
    opened = Office.open(Settings(data=tmp_path / "data", key_file=tmp_path / "key"), clock=default_moment, index=False)
    yield opened
    opened.close()


@pytest.fixture
def client(desk: Office) -> FlaskClient:
    return create_app(desk).test_client()


@pytest.fixture
def upload(client: FlaskClient) -> Upload:
    """Sends rows as one file, or several files as (name, rows), and gives the address of the import's page."""

    def send(kind: str, *rows: Sequence[Any], files: Sequence[tuple[str, Sequence[Sequence[Any]]]] = ()) -> str:
        parts = [(_csv(lines), name) for name, lines in files or [("表.csv", rows)]]
        answer = client.post("/import", data={"kind": kind, "files": parts}, content_type="multipart/form-data")
        assert answer.status_code == 303
        return str(answer.location)

    return send


def _csv(rows: Sequence[Sequence[Any]]) -> io.BytesIO:
    return io.BytesIO("\n".join(",".join("" if c is None else str(c) for c in row) for row in rows).encode())


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    return unescape(answer.get_data(as_text=True))


def marks_of(page: str) -> dict[str, str]:
    """The hidden fields that tell the rows as they were shown."""
    return dict(re.findall(r'name="(mark-\d+)" value="(\w+)"', page))


def test_a_line_per_sender_and_what_waits_there(client: FlaskClient, upload: Upload, messy: Path) -> None:
    bad, good = [*POST, "几个人"], [*POST[:1], "会计", *POST[2:], 2]
    where = upload("jobs", files=[("甲.csv", [POSTS, bad]), ("乙.csv", [POSTS, good]), ("丙.csv", [POSTS, good])])
    page = text_of(client.get(where))
    assert "接受 1 行，待问 1 行，拒绝 0 行，重复 1 行" in page
    assert re.findall(r'<th scope="row">(.+?)</th>', page) == ["甲.csv", "乙.csv", "丙.csv"]
    assert re.findall(r'sheets/(\d)">(.+?)<span', page) == [("0", "处理 1 行"), ("1", "打开"), ("2", "打开")]
    assert "按来件下载回执：3 份" in page
    assert "薪酬按通常写法换算：3" in page
    assert where == "/import/1"
    assert f'href="{where}"' in text_of(client.get("/"))


def test_a_doubtful_cell_is_corrected_where_it_stands(client: FlaskClient, upload: Upload, desk: Office) -> None:
    where = upload("jobs", POSTS, [*POST, "几个人"]) + "/sheets/0"
    page = text_of(client.get(where))
    assert re.search(r'name="cell-2-4" value="几个人"[^>]*aria-describedby="why-cell-2-4"', page)
    assert "人数看不明白" in page
    assert "<summary>这一行的其他格子" in page
    sent = {**marks_of(page), "cell-2-4": "8", "cell-2-0": POST[0]}
    answer = client.post(where + "/cells", data=sent)
    assert answer.status_code == 303
    assert answer.location == where + "?done=cells&rows=1&settled=1&refused=0"
    after = text_of(client.get(answer.location))
    assert "已重新读取 1 行，其中 1 行不再有疑问" in after
    assert "这张表没有要处理的了" in after
    assert desk.store.page("default", "job")[0].document["headcount"] == 8
    assert "接受 1 行，待问 0 行" in text_of(client.get("/import/1"))
    assert "接受 1" in text_of(client.get("/"))


def test_a_rejected_row_is_completed(client: FlaskClient, upload: Upload, desk: Office) -> None:
    where = upload("jobs", POSTS, [POST[0], None, *POST[2:], 3], [POST[0], "会计", None, None, 1]) + "/sheets/0"
    page = text_of(client.get(where))
    assert "没有岗位名称" in page
    client.post(where + "/cells", data={**marks_of(page), "cell-2-1": "缝纫工"})
    assert {one.document["title"] for one in desk.store.page("default", "job")} == {"缝纫工", "会计"}


def test_what_was_not_changed_is_not_read_again(client: FlaskClient, upload: Upload) -> None:
    where = upload("jobs", POSTS, [*POST, "几个人"]) + "/sheets/0"
    page = text_of(client.get(where))
    answer = client.post(where + "/cells", data={**marks_of(page), "cell-2-4": "几个人", "cell-2-99999": "x", "q": "1"})
    assert "rows=0" in str(answer.location)


def test_of_two_clerks_the_later_is_told(client: FlaskClient, upload: Upload) -> None:
    where = upload("jobs", POSTS, [*POST, "几个人"]) + "/sheets/0"
    marks = marks_of(text_of(client.get(where)))
    client.post(where + "/cells", data={**marks, "cell-2-4": "好多人"})
    late = client.post(where + "/cells", data={**marks, "cell-2-4": "5"})
    assert "刚被别人改过" in text_of(late, 400)


def test_another_column_is_chosen_and_remembered(client: FlaskClient, upload: Upload, desk: Office) -> None:
    head = ["岗位名称", "单位名称", "内部说法"]
    where = upload("jobs", head, ["缝纫工", POST[0], "3"], ["会计", POST[0], "2"]) + "/sheets/0"
    page = text_of(client.get(where))
    assert '<label class="hidden" for="column-2">C 内部说法</label>' in page
    answer = client.post(where + "/columns", data={"column-0": "job.title", "column-2": "job.headcount"})
    assert "已按新的列对照重新读取 2 行" in text_of(client.get(str(answer.location)))
    assert {one.document["headcount"] for one in desk.store.page("default", "job")} == {2, 3}
    assert "确定：按此单位的列对照" in text_of(client.get(where))
    upload("jobs", head, ["电工", POST[0], "6"])
    assert {one.document["headcount"] for one in desk.store.page("default", "job")} == {2, 3, 6}
    assert "没有这样的字段" in text_of(client.post(where + "/columns", data={"column-2": "job.nonsense"}), 400)


def test_near_pairs_are_shown_side_by_side_and_kept_apart_for_good(client: FlaskClient, upload: Upload) -> None:
    head, same = ["编号", *PEOPLE], ["张三", "13800000000"]
    where = upload("candidates", head, ["K-1", *same, "会计"], ["K-2", *same, "出纳"]) + "/sheets/0"
    page = text_of(client.get(where))
    assert "可能重复的：1 对" in page
    assert re.search(r'<th scope="row">求职意向</th><td>出纳</td><td>会计</td>', page)
    assert "13800000000" not in re.sub(r"<form.*?/pairs.*?</form>", "", page, flags=re.S)
    data = {"row": "3", "other": "K-1", "answer": "apart"}
    assert "已按您的选择办好" in text_of(client.get(str(client.post(where + "/pairs", data=data).location)))
    assert "可能重复的" not in text_of(client.get(where))
    again = upload("candidates", head, ["K-1", *same, "会计主管"], ["K-2", *same, "出纳员"])
    assert "接受 2 行，待问 0 行" in text_of(client.get(again))
    assert client.post(where + "/pairs", data=data).status_code == 404
    assert client.post(where + "/pairs", data={**data, "answer": "nonsense"}).status_code == 400


def test_two_that_are_one_are_merged(client: FlaskClient, upload: Upload, desk: Office) -> None:
    where = upload("candidates", PEOPLE, ["张三", "13800000000", "会计"], ["张三", "13800000000", "出纳"]) + "/sheets/0"
    other = re.search(r'name="other" value="([^"]+)"', text_of(client.get(where)))
    assert other
    client.post(where + "/pairs", data={"row": "3", "other": other[1], "answer": "keep_row"})
    (person,) = desk.store.page("default", "candidate")
    assert person.id == other[1]
    assert person.document["desired_occupations"] == ["出纳", "会计"]
    assert "接受 1 行，待问 0 行，拒绝 0 行，重复 1 行" in text_of(client.get("/import/1"))


def test_of_two_rows_of_one_key_the_right_one_is_chosen(client: FlaskClient, upload: Upload, desk: Office) -> None:
    where = upload("jobs", POSTS, [*POST, 3], [*POST, 5]) + "/sheets/0"
    page = text_of(client.get(where))
    assert re.search(r'<th scope="row">招聘人数</th><td>5</td><td>3</td>', page)
    other = re.search(r'name="other" value="([^"]+)"', page)
    assert other
    client.post(where + "/pairs", data={"row": "3", "other": other[1], "answer": "use_row"})
    assert desk.store.page("default", "job")[0].document["headcount"] == 5


def test_long_lists_have_pages(client: FlaskClient, upload: Upload) -> None:
    where = (
        upload("jobs", POSTS, *([*POST[:1], f"缝纫工{n:03d}号", *POST[2:], "几个人"] for n in range(60))) + "/sheets/0"
    )
    first, last = text_of(client.get(where)), text_of(client.get(where + "?page=3"))
    assert len(marks_of(first)) == 25
    assert len(marks_of(last)) == 10
    assert 'aria-current="page">3<' in last
    assert len(marks_of(text_of(client.get(where + "?page=99")))) == 10


def test_the_return_sheet_and_the_questions_are_had_later(client: FlaskClient, upload: Upload) -> None:
    where = upload(
        "candidates",
        files=[("甲.csv", [PEOPLE, ["张三", "1.38E+10", "会计"]]), ("乙.csv", [PEOPLE, ["李四", "13800000001", "x"]])],
    )
    answer = client.get(where + "/return")
    assert answer.headers["Cache-Control"] == "no-store"
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["甲", "乙"]
    assert "Excel" in book["甲"]["B2"].comment.text
    one = client.get(where + "/return?file=1")
    assert openpyxl.load_workbook(io.BytesIO(one.data)).sheetnames == ["乙"]
    asked = openpyxl.load_workbook(io.BytesIO(client.get(where + "/questions").data)).active
    assert asked is not None
    assert asked.max_row == 2


def test_an_import_that_was_taken_back_has_no_rows(client: FlaskClient, upload: Upload) -> None:
    where = upload("jobs", POSTS, [*POST, "几个人"])
    client.post(where + "/undo")
    page = text_of(client.get(where))
    assert "已撤回" in page
    assert "处理" not in page
    assert client.get(where + "/sheets/0").status_code == 409
    assert client.get("/import/99").status_code == 404
    assert client.get("/import/99/sheets/0").status_code == 404


def test_without_sensitive_read_cells_are_hidden_and_can_be_written_anew(desk: Office, upload: Upload) -> None:
    where = upload("candidates", PEOPLE, ["赵某某", "1.38E+10", "会计13812345678", None, "回族"])
    secret = desk.store.keys.create("default", "n", ("profiles:write",), desk.clock())[0]
    client = create_app(desk).test_client()
    client.post("/login", data={"key": secret})
    page = text_of(client.get(where + "/sheets/0"))
    for hidden in ("赵某某", "1.38E+10", "13812345678", "回族"):
        assert hidden not in page
    assert re.search(r'name="cell-2-1" value="" placeholder="已隐去', page)
    sent = {**marks_of(page), "cell-2-0": "", "cell-2-1": "13800000000", "cell-2-2": ""}
    client.post(where + "/sheets/0/cells", data=sent)
    (person,) = desk.store.page("default", "candidate")
    assert person.document["contact"] == {"name": "赵某某", "phone": "13800000000"}
    for path in ("/return", "/questions"):
        assert "sensitive:read" in text_of(client.get(where + path), 403)


@pytest.mark.parametrize("path", ["/cells", "/columns", "/pairs"])
def test_a_foreign_page_and_another_tenant_change_nothing(desk: Office, upload: Upload, path: str) -> None:
    where = upload("jobs", POSTS, [*POST, "几个人"]) + "/sheets/0"
    client = create_app(desk).test_client()
    assert client.post(where + path, headers={"Origin": "http://evil.example"}).status_code == 403
    secret = desk.store.keys.create("other", "n", ("profiles:write",), desk.clock())[0]
    client.post("/login", data={"key": secret})
    assert client.post(where + path, data={"row": "2", "answer": "apart"}).status_code == 404
    assert client.get(where).status_code == 404


def test_no_address_holds_anything_of_a_person(client: FlaskClient, upload: Upload) -> None:
    where = upload("candidates", PEOPLE, ["张三", "13800000000", "会计"], ["张三", "13800000000", "出纳"])
    for page in (text_of(client.get(where)), text_of(client.get(where + "/sheets/0"))):
        for address in re.findall(r'(?:href|action|src)="([^"]+)"', page):
            assert "张三" not in address
            assert "1380" not in address


def test_the_pages_speak_english(client: FlaskClient, upload: Upload) -> None:
    where = upload("jobs", POSTS, [*POST, "几个人"], [*POST, "5"])
    page = text_of(client.get(where + "?lang=en")) + text_of(client.get(where + "/sheets/0"))
    for words in ("Take this import back", "Rows to correct: 1", "Correct and read again", "Read again and remember"):
        assert words in page


def test_rows_that_are_no_data_are_shown_with_what_they_say(client: FlaskClient, upload: Upload) -> None:
    rows = [POSTS, [*POST, 2], ["合计", None, None, None, 2], ["备注：以上岗位均签劳动合同"]]
    page = text_of(client.get(upload("jobs", *rows) + "/sheets/0"))
    assert "第 3 行 合计行：合计 2" in page
    assert "第 4 行 说明行：备注：以上岗位均签劳动合同" in page
    people = [PEOPLE, ["张三", "13800000000", "会计", None, None], ["合计：1人，联系13800000000"]]
    page = text_of(client.get(upload("candidates", *people) + "/sheets/0"))
    assert "第 3 行 合计行</li>" in page  # under a list of people such a row may name somebody


def test_columns_of_one_header_and_of_none_have_a_choice_each(
    client: FlaskClient, upload: Upload, desk: Office
) -> None:
    head = [*POSTS[:3], "金额", "金额", None]
    where = upload("jobs", head, ["扬州示例有限公司", "缝纫工", "邗江区", 4000, 6000, "月"]) + "/sheets/0"
    assert re.findall(r'<select id="column-(\d)"', text_of(client.get(where))) == ["0", "1", "2", "3", "4", "5"]
    chosen = {"column-3": "job.salary_min", "column-4": "job.salary_max", "column-5": "job.pay_unit"}
    assert client.post(f"{where}/columns", data=chosen).status_code == 303
    (post,) = desk.store.page("default", "job")
    assert post.document["pay"] == {"min": 4000, "max": 6000, "unit": "month"}
