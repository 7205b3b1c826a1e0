"""The screening as its users see it: findings, places, severities, exceptions, verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.records import read_job
from matcher.screening.reading import Context
from matcher.screening.rulebook import rulebook
from matcher.screening.screen import Screening, screen, screen_job

DAY = date(2023, 9, 1)


def grounds(text: str) -> set[str]:
    return {found.ground for found in screen(text, as_of=DAY).findings}


def test_the_contracts_example() -> None:
    screening = screen("搬运工须限男性，能上夜班")
    (found,) = screening.findings
    assert screening.verdict == "hold"
    assert (found.ground, found.severity, found.start, found.end, found.text) == ("SEX", "high", 4, 7, "限男性")
    assert found.basis[0] == "妇女权益保障法 第四十三条"
    assert found.rewrite
    assert found.note
    assert set(screening.as_json()["findings"][0]) == {
        "ground",
        "severity",
        "start",
        "end",
        "text",
        "basis",
        "rewrite",
        "note",
    }


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("限男性", "hold"), ("年龄35岁以下", "warn"), ("身体健康", "hint"), ("会办公软件", "clean"), ("", "clean")],
)
def test_the_verdict_follows_the_highest_severity(text: str, verdict: str) -> None:
    assert screen(text).verdict == verdict
    assert screen(f"{text}，身体健康").verdict == (verdict if verdict != "clean" else "hint")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("诚聘：限 男 性，包吃住", "限 男 性"),
        ("㊙️♀优先，前台", "♀优先"),
        ("👍👍外地人勿扰！", "外地人勿扰"),
        ("要求３５岁以下", "３５岁以下"),
        ("限nan性应聘", "限nan性"),
        ("English must be your first language", "your first language"),
        ("殘疾人請勿應徵，謝謝", "殘疾人請勿"),
    ],
)
def test_places_count_characters_of_the_text_as_given(text: str, phrase: str) -> None:
    (found,) = screen(text).findings
    assert text[found.start : found.end] == phrase


@pytest.mark.parametrize(
    "text",
    [
        "男女不限，年龄不限",
        "无不良嗜好，吃苦耐劳",
        "需持健康证，餐饮服务员",
        "年满18周岁",
        "残疾人专岗，可坐姿",
        "退役军人优先",
        "见习对象为16至24岁失业青年",
        "本岗位属女职工禁忌从事的劳动范围（《女职工劳动保护特别规定》附录）",
        "男装导购，女鞋销售",
        "妇科医生",
        "老年公寓护理员",
        "回族食堂厨师，会做清真菜",
        "招聘信息不得含有“限男性”“男士优先”等内容",
        "不得因性别、民族、宗教信仰歧视求职者",
        "不要求户籍",
        "18周岁以上，身份证核验后当场归还",
    ],
)
def test_lawful_look_alikes_are_clean(text: str) -> None:
    assert screen(text, as_of=DAY).findings == ()


def test_a_denial_ends_where_the_sentence_turns() -> None:
    assert grounds("本公司不得因性别歧视求职者，但本岗位限男性") == {"SEX"}
    assert grounds("不限民族。限男性。") == {"SEX"}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("保安5名，限男性，投诉电话12333", "限男性"),
        ("限女性，本公司不因民族拒绝录用", "限女性"),
        ("性别不限但女性优先", "女性优先"),
        ("公司平等录用，限本地户口", "限本地户口"),
        ("男女均可，限本地户口", "限本地户口"),
        ("男女不限35岁以下", "35岁以下"),
        ("招工18-45周岁男女均可", "18-45周岁"),
        ("All candidates must be male.", "must be male"),
        ("We welcome all backgrounds, but women need not apply.", "women need not apply"),
    ],
)
def test_a_guard_reaches_no_further_than_what_it_speaks_of(text: str, phrase: str) -> None:
    (found,) = screen(text).findings
    assert found.text == phrase


@pytest.mark.parametrize(
    "text",
    [
        "如发现“限男性”“孕妇勿扰”等内容，请拨打12333投诉",
        "招聘信息不得含有性别限制内容，例如“限男性”“男士优先”",
        "“限男性”“已婚已育优先”均属于违法内容",
        "女更衣室管理员，须女性，服务对象为女客",
        "男主播带货团队招运营，性别不限",
        "寻找小伙伴，一起做短视频",
        "持特种作业操作证，年龄18-60周岁",
        "Waiter/waitress",
        "Must be able to lift boxes of up to 25 kg.",
        "Working hours 8:30-17:30",
        "Internship for unemployed youth aged 16-24",
        "You will lead a young team of developers.",
        "欢迎40岁以上有经验的师傅，拒绝义务加班",
        "Do not include a photo, your age or your marital status.",
    ],
)
def test_what_only_looks_like_a_condition_is_clean(text: str) -> None:
    assert screen(text, as_of=DAY).findings == ()


def test_several_grounds_of_one_sentence_stand_apart_and_in_order() -> None:
    findings = screen("女，25到35岁，形象好，无不良嗜好").findings
    assert [found.ground for found in findings] == ["SEX", "AGE", "APP"]
    assert [found.start for found in findings] == sorted(found.start for found in findings)


def test_one_place_and_ground_is_one_finding() -> None:
    assert len(screen("仅限男性优先").findings) == 1


def test_the_answer_comes_in_the_language_asked_for() -> None:
    chinese, english = screen("限男性").findings[0], screen("限男性", "en").findings[0]
    assert "性别" in chinese.note
    assert "sex" in english.note
    assert chinese.basis == english.basis


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("Male candidates only", "SEX"),
        ("Applicants must be under 35", "AGE"),
        ("Unmarried applicants only", "MAR"),
        ("Must be able-bodied", "PWD"),
        ("HBV carriers need not apply", "HEA"),
        ("Local hukou required", "REG"),
        ("Han Chinese only", "ETH"),
        ("No Muslims", "REL"),
        ("Ladies with experience in beauty are preferred", "SEX"),
        ("Recent grads only", "AGE"),
        ("Free of family responsibilities", "MAR"),
        ("Tell us whether you are married", "MAR"),
        ("Wheelchair users are not suitable for this role", "PWD"),
        ("No one with a chronic illness", "HEA"),
        ("Out-of-towners will not be considered", "REG"),
        ("English native speakers only", "ETH"),
        ("Must not follow any religion", "REL"),
    ],
)
def test_english_advertisements_are_screened(text: str, ground: str) -> None:
    assert grounds(text) == {ground}


def test_an_english_equal_opportunity_line_is_clean() -> None:
    assert grounds("We do not discriminate on the basis of sex, age, religion or disability") == set()


JOB = {
    "id": "j-1",
    "title": "保安员",
    "description": "巡逻。",
    "advert": "无犯罪记录\n限男性",
    "required_skills": ["持保安员证", "35岁以下"],
    "benefits": ["包午餐"],
}


def test_findings_of_a_post_name_their_field_and_count_in_it() -> None:
    findings = screen_job(JOB).findings
    assert [(found.field, found.ground) for found in findings] == [("advert", "SEX"), ("required_skills.1", "AGE")]
    assert JOB["advert"][findings[0].start : findings[0].end] == "限男性"
    assert "field" in findings[0].as_json()


def test_what_the_title_says_of_the_trade_counts_for_the_whole_post() -> None:
    assert {f.ground for f in screen_job({"id": "j", "title": "文员", "advert": "无犯罪记录"}).findings} == {"CRI"}
    assert screen_job({"id": "j", "title": "保安员", "advert": "无犯罪记录"}).findings == ()


def test_a_record_and_its_document_give_the_same() -> None:
    assert screen_job(read_job(JOB)) == screen_job(JOB)


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_screened_and_places_lie_in_it(text: str) -> None:
    screening = screen(text)
    assert isinstance(screening, Screening)
    for found in screening.findings:
        assert 0 <= found.start < found.end <= len(text)


@given(
    st.lists(st.sampled_from(["限", "男", "性", "女", "不", "岁", "35", "优先", "，", " ", "。", "勿扰"]), max_size=40)
)
@settings(max_examples=150, deadline=None)
def test_the_same_text_gives_the_same_findings_without_overlap_in_a_ground(parts: list[str]) -> None:
    text = "".join(parts)
    findings = screen(text).findings
    assert findings == screen(text).findings
    for ground in {found.ground for found in findings}:
        same = [found for found in findings if found.ground == ground]
        assert all(a.end <= b.start for a, b in pairwise(same))


def test_a_text_of_nothing_but_conditions_keeps_every_one() -> None:
    assert len(screen("限男性，" * 5000).findings) == 5000


def test_what_exempts_a_rule_is_looked_up_once_for_all_its_findings() -> None:
    looked_up = []

    class Exempt:
        def search(self, text: str) -> None:
            looked_up.append(text)

    rule = replace(rulebook().rules["sex_limit"], exempt=Exempt())
    context = Context("限男性，" * 100)
    assert not any(context.exempts(rule) for _ in range(100))
    assert len(looked_up) == 1


def test_a_text_without_a_full_stop_is_read_in_pieces() -> None:
    text = "会办公软件，" * 3000 + "限男性"
    (found,) = screen(text).findings
    assert text[found.start : found.end] == "限男性"
