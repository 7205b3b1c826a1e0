"""The legal age, and what may not be asked of those under 18."""

from __future__ import annotations

import numpy as np

from matcher.domain.words import say
from matcher.rules.calendar import born_by
from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import FAIL, Verdict, settle
from matcher.rules.wording import listed
from matcher.table import coding
from matcher.table.ragged import Bools


def _younger(pairs: Pairs, age: str) -> tuple[Bools, Bools]:
    """(m, 1) whether people are known to be younger than a legal age, and whether their birth is known."""
    born = pairs.protected.birth_day
    last = coding.day(born_by(pairs.context.date, int(pairs.context.number(age))))
    return born > last, born != coding.NO_DAY


def _under_age(pairs: Pairs, params: Params) -> Verdict:
    younger, known = _younger(pairs, "minimum_age")
    return settle(True, younger, ~known)


def _causes(pairs: Pairs) -> tuple[Bools, Bools, Bools]:
    """(1, n) what is forbidden to the young: night, heavy lifting, a licence whose holder must be of age."""
    job = pairs.job
    adult = np.uint64(coding.mask(coding.LICENCES, pairs.context.law.lists["adult_licences"]))
    heavy = job.lifting_kg > pairs.context.number("minor_lifting_kg")
    return (job.night_flag == 1) | job.night_by_shift, heavy, (job.licences & adult) != 0


def _minor_work(pairs: Pairs, params: Params) -> Verdict:
    night, heavy, licence = _causes(pairs)
    minor, known = _younger(pairs, "adult_age")
    child, _ = _younger(pairs, "minimum_age")
    return settle((night | heavy | licence) & ~child, minor, ~known)


def _tell_minor_work(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    night, heavy, licence = (bool(cause.item()) for cause in _causes(pair))
    kg = int(pair.context.number("minor_lifting_kg"))
    names = [n for n, there in (("night", night), ("lifting", heavy), ("licence", licence)) if there]
    what = listed((say("minor_cause_" + n, language, kg=kg) for n in names), language)
    changes: tuple[Change, ...] = ()
    if verdict == FAIL and len(names) == 1:
        if night and not pair.jobs.facts.night_by_shift[0]:
            changes = (Change("job", "night_shift", False),)
        elif heavy:
            changes = (Change("job", "demands.lifting_kg", kg),)
    return Told({"what": what}, changes)


RULES = (
    Rule("under_age", _under_age, of="candidate"),
    Rule("minor_work", _minor_work, _tell_minor_work, reads=("birth_day",)),
)
