"""The fit of the workplace: what a job demands against what a person can do, what a person needs against what is there.

Which arrangement may cover which demand stands in `domain/data/disability_demand_matrix.csv`. It never excludes on its
own: a category alone says nothing, and a demand above a limit is a question wherever arrangements are possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matcher.domain import codes
from matcher.domain.words import say
from matcher.rules import checks, wording
from matcher.rules.context import Params
from matcher.rules.pairs import Pairs
from matcher.rules.rule import Change, Rule, Told
from matcher.rules.verdict import PASS, Verdict, settle
from matcher.table import coding
from matcher.table.facts import U64

NEVER_COVER = coding.arrangements(("A19", "A41"))
"""Brought by the office or meant for the interview: they answer a need and leave the demand as it is."""
_FIGURES = {"lifting": ("lifting_kg", "limit_kg"), "standing": ("standing_hours", "limit_hours")}


@cache
def _cells() -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (row["demand"], row["category"]): tuple(filter(None, row["suggested_accommodations"].split("|")))
        for row in codes.rows("disability_demand_matrix")
    }


@cache
def covering(demand: str, category: str | None) -> tuple[str, ...]:
    """Arrangements that may cover a demand, best first: of the category's cells, or of all where those are empty."""
    columns = codes.CATEGORY_COLUMNS[category] if category else ()
    found = [code for column in columns for code in _cells().get((demand, column), ())]
    if not found:
        found = [code for (name, _), cell in _cells().items() if name == demand for code in cell]
    never = coding.unmask(coding.ACCOMMODATIONS, NEVER_COVER)
    return tuple(dict.fromkeys(code for code in found if code not in never))


@cache
def _masks() -> U64:
    """(categories + 1, demands): bits of `covering`; the last row answers for no category."""
    table = [[coding.arrangements(covering(d, c)) for d in coding.DEMANDS] for c in (*coding.CATEGORIES, None)]
    return np.array(table, np.uint64)


class Demand:
    """One demand against one limit, over all pairs: `above`, `unsure`, and whether a code on offer covers it."""

    def __init__(self, pairs: Pairs, at: int) -> None:
        name = coding.DEMANDS[at]
        demand, limit = pairs.job.demands[..., at], pairs.protected.limits[..., at]
        self.name = name
        self.compared = (demand >= 0) & (limit >= 0)
        self.above = self.compared & (demand > limit)
        self.unsure = np.zeros_like(self.above)
        if name in _FIGURES:
            self._figures(pairs, *_FIGURES[name], demand, limit)
        self.cover = _masks()[pairs.protected.category, at]
        self.covered = (pairs.job.accommodations & self.cover) != 0

    def _figures(
        self, pairs: Pairs, of_job: str, of_person: str, demand: NDArray[np.int8], limit: NDArray[np.int8]
    ) -> None:
        figure, most = getattr(pairs.job, of_job), getattr(pairs.protected, of_person)
        stated, limited = ~np.isnan(figure), ~np.isnan(most)
        both = stated & limited
        self.above = np.where(both, figure > most, self.above)
        apart = (stated | limited) & ~both & ~self.compared
        self.unsure = apart & (stated | (demand > 0)) & (limited | (limit >= 0))  # a demand of 0 is above nothing
        self.compared = self.compared | both | self.unsure


def limited(pairs: Pairs) -> list[int]:
    """The demands for which anybody states a limit."""
    protected = pairs.candidates.protected
    figures = {"lifting": protected.limit_kg, "standing": protected.limit_hours}
    found = []
    for at, name in enumerate(coding.DEMANDS):
        figure = name in figures and not np.isnan(figures[name]).all()
        if figure or (protected.limits[:, at] >= 0).any():
            found.append(at)
    return found


