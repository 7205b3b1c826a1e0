"""Which licences the law asks of a trade, by the common posts of `data/posts.csv` and their other names.

Licences by which work is forbidden without them, not those that show a skill (`data/licences.csv`, column `type`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from matcher.domain.codes import fold, rows, without_aside

STATUTORY = frozenset(
    {
        "特种作业操作证",
        "特种设备作业人员证",
        "建筑施工特种作业操作资格证",
        "机动车驾驶证",
        "驾驶证+从业资格证",
        "网约车驾驶员证",
        "健康证",
        "健康合格证",
        "保安员证",
        "护士执业注册",
    }
)


@cache
def _licences() -> Mapping[str, tuple[str, ...]]:
    lawful = {row["code"] for row in rows("licences") if row["type"] in STATUTORY}
    table: dict[str, tuple[str, ...]] = {}
    for row in rows("posts"):
        codes = tuple(code for code in row["licences"].split("|") if code in lawful)
        for name in (row["title"], *filter(None, row["synonyms"].split("|"))):
            table.setdefault(fold(name), codes)
    return table


def licences_of_trade(title: str) -> tuple[str, ...]:
    """The codes (L01 to L35) that a title's trade needs; none of a title that the list does not know."""
    told = fold(title)
    return _licences().get(told) or _licences().get(without_aside(told), ())
