"""Figures and lists as a sentence has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matcher.domain.codes import ACCOMMODATIONS, EDUCATION_NAMES
from matcher.domain.words import say
from matcher.table import coding


def plain(value: float, digits: int = 2) -> str:
    """A figure without needless digits."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def apart(value: float, limit: float) -> tuple[str, str]:
    """Two figures with as many digits as it takes to see that they differ, one at least."""
    for digits in range(1, 7):
        if f"{value:.{digits}f}" != f"{limit:.{digits}f}" or value == limit:
            break
    return f"{value:.{digits}f}", plain(limit, digits)


def span(months: float, language: str) -> str:
    """A length of time in years and months, as people say it; parts of a month are dropped."""
    years, rest = divmod(int(months + 1e-3), 12)
    parts = [("years", years), ("months", rest)]
    said = [
        say(f"span_{unit}_one" if number == 1 else f"span_{unit}", language, number=number)
        for unit, number in parts
        if number
    ]
    return " ".join(said) or say("span_nothing", language)


def listed(items: Iterable[str], language: str) -> str:
    """Some names as a list in a sentence."""
    return ("、" if language != "en" else ", ").join(items)


def education(code: int, language: str) -> str:
    """The name of a level of schooling."""
    chinese, english = EDUCATION_NAMES[coding.EDUCATIONS[code]]
    return english if language == "en" else chinese


def term(group: str, name: str, language: str) -> str:
    """The word for a code: `term_GROUP_NAME` of the words."""
    return say(f"term_{group}_{name}", language)


def terms(group: str, names: Sequence[str], language: str) -> str:
    """The words for several codes, as a list."""
    return listed((term(group, name, language) for name in names), language)


def arrangements(bits: int, language: str) -> str:
    """The names of arrangements; their list is Chinese, so English shows the codes beside."""
    codes = coding.unmask(coding.ACCOMMODATIONS, bits)
    return listed((f"{ACCOMMODATIONS[c]} ({c})" if language == "en" else ACCOMMODATIONS[c] for c in codes), language)


def money(amount: float, unit: str, language: str) -> str:
    """An amount in yuan a unit."""
    return say("money_" + unit, language, amount=plain(amount))
