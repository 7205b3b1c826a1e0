"""Folding: many spellings to one, with the place of every character kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.screening.folding import fold

EVASIONS = [
    ("限 男 性", "限男性"),
    ("仅限男~性", "仅限男性"),
    ("限♂", "限男"),
    ("🈲女", "禁女"),
    ("女-士-勿-扰", "女士勿扰"),
    ("残/疾/人/勿/扰", "残疾人勿扰"),
    ("僅限男性應聘", "仅限男性应聘"),
    ("女\u200b生\u200b优\u200b先", "女生优先"),
    ("年龄１８－４０周岁", "年龄18-40周岁"),
    ("3 5 岁 以 下", "35岁以下"),
    ("㉟岁以下", "35岁以下"),
    ("1️⃣8️⃣岁", "18岁"),
    ("限男牲", "限男性"),
    ("限nan性", "限男性"),
    ("巳婚巳育", "已婚已育"),
    ("乙月干携带", "乙肝携带"),
    ("仅限本地hukou", "仅限本地户口"),
]


@pytest.mark.parametrize(("given_text", "folded"), EVASIONS)
def test_a_spelling_that_hides_a_word_is_folded_to_the_word(given_text: str, folded: str) -> None:
    assert fold(given_text).text == folded


@pytest.mark.parametrize(
    "text",
    ["性别:男 年龄:18-45", "男、女不限", "男/女均可", "女 生产主管", "local hukou", "外地 提供住宿"],
)
def test_what_only_looks_like_a_hidden_word_stays(text: str) -> None:
    assert fold(text).text == text


def test_a_circled_number_marks_a_list_item_unless_it_is_an_age() -> None:
    assert fold("①男女不限②有责任心").text == ";男女不限;有责任心"
    assert fold("③⑤岁").text == "35岁"


def test_spans_lead_back_to_the_text_as_given() -> None:
    text = "工作：限 男 ~ 性！"
    folded = fold(text)
    place = folded.text.index("限男")
    start, end = folded.span(place, place + 3)
    assert text[start:end] == "限 男 ~ 性"


@given(st.text(alphabet=st.sampled_from("限男女性 ~-./、，。：①㉟🈲♂\u200b0123 35岁以下nanＡ歲僅"), max_size=60))
def test_every_folded_character_comes_from_a_place_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.letters) == len(folded.text)
    starts = [letter.start for letter in folded.letters]
    assert starts == sorted(starts)
    assert all(0 <= letter.start < letter.end <= len(text) for letter in folded.letters)


@given(st.text(max_size=80))
def test_any_text_folds(text: str) -> None:
    folded = fold(text)
    assert all(len(letter.char) == 1 for letter in folded.letters)
