"""The office's memory: near titles help, far ones change nothing, everything has a reason and can be forgotten."""

import numpy as np
import pytest

from models.embedder import UseEmbedder
from models.memory import Confirmed, Memory, drawn, weight_at


@pytest.fixture(scope="module")
def memory() -> Memory:
    return Memory(
        UseEmbedder(), [Confirmed("万能工", "维修电工"), Confirmed("打荷", "中式烹调师"), Confirmed("  ", "x")]
    )


def test_a_confirmed_title_is_remembered_with_full_weight_and_its_reason(memory: Memory) -> None:
    [[found]] = memory.recall(["萬能工"])
    assert (found.meaning, found.because) == ("维修电工", ("万能工",))
    assert found.weight == pytest.approx(1, abs=1e-4)


def test_weight_falls_with_distance_down_to_nothing() -> None:
    near, middle, far = weight_at(np.array([1.0, 0.8, 0.5]))
    assert (near, far) == (1, 0)
    assert 0 < middle < 0.2


def test_nothing_near_nothing_remembered_and_nothing_moved(memory: Memory) -> None:
    titles = ["保险精算师"]
    assert memory.recall(titles) == [[]]
    vectors = UseEmbedder().embed(titles)
    np.testing.assert_allclose(drawn(vectors, memory.recall(titles), UseEmbedder()), vectors, atol=2e-6)


def test_a_title_is_drawn_towards_its_meaning(memory: Memory) -> None:
    embedder = UseEmbedder()
    vectors, goal = embedder.embed(["打荷"]), embedder.embed(["中式烹调师"])
    assert vectors @ goal.T < 0.6
    assert drawn(vectors, memory.recall(["打荷"]), embedder) @ goal.T > 0.99


def test_titles_that_disagree_share_the_weight() -> None:
    memory = Memory(UseEmbedder(), [Confirmed("水电工", "维修电工"), Confirmed("水电师傅", "管工")])
    [found] = memory.recall(["水电工"])
    assert found[0].meaning == "维修电工"
    assert sum(item.weight for item in found) == pytest.approx(1, abs=1e-4)


def test_the_last_word_counts_and_forgetting_is_complete(memory: Memory) -> None:
    corrected = memory.with_confirmed(Confirmed("万能工", "机修钳工"))
    assert corrected.recall(["万能工"])[0][0].meaning == "机修钳工"
    forgotten = corrected.without("萬能工")
    assert forgotten.recall(["万能工"]) == [[]]
    assert memory.recall(["万能工"])[0][0].meaning == "维修电工"  # the old memory itself is unchanged


def test_an_empty_memory_remembers_nothing() -> None:
    assert Memory(UseEmbedder()).recall(["会计", ""]) == [[], []]
