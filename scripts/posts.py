"""What posts are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.office import Office


def post_names(office: Office, tenant: str, ids: Iterable[str]) -> dict[str, str]:
    """Posts by their titles and employers."""
    found = {}
    for job_id in ids:
        owner, known = office.market.job_key(tenant, job_id)
        document = office.get(owner, "job", known).document
        employer = document.get("employer", {}).get("name")
        found[job_id] = document["title"] + (f"（{employer}）" if employer else "")
    return found
