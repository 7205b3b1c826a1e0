"""The pack of referrals: a sheet for each person, and the posts by occupation. No employer gets a list of people."""

from __future__ import annotations

from matcher.fairs.paper.concessions import concession_table
from matcher.fairs.paper.lists import posts_by_occupation
from matcher.fairs.paper.pack import Made
from matcher.fairs.problem import FairInputs
from matcher.fairs.rounds.again import EarlierRound
from matcher.fairs.rounds.files import referrals_book, referrals_document, referrals_results
from matcher.fairs.rounds.pages import Papers, Told, listed, pack_files, person_part, summary_page, view_of
from matcher.fairs.rounds.plots import referral_plots
from matcher.fairs.rounds.referrals import Referrals
from matcher.fairs.view import View


def referrals_pack(
    plan: Referrals, inputs: FairInputs, made: Made, earlier: EarlierRound | None = None
) -> dict[str, bytes]:
    """Every file of a pack of referrals."""
    view = view_of(plan.problem, inputs, earlier)
    lines = [(at, "", post.headcount) for at, post in enumerate(plan.problem.posts)]
    wall = posts_by_occupation(view, lines, "", view.say("page_wall"))
    pages = person_part(view, plan.recommendations, plan.unserved, {})
    pages |= listed(view, {"wall.html": ("fair_wall.html", wall)})
    pages |= summary_page(view, plan.solution, _told(plan, view))
    papers = Papers(
        document=referrals_document(plan, view),
        book=referrals_book(plan, view, inputs.quality),
        results=referrals_results(plan),
        pages=pages,
    )
    return pack_files(view, inputs, made, papers, earlier)


def _told(plan: Referrals, view: View) -> Told:
    problem = view.problem
    short = [(problem.people[s.person].id, s.have, problem.words.rule(s.rule)) for s in plan.short]
    numbers = [
        (view.say("page_number_people"), len(problem.people)),
        (view.say("page_number_recommended"), sum(bool(posts) for posts in plan.recommendations)),
        (view.say("page_number_short"), len(plan.short)),
        (view.say("page_number_unserved"), len(plan.unserved)),
    ]
    return Told(
        numbers,
        referral_plots(plan, view),
        [
            (view.say("page_short_people"), view.columns("person_id", "have", "why"), short),
            concession_table(view, plan.concessions),
        ],
    )
