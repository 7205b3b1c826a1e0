"""A title is read in the light of its description, on either side alike."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.index.phrases import Phrases, phrase_text
from matcher.index.texts import Texts
from matcher.office.models import RecordEncoder
from matcher.ranking.titles import title_nearness
from matcher.table.keys import key
from matcher.table.ragged import Ragged, ragged
from models.shipped import block_encoder

BODIES = ["负责记账、报税和编制财务报表", "负责炒菜、切配和厨房卫生", ""]


@pytest.fixture(scope="module")
def encoder() -> RecordEncoder:
    return RecordEncoder(block_encoder())


@pytest.fixture(scope="module")
def phrases(encoder: RecordEncoder) -> Phrases:
    learnt = Phrases(encoder)
    learnt.learn(["会计", "专员", "厨师", "出纳", "保洁员"])
    return learnt


def profiles(encoder: RecordEncoder, bodies: list[str]) -> np.ndarray:
    rows = encoder.encode([Texts(body=(body,)) if body else phrase_text("") for body in bodies])
    return rows[:, encoder.layout.width :].astype(np.float16)


def titles(*lists: list[str]) -> Ragged:
    return ragged([[key(text) for text in one] for one in lists], np.int64)


def test_a_description_tells_apart_what_titles_do_not(encoder: RecordEncoder, phrases: Phrases) -> None:
    told = profiles(encoder, BODIES)
    books, kitchen, silent = title_nearness(phrases, [key("会计")], told[2:], titles(*[["专员"]] * 3), told)
    assert books > silent > kitchen


def test_a_pair_is_as_near_from_either_side(encoder: RecordEncoder, phrases: Phrases) -> None:
    told = profiles(encoder, BODIES)
    wishes, posts = [["会计", "厨师"], ["出纳"]], [["专员"], ["保洁员"], ["会计"]]
    there = np.stack(
        [title_nearness(phrases, [key(w) for w in wishes[i]], told[i : i + 1], titles(*posts), told) for i in (0, 1)]
    )
    back = np.stack(
        [
            title_nearness(phrases, [key(p) for p in posts[j]], told[j : j + 1], titles(*wishes), told[:2])
            for j in range(3)
        ]
    )
    np.testing.assert_allclose(there, back.T, atol=1e-12)
    assert there[0, 2] == 1


def test_one_more_wish_never_moves_a_post_away(encoder: RecordEncoder, phrases: Phrases) -> None:
    told = profiles(encoder, BODIES)
    posts = titles(["专员"], ["保洁员"], ["出纳"])
    few = title_nearness(phrases, [key("会计")], told[:1], posts, told)
    more = title_nearness(phrases, [key("会计"), key("保洁员")], told[:1], posts, told)
    assert (more >= few).all()
    assert more[1] == 1


def test_without_a_wish_or_a_title_nothing_is_known(encoder: RecordEncoder, phrases: Phrases) -> None:
    told = profiles(encoder, BODIES)
    assert np.isnan(title_nearness(phrases, [], told[2:], titles(["专员"]), told[:1])).all()
    assert np.isnan(title_nearness(phrases, [key("会计")], told[2:], titles([]), told[:1])).all()
