"""What records and services are called on pages. A number that somebody wrote into a title is left out."""

from __future__ import annotations

from collections.abc import Iterable

from api.auth import caller
from api.console.shell import language
from api.doors import office
from api.problems import clean
from matcher.store import Kind, Stored


def scenario_titles() -> list[tuple[str, str]]:
    """The services by name, with their titles."""
    offered = office().scenarios
    return [(name, offered[name].title[language()]) for name in offered]


def promising() -> list[str]:
    """The services that owe people something of their own."""
    return [found.name for found in office().scenarios.values() if found.services]


def title(record: Stored) -> str:
    """A post's title; a person's wishes, else the headline."""
    told = record.document
    return clean(told.get("title") or "、".join(told.get("desired_occupations", ())) or told.get("headline") or "")


def title_of(kind: Kind, record_id: str) -> str:
    """The title of a stored record. Raises UnknownId."""
    return title(office().get(caller().tenant, kind, record_id)) if kind != "job" else post(record_id)[0]


def post(job_id: str) -> tuple[str, str]:
    """A post's title and employer. Raises UnknownId."""
    owner, found = office().market.job_key(caller().tenant, job_id)
    job = office().get(owner, "job", found).document
    return clean(job["title"]), clean(job.get("employer", {}).get("name", ""))


def post_names(ids: Iterable[str]) -> dict[str, str]:
    """Posts by their titles and employers."""
    return {job_id: "  ".join(filter(None, post(job_id))) for job_id in ids}
