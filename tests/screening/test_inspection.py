"""Random inspections: both sides by lot, the same lot again, evenly shared, and a sheet of evidence."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

import pytest

from matcher.domain.errors import InputError
from matcher.screening.inspection import draw, evidence
from matcher.screening.screen import screen_job

JOBS = [f"j-{number}" for number in range(200)]
PEOPLE = ["王", "李", "张", "赵", "钱"]


def test_the_same_seed_draws_the_same_whatever_the_order() -> None:
    first = draw(JOBS, PEOPLE, 20, seed=7)
    assert first == draw(reversed(JOBS), reversed(PEOPLE), 20, seed=7)
    assert first != draw(JOBS, PEOPLE, 20, seed=8)
    assert first.population == 200
    assert len(first.population_hash) == 64


def test_the_lot_is_what_its_words_say() -> None:
    def lot(*parts: object) -> str:
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

    drawn = draw(JOBS, PEOPLE, 3, seed=7)
    assert [a.job_id for a in drawn.assignments] == sorted(JOBS, key=lambda job: lot(7, job))[:3]
    first = drawn.assignments[0]
    assert set(first.inspectors) == set(sorted(PEOPLE, key=lambda person: lot(7, first.job_id, person))[:2])
    assert drawn.population_hash == lot(sorted(JOBS), sorted(PEOPLE))


def test_every_post_once_with_two_different_inspectors_and_the_work_shared() -> None:
    drawn = draw(JOBS, PEOPLE, 50, seed=1)
    assert len({a.job_id for a in drawn.assignments}) == 50
    assert all(len(set(a.inspectors)) == 2 for a in drawn.assignments)
    load = Counter(person for a in drawn.assignments for person in a.inspectors)
    assert max(load.values()) - min(load.values()) <= 1


def test_every_post_is_as_likely_as_another() -> None:
    hits = Counter(a.job_id for seed in range(400) for a in draw(JOBS[:10], PEOPLE, 3, seed).assignments)
    assert min(hits.values()) > 80
    assert max(hits.values()) < 160


def test_who_is_recused_does_not_inspect() -> None:
    drawn = draw(JOBS, PEOPLE, 200, seed=3, recused={job: ["王"] for job in JOBS[:100]})
    assert all("王" not in a.inspectors for a in drawn.assignments if a.job_id in JOBS[:100])


def test_too_few_inspectors_are_refused_with_the_post() -> None:
    with pytest.raises(InputError) as refused:
        draw(["j-1"], ["王", "李"], 1, seed=0, recused={"j-1": ["王"]})
    assert "j-1" in refused.value.message("zh")


def test_more_posts_wanted_than_there_are() -> None:
    assert len(draw(["a", "b"], PEOPLE, 10, seed=0).assignments) == 2
    assert draw([], PEOPLE, 10, seed=0).assignments == ()


def test_the_sheet_quotes_the_words_and_leaves_room() -> None:
    document = {"id": "j-1", "title": "仓管", "employer": {"name": "某公司"}, "advert": "限男性，能搬货"}
    drawn = draw(["j-1"], PEOPLE, 1, seed=0)
    (sheet,) = evidence(drawn, {"j-1": document}, {"j-1": screen_job(document)}, "2023-09-01T08:00:00+08:00")
    text = sheet.text("zh")
    assert "“限男性”" in text
    assert "妇女权益保障法 第四十三条" in text
    assert "某公司" in text
    shown = sheet.as_json()
    assert shown["verdict"] == "hold"
    assert shown["decision"] is None
    assert shown["texts"] == {"title": "仓管", "advert": "限男性，能搬货"}
    assert "Inspectors" in sheet.text("en")
