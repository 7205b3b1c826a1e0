"""Military trades in civil words."""

from __future__ import annotations

import pytest

from matcher.domain.codes import rows
from matcher.domain.crosswalk import civil_trades


def test_a_trade_by_its_name_or_an_alias_names_civil_titles_and_skills() -> None:
    (cook,) = civil_trades(["炊事兵", "司务长", "会计"])
    assert cook.name == "炊事员"
    assert "厨师" in cook.titles
    assert "食品卫生" in cook.skills
    assert "健康证" in cook.note
    assert civil_trades(["会计"]) == ()
    assert cook.status == "general_to_confirm"


@pytest.mark.parametrize("title", ["某部汽车驾驶员", "汽车驾驶员（士官）", " 汽车 驾驶员 ", "陆军运输兵"])
def test_a_title_may_say_more_than_the_trade(title: str) -> None:
    assert [trade.name for trade in civil_trades([title])] == ["汽车驾驶员"]


@pytest.mark.parametrize("title", ["生产班长", "机械师傅", "驾驶", "（汽车兵）", ""])
def test_what_only_sounds_like_a_trade_is_none(title: str) -> None:
    assert civil_trades([title]) == ()


def test_every_row_has_a_status_and_no_name_means_two_trades() -> None:
    names = [name for row in rows("military_trades") for name in (row["trade"], *row["aliases"].split("|")) if name]
    assert len(names) == len(set(names))
    assert {row["verify"] for row in rows("military_trades")} == {"general_to_confirm"}
    assert all(row["civil_titles"] and row["skills"] for row in rows("military_trades"))
