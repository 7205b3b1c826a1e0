"""The pack of a placement round: a sheet for each person and each employer, lists for the wall, needs for staff."""

from __future__ import annotations

from matcher.fairs.paper.concessions import concession_table
from matcher.fairs.paper.pack import Made
from matcher.fairs.problem import FairInputs
from matcher.fairs.rounds.again import EarlierRound
from matcher.fairs.rounds.employer_sheets import employer_pages, placement_sheets
from matcher.fairs.rounds.files import (
    held_recommendations,
    placement_book,
    placement_document,
    placement_facts,
    placement_results,
)
from matcher.fairs.rounds.lists import open_posts, placement_codes, placement_needs
from matcher.fairs.rounds.pages import (
    Papers,
    Told,
    listed,
    pack_files,
    person_part,
    standing_words,
    summary_page,
    view_of,
)
from matcher.fairs.rounds.placement import Placement
from matcher.fairs.rounds.plots import placement_plots
from matcher.fairs.rounds.quotas import empty_quotas, idle_quotas
from matcher.fairs.rounds.waiting import waiting_in_round
from matcher.fairs.view import View


def placement_pack(
    plan: Placement, inputs: FairInputs, made: Made, earlier: EarlierRound | None = None
) -> dict[str, bytes]:
    """Every file of a placement's pack."""
    view = view_of(plan.problem, inputs, earlier)
    posts = held_recommendations(plan.problem, [(p.person, p.post) for p in plan.placed])
    notes = {(p.person, p.post): view.say("page_note_placed", round=p.round) for p in plan.placed}
    standing = standing_words(view, waiting_in_round(plan), _standby_of_posts(plan, view))
    lists = {
        "wall.html": ("fair_wall.html", open_posts(plan, view)),
        "codes.html": ("fair_codes.html", placement_codes(plan, view)),
        "accessibility.html": ("fair_access.html", placement_needs(plan, view)),
    }
    pages = person_part(view, posts, plan.unserved, notes, standing) | listed(view, lists)
    pages |= employer_pages(view, "fair_placed.html", placement_sheets(plan, view))
    pages |= summary_page(view, plan.solution, _told(plan, view))
    locked = {row.key for row in earlier.pinned} if earlier else set()
    papers = Papers(
        document=placement_document(plan, view, posts),
        book=placement_book(plan, view, posts, inputs.quality, locked),
        results=placement_results(plan),
        pages=pages,
        pins=[(p.person, p.post) for p in plan.placed if (p.person, p.post, 0) in locked],
        facts=placement_facts(plan),
    )
    return pack_files(view, inputs, made, papers, earlier)


def _told(plan: Placement, view: View) -> Told:
    posts = plan.problem.posts
    numbers = [
        (view.say("page_number_people"), len(plan.problem.people)),
        (view.say("page_number_placed"), len(plan.placed)),
        (view.say("page_number_standby"), len({s.person for s in plan.standby})),
        (view.say("page_number_no_post"), len(plan.unserved)),
        (view.say("page_number_posts"), len(posts)),
        (view.say("page_number_closed"), len(plan.closed)),
    ]
    closed = [(posts[j].id, posts[j].title, posts[j].employer, posts[j].min_headcount) for j, _ in plan.closed]
    tables = [
        (view.say("page_minima"), [*view.columns("quota", "wanted"), view.say("page_reached")], plan.minima),
        (view.say("page_closed_posts"), view.columns("post_id", "post", "employer", "least"), closed),
        concession_table(view, plan.concessions),
    ]
    idle = idle_quotas(plan.problem.fair)
    notes = [view.say("fair_stable_quotas", quotas=view.listed(idle))] if idle else []
    notes += [view.say("fair_quota_empty", quota=name) for name in empty_quotas(plan.problem)]
    return Told(numbers, placement_plots(plan, view), tables, notes)


def _standby_of_posts(plan: Placement, view: View) -> dict[int, str]:
    lines: dict[int, list[str]] = {}
    for s in plan.standby:
        post = plan.problem.posts[s.post]
        line = view.say("fair_standby_post", title=post.title, job_id=post.id, order=s.order)
        lines.setdefault(s.person, []).append(line)
    return {person: view.say("fair_standby_posts", posts=view.listed(mine)) for person, mine in lines.items()}
