"""A pack in English: every page says what it says in English, and the checker reads it as well as a Chinese one."""

from __future__ import annotations

import datetime
import html
import re

import pytest

from matcher.domain.fairs import Booth, Fair, Hall, Limits
from matcher.domain.moments import SHANGHAI
from matcher.fairs.paper.manifest import write_pack
from matcher.fairs.problem import Person, Post
from matcher.fairs.run import make_pack
from matcher.fairs.verify.checker import verify

DAY = datetime.date(2023, 5, 20)
SHIFT = tuple(datetime.datetime(2023, 5, 20, hour, tzinfo=SHANGHAI) for hour in (8, 12))
CHINESE = re.compile("[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef]")
KINDS = ("fair", "referrals", "placement", "shifts")


@pytest.fixture(params=KINDS)
def english(request, problem_of, inputs_of):
    """Ten people for six posts: somebody waits, somebody has no post, somebody did not agree."""
    both = frozenset({"matching", "contact"})
    people = [Person(f"c{i}", both, name=f"Ann{i}") for i in range(9)] + [Person("c9")]
    posts = [Post(f"j{j}", f"Cook {j}", f"Firm {j % 2}", shifts=(SHIFT,)) for j in range(6)]
    booths = (Booth("A1", "Firm 0"), Booth("A2", "Firm 1"))
    fair = Fair("Spring fair", request.param, "general", DAY, Hall(540, 570, 10), Limits(3, 1, 1), booths=booths)
    allowed = [[int(i < 8) for _ in posts] for i in range(10)]
    return inputs_of(problem_of(allowed, people=people, posts=posts, fair=fair, language="en"))


def shown(page: bytes) -> str:
    return html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page.decode(), flags=re.DOTALL))


def test_no_page_of_an_english_pack_is_in_chinese(english):
    pack = make_pack(english)
    pages = {path: shown(page) for path, page in pack.items() if path.endswith(".html")}
    assert len(pages) > 10
    assert {path: found for path, page in pages.items() if (found := CHINESE.findall(page.replace("　", " ")))} == {}
    assert b'<html lang="en">' in pack["summary.html"]


def test_the_checker_reads_an_english_pack(english, tmp_path):
    write_pack(tmp_path / "pack", make_pack(english))
    assert verify(tmp_path / "pack").breaches == ()


def test_a_moved_interview_on_an_english_sheet_is_named(problem_of, inputs_of, tmp_path):
    fair = Fair("Spring fair", "fair", "general", DAY, Hall(540, 570, 10), booths=(Booth("A1", "Firm"),))
    posts = [Post("j0", "Cook", "Firm", headcount=3)]
    inputs = inputs_of(problem_of([[1], [1]], posts=posts, fair=fair, language="en"))
    write_pack(tmp_path / "pack", make_pack(inputs))
    sheet = tmp_path / "pack" / "candidates" / "c0.html"
    moved = sheet.read_text("utf-8").replace("Interview: 09:00–09:10", "Interview: 09:20–09:30")
    assert moved != sheet.read_text("utf-8")
    sheet.write_text(moved, "utf-8")
    assert "verify_person_sheet" in {breach.code for breach in verify(tmp_path / "pack").breaches}
