"""An agency's own scenario, and what is said of a wrong file: file, key and reason."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from matcher.domain.errors import SettingError
from matcher.domain.moments import parse_moment
from matcher.domain.records import read_candidate, read_job
from matcher.rules.context import Context
from matcher.rules.explain import explain_pair
from matcher.rules.loading import load_scenarios, read_scenario
from matcher.table.table import Candidates, Jobs

SHIPPED = {
    "gig",
    "internship",
    "disability_fair",
    "graduate",
    "women_fair",
    "veteran_fair",
    "employment_assistance",
    "public_welfare",
    "general",
}
OWN = """
name = "night_market"
title = { zh = "夜市招工", en = "Night market" }
summary = { zh = "夜间零工", en = "Gigs at night" }

[blocks]
title = 1

[weights]
near = 2

[[rules]]
code = "no_consent"

[[rules]]
code = "not_offered"
types = ["gig"]

[[rules]]
code = "night_work"
unknown = "exclude"
source = { title = "夜市公约", article = "第三条" }

[[rules]]
code = "grown_up"
source = { title = "夜市公约", article = "第一条" }
[rules.condition]
any = [{ field = "age", op = "ge", value = 18 }, { not = { field = "status", op = "eq", value = "student" } }]
[rules.words]
pass = { zh = "可以在夜市做工", en = "may work at the night market" }
unknown = { zh = "请确认年龄和是否在校", en = "please ask for age and school" }
fail = { zh = "在校未成年人不行", en = "no pupils" }
"""


def test_every_service_of_the_contract_is_shipped() -> None:
    scenarios = load_scenarios()
    assert set(scenarios) == SHIPPED
    for scenario in scenarios.values():
        assert scenario.title["zh"]
        assert scenario.title["en"]
        codes = [rule.code for rule in scenario.rules]
        assert codes[0] == "no_consent"
        assert {"expired", "under_age", "advert_held", "employer_listed", "already_referred"} <= set(codes)
        assert scenario.as_json()["rules"][0]["code"] == "no_consent"


def test_nobody_is_excluded_by_gender_anywhere() -> None:
    from matcher.rules.people import FIELDS

    assert "gender" not in FIELDS
    assert "disability" not in FIELDS


def test_precedence_is_a_tier_with_its_source_and_a_date() -> None:
    welfare = load_scenarios()["public_welfare"]
    day = parse_moment("2023-09-01").date()

    def tier(category: str, until: str = "2023-12-31") -> int:
        entitlement = {"code": "hard_to_place", "category": category, "valid_to": until}
        return welfare.tier_of(read_candidate({"id": "c", "entitlements": [entitlement]}), day)

    assert [tier(c) for c in ("D05", "D01", "D02", "D04", "D06")] == [0, 1, 2, 2, 3]
    assert tier("D05", "2023-08-31") == 3
    assert all(step.source.title for step in welfare.tiers)


def test_the_131_service_says_what_is_owed() -> None:
    owed = {item.code: item.least for item in load_scenarios()["graduate"].services}
    assert owed == {"guidance": 1, "referral": 3, "training_or_internship": 1}


def test_a_service_item_found_in_a_service_that_is_not_there_is_refused(tmp_path: Path) -> None:
    text = files("matcher.rules").joinpath("scenarios/graduate.toml").read_text("utf-8")
    (tmp_path / "own.toml").write_text(text.replace('offered_in = "internship"', 'offered_in = "nowhere"'), "utf-8")
    with pytest.raises(SettingError) as refused:
        load_scenarios([tmp_path])
    assert refused.value.values["key"] == "services[2].offered_in"
    assert "internship" in refused.value.message("en")


def test_an_agency_adds_its_own_service_without_touching_code(tmp_path: Path) -> None:
    (tmp_path / "night.toml").write_text(OWN, "utf-8")
    scenarios = load_scenarios([tmp_path], features=None)
    assert set(scenarios) == SHIPPED | {"night_market"}

    def judged(person: dict[str, Any], post: dict[str, Any]) -> dict[str, Any]:
        context = Context(parse_moment("2023-09-01"))
        people = Candidates.of([read_candidate({"id": "c", "consents": ["matching"], **person})])
        posts = Jobs.of([read_job({"id": "j", "title": "摊主助手", "employment_type": "gig", **post})])
        return explain_pair(scenarios["night_market"], people, posts, context)

    fine = judged({"birth_date": "2000-01-01"}, {})
    assert fine["verdict"] == "eligible"
    assert fine["rules"][-1]["reason"] == "可以在夜市做工"
    assert fine["rules"][-1]["source"] == {"title": "夜市公约", "article": "第一条"}
    assert judged({}, {})["verdict"] == "to_confirm"
    assert judged({"status": "student", "birth_date": "2010-01-01"}, {})["verdict"] == "not_eligible"
    assert judged({"status": "retired"}, {})["verdict"] == "eligible"
    unsure_of_nights = judged({"birth_date": "2000-01-01"}, {"night_shift": True})
    assert unsure_of_nights["verdict"] == "not_eligible"
    assert {r["code"]: (r["verdict"], r["effect"]) for r in unsure_of_nights["rules"]}["night_work"] == (
        "unknown",
        "exclude",
    )


def test_an_agency_can_put_its_own_file_in_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "gig.toml").write_text(OWN.replace('"night_market"', '"gig"'), "utf-8")
    assert load_scenarios([tmp_path])["gig"].title["en"] == "Night market"


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        (('name = "night_market"', 'name = "night market"'), "name", "letters"),
        (('title = { zh = "夜市招工", en = "Night market" }', 'title = "夜市"'), "title", "zh and en"),
        (("[weights]", "[weight]"), "weight", "did you mean weights?"),
        (("near = 2", "near = -2"), "weights.near", "number from 0"),
        (("near = 2", "gender = 2"), "weights.gender", "unknown key"),
        (("near = 2", "nears = 2"), "weights.nears", "did you mean near?"),
        (("near = 2", "near = 0"), "weights", "above 0"),
        (("title = 1", "titles = 1"), "blocks.titles", "did you mean title?"),
        (('code = "night_work"', 'code = "night_wrok"'), "rules[2].code", "did you mean night_work?"),
        (('code = "night_work"', 'code = "no_consent"'), "rules", "no_consent stands there twice"),
        (('unknown = "exclude"', 'unknown = "forbid"'), "rules[2].unknown", "ask, exclude"),
        (('unknown = "exclude"', "hours = 3"), "rules[2].hours", "unknown key"),
        (('types = ["gig"]', 'types = ["gigs"]'), "rules[1].types", "'gigs' is not one of"),
        (('types = ["gig"]', ""), "rules[1].types", "is required"),
        (('op = "ge"', 'op = "atleast"'), "rules[3].condition.any[0].op", "is not one of"),
        (('op = "ge"', 'op = "in"'), "rules[3].condition", "age can be asked by"),
        (('field = "age"', 'field = "gender"'), "rules[3].condition.any[0].field", "'gender' is not one of"),
        (("value = 18", 'value = "adult"'), "rules[3].condition.value", "number"),
        (('value = "student"', 'value = "pupil"'), "rules[3].condition.value", "'pupil' is not one of"),
        (('fail = { zh = "在校未成年人不行", en = "no pupils" }', ""), "rules[3].words", "fail, pass and unknown"),
        (
            ('source = { title = "夜市公约", article = "第三条" }', 'source = "夜市公约"'),
            "rules[2].source",
            "title and article",
        ),
        (('name = "night_market"', "name = "), "", "Invalid value"),
    ],
)
def test_a_wrong_file_is_refused_with_file_key_and_reason(change: tuple[str, str], key: str, reason: str) -> None:
    assert change[0] in OWN
    with pytest.raises(SettingError) as caught:
        read_scenario(OWN.replace(*change), "night.toml", features=["title", "near", "pay"])
    assert caught.value.values["file"] == "night.toml"
    assert caught.value.values["key"] == key
    assert reason in caught.value.message("en")
    for language in ("zh", "en"):
        assert "night.toml" in caught.value.message(language)
        assert key in caught.value.message(language)


def test_a_missing_folder_and_a_file_that_is_not_utf8_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="no such folder"):
        load_scenarios([tmp_path / "nowhere"])
    (tmp_path / "gbk.toml").write_bytes('name = "夜市"'.encode("gbk"))
    with pytest.raises(SettingError, match=r"gbk\.toml.*not UTF-8"):
        load_scenarios([tmp_path])
