"""The office's memory: near titles help, far ones hardly, everything has a reason and can be forgotten."""

import numpy as np
import pytest

from models.memory import Confirmed, Memory, speaking_for, weight_at
from models.shipped import block_encoder

TITLES = block_encoder().titles


@pytest.fixture(scope="module")
def memory() -> Memory:
    return Memory(TITLES, [Confirmed("万能工", "维修电工"), Confirmed("打荷", "中式烹调师"), Confirmed("  ", "x")])


def test_a_confirmed_title_is_remembered_with_full_weight_and_its_reason(memory: Memory) -> None:
    found = memory.recall(["萬能工"])[0][0]
    assert (found.meaning, found.because) == ("维修电工", ("万能工",))
    assert found.weight == pytest.approx(1, abs=1e-4)


def test_weight_falls_with_distance_down_to_nothing() -> None:
    assert weight_at(np.array([1.0, 0.8, 0.3, 0.0, -0.5])).round(3).tolist() == [1, 0.512, 0.027, 0, 0]


def test_what_is_far_weighs_next_to_nothing(memory: Memory) -> None:
    assert all(item.weight < 0.1 for item in memory.recall(["保险精算师"])[0])


def test_it_speaks_for_the_posts_that_bear_the_meaning(memory: Memory) -> None:
    [found] = memory.recall(["万能工"])
    weights = speaking_for(found, [("水电维修", "维修电工"), ("保安",), ()])
    assert weights[0] == pytest.approx(1, abs=1e-4)
    assert weights[1:].tolist() == [0, 0]


def test_titles_of_one_meaning_are_named_together_and_the_nearest_weighs() -> None:
    memory = Memory(
        TITLES, [Confirmed("水电工", "维修电工"), Confirmed("水电师傅", "维修电工"), Confirmed("后厨", "厨师")]
    )
    first, *_ = memory.recall(["水电工"])[0]
    assert first.because == ("水电工", "水电师傅")
    assert first.weight == pytest.approx(1, abs=1e-4)


def test_the_last_word_counts_and_forgetting_is_complete(memory: Memory) -> None:
    corrected = memory.with_confirmed(Confirmed("万能工", "机修钳工"))
    assert corrected.recall(["万能工"])[0][0].meaning == "机修钳工"
    forgotten = corrected.without("萬能工")
    assert all(item.because == ("打荷",) and item.weight < 0.1 for item in forgotten.recall(["万能工"])[0])
    assert memory.recall(["万能工"])[0][0].meaning == "维修电工"  # the old memory itself is unchanged


def test_an_empty_memory_remembers_nothing() -> None:
    assert Memory(TITLES).recall(["会计", ""]) == [[], []]
