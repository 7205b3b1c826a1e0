"""Titles and description of a record as one text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.domain.records import Candidate, Job
from matcher.index import wholes as module
from matcher.index.cache import VectorCache
from matcher.index.phrases import Phrases
from matcher.index.side import Asker, Side
from matcher.index.wholes import whole_nearness
from matcher.office.models import RecordEncoder
from matcher.table.table import Candidates, CandidateTable, Jobs, JobTable
from models.shipped import block_encoder

PEOPLE = (
    Candidate(id="clerk", desired_occupations=("会计", "出纳"), summary="做过三年代账，会报税和编制报表"),
    Candidate(id="cook", desired_occupations=("厨师",), summary="在食堂炒大锅菜八年"),
    Candidate(id="silent", desired_occupations=("会计",)),
)
POSTS = (
    Job(id="books", title="财务专员", description="负责记账、报税，编制财务报表，核对往来款项"),
    Job(id="kitchen", title="专员", description="负责食堂炒菜、切配和厨房卫生"),
    Job(id="bare", title="会计"),
)


@pytest.fixture(scope="module")
def encoder() -> RecordEncoder:
    return RecordEncoder(block_encoder())


@pytest.fixture(scope="module")
def phrases(encoder: RecordEncoder) -> Phrases:
    return Phrases(encoder)


@pytest.fixture(scope="module")
def cache(encoder: RecordEncoder, tmp_path_factory: pytest.TempPathFactory) -> VectorCache:
    return VectorCache(tmp_path_factory.mktemp("vectors"), encoder.stamp, encoder.width)


@pytest.fixture
def people(encoder: RecordEncoder, phrases: Phrases, cache: VectorCache) -> Side[Candidates, Candidate]:
    return Side(CandidateTable(), Candidates.of, encoder, phrases, cache)


@pytest.fixture
def posts(encoder: RecordEncoder, phrases: Phrases, cache: VectorCache) -> Side[Jobs, Job]:
    return Side(JobTable(), Jobs.of, encoder, phrases, cache)


def near(phrases: Phrases, asker: Asker[Any], side: Side[Any, Any]) -> NDArray[np.float64]:
    with side.reading() as view:
        return whole_nearness(phrases, asker.whole, view.wholes)


def test_a_description_finds_the_post_that_its_title_hides(
    phrases: Phrases, people: Side[Candidates, Candidate], posts: Side[Jobs, Job]
) -> None:
    posts.apply([("t", post) for post in POSTS], [], "1")
    clerk, cook, silent = (near(phrases, asker, posts) for asker in people.askers("t", PEOPLE))
    assert clerk[0] > 0.5 > clerk[1] + 0.2
    assert cook[1] > 0.3 > cook[0] + 0.2
    assert np.isnan([clerk[2], cook[2], *silent]).all(), "a bare title is no whole"


def test_a_pair_is_as_near_from_either_side(
    phrases: Phrases, people: Side[Candidates, Candidate], posts: Side[Jobs, Job]
) -> None:
    people.apply([("t", person) for person in PEOPLE], [], "1")
    posts.apply([("t", post) for post in POSTS], [], "1")
    there = np.stack([near(phrases, asker, posts) for asker in people.askers("t", PEOPLE)])
    back = np.stack([near(phrases, asker, people) for asker in posts.askers("t", POSTS)])
    np.testing.assert_allclose(there, back.T, atol=1e-6)


def test_a_skill_moves_no_whole(people: Side[Candidates, Candidate]) -> None:
    skilled = PEOPLE[0].model_copy(update={"skills": ("用友", "烘焙")})
    few, more = (people.asker("t", person).whole for person in (PEOPLE[0], skilled))
    np.testing.assert_array_equal(few.meanings, more.meanings)
    np.testing.assert_array_equal(few.profiles, more.profiles)


def test_a_longer_description_counts_more_by_the_root_of_its_length(
    encoder: RecordEncoder, phrases: Phrases, people: Side[Candidates, Candidate]
) -> None:
    titled = people.asker("t", PEOPLE[1])
    title = phrases.meanings(titled.titles)[0].astype(np.float64)
    body = titled.queries[0, np.flatnonzero(encoder.layout.spread({"body": 1.0}))].astype(np.float64)
    expected = title + np.sqrt(len("在食堂炒大锅菜八年".encode()) / module.TITLE_BYTES) * body
    np.testing.assert_allclose(titled.whole.meanings[0], expected / np.linalg.norm(expected), atol=1e-3)


def test_many_records_at_once_are_as_each_alone(
    people: Side[Candidates, Candidate], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [people.asker("t", person).whole for person in PEOPLE]
    monkeypatch.setattr(module, "STEP", 2)
    for one, asker in zip(alone, people.askers("t", PEOPLE), strict=True):
        np.testing.assert_array_equal(one.meanings, asker.whole.meanings)
        np.testing.assert_array_equal(one.profiles, asker.whole.profiles)


def test_every_occupation_has_its_place(
    encoder: RecordEncoder, phrases: Phrases, people: Side[Candidates, Candidate]
) -> None:
    """Halves hold no whole number beyond 2,048 exactly; there are more occupations."""
    said = "做过八年电焊,会开钻床和磨床"
    welder = people.asker("t", Candidate(id="w", desired_occupations=("电焊工",), summary=said))
    body = phrases.spread(welder.described)
    assert body[2049:].any(), "work in production stands at the end of the list"
    title = phrases.spread(phrases.profiles(welder.titles))
    whole = title / np.linalg.norm(title) + np.sqrt(len(said.encode()) / module.TITLE_BYTES) * body
    assert float((phrases.spread(welder.whole.profiles) * whole).sum()) > 0.99 * np.linalg.norm(whole)
