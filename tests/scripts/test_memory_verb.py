"""`fairmatch memory`: what was confirmed, listed and forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.domain.requests import Feedback, read_request
from matcher.office import Office
from matcher.settings import from_environment

TypeIn = Callable[..., tuple[int, str, str]]


@pytest.fixture
def confirmed(stocked: Path) -> None:
    office = Office.open(from_environment())
    office.put("default", "job", {"id": "j-9", "title": "维修电工"})
    office.put("default", "candidate", {"id": "c-9", "desired_occupations": ["万能工"]})
    asked = {"candidate_id": "c-9", "job_id": "j-9", "event": "confirm", "at": "2023-08-31T09:00+08:00"}
    office.feedback("default", read_request(Feedback, asked))
    office.close()


@pytest.mark.usefixtures("confirmed")
def test_a_name_is_listed_and_forgotten(type_in: TypeIn) -> None:
    code, out, _ = type_in("memory", "list")
    assert code == 0
    assert out == "“万能工”→“维修电工”  确认 1 次，最近 2023-08-31\n"
    code, out, _ = type_in("memory", "list", "--json")
    assert json.loads(out) == {
        "memory": [{"wish": "万能工", "title": "维修电工", "count": 1, "last": "2023-08-31T09:00:00+08:00"}]
    }
    assert type_in("memory", "forget", "维修电工", "--lang", "en")[::2] == (0, "1 pairs of names are forgotten\n")
    assert type_in("memory", "list")[:2] == (0, "还没有确认过任何名称\n")
    code, _, err = type_in("memory", "forget", "维修电工")
    assert (code, err) == (2, "没有人确认过名称“维修电工”\n")
