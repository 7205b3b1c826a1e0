"""The ordered sequence of what changed, deletions included, for platforms that keep a copy."""

from __future__ import annotations

from flask import Blueprint, Response, request

from api.auth import caller, needs
from api.doors import answer, office
from matcher.domain.errors import RecordError
from matcher.domain.findings import Finding
from matcher.domain.moments import write_moment

blueprint = Blueprint("changes", __name__)

MAX_CHANGES = 1000
_LAST = 2**53 - 1  # the largest whole number that every JSON reader keeps


@blueprint.get("/v1/changes")
@needs("profiles:write")
def changes() -> Response:
    """The steps after `since`, at most `limit` of them; `next` is the `since` of the next call."""
    since = _number("since", 0, 0, _LAST)
    limit = _number("limit", MAX_CHANGES, 1, MAX_CHANGES)
    found = office().store.changes(since, limit, caller().tenant, ("candidate", "job"))
    steps = [{"seq": s.seq, "kind": s.kind, "id": s.id, "op": s.op, "at": write_moment(s.at)} for s in found]
    return answer({"changes": steps, "next": found[-1].seq if found else since})


def _number(name: str, default: int, low: int, high: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and low <= int(text) <= high):
        raise RecordError([Finding("query_number", pointer=f"/{name}", values={"low": low, "high": high})])
    return int(text)
