"""Numbers look right to a program and can belong to nobody."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.city import City
from matcher.city.assumptions import wording
from matcher.city.identities import (
    Registry,
    credit_check_character,
    id_check_digit,
    organisation_check_character,
)

# The hundred family surnames (百家姓), as a list of single characters that are surnames.
HUNDRED = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵"
    "冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东"
    "欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公"
)


def test_the_check_digit_is_that_of_the_standard() -> None:
    # The example of GB 11643-1999, annex A.
    assert id_check_digit("11010519491231002") == "X"
    assert id_check_digit("44052418800101001") == "4"


def test_the_credit_codes_check_characters_are_those_of_the_standards() -> None:
    # A published example: 91350100M000100Y43.
    assert organisation_check_character("M000100Y") == "4"
    assert credit_check_character("91350100M000100Y4") == "3"


@given(st.dates(date(1950, 1, 1), date(2010, 12, 31)), st.booleans())
def test_an_id_number_is_of_a_region_that_does_not_exist(birth: date, female: bool) -> None:
    number = Registry().id_number(birth, female)
    assert number.startswith("990000")
    assert number[6:14] == f"{birth:%Y%m%d}"
    assert (int(number[16]) % 2 == 0) is female
    assert id_check_digit(number[:17]) == number[17]


def test_numbers_are_handed_out_once_and_two_populations_share_none() -> None:
    first, second = Registry(), Registry(50_000_000, first_of_day=300)
    phones = [registry.phone() for registry in (first, second) for _ in range(3000)]
    assert len(set(phones)) == len(phones)
    births = [date(1990, 1, 1)] * 100
    numbers = [registry.id_number(day, True) for registry in (first, second) for day in births]
    assert len(set(numbers)) == len(numbers)


def test_every_number_of_the_city_is_of_the_unassigned_block_and_region(city: City) -> None:
    contacts = [r["contact"] for r in (*city.candidates, *city.jobs) if "contact" in r]
    assert len(contacts) > 2000
    assert all(len(c["phone"]) == 11 and c["phone"].startswith("154") for c in contacts)
    numbers = [c["id_number"] for c in contacts if "id_number" in c]
    assert len(set(numbers)) == len(numbers) > 1500
    assert all(n.startswith("990000") and id_check_digit(n[:17]) == n[17] for n in numbers)
    codes = [e["credit_code"] for e in city.employers if "credit_code" in e]
    assert all(c[2:8] == "990000" and credit_check_character(c[:17]) == c[17] for c in codes)


def test_surnames_are_none_of_the_hundred() -> None:
    assert not set(wording("names")["person"]["surnames"]) & set(HUNDRED)


def test_employers_names_are_all_different(city: City) -> None:
    names = [e["name"] for e in city.employers]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", ["candidates", "jobs", "employers"])
def test_ids_are_all_different(city: City, kind: str) -> None:
    ids = [record["id"] for record in getattr(city, kind)]
    assert len(set(ids)) == len(ids)
