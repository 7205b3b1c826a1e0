"""The staff pages in a real Chromium, before a real server: what a clerk sees, clicks, types and prints."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LOCAL_FONTS = re.compile(r"PingFang SC|Microsoft YaHei|Noto Sans CJK SC")
LARGE = 20  # CSS pixels: 15 pt


def test_the_return_sheet_is_downloaded(page: Page, messy: Path) -> None:
    page.goto("/import")
    page.get_by_label("求职者", exact=True).check()
    page.locator("#files").set_input_files(messy / "candidates.xlsx")
    with page.expect_download() as coming:
        page.get_by_role("button", name="导入并下载回执").click()
    assert coming.value.suggested_filename.endswith("回执.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes())).sheetnames


def test_the_wrong_kind_is_told_on_the_form(page: Page, messy: Path) -> None:
    page.goto("/import")
    page.get_by_label("求职者", exact=True).check()
    page.locator("#files").set_input_files(messy / "jobs.xlsx")
    page.get_by_role("button", name="导入", exact=True).click()
    assert "看来是岗位表" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("岗位", exact=True).is_checked()


def test_a_person_is_chosen_and_three_posts_are_printed_in_large_type(page: Page, well_matched: str) -> None:
    page.goto("/match")
    page.get_by_label("编号或求职意向").fill(well_matched)
    page.get_by_label("服务").select_option("general")
    page.get_by_role("button", name="查看").click()
    page.get_by_role("link", name=f"匹配 {well_matched}").click()
    first = page.locator(".results > li").first
    assert first.locator(".plus").first.is_visible()
    page.get_by_role("link", name="打印三个岗位").click()
    page.emulate_media(media="print")
    assert page.locator("h1").inner_text().endswith("推荐给您的三个岗位")
    posts = page.locator(".post")
    assert posts.count() == 3
    assert all(posts.nth(n).locator("h2").is_visible() for n in range(3))
    assert not page.locator(".bar").is_visible()


def test_the_printed_sheet_is_large_and_cuts_no_post(scripted: Page, well_matched: str) -> None:
    scripted.set_viewport_size({"width": 688, "height": 1017})  # A4 less 14 mm on each side, at 96 dpi
    scripted.goto(f"/match/print?id={well_matched}")
    scripted.emulate_media(media="print")
    sizes = scripted.eval_on_selector_all(
        ".post li, .post h2", "nodes => nodes.map(node => parseFloat(getComputedStyle(node).fontSize))"
    )
    assert min(sizes) >= LARGE
    assert scripted.evaluate("document.documentElement.scrollWidth") <= 688
    kept_whole = "nodes => nodes.every(node => getComputedStyle(node).breakInside === 'avoid')"
    assert scripted.eval_on_selector_all(".post", kept_whole)
    strengths = "nodes => nodes.map(node => node.querySelectorAll('.plus').length)"
    assert max(scripted.eval_on_selector_all(".post", strengths)) <= 4
    assert scripted.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 2


def test_the_keyboard_alone_reaches_and_sends_the_form(page: Page) -> None:
    page.goto("/match")
    page.keyboard.press("Tab")
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("没有这样的意向")
    page.keyboard.press("Enter")
    page.wait_for_url("**/match?*q=*")
    assert page.get_by_text("没有找到").is_visible()


def test_what_has_the_focus_is_seen(scripted: Page) -> None:
    scripted.goto("/import")
    for selector in ("input[type=radio] >> nth=0", "#files", "#source", "button >> nth=0", ".bar a >> nth=0"):
        scripted.locator(selector).focus()
        width = scripted.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 3


PAGES = ("/", "/import", "/match", "/match?kind=jobs", "/login", "/match?id=nobody", "/casework", "/inspect")
ANSWERS = ("/ledger", "/owed", "/owed?entitled=unknown", "/shut-out?id=j-00001")


@pytest.mark.parametrize("path", PAGES + ANSWERS)
def test_every_field_has_a_name_and_headings_have_an_order(scripted: Page, path: str) -> None:
    scripted.goto(path)
    assert scripted.evaluate("document.documentElement.lang") == "zh-CN"
    unnamed = scripted.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden]), select')].filter(f => !f.labels.length).length"
    )
    assert unnamed == 0
    levels = scripted.eval_on_selector_all("h1, h2, h3", "nodes => nodes.map(node => Number(node.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert scripted.locator("table:not(:has(caption))").count() == 0
    assert scripted.locator("thead th:not([scope])").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_screen(scripted: Page, well_matched: str, width: int) -> None:
    scripted.set_viewport_size({"width": width, "height": 800})
    for path in (*PAGES, *ANSWERS, f"/match?id={well_matched}", f"/match/print?id={well_matched}"):
        scripted.goto(path)
        assert scripted.evaluate("document.documentElement.scrollWidth") <= width, path


def test_chinese_is_drawn_where_the_machine_has_no_font_for_it(scripted: Page) -> None:
    scripted.goto("/")
    loaded = scripted.evaluate(
        "document.fonts.load('17px \"FairMatch Sans\"', '职配').then(faces => faces.map(face => face.status))"
    )
    assert loaded == ["loaded"]
    drawn = scripted.evaluate(
        """() => { const draw = text => { const c = document.createElement('canvas'); const x = c.getContext('2d');
        x.font = '40px "FairMatch Sans"'; x.fillText(text, 0, 50); return c.toDataURL(); };
        return new Set([...'职配求岗位\\uffff'].map(draw)).size; }"""
    )
    assert drawn == 6  # five glyphs that differ from each other and from the box of a missing one
    family = scripted.evaluate("getComputedStyle(document.body).fontFamily")
    assert LOCAL_FONTS.search(family)
    assert "FairMatch Sans" in family


def test_pages_ask_for_nothing_but_their_own(scripted: Page, url: str, well_matched: str) -> None:
    asked: list[str] = []
    refused: list[str] = []
    scripted.on("request", lambda request: asked.append(request.url))
    scripted.on("console", lambda message: refused.append(message.text))
    for path in ("/", "/import", f"/match?id={well_matched}", f"/match/print?id={well_matched}"):
        scripted.goto(path)
    assert asked
    assert all(one.startswith(url) for one in asked)
    assert [text for text in refused if "Security" in text] == []
