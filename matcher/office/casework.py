"""What clerks ask beyond a match: what would make a workplace fit, what is owed, whom a post shuts out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, TypeVar

from matcher.domain.records import Candidate, Employer, Job
from matcher.domain.requests import (
    ArrangementsOf,
    EligibilityOf,
    LedgerOf,
    MatchJobs,
    OwedOf,
    ShutOutOf,
)
from matcher.office.inspecting import whom_it_shuts_out
from matcher.office.market import Market
from matcher.office.promises import happened, listed, promises, why_not
from matcher.office.workplace import LEAST, arrangements, city_ledger
from matcher.rules.context import Context
from matcher.rules.scenario import Scenario, Service
from matcher.store import Store
from matcher.table.table import Candidates, Jobs

R = TypeVar("R", Candidate, Job, Employer)

MOST_POSTS = 10  # that a plan begins with


class Counter(Protocol):
    """What casework needs of the office."""

    store: Store

    @property
    def market(self) -> Market:
        """Both sides, caught up with the store."""

    def scenario(self, name: str, /) -> Scenario:
        """A service by its name."""

    def context(self, as_of: datetime | None, /) -> Context:
        """What rules need beside the records."""

    def record(self, tenant: str, model: type[R], record_id: str | None, inline: R | None, /) -> R:
        """A record that a request names or brings."""

    def match(self, tenant: str, asked: MatchJobs, language: str, /) -> dict[str, Any]:
        """Ranked matches."""


def pair_of(office: Counter, tenant: str, asked: EligibilityOf) -> tuple[Candidates, Jobs]:
    """The two records of a request, as tables of one row each. Raises UnknownId."""
    candidate = office.record(tenant, Candidate, asked.candidate_id, asked.candidate)
    job = office.record(tenant, Job, asked.job_id, asked.job)
    owner = office.market.job_key(tenant, job.id)[0] if asked.job_id else tenant
    return Candidates.of([candidate], tenant), Jobs.of([job], owner)


class Casework:
    """Questions of one office's clerks. Everything but `shut_out` speaks of limits, needs or entitlement."""

    def __init__(self, office: Counter) -> None:
        self._office = office

    def arrangements(self, tenant: str, asked: ArrangementsOf, language: str = "zh") -> dict[str, Any]:
        """What would make a workplace fit a person. Raises UnknownId, InputError."""
        office = self._office
        people, posts = pair_of(office, tenant, asked)
        return arrangements(office.scenario(asked.scenario), people, posts, office.context(asked.as_of), language)

    def ledger(self, tenant: str, asked: LedgerOf, least: int = LEAST) -> dict[str, Any]:
        """Which arrangement at which employers opens posts to how many people. Raises InputError."""
        scenario, context, market = self._asked(asked)
        return city_ledger(scenario, market.people(tenant), market.posts(tenant), context, least)

    def owed(self, tenant: str, asked: OwedOf, language: str = "zh", whole: bool = False) -> dict[str, Any]:
        """What a service still owes everybody; or one person, with posts to begin with, or why nothing is.

        `whole`: everybody at once, whatever the limit. Raises UnknownId, InputError.
        """
        scenario, context, market = self._asked(asked)
        events = happened(self._office.store.events(tenant), market.posts(tenant), context.as_of)
        if asked.candidate_id is None:
            found = promises(scenario, market.people(tenant), events, context)
            return listed(scenario, found, asked, context, language, whole)
        record = self._office.record(tenant, Candidate, asked.candidate_id, None)
        person = Candidates.of([record], tenant)
        told = listed(scenario, promises(scenario, person, events, context), asked, context, language)
        for plan in told["people"]:
            for service, item in zip(scenario.services, plan["items"], strict=True):
                if service.events and item["missing"]:
                    posts = _posts_for(service, item["missing"], asked.candidate_id, scenario, context)
                    item["suggested"] = self._office.match(tenant, posts, language)["results"]
        return told if told["people"] else {**told, "reason": why_not(scenario, person, context, language)}

    def shut_out(self, tenant: str, asked: ShutOutOf, language: str = "zh", sensitive: bool = True) -> dict[str, Any]:
        """Whom the conditions of a post shut out. Raises UnknownId, InputError."""
        scenario, context, market = self._asked(asked)
        job = Jobs.of([self._office.record(tenant, Job, asked.job_id, asked.job)], tenant)
        return whom_it_shuts_out(scenario, market.people(tenant), job, context, language, sensitive)

    def _asked(self, asked: LedgerOf | OwedOf | ShutOutOf) -> tuple[Scenario, Context, Market]:
        return self._office.scenario(asked.scenario), self._office.context(asked.as_of), self._office.market


def _posts_for(service: Service, missing: int, candidate_id: str, scenario: Scenario, context: Context) -> MatchJobs:
    """As many posts as are missing, of the types that count, in the service that offers them."""
    k = min(missing, MOST_POSTS)
    body = {"candidate_id": candidate_id, "scenario": service.offered_in or scenario.name, "k": k}
    filters = {"filters": {"employment_type": {"in": service.types}}} if service.types else {}
    return MatchJobs.model_validate({**body, **filters, "as_of": context.as_of})
