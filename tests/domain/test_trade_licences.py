"""Which licences the law asks of a trade, by its titles as they are written."""

import pytest

from matcher.domain.codes import LICENCES, rows
from matcher.domain.trade_licences import STATUTORY, licences_of_trade


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("电工", ("L01",)),
        ("水电师傅（有班车）", ("L01",)),
        ("网约车司机", ("L08", "L22")),
        ("会计", ()),  # the certificate shows a skill; the work is free
        ("育婴员", ("L06",)),
        ("没有听说过的工种", ()),
        ("", ()),
    ],
)
def test_a_title_names_the_licences_of_its_trade(title: str, codes: tuple[str, ...]) -> None:
    assert licences_of_trade(title) == codes


def test_every_kind_of_licence_that_the_law_asks_is_in_the_list() -> None:
    assert {row["type"] for row in rows("licences")} >= STATUTORY
    assert {code for row in rows("posts") for code in licences_of_trade(row["title"])} <= LICENCES.keys()
