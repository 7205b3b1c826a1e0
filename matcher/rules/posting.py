"""The post itself: open now, offered in this service, insured."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.rules import checks, wording
from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import FAIL, PASS, UNKNOWN, Verdict, settle
from matcher.table import coding
from matcher.table.keys import key


def _expired(pairs: Pairs, params: Params) -> Verdict:
    last = pairs.job.expires_day
    return settle(last != coding.NO_DAY, last < pairs.context.day)


def _not_yet_open(pairs: Pairs, params: Params) -> Verdict:
    first = pairs.job.opens_day
    return settle(first != coding.NO_DAY, first > pairs.context.day)


def _tell_day(field: str) -> Any:
    def tell(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
        column = pair.jobs.facts.expires_day if field == "expires_at" else pair.jobs.facts.opens_day
        changes = (Change("job", field, pair.context.date.isoformat()),) if verdict == FAIL else ()
        return Told({"day": coding.as_date(column[0]).isoformat()}, changes)

    return tell


def _offered(pairs: Pairs, params: Params) -> Verdict:
    job = pairs.jobs.facts
    channels = job.channels
    listed = channels.any(channels.pool == key(params["channel"]))
    by_type = np.full(len(coding.EMPLOYMENT_TYPES) + 1, FAIL)
    for name in params["types"]:
        by_type[coding.EMPLOYMENT_TYPES.index(name)] = PASS
    by_type[-1] = PASS if len(params["types"]) == len(coding.EMPLOYMENT_TYPES) else UNKNOWN
    found = np.where(channels.stated, np.where(listed, PASS, FAIL), by_type[job.employment_type])
    return found[None]


def _tell_offered(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    job = pair.jobs.facts
    given = [pair.jobs.names[k] for k in job.channels.row(0)]
    changes: tuple[Change, ...] = ()
    if verdict == FAIL:
        kept = given if job.channels.stated[0] else ["general"]
        changes = (Change("job", "channels", list(dict.fromkeys([*kept, params["channel"]]))),)
    variant = "channels" if job.channels.stated[0] else "type"
    code = job.employment_type[0]
    kind = wording.term("employment_type", coding.EMPLOYMENT_TYPES[code], language) if code >= 0 else ""
    return Told({"type": kind, "service": params["title"][language]}, changes, variant if verdict == FAIL else "")


def _insured(pairs: Pairs, params: Params) -> Verdict:
    job = pairs.job
    accepted = coding.mask(coding.INSURANCES, params["any_of"])
    return settle(True, job.insurance_stated & ((job.insurance & accepted) == 0), ~job.insurance_stated)


def _tell_insured(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    given = coding.unmask(coding.INSURANCES, pair.jobs.facts.insurance[0])
    values = {"wanted": wording.terms("insurance", params["any_of"], language)}
    wanted = "accident" if "accident" in params["any_of"] else params["any_of"][0]
    changes = (Change("job", "insurance", [*given, wanted]),) if verdict != PASS else ()
    return Told(values, changes)


RULES = (
    Rule("expired", _expired, _tell_day("expires_at"), of="job"),
    Rule("not_yet_open", _not_yet_open, _tell_day("opens_at"), of="job"),
    Rule(
        "not_offered",
        _offered,
        _tell_offered,
        {"channel": checks.text, "types": checks.among(coding.EMPLOYMENT_TYPES)},
        required=("types",),
        of="job",
    ),
    Rule(
        "insurance_missing",
        _insured,
        _tell_insured,
        {"any_of": checks.among(coding.INSURANCES)},
        required=("any_of",),
        of="job",
    ),
)
