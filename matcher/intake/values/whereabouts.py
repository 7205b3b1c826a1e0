"""Places as offices write them: districts, towns and communities by present, short and old names, and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise

from matcher.domain import places
from matcher.domain.codes import rows
from matcher.intake import wordlists
from matcher.intake.cells import folded
from matcher.intake.values.reading import NOTHING, Reading, asked, is_open, plain_value, repaired

CITY = "321000"
_OUTSIDE = re.compile(
    r"(?:北京|上海|天津|重庆|南京|苏州|无锡|常州|镇江|泰州|南通|盐城|淮安|徐州|连云港|宿迁|安徽|浙江|山东|河南|湖北|四川|滁州|合肥|杭州|[\u4e00-\u9fff]{2,4}省)(?:市|省)?"
)
_STREET = r"(?!路|巷|大道|大街|桥|广场|花园|小区|新村|苑)"
_ROAD = re.compile(r"(?:[东西南北中]?路|[东西南北]?街(?!道)|大道|巷|桥)")  # 维扬路 is a road in another district
_ENGLISH_TAIL = re.compile(r"(?:district|county|city|,|yangzhou|jiangsu|china)+")


@lru_cache(maxsize=50_000)
def read_place(text: str) -> Reading:
    """A place as the code of the smallest division that the text names for certain.

    `note`: the text holds more than the division (a street, a house). Names that several places bear are asked.
    """
    if is_open(text):
        return NOTHING
    tidy = re.sub(r"[,，、;；|]+$", "", folded(text))
    if places.is_code(tidy.upper()):
        return plain_value(tidy.upper()) if places.find(tidy.upper()) else asked("place_code_unknown")
    if tidy in wordlists.words("place_doubtful"):
        return asked("place_doubtful")
    if tidy.casefold() in wordlists.words("place_everywhere"):
        return plain_value(CITY)
    english = wordlists.whole("place_english", _ENGLISH_TAIL.sub("", tidy.casefold()))
    if english:
        return repaired(english, "place_read")
    return _by_name(tidy) or (asked("place_several") if _names_several(tidy) else _in_address(tidy))


def _names_several(tidy: str) -> bool:
    """Whether a text lists places of one rank (`广陵、邗江`), of which a record holds one."""
    codes = [found.code for part in _SPLIT.split(tidy) if (found := places.find(part))]
    return any(len(one) == len(other) and one != other for one, other in pairwise(codes))


def _by_name(tidy: str) -> Reading | None:
    if old := wordlists.whole("place_old", tidy):
        return repaired(old, "place_old")
    found = places.find(tidy)
    if found is None:
        return None
    return plain_value(found.code) if tidy == found.name else repaired(found.code, "place_read")


@cache
def _districts() -> Mapping[str, str]:
    names = {}
    for row in rows("geo_divisions"):
        if row["parent_code"] == CITY:
            for name in (row["name"], *row["aliases"].split("|")):
                if name and name not in wordlists.words("place_doubtful"):
                    names[name] = row["code"]
    return names


@cache
def _district_pattern() -> re.Pattern[str]:
    names = sorted(_districts(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


@cache
def _towns() -> tuple[tuple[str, str, str, bool], ...]:
    """(name, code, district, whether the name is the whole one), longest first."""
    found = []
    for row in rows("geo_townships"):
        code = row["code_civil"] or row["code_nbs2023"]
        if places.find(code) and row["name"] not in wordlists.words("place_doubtful"):
            found.append((row["name"], code, row["district_code"], True))
            if len(row["short_name"]) > 1:
                found.append((row["short_name"], code, row["district_code"], False))
    return tuple(sorted(found, key=lambda entry: (-len(entry[0]), entry[0])))


@cache
def _communities() -> tuple[tuple[str, str, str], ...]:
    found = [
        (name, row["code_nbs2023"], row["district_code"])
        for row in rows("geo_communities")
        for name in {row["name"], row["short_name"]}
        if len(name) >= 3 and places.find(row["code_nbs2023"])
    ]
    return tuple(sorted(found, key=lambda entry: (-len(entry[0]), entry)))


def _in_address(tidy: str) -> Reading:
    named = re.sub(r"^(?:中国)?(?:江苏省?)?(?:扬州市?)?", "", tidy)
    in_city = len(named) < len(tidy)
    if town := _town_at_start(named):
        return Reading(town, "repair", "place_read", note=not places.find(named))
    district, rest = _district(named)
    if district is None and not in_city and _OUTSIDE.match(tidy):
        return asked("place_outside")
    smaller = next(_smaller(rest, district), None)
    if smaller:
        return Reading(smaller, "repair", "place_read", note=True)
    if district:
        return Reading(district, "repair", "place_read", note=True)
    return asked("place_unclear")


def _town_at_start(named: str) -> str | None:
    """A town by its whole name (高邮街道) before its first letters are taken for a district's."""
    towns = (entry for entry in _towns() if entry[3] and named.startswith(entry[0]))
    return next((code for name, code, _, _ in towns if _single_town(name)), None)


def _district(named: str) -> tuple[str | None, str]:
    """The district that an address names, at its start or in full, and what follows the name."""
    for code, end in _district_names(named):
        rest = named[end:]
        if not _ROAD.match(rest):
            return code, re.sub(r"^(?:区|市区|市|县城|县|境内)", "", rest)
    return None, named


def _district_names(named: str) -> Iterator[tuple[str, int]]:
    for code, old in wordlists.choices("place_old"):
        if found := old.match(named):
            yield code, found.end()
    for found in _district_pattern().finditer(named):
        whole = named[found.end() :][:1] in ("区", "市", "县", "") or found[0][-1:] in "区市县"
        if found.start() == 0 or whole:
            yield _districts()[found[0]], found.end()


def _smaller(rest: str, district: str | None) -> Iterator[str]:
    """Codes of towns and communities that an address names; a name in two districts needs the district."""
    legal = _legal(district)
    for name, code, of, whole in _towns():
        if legal and of != legal:
            continue
        pattern = re.escape(name) + (
            _STREET if whole else r"(?=古?镇|街道|乡|老?街$|集镇|工业|社区|村|$|[\d(])" + _STREET
        )
        at = re.search(pattern, rest) if whole else re.match(pattern, rest)
        if at and (legal or _single_town(name)):
            yield code
    for name, code, of in _communities():
        if (not legal or of == legal) and name in rest and (legal or _single_community(name)):
            yield code


def _legal(district: str | None) -> str | None:
    """The legal district to search in; functional zones lie across several."""
    return district if district and district.startswith("3210") and district != "321071" else None


def _single_town(name: str) -> bool:
    return len({code for other, code, _, _ in _towns() if other == name}) == 1


def _single_community(name: str) -> bool:
    return len({code for other, code, _ in _communities() if other == name}) == 1


_SPLIT = re.compile(r"[、,，/;；|\s和或及]+")


@lru_cache(maxsize=10_000)
def read_places(text: str) -> Reading:
    """Several places as a list of codes; one that is not understood makes the whole a question."""
    if is_open(text) or folded(text) in ("均可", "都可以", "哪里都行"):
        return NOTHING
    readings = [read_place(part) for part in _SPLIT.split(text.strip()) if part and not is_open(part)]
    if len(readings) > 1 and all(reading.value for reading in readings):
        return repaired(list(dict.fromkeys(reading.value for reading in readings)), "place_read")
    whole = read_place(text)  # the parts of one address, or one place alone
    if whole.value:
        return Reading([whole.value], whole.severity, whole.code)
    return next((reading for reading in readings if reading.value is None), whole)
