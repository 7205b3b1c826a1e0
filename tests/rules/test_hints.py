"""What a service points out beside its matches."""

from __future__ import annotations

from typing import Any

import pytest

from matcher.domain.errors import SettingError
from matcher.domain.records import read_candidate
from matcher.rules.hints import hints
from matcher.rules.loading import load_scenarios, read_scenario


def told(*titles: str, language: str = "zh") -> list[dict[str, Any]]:
    experience = [{"title": title, "months": 24} for title in titles]
    return hints(["military_trades"], read_candidate({"id": "c", "experience": experience}), [], language)


def test_a_soldiers_trade_is_told_in_civil_words_with_its_status() -> None:
    (hint,) = told("某部炊事员", "会计")
    assert hint["trade"] == "炊事员"
    assert "食堂管理员" in hint["titles"]
    assert hint["status"] == "general_to_confirm"
    assert hint["text"] == (
        "“炊事员”可以考虑：中式烹调师、厨师、食堂管理员；可写上的技能：烹饪、食品卫生、成本核算；地方上岗另需健康证"
    )
    assert told("雷达兵", language="en")[0]["text"].startswith("雷达操纵员 in civil work: ")


def test_who_tells_of_no_service_gets_no_hint() -> None:
    veteran = read_candidate({"id": "c", "groups": ["veteran"]})
    assert told("会计") == hints(["military_trades"], veteran, [], "zh") == []


def test_each_service_names_its_hints_and_an_unknown_one_is_refused() -> None:
    found = {name: scenario.hints for name, scenario in load_scenarios().items() if scenario.hints}
    assert found == {"gig": ("trade_licences",), "veteran_fair": ("military_trades",)}
    text = 'name = "s"\ntitle = {zh = "一", en = "a"}\nsummary = {zh = "一", en = "a"}\nhints = ["astrology"]\n'
    with pytest.raises(SettingError) as refused:
        read_scenario(text + '[[rules]]\ncode = "no_consent"\n', "own.toml")
    assert refused.value.values["key"] == "hints"
    assert "military_trades" in refused.value.message("en")
