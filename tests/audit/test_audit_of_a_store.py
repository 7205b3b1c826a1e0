"""Traits exchanged over a whole store: an honest office passes, and every way to leak is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from matcher.city import City
from matcher.domain.errors import InputError
from matcher.domain.law import Source
from matcher.domain.requests import Feedback, MatchJobs
from matcher.index import side
from matcher.index.texts import Texts
from matcher.office import Office
from matcher.ranking import pairing
from matcher.ranking.matcher import Matcher
from matcher.rules.scenario import Scenarios
from matcher.settings import Settings

SOME = ["general", "disability_fair", "public_welfare"]


@pytest.fixture(scope="module")
def found(office: Office) -> dict[str, Any]:
    return office.audit("default", SOME, seed=1)


def test_nothing_moves_but_what_a_cited_rule_moves(found: dict[str, Any], city: City) -> None:
    assert found["breaches"] == {"total": 0, "by_sort": {}, "examples": []}
    pairs = len(city.candidates) * len(city.jobs) * len(SOME)
    assert found["flips"]["scores"] == {"jobs_for_people": pairs, "people_for_jobs": pairs}
    assert found["flips"]["pages"] == 40 * len(SOME)
    rules = {(rule["scenario"], rule["rule"]): rule for rule in found["flips"]["rules"]}
    assert {"groups"} == rules["disability_fair", "not_entitled"]["by_trait"].keys()
    assert "entitlements" in rules["public_welfare", "not_entitled"]["by_trait"]
    assert all(rule["source"]["title"] and rule["pairs"] for rule in rules.values())


def test_sex_alone_moves_no_rule_at_all(found: dict[str, Any]) -> None:
    assert not any("gender" in rule["by_trait"] for rule in found["flips"]["rules"])


def test_the_same_seed_gives_the_same_bytes(office: Office, found: dict[str, Any]) -> None:
    assert json.dumps(office.audit("default", SOME, seed=1)) == json.dumps(found)


def test_it_says_how_far_it_is(office: Office) -> None:
    heard: list[str] = []
    office.audit("default", ["gig"], watch=heard.append)
    assert heard == ["traits", "rules", "scores", "exposure", "probe", "pages"]


def test_an_unknown_service_is_refused_with_the_known_ones(office: Office) -> None:
    with pytest.raises(InputError, match="women_fair"):
        office.audit("default", ["womens_fair"])


def test_a_store_without_people_passes(office: Office) -> None:
    found = office.audit("nobody")
    assert (found["people"], found["breaches"]["total"]) == (0, 0)
    assert all(group["n"] == 0 for group in found["exposure"]["groups"])


def test_what_staff_confirmed_is_audited_as_it_is_matched(tmp_path: Path, moment: datetime) -> None:
    person = {"desired_occupations": ["万能工"], "consents": ["matching"]}
    people = [person | {"id": f"c{at}", "gender": ("female", "male")[at % 2]} for at in range(20)]
    posts = [{"id": "j1", "title": "机电维护员"}, {"id": "j2", "title": "营业员"}]
    with closing(Office.open(Settings(data=tmp_path, key_file=tmp_path / "key"), lambda: moment)) as office:
        office.bulk("default", "candidate", enumerate(people, 1))
        office.bulk("default", "job", enumerate(posts, 1))
        without = office.audit("default", ["general"])
        office.feedback("default", Feedback(candidate_id="c0", job_id="j1", event="offer"))
        found = office.audit("default", ["general"])
        matched = office.match("default", MatchJobs(candidate_id="c1", scenario="general"))["results"]
    assert (without["memory"], found["memory"], found["breaches"]["total"]) == (0, 1, 0)
    best = [best_of_men(answer) for answer in (without, found)]
    assert best[0] < best[1] == pytest.approx(sum(result["score"] for result in matched) / 3, abs=1e-6)


def best_of_men(found: dict[str, Any]) -> float:
    group = next(group for group in found["exposure"]["groups"] if group["value"] == "male")
    mean: float = group["best"][0]["mean"]
    return mean


@pytest.fixture
def text_that_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = side.words_of

    def leaking(record: Any) -> side.Words:
        words = honest(record)
        told = getattr(record, "gender", None) or ""
        return replace(words, texts=Texts(words.texts.title, words.texts.skills, (*words.texts.body, told)))

    monkeypatch.setattr(side, "words_of", leaking)


@pytest.mark.usefixtures("text_that_tells")
def test_a_trait_in_a_text_is_found(office: Office) -> None:
    by_sort = office.audit("default", ["general"])["breaches"]["by_sort"]
    assert by_sort["vector"] > 10
    assert by_sort["score"] > 10


def test_a_trait_in_a_feature_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from matcher.audit import worlds

    def leaking(asker: Any, view: Any, *rest: Any) -> Any:
        columns = dict(pairing.pair_features(asker, view, *rest))
        table = asker.table if hasattr(asker.table, "protected") else view.table
        columns["near"] = columns["near"] + 0.01 * (table.protected.gender == 0)
        return columns

    monkeypatch.setattr(worlds, "pair_features", leaking)
    breaches = office.audit("default", ["general"])["breaches"]
    assert breaches["by_sort"]["score"] > 100
    assert breaches["by_sort"]["order"] > 1
    assert len(breaches["examples"]) < breaches["total"]
    assert {example["direction"] for example in breaches["examples"]} == {"jobs_for_people", "people_for_jobs"}


def test_a_trait_in_the_order_of_a_page_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Matcher.match

    def leaking(self: Matcher, query: Any) -> dict[str, Any]:
        answer = honest(self, query)
        if getattr(query.record, "gender", None) == "female":
            answer["results"].reverse()
        return answer

    monkeypatch.setattr(Matcher, "match", leaking)
    assert office.audit("default", ["general"])["breaches"]["by_sort"].keys() == {"page"}


@pytest.fixture
def no_sources(office: Office) -> Iterator[None]:
    honest = office.scenarios
    general = honest["general"]
    rules = tuple(replace(rule, source=Source("")) for rule in general.rules)
    office.scenarios = Scenarios([replace(general, rules=rules)])
    yield
    office.scenarios = honest


@pytest.mark.usefixtures("no_sources")
def test_a_rule_that_cites_nothing_explains_nothing(office: Office) -> None:
    breaches = office.audit("default")["breaches"]
    assert breaches["by_sort"].keys() == {"rule_without_source"}
    assert {example["rule"] for example in breaches["examples"]} >= {"under_age"}
