"""What happened before, who is listed, which advertisement waits: rules from events, employers and screening."""

from __future__ import annotations

import numpy as np

from matcher.domain.words import codes as words
from matcher.domain.words import say
from matcher.rules import checks
from matcher.rules.context import Params, in_force
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import FAIL, LEFT_OUT, PASS, Verdict, settle
from matcher.table import coding
from matcher.table.keys import NO_KEY

EMPLOYED = coding.STATUSES.index("employed")


def _filled(pairs: Pairs, params: Params) -> Verdict:
    headcount, known = pairs.jobs.facts.headcount, pairs.context.events.hires
    hires = np.zeros(len(headcount), np.int64)
    for at in map(int, pairs.jobs.find(known if len(known) < len(headcount) else pairs.jobs.keys)):
        hires[at] = known.get(pairs.jobs.keys[at], 0)
    return settle(headcount >= 0, hires >= headcount)[None]


def _tell_filled(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    hires = pair.context.events.hires.get(pair.jobs.keys[0], 0)
    changes = (Change("job", "headcount", hires + 1),) if verdict == FAIL else ()
    return Told({"hires": hires, "headcount": int(pair.jobs.facts.headcount[0])}, changes)


def _referred(pairs: Pairs, params: Params) -> Verdict:
    referred = pairs.context.events.referred
    if not referred:
        return np.full((1, 1), PASS)
    found = np.full(pairs.shape, PASS)
    for at, who in enumerate(pairs.candidates.keys):
        if who in referred:
            found[at, pairs.jobs.find(referred[who])] = FAIL
    return found


def _employed(pairs: Pairs, params: Params) -> Verdict:
    status = pairs.person.status
    employed = pairs.context.events.employed
    hired = np.array([[who in employed] for who in pairs.candidates.keys]) if employed else np.zeros_like(status, bool)
    return settle((status >= 0) | hired, hired | (status == EMPLOYED))


def _tell_employed(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    hired = pair.candidates.keys[0] in pair.context.events.employed
    return Told(variant="hired" if verdict == FAIL and hired else "")


def _listed(pairs: Pairs, params: Params) -> Verdict:
    found = np.full(len(pairs.jobs), LEFT_OUT)
    employers, job = pairs.context.employers, pairs.jobs.facts
    if not len(employers.keys):
        return found[None]
    named = np.where(job.employer_id == NO_KEY, job.employer, job.employer_id)
    places = np.minimum(np.searchsorted(employers.keys, named), len(employers.keys) - 1)
    for at in map(int, np.flatnonzero(employers.keys[places] == named)):
        employer = employers.find(pairs.jobs.keys[at][0], int(job.employer_id[at]), int(job.employer[at]))
        if employer is not None:
            found[at] = FAIL if in_force(employer, pairs.context.date, params["ignore"]) else PASS
    return found[None]


def _tell_listed(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    if verdict != FAIL:
        return Told()
    facts = pair.jobs.facts
    employer = pair.context.employers.find(pair.jobs.keys[0][0], int(facts.employer_id[0]), int(facts.employer[0]))
    if employer is None:
        return Told()
    status = in_force(employer, pair.context.date, params["ignore"])[0]
    word = "term_employer_status_" + status.code
    since = say("since_day", language, day=status.from_.isoformat()) if status.from_ else ""
    source = say("by_source", language, source=status.source) if status.source else ""
    return Told({"what": say(word, language) if word in words() else status.code, "since": since, "source": source})


def _held(pairs: Pairs, params: Params) -> Verdict:
    found = np.full(len(pairs.jobs), PASS)
    held = pairs.context.held
    if len(held) < len(found):
        found[pairs.jobs.find(held)] = FAIL
    else:
        found[[at for at, name in enumerate(pairs.jobs.keys) if name in held]] = FAIL
    return found[None]


RULES = (
    Rule("filled", _filled, _tell_filled, of="job"),
    Rule("already_referred", _referred),
    Rule("already_employed", _employed, _tell_employed, of="candidate"),
    Rule("employer_listed", _listed, _tell_listed, {"ignore": checks.texts}, of="job"),
    Rule("advert_held", _held, of="job"),
)
