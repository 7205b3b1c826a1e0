"""A fair's folder in a real Chromium, with and without scripts: chosen, checked, planned, looked at, taken home."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_folder_becomes_a_pack(page: Page, fair_folder: Path, tmp_path: Path) -> None:
    page.goto("/")
    page.get_by_role("link", name="招聘会").first.click()
    page.get_by_label("招聘会的文件夹", exact=True).set_input_files(fair_folder)
    page.get_by_role("button", name="排方案").press("Enter")
    page.wait_for_url(re.compile(r"/fairs/[\w-]+$"))
    page.get_by_text("第 1 版资料包已排好").wait_for()
    assert "独立核查：没有发现问题" in page.get_by_role("status").inner_text()
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载资料包").click()
    taken.value.save_as(tmp_path / "pack.zip")
    names = zipfile.ZipFile(tmp_path / "pack.zip").namelist()
    assert {"资料包1/plan.xlsx", "资料包1/manifest.json", "资料包1/booths/A1.html"} <= set(names)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="展位表").press("Enter")
    assert opened.value.get_by_role("heading", name="甲公司").is_visible()


def test_a_refusal_is_said_on_the_form_and_the_focus_goes_there(scripted: Page, fair_folder: Path) -> None:
    scripted.goto("/fairs")
    scripted.get_by_label("招聘会的文件夹", exact=True).set_input_files(fair_folder)
    scripted.get_by_role("button", name="录入结果").click()
    alert = scripted.get_by_role("alert")
    assert "请在“会后”里选择填好的结果表" in alert.inner_text()
    assert alert.evaluate("at => at === document.activeElement")
