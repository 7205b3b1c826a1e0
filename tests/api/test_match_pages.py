"""Matching over HTTP, a real office and a small city: pages, counts, filters, batches, agreement with eligibility."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from matcher.city import City, default_moment, generate_city
from matcher.office import Office
from matcher.settings import Settings


@pytest.fixture(scope="module")
def city() -> City:
    return generate_city(40, 160, 0, default_moment())


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, city: City) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("pages")
    settings = Settings(data=folder / "data", key_file=folder / "key")
    office = Office.open(settings, clock=default_moment)
    service = create_app(office).test_client()
    lines = "\n".join(json.dumps(job, ensure_ascii=False) for job in city.jobs)
    made = service.post("/v1/jobs:bulk", data=lines.encode(), content_type="application/x-ndjson")
    assert made.json["accepted"] == 160  # type: ignore[index]
    assert service.post("/v1/candidates:bulk", json=list(city.candidates)).json["rejected"] == 0  # type: ignore[index]
    yield service
    office.close()


def ask(client: FlaskClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answered = client.post(path, json=body)
    assert answered.status_code == 200, answered.json
    found: dict[str, Any] = answered.json  # type: ignore[assignment]
    return found


SCENARIOS = ("gig", "internship", "disability_fair", "graduate", "women_fair", "general")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_pages_follow_each_other_and_counts_add_up(client: FlaskClient, city: City, scenario: str) -> None:
    for person in city.candidates[:8]:
        query = {"candidate_id": person["id"], "scenario": scenario, "k": 4}
        whole = ask(client, "/v1/match/jobs", query | {"k": 200})
        assert sum(whole["excluded"]["by_rule"].values()) == whole["excluded"]["total"]
        assert len(whole["results"]) + whole["excluded"]["total"] == 160
        paged: list[dict[str, Any]] = []
        page = ask(client, "/v1/match/jobs", query)
        while True:
            paged += page["results"]
            if page["next_cursor"] is None:
                break
            page = ask(client, "/v1/match/jobs", query | {"cursor": page["next_cursor"]})
        assert [result["rank"] for result in paged] == list(range(1, len(paged) + 1))
        assert {result["job_id"] for result in paged} == {result["job_id"] for result in whole["results"]}
        assert all(0 <= result["score"] <= 1 and round(result["score"], 6) == result["score"] for result in paged)


def test_what_is_matched_is_eligible_and_what_is_not_has_a_rule(client: FlaskClient, city: City) -> None:
    for person in city.candidates[:4]:
        whole = ask(client, "/v1/match/jobs", {"candidate_id": person["id"], "k": 200})
        matched = {result["job_id"]: result["eligibility"] for result in whole["results"]}
        for job in city.jobs[:40]:
            judged = ask(client, "/v1/eligibility", {"candidate_id": person["id"], "job_id": job["id"]})
            assert judged["verdict"] == matched.get(job["id"], "not_eligible")


def test_filters_narrow_and_are_counted_apart(client: FlaskClient, city: City) -> None:
    query = {"candidate_id": city.candidates[0]["id"], "k": 200}
    whole = {result["job_id"] for result in ask(client, "/v1/match/jobs", query)["results"]}
    for filters in (
        {"employment_type": {"in": ["full_time"]}},
        {"pay_month_min": {"gte": 4000}},
        {"distance_km": {"lte": 10}},
        {"division": {"under": "3210"}},
    ):
        narrowed = ask(client, "/v1/match/jobs", query | {"filters": filters})
        assert {result["job_id"] for result in narrowed["results"]} <= whole
        assert len(narrowed["results"]) + narrowed["excluded"]["total"] + narrowed["excluded"]["filtered"] == 160


def test_a_batch_answers_as_single_calls_do(client: FlaskClient, city: City) -> None:
    queries: list[dict[str, Any]] = [{"candidate_id": person["id"], "k": 3} for person in city.candidates[:5]]
    queries += [{"job_id": job["id"], "k": 3} for job in city.jobs[:5]]
    batch = ask(client, "/v1/match:batch", {"queries": queries})["items"]
    single = [ask(client, f"/v1/match/{'jobs' if 'candidate_id' in q else 'candidates'}", q) for q in queries]
    assert batch == single


def test_a_cursor_of_another_query_is_refused(client: FlaskClient, city: City) -> None:
    query = {"candidate_id": city.candidates[0]["id"], "scenario": "general", "k": 1}
    cursors = [ask(client, "/v1/match/jobs", query | {"candidate_id": p["id"]})["next_cursor"] for p in city.candidates]
    cursor = next(found for found in cursors[1:] if found)
    for wrong in (cursor, "nonsense", ""):
        refused = client.post("/v1/match/jobs", json=query | {"cursor": wrong})
        assert refused.status_code == 400
        assert refused.json["errors"][0]["pointer"] == "/cursor"  # type: ignore[index]
