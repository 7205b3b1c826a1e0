"""The trade: certificates that a post asks for, and experience."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.rules import wording
from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import FAIL, PASS, UNKNOWN, Verdict, settle
from matcher.table import coding
from matcher.table.candidates import FOR_EVER
from matcher.table.ragged import Bools, Ragged

DUST = 1e-3  # months: what twelfths of a year may leave behind


def _certificate(pairs: Pairs, params: Params) -> Verdict:
    wanted, held = pairs.jobs.facts.certificates, pairs.candidates.facts.certificates
    asked, told = (wanted.sizes > 0)[None], held.stated[:, None]
    if not (asked.any() and told.any()):
        return settle(asked, False, ~told)
    today = pairs.context.day

    def of_one_person(items: NDArray[Any], wanted: Ragged) -> Bools:
        return wanted.every(np.isin(wanted.pool, items[items[:, 1] >= today, 0]))

    def of_one_job(held: Ragged, items: NDArray[Any]) -> Bools:
        valid = held.pool[:, 1] >= today
        complete = np.ones(len(held), bool)
        for item in items:
            complete &= held.any(valid & (held.pool[:, 0] == item))
        return complete

    return settle(asked, told & ~pairs.compare(held, wanted, of_one_person, of_one_job), ~told)


def _tell_certificate(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    wanted, held = pair.jobs.facts.certificates.row(0), pair.candidates.facts.certificates.row(0)
    valid = {int(key) for key, last in held if last >= pair.context.day}
    missing = [int(key) for key in wanted if int(key) not in valid]
    names = [pair.jobs.names[key] for key in (missing if verdict == FAIL else wanted)]
    values = {"names": wording.listed(names, language)}
    if verdict == PASS:
        return Told(values)
    change = Change("candidate", "certificates", [*held_documents(pair), *names], values)
    expired = {int(key) for key, last in held if last < pair.context.day}
    return Told(values, (change,), "renew" if missing and expired.issuperset(missing) else "")


def held_documents(pairs: Pairs) -> list[Any]:
    """The certificates of the first candidate as a document lists them."""
    held, names = pairs.candidates.facts.certificates.row(0), pairs.candidates.names
    return [_document(names[key], int(last)) for key, last in held]


def _document(name: str, last: int) -> Any:
    return name if last == FOR_EVER else {"name": name, "valid_to": coding.as_date(last).isoformat()}


def _experience(pairs: Pairs, params: Params) -> Verdict:
    wanted, has = pairs.job.min_experience_months, pairs.person.experience_months
    enough = (has >= wanted - DUST) | (wanted == 0)
    return settle(~np.isnan(wanted), ~enough & ~np.isnan(has) & ~pairs.person.experience_partly, ~enough)


def _tell_experience(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    wanted, has = float(pair.jobs.facts.min_experience_months[0]), float(pair.candidates.facts.experience_months[0])
    values: dict[str, object] = {"wanted": wording.span(wanted, language)}
    if np.isnan(has):
        return Told(values, variant="" if verdict == UNKNOWN else "none")
    values["has"] = wording.span(has, language)
    if verdict != FAIL:
        return Told(values, variant="partly" if verdict == UNKNOWN else "" if wanted else "none")
    months = int(has + DUST)
    return Told(values, (fewer_years(months, language),), "" if months else "nothing")


def fewer_years(months: int, language: str) -> Change:
    """What a post would have to ask for at most so that whole months are enough."""
    years = round(months / 12, 6)
    to = int(years) if years.is_integer() else years
    words = "" if months else "change_no_experience"
    return Change("job", "min_experience_years", to, {"experience": wording.span(months, language)}, words)


RULES = (
    Rule("certificate_missing", _certificate, _tell_certificate, reads=("certificates",)),
    Rule("experience_too_short", _experience, _tell_experience, reads=("experience_months", "experience_partly")),
)
