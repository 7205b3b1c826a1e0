"""The page of scenarios is the scenario files, nothing else."""

from __future__ import annotations

from pathlib import Path

from matcher.rules.document import EXAMPLE, scenarios_page
from matcher.rules.loading import load_scenarios, read_scenario

PAGE = Path(__file__).parents[2] / "docs" / "SCENARIOS.md"


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text("utf-8") == scenarios_page(), "run: python -m matcher.rules.document > docs/SCENARIOS.md"


def test_the_example_of_the_page_is_a_service() -> None:
    assert EXAMPLE in scenarios_page()
    scenario = read_scenario(EXAMPLE, "example.toml", ["near", "pay"])
    assert [rule.code for rule in scenario.rules] == ["no_consent", "not_offered", "night_work", "grown_up"]


def test_every_service_and_rule_stands_on_the_page() -> None:
    page = scenarios_page()
    for scenario in load_scenarios().values():
        assert f"(`{scenario.name}`)" in page
        assert scenario.title["zh"] in page
        assert scenario.title["en"] in page
