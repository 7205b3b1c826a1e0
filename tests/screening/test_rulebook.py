"""The rules as data: complete, sourced, worded, and no pattern that could be slow."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from matcher.domain.codes import rows
from matcher.domain.words import codes
from matcher.screening import rulebook as module
from matcher.screening.rulebook import rulebook
from matcher.screening.screen import screen

DAY = date(2023, 9, 1)
LEXICON = rows("discrimination_lexicon")
SENTENCES = Path(__file__).parents[1] / "data/discrimination_test_sentences.csv"
CONTRACT_OVER_LEXICON = {"PER03": "不吸烟"}  # 无不良嗜好 is no finding: contract 4.2


def test_every_rule_has_words_in_both_languages() -> None:
    for rule in rulebook().rules.values():
        assert rule.advice in codes(), rule.id
        assert f"screen_note_{rule.ground.code}" in codes(), rule.id


def test_every_ground_has_a_source_and_a_status() -> None:
    known = {row["source_id"] for row in rows("sources")} | {"K_DESIGN", "K_GENERAL"}
    for rule in rulebook().rules.values():
        assert rule.ground.source in known, rule.ground
        assert rule.ground.status in ("verified_from_material", "general_to_confirm")
        assert all(" " in law or "〔" in law for law in rule.basis), rule.id


def test_every_entry_of_the_lexicon_is_carried_out_by_a_rule() -> None:
    carried = {entry for rule in rulebook().rules.values() for entry in rule.lexicon}
    wanted = {row["id"] for row in LEXICON if row["ground"] != "LAW"}
    assert carried == wanted


@pytest.mark.parametrize("entry", LEXICON, ids=lambda row: row["id"])
def test_the_lexicons_example_is_found_as_it_says(entry: Mapping[str, str]) -> None:
    findings = screen(CONTRACT_OVER_LEXICON.get(entry["id"], entry["example"]), as_of=DAY).findings
    if entry["ground"] == "LAW":
        assert findings == ()
    else:
        assert (entry["ground"], entry["severity"]) in {(f.ground, f.severity) for f in findings}


def test_no_finding_has_the_ground_law() -> None:
    assert "LAW" not in {rule.ground.code for rule in rulebook().rules.values()}


def _sentences() -> list[Mapping[str, str]]:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", _sentences(), ids=lambda row: row["id"])
def test_the_domains_sentences(row: Mapping[str, str]) -> None:
    found = {f.ground for f in screen(row["sentence"], as_of=DAY).findings}
    assert found == set(filter(None, row["expected_grounds"].split("|")))


def test_patterns_are_of_the_linear_engine_alone() -> None:
    book = rulebook()
    patterns = [frame.pattern for frames in book.books for frame in frames.frames]
    patterns += [guard.pattern for guard in book.guards]
    assert {type(pattern).__module__ for pattern in patterns} == {"re2"}


RULE = {"id": "r1", "ground": "X", "severity": "low", "advice": "sex", "frames": ["限"]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"frames": ["(限"]},
        {"frames": ["{nowhere}"]},
        {"shapes": ["sideways"]},
        {"except_clause": ["限"]},
        {"ground": "Y"},
        {"except": ["(?=限)"]},
    ],
    ids=["no pattern", "no such set", "no such shape", "no such key", "no such ground", "looks ahead"],
)
def test_a_wrong_rule_is_named_with_its_file(wrong: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    book = {"ground": {"X": {"basis": ["法 第一条"], "source": "s", "status": "t"}}, "rule": [{**RULE, **wrong}]}
    real = module._toml
    monkeypatch.setattr(module, "_toml", lambda name: book if name == "sex" else real(name))
    with pytest.raises(ValueError, match=r"sex\.toml, rule r1"):
        rulebook.__wrapped__()


def test_the_tables_of_characters_are_of_one_length_and_simplify_once() -> None:
    raw = tomllib.loads(files("matcher.domain").joinpath("data/screening/folding.toml").read_text("utf-8"))
    assert len(raw["traditional"]) == len(raw["simplified"])
    kept = {old for old, new in zip(raw["traditional"], raw["simplified"], strict=True) if old != new}
    assert not kept & set(raw["simplified"])
