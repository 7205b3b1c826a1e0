"""The report: one offline page in two languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from matcher.audit.report import page, summary
from matcher.office import Office


@pytest.fixture(scope="module")
def found(office: Office) -> dict[str, Any]:
    return office.audit("default", ["general"])


@pytest.mark.parametrize(("lang", "passed", "title"), [("zh", "通过", "公平性审计"), ("en", "Passed", "Audit of fair")])
def test_the_page_stands_alone(found: dict[str, Any], lang: str, passed: str, title: str) -> None:
    text = page(found, lang)
    assert title in text
    assert passed in text
    assert "<svg" in text
    assert "font/woff" in text
    links = re.findall(r"(?:src|href)=[\"']?(\w+:[^\"' >]*)|url\((?!data:)([^)]*)\)", text)
    assert [link for pair in links for link in pair if link and not link.startswith(("data:", "#"))] == []
    assert "<script" not in text
    assert page(found, lang) == text
    assert any(line.startswith(passed) for line in summary(found, lang))


def test_the_page_says_what_an_audit_cannot_show(found: dict[str, Any]) -> None:
    text = page(found, "en")
    assert "This does not show everything" in text
    assert "without correction for their number" in text


def test_an_audit_of_nobody_has_not_passed(office: Office) -> None:
    nobody = office.audit("elsewhere", ["general"])
    assert nobody["people"] == 0
    assert summary(nobody, "en")[1].startswith("Nothing was compared")
    assert "没有可比对的" in page(nobody, "zh")


def test_a_breach_stands_first_with_where_it_is(found: dict[str, Any]) -> None:
    example = {"sort": "score", "scenario": "general", "of": "c-1"}
    broken = {**found, "breaches": {"total": 2, "by_sort": {"score": 2}, "examples": [example]}}
    lines = summary(broken, "en")
    assert lines[1].startswith("Failed: 2")
    assert "c-1" in lines[-1]
    assert "c-1" in page(broken, "en")
