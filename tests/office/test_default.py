"""`default` in an evaluation is the match itself."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from matcher.city import City
from matcher.domain.records import read_candidate, read_job
from matcher.domain.requests import MatchJobs, read_request
from matcher.evaluation.datasets import open_set
from matcher.evaluation.evaluate import Options, evaluate
from matcher.evaluation.texts import Text, Texts, bare, of_candidate, of_job
from matcher.office import Office
from matcher.office.default import default_system
from matcher.office.models import RecordEncoder, index_ranker
from models.shipped import block_encoder

DOCUMENTS = [
    "会计 负责记账、报税，编制财务报表，核对往来款项，管理凭证与档案，配合审计工作的开展与资料的整理。",
    "厨师 负责炒菜、切配与厨房卫生，按菜单出菜，控制成本与食材的新鲜，配合前厅做好服务与退菜的处理工作。",
    "Accountant",
    "Cook. Prepares meals in a restaurant kitchen, keeps it clean, and orders fresh ingredients each day.",
    "出纳",
]
FLOORS = {"talentclef25_zh": 0.46, "talentclef25_en": 0.49, "csco2022_titles": 0.42, "onet27_titles": 0.42}
QUERIES = ["财务会计", "cook", "会计"]


@pytest.fixture(scope="module")
def encoder() -> RecordEncoder:
    return RecordEncoder(block_encoder())


def texts(written: list[str]) -> Texts:
    return Texts(tuple(bare(f"t{at}", text) for at, text in enumerate(written)))


def scores(office: Office, encoder: RecordEncoder, queries: Texts, corpus: Texts) -> np.ndarray:
    system = default_system(encoder, index_ranker(office.scenario("general")))
    return np.concatenate(list(system(queries, corpus)))


def test_records_get_the_scores_of_a_match(filled: Office, city: City, encoder: RecordEncoder) -> None:
    people, posts = city.candidates[:12], [read_job(job) for job in city.jobs]
    place = {post.id: at for at, post in enumerate(posts)}
    asked = Texts(tuple(of_candidate(read_candidate(person)) for person in people))
    held = Texts(tuple(of_job(post) for post in posts))
    found = scores(filled, encoder, asked, held)
    compared = 0
    for row, person in zip(found, people, strict=True):
        request = read_request(MatchJobs, {"candidate_id": person["id"], "k": 200, "explain": "none"})
        for result in filled.match("default", request)["results"]:
            assert float(row[place[result["job_id"]]]) / 1e6 == pytest.approx(result["score"], abs=2e-5)  # halves
            compared += 1
    assert compared > 100
    np.testing.assert_allclose(scores(filled, encoder, held, asked), found.T, atol=20)


def test_bare_texts_meet_across_languages_and_in_any_order(office: Office, encoder: RecordEncoder) -> None:
    found = scores(office, encoder, texts(QUERIES), texts(DOCUMENTS))
    assert found.argmax(axis=1).tolist() == [0, 3, 0]
    assert found[2, 2] > found[2, [1, 3]].max()
    order = [3, 0, 4, 1, 2]
    alone = scores(office, encoder, texts(QUERIES[1:2]), texts([DOCUMENTS[at] for at in order]))
    np.testing.assert_allclose(alone[0], found[1, order], atol=20)


def test_a_short_text_is_a_name_and_nothing_else(office: Office, encoder: RecordEncoder) -> None:
    asked = texts(["抚州 会计"])
    whole = Texts((Text("q", "抚州 会计", "", "抚州 会计"),))
    corpus = texts(DOCUMENTS)
    np.testing.assert_array_equal(scores(office, encoder, asked, corpus), scores(office, encoder, whole, corpus))


@pytest.mark.data
@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_default_stands_above_its_floor(office: Office, encoder: RecordEncoder, name: str, floor: float) -> None:
    if "FAIRMATCH_TEST_DATA" not in os.environ:
        pytest.skip("the public data sets are absent: set FAIRMATCH_TEST_DATA to their folder")
    dataset = open_set(Path(os.environ["FAIRMATCH_TEST_DATA"]) / name, None)
    system = default_system(encoder, index_ranker(office.scenario("general")))
    assert evaluate(dataset, {"default": system}, {}, Options()).means["default"]["map"].mean > floor
