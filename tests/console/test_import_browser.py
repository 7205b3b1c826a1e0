"""An import in a real Chromium, with and without scripts: dropped, seen, corrected in place, answered, taken back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

POSTS = "单位名称,岗位名称,工作地点,薪资待遇,招聘人数\n"
PEOPLE = "姓名,联系电话,求职意向\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet with a doubtful cell, a row without a title and two rows of one key."""
    path = tmp_path / "岗位.csv"
    rows = [
        "甲公司,质检员,邗江区,4-6K,几个人",
        "乙公司,,邗江区,4-6K,2",
        "丙公司,电工,邗江区,4-6K,3",
        "丙公司,电工,邗江区,4-6K,5",
    ]
    path.write_text(POSTS + "\n".join(rows), "utf-8")
    return path


def send(page: Page, kind: str, *files: Path) -> None:
    page.goto("/import")
    page.get_by_label(kind, exact=True).check()
    page.locator("#files").set_input_files(list(files))
    page.get_by_role("button", name="导入", exact=True).click()
    page.wait_for_url(re.compile(r"/import/\d+$"))


def test_many_files_are_dropped_and_each_sender_has_its_line(page: Page, messy: Path) -> None:
    send(page, "岗位", messy / "jobs.xlsx", messy / "jobs_gbk.csv")
    headline = page.locator(".headline").inner_text()
    assert re.fullmatch(r"接受 \d+ 行，待问 \d+ 行，拒绝 \d+ 行，重复 \d+ 行", headline)
    assert page.get_by_role("rowheader").all_inner_texts() == ["jobs.xlsx", "jobs_gbk.csv"]


def test_cells_are_corrected_in_place_by_the_keyboard_alone(page: Page, sheet: Path) -> None:
    send(page, "岗位", sheet)
    page.get_by_role("link", name="处理").press("Enter")
    page.wait_for_url("**/sheets/0")
    page.get_by_label("E2 招聘人数").fill("6")
    page.get_by_label("B3 岗位名称").fill("缝纫工")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=cells**")
    assert "已重新读取 2 行，其中 2 行不再有疑问" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="不用这一行").press("Enter")
    page.wait_for_url("**done=pair**")
    assert page.get_by_text("这张表没有要处理的了").is_visible()
    page.get_by_role("link", name="回到第").click()
    assert page.locator(".headline").inner_text() == "接受 3 行，待问 0 行，拒绝 0 行，重复 1 行"
    page.get_by_role("button", name="撤回这次导入").click()
    page.wait_for_url(re.compile(r":\d+/$"))


def test_another_column_is_chosen(page: Page, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path, header = tmp_path / "岗位.csv", f"说法 {request.node.name}"  # each run is a sender of its own
    path.write_text(f"岗位名称,单位名称,{header}\n缝纫工,丁公司,3\n会计,丁公司,2\n", "utf-8")
    send(page, "岗位", path)
    page.get_by_role("link", name="打开").first.click()
    page.get_by_label(f"C {header}").select_option("招聘人数")
    page.get_by_role("button", name="按此重新读取并记住").click()
    page.wait_for_url("**done=columns**")
    assert "重新读取 2 行" in page.get_by_role("status").inner_text()


def test_a_refused_file_is_told_on_the_form_without_a_new_page(page: Page, messy: Path) -> None:
    page.goto("/import")
    page.get_by_label("求职者", exact=True).check()
    page.locator("#files").set_input_files(messy / "jobs.xlsx")
    page.get_by_role("button", name="导入", exact=True).click()
    assert "看来是岗位表" in page.get_by_role("alert").inner_text()
    page.locator("#files").set_input_files(messy / "jobs.xlsx")  # the form is still a working one
    page.get_by_role("button", name="导入", exact=True).click()
    page.wait_for_url(re.compile(r"/import/\d+$"))


def test_the_upload_shows_how_far_it_is(scripted: Page, messy: Path) -> None:
    scripted.goto("/import")
    assert not scripted.locator("#progress").is_visible()
    scripted.get_by_label("岗位", exact=True).check()
    scripted.locator("#files").set_input_files([messy / "jobs.xlsx", messy / "jobs_gbk.csv"])
    assert re.fullmatch(r"已选 2 个文件，共 \d+\.\d MB", scripted.locator("#progress [role=status]").inner_text())
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    scripted.route("**/import", hold)
    scripted.get_by_role("button", name="导入", exact=True).click()
    assert scripted.get_by_role("progressbar").is_visible()
    assert scripted.get_by_role("button", name="导入", exact=True).is_disabled()
    assert re.search("正在发送|正在读取", scripted.locator("#progress [role=status]").inner_text())
    waiting[0].continue_()
    scripted.wait_for_url(re.compile(r"/import/\d+$"))


def test_files_are_dropped_on_the_form(scripted: Page) -> None:
    scripted.goto("/import")
    scripted.evaluate(
        """() => { const dropped = new DataTransfer();
        for (const name of ["甲.csv", "乙.csv"]) dropped.items.add(new File(["x"], name));
        document.getElementById("import-form").dispatchEvent(
            new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true })); }"""
    )
    assert scripted.evaluate("document.getElementById('files').files.length") == 2
    assert "已选 2 个文件" in scripted.locator("#progress [role=status]").inner_text()


def test_a_broken_connection_is_told(scripted: Page, messy: Path) -> None:
    scripted.goto("/import")
    scripted.get_by_label("岗位", exact=True).check()
    scripted.locator("#files").set_input_files(messy / "jobs.xlsx")
    scripted.route("**/import", lambda route: route.abort())
    scripted.get_by_role("button", name="导入", exact=True).click()
    scripted.get_by_text("连接中断了").wait_for()
    assert scripted.get_by_role("button", name="导入", exact=True).is_enabled()


@pytest.mark.parametrize("width", [360, 1280])
def test_fields_have_names_headings_an_order_and_pages_a_width(scripted: Page, sheet: Path, width: int) -> None:
    scripted.set_viewport_size({"width": width, "height": 800})
    send(scripted, "岗位", sheet)
    for path in (scripted.url, scripted.url + "/sheets/0"):
        scripted.goto(path)
        fields = "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
        assert scripted.evaluate(f"{fields}.filter(field => !field.labels.length).length") == 0
        assert scripted.locator("table:not(:has(caption))").count() == 0
        assert scripted.locator("h1").count() == 1
        assert scripted.evaluate("document.documentElement.scrollWidth") <= width
        ids = scripted.eval_on_selector_all("[id]", "nodes => nodes.map(node => node.id)")
        assert len(ids) == len(set(ids))
