"""What staff ask beyond a match: the ledger for talks with employers, plans, whom a post shuts out."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, request

from api.auth import SEEING_ALL, caller, needs
from api.console.records import post_names, promising, scenario_titles, title_of
from api.console.shell import attachment, blueprint, language, page
from api.doors import office
from api.readiness import indexed_office
from matcher.domain.requests import LedgerOf, OwedOf, ShutOutOf, read_request
from matcher.office.casework_books import employer_name, ledger_book, owed_book

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LINES, PEOPLE = 200, 100  # what a page shows at once


@blueprint.get("/casework")
@needs()
def casework() -> Response:
    """What there is beyond import and match."""
    return page("casework.html", sensitive=caller().sensitive)


@blueprint.get("/ledger")
@needs(*SEEING_ALL)
def ledger() -> Response:
    """Which arrangement at which employers opens posts to how many people."""
    told = _ledger(request.args.get("scenario", "disability_fair"))
    called = partial(employer_name, language=language())
    return page("ledger.html", told=told, scenarios=scenario_titles(), most=MOST_LINES, called=called)


@blueprint.get("/ledger.xlsx")
@needs(*SEEING_ALL)
def ledger_workbook() -> Response:
    """The whole ledger as a workbook."""
    told = _ledger(request.args.get("scenario", "disability_fair"))
    return attachment("ledger.xlsx", WORKBOOK, ledger_book(told, language()))


def _ledger(scenario: str) -> dict[str, Any]:
    return indexed_office().casework.ledger(caller().tenant, read_request(LedgerOf, {"scenario": scenario}))


@blueprint.get("/owed")
@needs(*SEEING_ALL)
def owed() -> Response:
    """What a service still owes everybody whom it is for."""
    told = _owed()
    service = office().scenarios[told["scenario"]]
    return page(
        "owed.html",
        told=told,
        scenario=service.name,
        named_service=service.title[language()],
        titles=[item.title[language()] for item in service.services],
        scenarios=[named for named in scenario_titles() if named[0] in promising()],
        entitled=request.args.get("entitled", "pass"),
    )


@blueprint.get("/owed.xlsx")
@needs(*SEEING_ALL)
def owed_workbook() -> Response:
    """The list as a workbook."""
    return attachment("owed.xlsx", WORKBOOK, owed_book(_owed(whole=True), language()))


def _owed(whole: bool = False) -> dict[str, Any]:
    given = {name: request.args[name] for name in ("after", "scenario", "entitled") if request.args.get(name)}
    asked = read_request(OwedOf, {**given, "limit": PEOPLE})
    return indexed_office().casework.owed(caller().tenant, asked, language(), whole)


@blueprint.get("/owed/plan")
@needs(*SEEING_ALL)
def plan() -> Response:
    """One person's plan, to print."""
    asked, scenario = request.args.get("id", ""), request.args.get("scenario", "graduate")
    body = read_request(OwedOf, {"candidate_id": asked, "scenario": scenario})
    told = indexed_office().casework.owed(caller().tenant, body, language())
    items = told["people"][0]["items"] if told["people"] else []
    suggested = [result["job_id"] for item in items for result in item.get("suggested", ())]
    title = office().scenario(scenario).title[language()]
    return page("plan.html", told=told, id=asked, service=title, called=post_names(suggested))


@blueprint.get("/shut-out")
@needs("match:read")
def shut_out() -> Response:
    """Whom the conditions of a post shut out."""
    asked, scenario = request.args.get("id", ""), request.args.get("scenario", "general")
    body = read_request(ShutOutOf, {"job_id": asked, "scenario": scenario})
    told = indexed_office().casework.shut_out(caller().tenant, body, language(), caller().sensitive)
    return page("shut_out.html", told=told, id=asked, title=title_of("job", asked), scenarios=scenario_titles())
