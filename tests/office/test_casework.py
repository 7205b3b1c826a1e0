"""What clerks ask beyond a match, over a real office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fairmatch.shut_out import as_text
from matcher.domain.errors import InputError, UnknownId
from matcher.domain.requests import (
    ArrangementsOf,
    Feedback,
    InspectionOf,
    LedgerOf,
    OwedOf,
    ShutOutOf,
    read_request,
)
from matcher.office import Office

GRADUATE = {
    "consents": ["matching"],
    "birth_date": "2001-05-01",
    "status": "unemployed",
    "education": "bachelor",
    "graduation_date": "2023-06-30",
    "unemployed_since": "2023-07-15",
    "desired_occupations": ["会计"],
}
POST = {"title": "会计", "employment_type": "full_time"}
NEEDING = {
    "consents": ["matching", "disability_matching"],
    "birth_date": "1990-01-01",
    "groups": ["disabled"],
    "disability": {"category": "physical", "needs": ["A01"], "limits": {"standing": 1}},
}


def asked(model: Any, **body: Any) -> Any:
    return read_request(model, body)


def test_a_pair_is_arranged(office: Office, put: Any) -> None:
    put("candidate", id="c", **NEEDING)
    put("job", id="j", **POST, accommodations=[], arrangements_possible=True, demands={"standing": 3})
    told = office.casework.arrangements("default", asked(ArrangementsOf, candidate_id="c", job_id="j"))
    assert told["scenario"] == "disability_fair"
    assert told["fit"] == "fits_if"
    assert [(item["about"], item["code"], item["state"]) for item in told["items"]] == [
        ("need", "A01", "fits_if"),
        ("demand", "standing", "fits_if"),
    ]
    assert told["items"][1]["question"] == "能否站立以及时长，希望坐姿还是交替？"
    with pytest.raises(UnknownId):
        office.casework.arrangements("default", asked(ArrangementsOf, candidate_id="c", job_id="nobody"))


def test_the_ledger_names_employers_and_hides_single_people(office: Office, put: Any) -> None:
    for number in range(6):
        put("candidate", id=f"c{number}", **{**NEEDING, "disability": {"needs": ["A01"]}})
    put("candidate", id="alone", **{**NEEDING, "disability": {"needs": ["A20"]}})
    for name in ("j1", "j2"):
        put("job", id=name, **POST, employer={"id": "e", "name": "某厂"}, accommodations=[])
    found = office.casework.ledger("default", asked(LedgerOf))
    (line,) = found["employers"]
    assert line["employer"] == {"id": "e", "name": "某厂"}
    assert (line["code"], line["jobs"], line["pairs"], line["people"]) == ("A01", ["j1", "j2"], 12, 6)
    assert [(entry["code"], entry["people"]) for entry in found["arrangements"]] == [("A01", 6)]
    assert found["hidden"] == {"arrangements": 1, "employers": 1}
    assert found["people"] == 7
    assert found["pairs"] == {"allowed": 14, "fitting": 0, "opened": 14}
    everything = office.casework.ledger("default", asked(LedgerOf), least=1)
    assert [entry["code"] for entry in everything["arrangements"]] == ["A01", "A20"]
    assert office.casework.ledger("default", asked(LedgerOf), least=8)["people"] is None


def test_another_tenants_people_and_posts_stand_in_no_ledger(office: Office, put: Any) -> None:
    for number in range(6):
        put("candidate", "other", id=f"c{number}", **NEEDING)
        put("job", "other", id=f"j{number}", **POST, accommodations=[])
    assert office.casework.ledger("default", asked(LedgerOf), least=1)["people"] == 0


def test_what_is_owed_to_everybody(office: Office, put: Any) -> None:
    put("candidate", id="a", **GRADUATE)
    put("candidate", id="b", **{**GRADUATE, "status": None})
    put("candidate", id="c", **{**GRADUATE, "status": "employed"})
    put("job", id="j", **POST)
    office.feedback("default", asked(Feedback, candidate_id="a", job_id="j", event="apply"))
    guided = {"candidate_id": "a", "job_id": "j", "event": "view", "context": {"service": "guidance"}}
    office.feedback("default", asked(Feedback, **guided))
    put("candidate", id="d", **GRADUATE)
    told = office.casework.owed("default", asked(OwedOf))
    assert told["summary"] == {
        "people": 2,
        "to_confirm": 1,
        "complete": 0,
        "late": 0,
        "missing": {"guidance": 1, "referral": 2, "training_or_internship": 2},
    }
    first, second = told["people"]
    assert (first["candidate_id"], first["entitled"], first["since"], first["missing"]) == (
        "a",
        "pass",
        "2023-07-15",
        3,
    )
    assert second["candidate_id"] == "d"
    assert {item["code"]: item["posts"] for item in first["items"]}["referral"] == ["j"]
    assert told["next"] is None
    (unsure,) = office.casework.owed("default", asked(OwedOf, entitled="unknown"))["people"]
    assert (unsure["candidate_id"], unsure["entitled"]) == ("b", "unknown")
    (one,) = office.casework.owed("default", asked(OwedOf, candidate_id="b", after="z"))["people"]
    assert one["candidate_id"] == "b"
    page = office.casework.owed("default", asked(OwedOf, limit=1))
    assert (len(page["people"]), page["next"]) == (1, "a")
    rest = office.casework.owed("default", asked(OwedOf, limit=1, after="a"))
    assert ([one["candidate_id"] for one in rest["people"]], rest["next"]) == (["d"], None)
    late = office.clock() + timedelta(days=100)
    assert office.casework.owed("default", asked(OwedOf, as_of=late.isoformat()))["summary"]["late"] == 2


def test_a_plan_begins_with_posts_that_suit(office: Office, put: Any) -> None:
    put("candidate", id="a", **GRADUATE)
    for name in ("j1", "j2", "j3"):
        put("job", id=name, **POST, pay={"min": 5000, "unit": "month"})
    put("job", id="i", **{**POST, "employment_type": "internship"}, insurance=["accident"], channels=["internship"])
    office.feedback("default", asked(Feedback, candidate_id="a", job_id="j2", event="apply"))
    (plan,) = office.casework.owed("default", asked(OwedOf, candidate_id="a"))["people"]
    items = {item["code"]: item for item in plan["items"]}
    assert "suggested" not in items["guidance"]
    referrals = {result["job_id"] for result in items["referral"]["suggested"]}
    assert len(referrals) == 2
    assert "j2" not in referrals
    assert [result["job_id"] for result in items["training_or_internship"]["suggested"]] == ["i"]


def test_who_is_not_served_is_told_why(office: Office, put: Any) -> None:
    put("candidate", id="c", **{**GRADUATE, "status": "employed"})
    told = office.casework.owed("default", asked(OwedOf, candidate_id="c"))
    assert told["people"] == []
    assert told["reason"]
    with pytest.raises(InputError, match="gig"):
        office.casework.owed("default", asked(OwedOf, scenario="gig"))
    with pytest.raises(UnknownId):
        office.casework.owed("default", asked(OwedOf, candidate_id="nobody"))


def test_whom_a_post_shuts_out(office: Office, put: Any) -> None:
    person = {"consents": ["matching"], "birth_date": "1990-01-01"}
    put("candidate", id="a", **person, education="associate", max_distance_km=1, location={"lat": 32.0, "lon": 119.0})
    put("candidate", id="b", **person, education="bachelor", experience_years=0)
    put("candidate", id="c", **person, education="master", experience_years=5)
    put("candidate", id="silent", education="master")
    job = {"title": "主管", "min_education": "bachelor", "min_experience_years": 3, "location": {"lat": 33, "lon": 119}}
    told = office.casework.shut_out("default", asked(ShutOutOf, job=job))
    assert (told["pool"], told["left"]) == (3, 1)
    assert told["asked"] == {
        "left": 1,
        "expected": 1.333,
        "tailored": False,
        "conditions": [
            {"code": "education_too_low", "text": "学历不够", "alone": 1, "only": 1, "left": 2},
            {"code": "experience_too_short", "text": "经验不足", "alone": 1, "only": 1, "left": 1},
        ],
    }
    assert [one["code"] for one in told["offered"]["conditions"]] == ["too_far"]


def test_without_the_scope_the_sensitive_rules_take_no_part(office: Office, put: Any) -> None:
    put("candidate", id="c", **NEEDING)
    put("candidate", id="d", consents=["matching"], birth_date="1990-01-01", groups=[])
    put("job", id="j", **POST, accommodations=[], arrangements_possible=False, demands={"standing": 3})
    body = asked(ShutOutOf, job_id="j", scenario="disability_fair")
    full = office.casework.shut_out("default", body)
    assert (full["pool"], full["left"]) == (1, 0)
    kept = office.casework.shut_out("default", body, sensitive=False)
    assert (kept["pool"], kept["left"]) == (2, 2)
    assert kept["asked"]["conditions"] == kept["offered"]["conditions"] == []


def test_an_inspection_draws_open_posts_and_stands_in_the_log(office: Office, put: Any) -> None:
    put("job", id="open", **POST, advert="限男性", employer={"name": "某厂"})
    put("job", id="closed", **POST, expires_at="2023-08-31")
    put("job", id="later", **POST, opens_at="2023-09-02")
    body = asked(InspectionOf, sample=5, seed=7, inspectors=["王", "李", "张"])
    found = office.inspect("default", body)
    told = found.as_json()
    assert (told["seed"], told["population"]) == (7, 1)
    (sheet,) = told["sheets"]
    assert (sheet["job_id"], sheet["verdict"], sheet["drawn_at"][:10]) == ("open", "hold", "2023-09-01")
    assert len(sheet["inspectors"]) == 2
    (entry,) = [entry for entry in office.store.audit_log("default") if entry.action == "inspection_drawn"]
    assert told["population_hash"] in entry.reason
    assert office.inspect("default", body).as_json() == told


def test_what_has_not_happened_yet_does_not_count(office: Office, put: Any) -> None:
    put("candidate", id="a", **GRADUATE)
    put("job", id="j", **POST)
    at = office.clock() + timedelta(hours=1)
    office.feedback("default", asked(Feedback, candidate_id="a", job_id="j", event="apply", at=at.isoformat()))
    today = office.casework.owed("default", asked(OwedOf))["people"][0]["items"]
    assert [item["done"] for item in today] == [0, 0, 0]
    later = office.casework.owed("default", asked(OwedOf, as_of=at.isoformat()))["people"][0]["items"]
    assert [item["done"] for item in later] == [0, 1, 0]


def test_an_internship_of_another_tenant_that_is_public_counts(office: Office, put: Any) -> None:
    put("candidate", id="a", **GRADUATE)
    put("job", "other", id="i", **{**POST, "employment_type": "internship"}, visibility="public")
    office.feedback("default", asked(Feedback, candidate_id="a", job_id="i", event="hire"))
    items = {one["code"]: one for one in office.casework.owed("default", asked(OwedOf, entitled="pass"))["people"]}
    assert items == {}, "who has found work is owed nothing more"
    office.feedback("default", asked(Feedback, candidate_id="a", job_id="i", event="left"))
    (plan,) = office.casework.owed("default", asked(OwedOf))["people"]
    assert {item["code"]: item["posts"] for item in plan["items"]}["training_or_internship"] == ["i"]


def test_who_did_not_agree_to_be_matched_is_owed_and_gets_no_posts(office: Office, put: Any) -> None:
    put("candidate", id="a", **{**GRADUATE, "consents": []})
    put("job", id="j", **POST)
    (plan,) = office.casework.owed("default", asked(OwedOf, candidate_id="a"))["people"]
    assert [item.get("suggested") for item in plan["items"]] == [None, [], []]


def test_a_city_without_people_or_posts(office: Office, put: Any) -> None:
    put("job", id="j", **POST, min_education="bachelor")
    told = office.casework.shut_out("default", asked(ShutOutOf, job_id="j"))
    assert (told["pool"], told["left"], told["asked"]["conditions"]) == (0, 0, [])
    assert office.casework.ledger("default", asked(LedgerOf))["employers"] == []
    assert office.casework.owed("default", asked(OwedOf))["people"] == []
    assert office.inspect("other", asked(InspectionOf, sample=1, inspectors=["王", "李"])).sheets == ()


def test_a_notice_written_for_one_person_shows_itself(office: Office) -> None:
    """Each requirement alone leaves nine of sixty; all four leave the one for whom they were written."""
    meets: list[dict[str, Any]] = [
        {"education": "master"},
        {"major": "会计学"},
        {"certificates": ["初级会计"]},
        {"experience_years": 5},
    ]
    lacks = {"education": "associate", "major": "土木工程", "certificates": [], "experience_years": 0}
    people = [{**lacks, **{key: value for one in meets for key, value in one.items()}}]
    people += [{**lacks, **one} for one in meets for _ in range(8)]
    people += [lacks] * (60 - len(people))
    office.bulk(
        "default",
        "candidate",
        enumerate(({"id": f"c{n}", "consents": ["matching"], **one} for n, one in enumerate(people)), 1),
    )
    job = {
        "title": "主管",
        "min_education": "master",
        "majors": ["会计学"],
        "required_certificates": ["初级会计"],
        "min_experience_years": 3,
    }
    told = office.casework.shut_out("default", asked(ShutOutOf, job=job))
    assert (told["pool"], told["left"]) == (60, 1)
    assert told["asked"]["tailored"]
    assert told["asked"]["expected"] == 0.03
    assert {one["alone"] for one in told["asked"]["conditions"]} == {51}
    assert "请留意：几项要求合起来只剩 1 人" in as_text(told, "zh")
    assert "A reason to ask, not a verdict." in as_text(told, "en")
    loose = office.casework.shut_out("default", asked(ShutOutOf, job={**job, "majors": None}))
    assert not loose["asked"]["tailored"]
    assert "请留意" not in as_text(loose, "zh")
