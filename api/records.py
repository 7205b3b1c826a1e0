"""Candidates, jobs and employers: create or replace, read, erase."""

from __future__ import annotations

import re
from contextlib import nullcontext

from flask import Blueprint, Response, request

from api.auth import caller, needs
from api.doors import answer, json_body, office
from matcher.domain.errors import Conflict, InputError, RecordError
from matcher.domain.findings import Finding
from matcher.domain.sensitive import public_view
from matcher.store import Document, Kind

blueprint = Blueprint("records", __name__)

KINDS: dict[str, Kind] = {"candidates": "candidate", "jobs": "job", "employers": "employer"}
_PATH = f"/v1/<any({', '.join(KINDS)}):path>"
_ETAG = re.compile(r'\s*(?:(W/)?"([^"]*)"|(\*))\s*(?:,|$)')


@blueprint.put(f"{_PATH}/<id_>")
@needs("profiles:write")
def put_record(path: str, id_: str) -> Response:
    """201 for a new record, 200 for one replaced; `If-Match` and `If-None-Match: *` guard against others' writes."""
    kind, document = KINDS[path], json_body()
    if document.get("id", id_) != id_:
        raise RecordError([Finding("id_not_of_path", pointer="/id")])
    document["id"] = id_
    only_new = entity_tags("If-None-Match") == frozenset("*")
    with office().store.transaction() if only_new else nullcontext():
        if only_new and office().store.get(caller().tenant, kind, id_) is not None:
            raise Conflict("already_there")
        put, stored = office().put(caller().tenant, kind, document, if_match=entity_tags("If-Match"))
    headers = {"ETag": f'"{put.etag}"'}
    if put.created:
        headers["Location"] = request.path
    return answer(shown(kind, stored), 201 if put.created else 200, headers)


@blueprint.get(f"{_PATH}/<id_>")
@needs("profiles:write")
def get_record(path: str, id_: str) -> Response:
    """The record, without its sensitive fields unless the key shows them; 304 when the caller has this state."""
    kind = KINDS[path]
    stored = office().get(caller().tenant, kind, id_)
    headers = {"ETag": f'"{stored.etag}"'}
    known = entity_tags("If-None-Match", weak=True)
    if known is not None and known & {stored.etag, "*"}:
        return Response(status=304, headers=headers)
    return answer(shown(kind, stored.document), 200, headers)


@blueprint.delete(f"{_PATH}/<id_>")
@needs("profiles:write")
def delete_record(path: str, id_: str) -> Response:
    """Erases: 204, and 404 the second time."""
    kind, if_match = KINDS[path], entity_tags("If-Match")
    with office().store.transaction():
        if if_match is not None:
            stored = office().get(caller().tenant, kind, id_)
            if not if_match & {stored.etag, "*"}:
                raise Conflict("if_match_failed")
        office().delete(caller().tenant, kind, id_)
    return Response(status=204)


def shown(kind: Kind, document: Document) -> Document:
    """What this caller may see of a record."""
    return document if caller().sensitive else public_view(kind, document)


def entity_tags(header: str, *, weak: bool = False) -> frozenset[str] | None:
    """The tags of a conditional header; weak ones only where they count. Raises InputError for another form."""
    text = request.headers.get(header)
    if text is None:
        return None
    tags, at = set(), 0
    while at < len(text):
        found = _ETAG.match(text, at)
        if found is None:
            raise InputError("entity_tag_form", header=header)
        if found[3]:
            tags.add("*")
        elif weak or not found[1]:
            tags.add(found[2])
        at = found.end()
    return frozenset(tags)
