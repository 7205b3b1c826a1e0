"""Records at the edge: what is read, what is refused, and that a refusal never quotes a value."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.errors import RecordError
from matcher.domain.records import read_candidate, read_employer, read_job, read_record

CANDIDATE = {
    "id": "c-001",
    "desired_occupations": ["会计", "财务核算专员"],
    "certificates": ["初级会计", {"name": "L08", "valid_to": "2024-01-01"}],
    "location": {"division": "广陵区", "lat": 32.39, "lon": 119.43},
    "availability": [{"start": "2023-09-01T08:00+08:00", "end": "2023-09-01T18:00"}],
    "desired_pay": {"min": 4000, "unit": "month"},
    "disability": {"category": "visual", "grade": 2, "needs": ["A14", "手语翻译"], "limits": {"lifting_kg": 5}},
    "contact": {"name": "甲", "phone": "13000000000"},
}


def refused(kind: str, document: object, today: date | None = date(2023, 9, 1)) -> list[tuple[str | None, str]]:
    with pytest.raises(RecordError) as caught:
        read_record(kind, document, today=today)  # type: ignore[arg-type]
    return [(finding.pointer, finding.code) for finding in caught.value.findings]


def test_a_record_comes_back_as_it_was_given_with_its_times_made_whole() -> None:
    document = read_candidate(CANDIDATE).document()
    window = {"start": "2023-09-01T08:00:00+08:00", "end": "2023-09-01T18:00:00+08:00"}
    assert document == {**CANDIDATE, "availability": [window]}


def test_null_means_what_a_missing_key_means() -> None:
    assert read_candidate({"id": "a", "contact": None, "skills": []}).document() == {"id": "a", "skills": []}


@pytest.mark.parametrize(
    ("kind", "document", "expected"),
    [
        ("candidate", {"id": "a", "skils": []}, [("/skils", "unknown_key_near")]),
        ("candidate", {"id": "a", "zzzzzz": 1}, [("/zzzzzz", "unknown_key")]),
        ("candidate", {"id": "a", "skills": ["x", 3]}, [("/skills/1", "want_text")]),
        ("candidate", {}, [("/id", "field_missing")]),
        ("candidate", [], [("", "want_object")]),
        ("candidate", {"id": "13812345678"}, [("/id", "id_personal")]),
        ("candidate", {"id": "c-13812345678"}, [("/id", "id_personal")]),
        ("candidate", {"id": "99000019900101123X"}, [("/id", "id_personal")]),
        ("candidate", {"id": "138-1234-5678"}, [("/id", "id_personal")]),
        ("candidate", {"id": "0514-87654321"}, [("/id", "id_personal")]),
        ("candidate", {"id": "320106790501123"}, [("/id", "id_personal")]),
        ("job", {"id": "j", "title": ""}, [("/title", "text_empty")]),
        ("job", {"id": "j", "title": "x" * 501}, [("/title", "text_too_long")]),
        ("job", {"id": "j", "title": "a", "tags": ["x"] * 501}, [("/tags", "list_too_long")]),
        ("candidate", {"id": "a b"}, [("/id", "id_form")]),
        ("candidate", {"id": "a/b"}, [("/id", "id_form")]),
        ("candidate", {"id": "x" * 129}, [("/id", "id_form")]),
        ("candidate", {"id": "a", "education": "phd"}, [("/education", "not_one_of")]),
        ("candidate", {"id": "a", "night_shift_ok": "yes"}, [("/night_shift_ok", "want_flag")]),
        ("candidate", {"id": "a", "max_distance_km": "15"}, [("/max_distance_km", "want_number")]),
        ("candidate", {"id": "a", "max_distance_km": True}, [("/max_distance_km", "want_number")]),
        ("candidate", {"id": "a", "max_distance_km": -1}, [("/max_distance_km", "number_at_least")]),
        ("candidate", {"id": "a", "birth_date": "2024-01-01"}, [("/birth_date", "born_in_future")]),
        ("candidate", {"id": "a", "birth_date": "2024-13-01"}, [("/birth_date", "want_day")]),
        (
            "candidate",
            {"id": "a", "location": {"division": "广凌区"}},
            [("/location/division", "division_unknown_near")],
        ),
        (
            "candidate",
            {"id": "a", "availability": [{"start": "2023-09-01T08:00", "end": "2023-09-01T08:00"}]},
            [("/availability/0/end", "ends_before_start")],
        ),
        (
            "candidate",
            {"id": "a", "disability": {"limits": {"hearing": 4}}},
            [("/disability/limits/hearing", "number_at_most")],
        ),
        (
            "candidate",
            {"id": "a", "disability": {"needs": ["A47"]}},
            [("/disability/needs/0", "accommodation_unknown")],
        ),
        (
            "candidate",
            {"id": "a", "certificates": [{"nam": "x", "name": "y"}]},
            [("/certificates/0/nam", "unknown_key_near")],
        ),
        ("job", {"id": "j"}, [("/title", "field_missing")]),
        ("job", {"id": "j", "title": "x", "pay": {"min": 5, "max": 4}}, [("/pay/min", "pay_reversed")]),
        (
            "job",
            {"id": "j", "title": "x", "headcount": 1, "min_headcount": 2},
            [("/min_headcount", "headcount_reversed")],
        ),
        (
            "job",
            {"id": "j", "title": "x", "opens_at": "2023-09-02", "expires_at": "2023-09-01"},
            [("/expires_at", "ends_before_start")],
        ),
        ("job", {"id": "j", "title": "x", "headcount": 1.5}, [("/headcount", "want_integer")]),
        ("job", {"id": "j", "title": "x\x01"}, [("/title", "control_character")]),
        ("employer", {"id": "e", "facts": {"a": [1]}}, [("/facts/a", "want_number")]),
    ],
)
def test_wrong_fields_are_refused_with_a_pointer(kind: str, document: object, expected: object) -> None:
    assert refused(kind, document) == expected


def test_several_faults_are_named_at_once() -> None:
    pointers = {pointer for pointer, _ in refused("candidate", {"id": "a", "skils": [], "education": 3, "skills": [1]})}
    assert pointers == {"/skils", "/education", "/skills/0"}


def test_nothing_is_judged_against_the_clock_without_one() -> None:
    assert read_candidate({"id": "a", "birth_date": "2999-01-01"}).birth_date == date(2999, 1, 1)


@given(secret=st.from_regex(r"SECRET[A-Z]{8}", fullmatch=True))
def test_a_refusal_never_quotes_the_value(secret: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_candidate(
            {"id": "a", "education": secret, "gender": secret, "birth_date": secret, "night_shift_ok": secret}
        )
    for language in ("zh", "en"):
        assert secret not in caught.value.message(language)
    assert secret not in repr(caught.value.findings)


def test_an_employer_keeps_its_facts_and_the_word_from() -> None:
    document = {
        "id": "e-01",
        "status": [{"code": "wage_arrears", "from": "2023-05-01", "source": "甲"}],
        "facts": {"unemployment_insurance_months": 12, "listed": True, "kind": "国企"},
    }
    assert read_employer({**document, "status": [{**document["status"][0], "to": None}]}).document() == document


def test_a_job_may_name_an_employer_by_name_alone() -> None:
    assert read_job({"id": "j", "title": "保洁", "employer": {"name": "甲公司"}}).employer.name == "甲公司"
