"""Moments, strict JSON, scrubbing, places and codes."""

from __future__ import annotations

import ast
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import codes, places
from matcher.domain.errors import RecordError
from matcher.domain.moments import SHANGHAI, age_on, parse_moment, write_moment
from matcher.domain.scrub import scrub
from matcher.domain.strict_json import read_json
from matcher.domain.words import codes as word_codes
from matcher.domain.words import say


@pytest.mark.parametrize(
    "text",
    ["2023-09-01T08:00", "2023-09-01T08:00:00", "2023-09-01T08:00+08:00", "2023-09-01T00:00:00Z", "2023-09-01 08:00"],
)
def test_a_moment_may_lack_seconds_and_offset(text: str) -> None:
    assert write_moment(parse_moment(text)) == "2023-09-01T08:00:00+08:00"


@pytest.mark.parametrize(
    "text", ["2023-9-1", "2023-09-01T25:00", "08:00", "2023-02-30T08:00", "2023-09-01T08:00+99:00", ""]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 the type is the contract
        parse_moment(text)


@given(st.datetimes(min_value=datetime(1995, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_moment_written_reads_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0, tzinfo=SHANGHAI)
    assert parse_moment(write_moment(whole)) == whole


def test_the_birthday_counts() -> None:
    assert age_on(date(2007, 9, 1), date(2023, 9, 1)) == 16
    assert age_on(date(2007, 9, 2), date(2023, 9, 1)) == 15


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": NaN}', "json_number"),
        ('{"a": 1e999}', "json_number"),
        ('{"a": "\\u0000"}', "json_nul"),
        ('{"a": 1, "a": 2}', "json_double_key"),
        ('{"a": "\\ud800"}', "json_surrogate"),
        ("[" * 40 + "]" * 40, "json_too_deep"),
        ("{", "json_syntax"),
        (b"\xff\xfe{", "json_not_utf8"),
        ("[" * 100_000, "json_number"),
    ],
)
def test_json_that_pythons_reader_takes_and_ours_does_not(text: str | bytes, code: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_json(text)
    assert caught.value.findings[0].code == code


@pytest.mark.parametrize(
    "text",
    [
        "请打13812345678联系",
        "电话138 1234 5678",
        "座机0514-87654321",
        "证号321002199001011234",
        "残疾证32100219900101123X42",
        "１３８１２３４５６７８",
    ],
)
def test_numbers_of_persons_do_not_reach_a_vectorizer(text: str) -> None:
    assert not any(len(part) > 6 and part.isdigit() for part in scrub(text).split())
    assert not any(c.isdigit() for c in scrub(text))


def test_ordinary_numbers_stay() -> None:
    assert scrub("月薪4000元，3年经验，编号20230901") == "月薪4000元,3年经验,编号20230901"


def test_places_by_old_name_town_and_code() -> None:
    assert places.find("维扬区").code == "321003"
    assert places.find("扬州市广陵区").code == "321002"
    assert places.find("杭集镇").district == "321002"
    assert places.find("321002").radius_km == pytest.approx((336 / 3.141592653589793) ** 0.5)
    assert places.find("杭集镇").radius_km == 3.0
    assert places.find("南京") is None
    assert places.is_code("320100")


def test_a_township_number_that_two_systems_share_is_read_as_the_legal_one() -> None:
    assert places.find("321003002").name == "新盛街道"


def test_codes_by_name() -> None:
    assert codes.accommodation("手语翻译") == codes.accommodation("a19") == "A19"
    assert codes.licence("保安员证") == "L10"
    assert codes.certificate_key(" 初级 会计 ") == codes.certificate_key("L13") == "L13"
    assert codes.major("会计学").group
    assert codes.occupation("2-06-03-00").code == "2-06-03-00"
    assert codes.EDUCATION_RANK["senior_secondary"] == codes.EDUCATION_RANK["secondary_vocational"]


def test_every_code_has_words_in_both_languages() -> None:
    import string

    from matcher.domain import words

    for code in sorted(word_codes()):
        texts = words._table()[code]
        assert set(texts) == {"zh", "en"}, code
        fields = [{name for _, name, _, _ in string.Formatter().parse(texts[lang]) if name} for lang in ("zh", "en")]
        assert {f.split("!")[0] for f in fields[0]} == {f.split("!")[0] for f in fields[1]}, code


RAISED = {"SettingError", "InputError", "RecordError", "FileRefused", "UnknownId", "Conflict", "NotAllowed"}
RAISED |= {"Unavailable", "Refused", "Finding", "Breach", "say", "cell_finding"}


def test_every_code_that_the_program_names_has_words() -> None:
    root = Path(places.__file__).parents[2]
    known = word_codes()
    silent = []
    for file in (path for room in ("matcher", "models", "api", "scripts") for path in (root / room).rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", None) or getattr(call.func, "attr", None)
            code = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            if name in RAISED and isinstance(code, str) and code not in known:
                silent.append(f"{file.relative_to(root)}:{call.lineno} {code}")
    assert silent == []


def test_a_code_without_words_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        say("no_such_code")
