"""The pack of a gig morning: sheets of people, lists to sign for each employer, who comes when, needs for staff."""

from __future__ import annotations

from matcher.fairs.paper.concessions import concession_table
from matcher.fairs.paper.pack import Made
from matcher.fairs.problem import FairInputs
from matcher.fairs.rounds.again import EarlierRound
from matcher.fairs.rounds.employer_sheets import employer_pages, morning_sheets
from matcher.fairs.rounds.files import held_recommendations, shifts_book, shifts_document, shifts_results
from matcher.fairs.rounds.lists import morning_call, morning_codes, morning_needs, open_shifts
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
from matcher.fairs.rounds.plots import morning_plots
from matcher.fairs.rounds.shifts import ShiftPlan
from matcher.fairs.rounds.waiting import waiting_in_morning
from matcher.fairs.view import View


def shifts_pack(
    plan: ShiftPlan, inputs: FairInputs, made: Made, earlier: EarlierRound | None = None
) -> dict[str, bytes]:
    """Every file of a gig morning's pack."""
    view = view_of(plan.problem, inputs, earlier)
    posts = held_recommendations(plan.problem, [(w.person, w.post) for w in plan.works])
    ordered = {person: view.say("fair_standby_morning", order=n) for n, person in enumerate(plan.standby, 1)}
    standing = standing_words(view, waiting_in_morning(plan), ordered)
    lists = {
        "wall.html": ("fair_wall.html", open_shifts(plan, view)),
        "codes.html": ("fair_codes.html", morning_codes(plan, view)),
        "door.html": ("fair_call.html", morning_call(plan, view)),
        "accessibility.html": ("fair_access.html", morning_needs(plan, view)),
    }
    pages = person_part(view, posts, plan.unserved, _notes(plan, view), standing) | listed(view, lists)
    pages |= employer_pages(view, "fair_roll.html", morning_sheets(plan, view))
    pages |= summary_page(view, plan.solution, _told(plan, view))
    locked = {row.key for row in earlier.pinned} if earlier else set()
    papers = Papers(
        document=shifts_document(plan, view, posts),
        book=shifts_book(plan, view, posts, inputs.quality, locked),
        results=shifts_results(plan),
        pages=pages,
        pins=[(w.person, w.post) for w in plan.works if (w.person, w.post, w.shift) in locked],
    )
    return pack_files(view, inputs, made, papers, earlier)


def _notes(plan: ShiftPlan, view: View) -> dict[tuple[int, int], str]:
    """The shifts of each person at each post."""
    notes: dict[tuple[int, int], str] = {}
    for work in plan.works:
        line = view.say("page_note_shift", when=view.shift(*plan.problem.posts[work.post].shifts[work.shift]))
        before = notes.get((work.person, work.post))
        notes[work.person, work.post] = view.say("page_clause_mark").join([before, line]) if before else line
    return notes


def _told(plan: ShiftPlan, view: View) -> Told:
    posts = plan.problem.posts
    numbers = [
        (view.say("page_number_people"), len(plan.problem.people)),
        (view.say("page_number_working"), len({w.person for w in plan.works})),
        (view.say("page_number_works"), len(plan.works)),
        (view.say("page_number_standby"), len(plan.standby)),
        (view.say("page_number_lacking"), sum(n for _, _, n in plan.gaps)),
    ]
    by_size = sorted(plan.gaps, key=lambda gap: (-gap[2], gap))
    gaps = [(posts[j].id, posts[j].title, view.shift(*posts[j].shifts[shift]), n) for j, shift, n in by_size]
    allowed = plan.problem.pairs.allowed
    timeless = [(p.id, p.title, p.employer) for j, p in enumerate(posts) if not p.shifts and allowed[:, j].any()]
    return Told(
        numbers,
        morning_plots(plan, view),
        [
            (view.say("page_without_shift"), view.columns("post_id", "post", "employer"), timeless),
            (view.say("page_gaps"), view.columns("post_id", "post", "shift", "lacks"), gaps),
            concession_table(view, plan.concessions),
        ],
    )
