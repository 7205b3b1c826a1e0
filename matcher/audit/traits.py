"""People who change their protected traits with each other; everything else about them stays."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from matcher.domain.moments import age_on
from matcher.domain.records import Candidate

OF_AGE = 18
"""Full civil capacity (民法典 第十七条): who is younger keeps the date of birth, and nobody becomes younger."""

Exchange = Callable[[Sequence[Candidate], random.Random, date], list[Candidate]]


def _field(name: str) -> Exchange:
    def exchange(people: Sequence[Candidate], dice: random.Random, day: date) -> list[Candidate]:
        values = [getattr(person, name) for person in people]
        dice.shuffle(values)
        return [person.model_copy(update={name: value}) for person, value in zip(people, values, strict=True)]

    return exchange


def _birth(people: Sequence[Candidate], dice: random.Random, day: date) -> list[Candidate]:
    adults = [p for p in people if p.birth_date is None or age_on(p.birth_date, day) >= OF_AGE]
    drawn = iter(_field("birth_date")(adults, dice, day))
    minors = {id(p) for p in people} - {id(p) for p in adults}
    return [person if id(person) in minors else next(drawn) for person in people]


def _disability(people: Sequence[Candidate], dice: random.Random, day: date) -> list[Candidate]:
    """Category and grade go together; needs and limits stay, because the fit of a workplace reads them."""
    told = [person.disability for person in people if person.disability]
    kinds: list[dict[str, Any]] = [{"category": each.category, "grade": each.grade} for each in told]
    dice.shuffle(kinds)
    drawn = iter(kinds)
    return [
        person.model_copy(update={"disability": person.disability.model_copy(update=next(drawn))})
        if person.disability
        else person
        for person in people
    ]


TRAITS: Mapping[str, Exchange] = {
    "gender": _field("gender"),
    "birth_date": _birth,
    "groups": _field("groups"),
    "entitlements": _field("entitlements"),
    "disability": _disability,
}


def exchanged(people: Sequence[Candidate], traits: Sequence[str], seed: int, day: date) -> list[Candidate]:
    """The same people in the same order, each trait of `traits` dealt out anew among all of them.

    What a person left unsaid is dealt out like what was said. Each trait has its own random stream, so that one trait
    alone is dealt as it is among all.
    """
    found = list(people)
    for trait in traits:
        found = TRAITS[trait](found, random.Random(f"{seed}/{trait}"), day)  # noqa: S311  no secret
    return found
