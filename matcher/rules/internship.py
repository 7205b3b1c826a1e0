"""What an internship (就业见习) must be like: asked, not refused, where a post differs."""

from __future__ import annotations

import numpy as np

from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import UNKNOWN, Verdict, settle
from matcher.rules.wording import plain


def _hours(pairs: Pairs, params: Params) -> Verdict:
    job = pairs.job
    return settle(job.hours_stated, False, job.day_hours > pairs.context.number("internship_hours_per_day"))


def _tell_hours(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    most = pair.context.number("internship_hours_per_day")
    values = {"hours": plain(float(pair.jobs.facts.day_hours[0])), "most": plain(most)}
    return Told(values, (Change("job", "hours_per_day", int(most), values),) if verdict == UNKNOWN else ())


def _limits(pairs: Pairs) -> tuple[int, int]:
    return int(pairs.context.number("internship_months_min")), int(pairs.context.number("internship_months_max"))


def _term(pairs: Pairs, params: Params) -> Verdict:
    months = pairs.job.duration_months
    least, most = _limits(pairs)
    return settle(~np.isnan(months), False, (months < least) | (months > most))


def _tell_term(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    least, most = _limits(pair)
    months = float(pair.jobs.facts.duration_months[0])
    values = {"months": plain(months), "least": least, "most": most}
    nearest = least if months < least else most
    return Told(values, (Change("job", "duration_months", nearest),) if verdict == UNKNOWN else ())


RULES = (Rule("internship_hours", _hours, _tell_hours, of="job"), Rule("internship_term", _term, _tell_term, of="job"))
