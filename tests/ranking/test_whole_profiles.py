"""What a score makes of whole profiles: descriptions beside titles, posts that ask for no skill."""

from __future__ import annotations

import pytest

from matcher.domain.records import Candidate, Job
from matcher.evaluation.texts import Texts, of_candidate, of_job
from matcher.office.default import pairs_of
from matcher.office.models import RecordEncoder, index_ranker
from matcher.ranking.features import FEATURES
from matcher.ranking.matrix import AllPairs
from matcher.rules.loading import load_scenarios
from models.shipped import block_encoder

WELDER = Candidate(
    id="w", desired_occupations=("电焊工",), skills=("氩弧焊", "打磨"), summary="在钢结构厂焊了八年，能看图下料"
)
ASKED = ("二保焊", "看图", "切割")


@pytest.fixture(scope="module")
def encoder() -> RecordEncoder:
    return RecordEncoder(block_encoder())


def pairs(encoder: RecordEncoder, people: list[Candidate], posts: list[Job]) -> AllPairs:
    ranker = index_ranker(load_scenarios((), FEATURES)["general"])
    sides = Texts(tuple(of_candidate(one) for one in people)), Texts(tuple(of_job(one) for one in posts))
    return pairs_of(encoder, ranker, *sides)


def test_a_post_that_asks_for_nothing_does_not_stand_before_one_whose_skills_are_there(encoder: RecordEncoder) -> None:
    asking = Job(id="a", title="铁艺制作工", description="做门窗栏杆", required_skills=("切割", "打磨"))
    silent = Job(id="b", title="铁艺制作工", description="做门窗栏杆")
    lacking = Job(id="c", title="铁艺制作工", description="做门窗栏杆", required_skills=("弹唱", "普通话"))
    half, none, unmet = pairs(encoder, [WELDER], [asking, silent, lacking]).scores()[0].tolist()
    assert half > none > unmet


def test_the_whole_finds_work_that_the_title_alone_does_not_name(encoder: RecordEncoder) -> None:
    steel = Job(id="a", title="车间师傅", description="钢结构车间，要求独立看图下料，焊接板厚6到12毫米")
    pastry = Job(id="b", title="车间师傅", description="面包房，要求独立配料烘烤，裱花和装饰蛋糕")
    found = pairs(encoder, [WELDER], [steel, pastry])
    scores = found.scores()[0]
    assert scores[0] > scores[1]
    told = "求职意向和个人介绍合起来看，与岗位的名称和内容相近"
    assert [told in reasons for reasons in found.reasons(0, [0, 1], "zh")] == [True, False]


def test_one_more_required_skill_never_lowers_a_score(encoder: RecordEncoder) -> None:
    post = Job(id="a", title="电焊工", description="做护栏和雨棚", required_skills=ASKED)
    learning = [WELDER.model_copy(update={"id": str(n), "skills": ASKED[:n]}) for n in range(4)]
    scores = pairs(encoder, learning, [post]).scores()[:, 0].tolist()
    assert scores == sorted(scores)
    assert len(set(scores)) == 4


def test_a_skill_in_other_words_is_named_beside_many_that_are_not_there(encoder: RecordEncoder) -> None:
    asked = Job(id="a", title="电焊工", preferred_skills=("弹唱", "普通话", "用友", "手工氩弧焊"))
    (told,) = pairs(encoder, [WELDER], [asked]).reasons(0, [0], "zh")
    assert "技能与岗位要求相近：手工氩弧焊" in told
