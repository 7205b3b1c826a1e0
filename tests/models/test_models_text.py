"""How texts are folded and cut before anything is learned from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import TextError
from models.normalise import normalise, simplified_characters
from models.tokenizer import grams


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("會計師", "会计师"),
        ("  ＪＡＶＡ\u3000开发\t工程师 ", "java 开发 工程师"),
        ("Café Manager", "café manager"),
        ("①号岗", "1号岗"),
        (" \n\u3000", ""),
    ],
)
def test_one_spelling(raw: str, folded: str) -> None:
    assert normalise(raw) == folded


def test_nul_is_refused() -> None:
    with pytest.raises(TextError, match="NUL"):
        normalise("会计\0")


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_the_table_gives_no_character_that_it_would_change_again() -> None:
    table = simplified_characters()
    assert len(table) > 3000
    assert not [simple for simple in table.values() if ord(simple) in table]


def test_chinese_gives_characters_and_pairs_other_scripts_grams_of_one_to_four() -> None:
    assert grams("會計") == ["会", "计", "会计"]
    assert grams("IT") == ["i", "t", " i", "it", "t ", " it", "it ", " it "]
    assert grams("C++ 开发") == ["c", " c", "c ", " c ", "开", "发", "开发"]
    assert grams("——，。") == []
