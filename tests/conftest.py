"""What all tests share: where the public data is, and that nothing is skipped where everything must be there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time: a red build then means a change, and a found case becomes a test of its own.
settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("repeatable")

NO_SKIPS = os.environ.get("FAIRMATCH_NO_SKIPS") == "1"


@pytest.fixture(scope="session")
def public_data() -> Path:
    """The folder of the public data sets; skips with a clear word where it is absent."""
    folder = os.environ.get("FAIRMATCH_TEST_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("the public data sets are absent: set FAIRMATCH_TEST_DATA to their folder")
    return Path(folder)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; skips with a clear word where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium on this machine: the pages are tested where one is installed")
    return found


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    outcome = yield
    report = outcome.get_result()
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
