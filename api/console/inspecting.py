"""A random inspection (双随机): the form, and the sheets as one page for the printer."""

from __future__ import annotations

import re
from collections import deque

from flask import Response, request

from api.auth import caller, needs
from api.console.shell import attachment, blueprint, language, page
from api.doors import office
from api.problems import clean, status_of
from matcher.domain.errors import InputError
from matcher.domain.requests import InspectionOf, read_request
from matcher.domain.words import say
from matcher.office.inspecting import DRAWN
from matcher.screening.evidence_pages import evidence_pages
from matcher.store import AuditEntry

MOST_DRAWS = 10

_BETWEEN = re.compile(r"[\s,，、;；]+")


@blueprint.get("/inspect")
@needs("profiles:write")
def ask_inspection() -> Response:
    """The form, and the latest draws: who draws until a post comes up is seen."""
    return page("inspect.html", form={}, draws=_draws())


@blueprint.post("/inspect")
@needs("profiles:write")
def draw_inspection() -> Response:
    """The sheets of the posts that were drawn; or the form again, with what is wrong."""
    form = request.form
    try:
        asked = read_request(
            InspectionOf,
            {
                "sample": _number("sample"),
                "seed": _number("seed"),
                "inspectors": _names(form.get("inspectors", "")),
                "recused": _recused(form.get("recused", "")),
            },
        )
        found = office().inspect(caller().tenant, asked, language(), caller().name)
    except InputError as error:
        refused = clean(error.message(language()))
        return page("inspect.html", status_of(error), form=form, draws=_draws(), refused=refused)
    name = say("console_inspect_file", language(), seed=asked.seed)
    return attachment(name, "text/html", evidence_pages(found.sheets, language()))


def _draws() -> list[AuditEntry]:
    log = office().store.audit_log(caller().tenant)
    return list(deque((entry for entry in log if entry.action == DRAWN), MOST_DRAWS))[::-1]


def _names(text: str) -> list[str]:
    return [name for name in _BETWEEN.split(text) if name]


def _recused(text: str) -> dict[str, list[str]]:
    """A line for each post: its id, then who may not inspect it."""
    lines = [_names(line) for line in text.splitlines()]
    return {post: names for post, *names in filter(None, lines)}


def _number(name: str) -> int | str:
    """What a field holds, as a number where it is one."""
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() else text