def _exceeded(pairs: Pairs, params: Params) -> Verdict:
    told = limited(pairs)
    if not told:
        return settle(np.zeros((len(pairs.candidates), 1), bool), False)
    applies = np.zeros(pairs.shape, bool)
    above, doubtful = np.zeros(pairs.shape, bool), np.zeros(pairs.shape, bool)
    for at in told:
        one = Demand(pairs, at)
        applies |= one.compared
        above |= one.above & ~one.covered
        doubtful |= (one.above | one.unsure) & ~one.covered
    refused = (pairs.job.arrangements_possible == 0) & pairs.job.accommodations_stated
    return settle(applies, above & refused, doubtful)


def _tell_exceeded(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    if verdict == PASS:
        return Told()
    found = [one for at in range(len(coding.DEMANDS)) if (one := Demand(pair, at)).above.item() or one.unsure.item()]
    open_ones = [one for one in found if not one.covered.item()]
    what = wording.listed((say("term_demand_" + one.name, language) for one in open_ones), language)
    category = int(pair.protected.category.item())
    name = coding.CATEGORIES[category] if category >= 0 else None
    offered = coding.unmask(coding.ACCOMMODATIONS, pair.jobs.facts.accommodations[0])
    added = list(dict.fromkeys(covering(one.name, name)[0] for one in open_ones))
    ideas = wording.arrangements(coding.arrangements(added), language)
    changes = [Change("job", "accommodations", [*offered, *added], {"what": ideas})]
    if len(open_ones) == 1 and open_ones[0].above.item():
        changes += _lower_demand(pair, open_ones[0].name, language)
    return Told({"what": what, "ideas": ideas}, tuple(changes))


def _lower_demand(pair: Pairs, name: str, language: str) -> list[Change]:
    at = coding.DEMANDS.index(name)
    word = {"what": say("term_demand_" + name, language)}
    if name in _FIGURES:
        of_job, of_person = _FIGURES[name]
        most = float(getattr(pair.protected, of_person).item())
        if not np.isnan(most) and not np.isnan(getattr(pair.job, of_job).item()):
            to = int(most) if most.is_integer() else most
            return [Change("job", "demands." + of_job, to, {"to": to}, "change_demand_" + of_job)]
    limit = int(pair.protected.limits[0, 0, at])
    return [Change("job", "demands." + name, limit, word, "change_demand_level")]


class Needs:
    """What people need: `all` (m, 1), and `lacking` (m, n), what neither the job offers nor the office brings. Bits."""

    def __init__(self, pairs: Pairs, office_brings: Sequence[str]) -> None:
        self.all: U64 = pairs.protected.needs
        office = np.uint64(coding.arrangements(office_brings))
        self.lacking: U64 = self.all & ~pairs.job.accommodations & ~office


def _needs(pairs: Pairs, params: Params) -> Verdict:
    if not pairs.candidates.protected.needs.any():
        return settle(np.zeros((len(pairs.candidates), 1), bool), False)
    needs = Needs(pairs, params["office_brings"])
    refused = (pairs.job.arrangements_possible == 0) & pairs.job.accommodations_stated
    return settle(needs.all != 0, (needs.lacking != 0) & refused, needs.lacking != 0)


def _tell_needs(pair: Pairs, params: Params, verdict: int, language: str) -> Told:
    told = Needs(pair, params["office_brings"])
    lacking, needs = int(told.lacking.item()), int(told.all.item())
    offered = int(pair.jobs.facts.accommodations[0])
    brought = needs & ~offered & coding.arrangements(params["office_brings"])
    values = {
        "what": wording.arrangements(lacking or needs, language),
        "office": wording.arrangements(brought, language),
    }
    if verdict == PASS:
        return Told(values, variant="office" if brought else "")
    to = coding.unmask(coding.ACCOMMODATIONS, offered | lacking)
    return Told(values, (Change("job", "accommodations", to, values),))


RULES = (
    Rule(
        "accommodation_missing",
        _needs,
        _tell_needs,
        {"office_brings": checks.among(coding.ACCOMMODATIONS)},
        required=("office_brings",),
        reads=("needs",),
    ),
    Rule("limit_exceeded", _exceeded, _tell_exceeded, reads=("limits", "limit_kg", "limit_hours", "category")),
)
