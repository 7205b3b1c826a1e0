"""The name of the job inside the title of an advertisement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.advert import core_parts
from models.normalise import normalise
from models.sentences import sentences


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("会计", ["会计"]),
        ("会计/出纳", ["会计", "出纳"]),
        ("某某蛋糕店招聘裱花师（包吃住）", ["裱花师"]),
        ("無責底薪5000招服務員", ["招服务员"]),
        ("客服专员+五险一金+双休", ["客服专员"]),
        ("叉车司机 6-8k", ["叉车司机"]),
        ("招聘专员/主管", ["招聘专员", "主管"]),  # recruiting is the job
        ("招聘经理", ["招聘经理"]),
        ("C++开发工程师", ["c++开发工程师"]),
        ("Software Engineer (Java)", ["software engineer"]),
        ("Urgent hiring: Cook / Waiter", ["cook", "waiter"]),
        ("part-time nurse", ["nurse"]),
        ("4-H Youth Educator", ["4-h youth educator"]),
        ("高薪双休五险一金", ["高薪双休五险一金"]),  # nothing else is left: the whole title
        ("   ", []),
    ],
)
def test_core_parts(title: str, parts: list[str]) -> None:
    assert core_parts(title) == parts


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
def test_a_title_that_is_not_blank_always_has_a_part(title: str) -> None:
    assert bool(core_parts(title)) == bool(normalise(title))


def test_sentences() -> None:
    assert sentences("负责记账。核对报表；\nPay bills. Use v2.5 daily.") == [
        "负责记账",
        "核对报表",
        "Pay bills",
        "Use v2.5 daily",
    ]
    assert sentences("  \n") == []
