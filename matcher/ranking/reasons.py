"""Why a pair fits, in words: one sentence for each feature that speaks for it, with the values filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matcher.domain import places
from matcher.domain.units import distance_km
from matcher.domain.words import say
from matcher.index.phrases import Phrases
from matcher.ranking.features import PREFERRED, best_phrase, similar, unrelated
from matcher.ranking.memory import Memory
from matcher.rules.wording import listed, plain
from matcher.table import coding
from matcher.table.facts import CandidateFacts, JobFacts
from matcher.table.ragged import ragged
from matcher.table.table import Candidates, Jobs

NEAR_SKILL = 0.2  # the nearness from which a skill is named as close to one that is asked


@dataclass(frozen=True)
class Pair:
    """A person and a post as tables of one row each.

    wishes, past, titles  keys of the person's wishes and past jobs, and of the post's title
    """

    people: Candidates
    posts: Jobs
    wishes: list[int]
    past: list[int]
    titles: list[int]
    phrases: Phrases
    language: str
    memory: Memory

    @property
    def person(self) -> CandidateFacts:
        """What a score may see of the person."""
        return self.people.facts

    @property
    def job(self) -> JobFacts:
        """What is known of the post."""
        return self.posts.facts

    def say(self, code: str, **values: object) -> str:
        """Words in the pair's language."""
        return say(code, self.language, **values)


Teller = Callable[[Pair, float], str | None]
"""A pair and the feature's value (0..1) to a sentence, None where there is nothing to say."""


def _nearest_phrase(pair: Pair, mine: list[int]) -> int | None:
    if not mine or not pair.titles:
        return None
    if len(mine) == 1:
        return mine[0]
    each = best_phrase(pair.phrases, pair.titles, ragged([[number] for number in mine], np.int64))
    return mine[int(np.nanargmax(each))]


def _title(pair: Pair, value: float) -> str | None:
    wish = _nearest_phrase(pair, pair.wishes)
    if wish is None or value <= unrelated():
        return None
    called, title = pair.phrases.name(wish), pair.phrases.name(pair.titles[0])
    if wish in pair.titles:
        return pair.say("reason_title_same", wish=called)
    return pair.say("reason_title", title=title, wish=called)


def _memory(pair: Pair, value: float) -> str | None:
    count, same = pair.memory.support(pair.phrases, pair.wishes, pair.titles)
    return pair.say("reason_memory_same" if same else "reason_memory", count=count)


def _practice(pair: Pair, value: float) -> str | None:
    past = _nearest_phrase(pair, pair.past)
    if past is None or value <= unrelated():
        return None
    return pair.say("reason_practice_same" if past in pair.titles else "reason_practice", past=pair.phrases.name(past))


def _skills(pair: Pair, value: float) -> str | None:
    held = pair.person.skills.row(0).tolist()
    asked = pair.job.required_skills.row(0).tolist()
    met = [skill for skill in asked if skill in held]
    if asked and len(met) == len(asked):
        return pair.say("reason_skills_all", asked=len(asked))
    if met:
        names = listed((pair.phrases.name(skill) for skill in met), pair.language)
        return pair.say("reason_skills_some", asked=len(asked), met=len(met), names=names)
    preferred = pair.job.preferred_skills.row(0).tolist()
    if value * (len(asked) + PREFERRED * len(preferred)) <= NEAR_SKILL * (PREFERRED if preferred else 1):
        return None  # all together are less than one that is near: nothing to look for
    wanted = [*asked, *preferred]
    near = similar(pair.phrases, wanted, pair.person.skills.row(0)).max(axis=1, initial=0).tolist()
    close = [pair.phrases.name(skill) for skill, share in zip(wanted, near, strict=True) if share > NEAR_SKILL]
    return pair.say("reason_skills_near", names=listed(close, pair.language)) if close else None


def _body(pair: Pair, value: float) -> str | None:
    return pair.say("reason_body") if value > 0.3 else None


def _whole(pair: Pair, value: float) -> str | None:
    return pair.say("reason_whole") if value > 0.25 else None


def _occupation(pair: Pair, value: float) -> str | None:
    return pair.say("reason_occupation_same" if value == 1 else "reason_occupation") if value >= 0.75 else None


def _major(pair: Pair, value: float) -> str | None:
    return pair.say("reason_major", major=pair.people.names[int(pair.person.major[0])]) if value == 1 else None


def _near(pair: Pair, value: float) -> str | None:
    if pair.job.remote[0]:
        return pair.say("reason_near_remote")
    km = float(distance_km(pair.person.lat, pair.person.lon, pair.job.lat, pair.job.lon)[0])
    if np.isnan(km):
        return None
    rough = pair.person.radius_km[0] > 0 or pair.job.radius_km[0] > 0
    return pair.say("reason_near_area" if rough else "reason_near", km=plain(km, 0 if rough else 1) or "0")


def _pay(pair: Pair, value: float) -> str | None:
    if value < 0.5:
        return None
    bounds = dict.fromkeys(plain(float(b[0])) for b in (pair.job.pay_min, pair.job.pay_max) if not np.isnan(b[0]))
    pay = _money("–".join(bounds), int(pair.job.pay_unit[0]), pair.language)
    wish = _money(plain(float(pair.person.pay_min[0])), int(pair.person.pay_unit[0]), pair.language)
    return pair.say("reason_pay", pay=pay, wish=wish)


def _money(amount: str, unit: int, language: str) -> str:
    return say("money_" + coding.UNITS[unit], language, amount=amount)


def _area(pair: Pair, value: float) -> str | None:
    place = places.find(str(int(pair.job.area[0])).rstrip("0").ljust(6, "0")) if value == 1 else None
    return pair.say("reason_area", area=place.name) if place else None


TELLERS: dict[str, Teller] = {
    "title": _title,
    "memory": _memory,
    "practice": _practice,
    "skills": _skills,
    "body": _body,
    "whole": _whole,
    "occupation": _occupation,
    "major": _major,
    "near": _near,
    "pay": _pay,
    "area": _area,
}


def reasons(
    pair: Pair,
    values: dict[str, float],
    contributions: dict[str, float],
    unaided: float | None = None,
    most: int | None = None,
) -> list[dict[str, object]]:
    """`[{"code", "text", "contribution"}]`, the greatest contribution first; what is not told is no reason.

    unaided  what `title` is without memory: the rest of its contribution is the memory's
    most     so many reasons are enough
    """
    if unaided is not None and values.get("title", 0.0) > unaided:
        aided, share = values["title"], contributions["title"]
        values = {**values, "title": unaided, "memory": aided - unaided}
        contributions = {**contributions, "title": share * unaided / aided, "memory": share * (1 - unaided / aided)}
    told: list[dict[str, object]] = []
    for name in sorted(values, key=lambda name: (-round(contributions.get(name, 0.0), 6), name)):
        value, share = values[name], contributions.get(name, 0.0)
        if len(told) == most or share <= 0:
            break
        text = TELLERS[name](pair, value) if value > 0 else None
        if text:
            told.append({"code": name, "text": text, "contribution": round(share, 6)})
    return told
