"""Nobody is left out in silence: what stood in the way of each person, the nearest change, and who can grant it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from matcher.fairs.problem import Problem
from matcher.fairs.solve.hall import HallArrays
from matcher.fairs.solve.interpreters import assign_interpreters
from matcher.fairs.solve.plan import Interview, Unserved, Waiting

POSTS_ASKED = 3
"""How many posts of each failing rule are asked for a change before the next rule is looked at."""
OF_THE_POST = frozenset({"not_offered", "expired", "not_yet_open", "filled", "employer_listed", "advert_held"})
"""Rules that shut a post to everybody: they say nothing about the person, so they are named last."""

Change = Mapping[str, object]


def unserved_people(problem: Problem, people: Iterable[int]) -> tuple[Unserved, ...]:
    """Those who cannot be recommended any post, by the first thing that stands in the way."""
    return tuple(_unserved(problem, person) for person in people)


def _unserved(problem: Problem, person: int) -> Unserved:
    if "matching" not in problem.people[person].consents:
        consents = sorted({*problem.people[person].consents, "matching"})
        wanted: Change = {"side": "candidate", "field": "consents", "to": consents, "by": "candidate"}
        return Unserved(person, "no_consent", "no_consent", wanted)
    rule, change = nearest_rule(problem, person)
    return Unserved(person, "not_eligible", rule, change)


def nearest_rule(problem: Problem, person: int) -> tuple[str, Change]:
    """The rule that shuts out most open posts and can be changed (else the most frequent), with that change."""
    codes = problem.pairs.rule[person]
    of_posts = {at for at, rule in enumerate(problem.pairs.rules) if rule in OF_THE_POST}
    count = Counter(int(code) for code in codes if code >= 0)
    frequent = sorted(count.items(), key=lambda item: (item[0] in of_posts, -item[1], item[0]))
    for code, _ in frequent:
        posts = np.flatnonzero(codes == code)
        best = posts[np.argsort(-problem.pairs.score[person, posts], kind="stable")][:POSTS_ASKED]
        for post in best:
            for change in problem.words.changes(person, int(post)):
                by = "employer" if change.get("side") == "job" else "candidate"
                return problem.pairs.rules[code], {**change, "job_id": problem.posts[post].id, "by": by}
    return (problem.pairs.rules[frequent[0][0]] if frequent else "not_offered"), {}


def waiting_people(
    problem: Problem, hall: HallArrays, interviews: Iterable[Interview], people: Iterable[int]
) -> tuple[Waiting, ...]:
    """Those with recommendations and no interview; each change, granted alone, makes room for its person."""
    room = _Room(problem, hall, interviews)
    return tuple(Waiting(person, *room.shortage(person)) for person in people)


class _Room:
    """What the interviews leave free."""

    def __init__(self, problem: Problem, hall: HallArrays, interviews: Iterable[Interview]) -> None:
        self.problem, self.hall = problem, hall
        self.post_free = hall.post_places.copy()
        self.open = hall.open.copy()
        self.signed: list[tuple[int, int]] = []
        for interview in interviews:
            self.post_free[interview.post] -= 1
            self.open[interview.booth, interview.slot] = False
            if hall.interpreted[interview.person, interview.post]:
                self.signed.append((interview.slot, interview.booth))

    def shortage(self, person: int) -> tuple[str, Change]:
        posts = [int(post) for post in np.flatnonzero(self.hall.usable[person])]
        if not posts:
            return self._nowhere(person)
        spoken = [post for post in posts if not self.hall.interpreted[person, post]]
        if not spoken and not any(self._interpreter_for(person, post) for post in posts):
            return "interpreter", self._change("interpreters", 1, "office")
        for post in spoken or posts:
            if self.post_free[post] > 0 and not self._free_booths(person, post):
                return "booth_time", self._longer(self.hall.booths_for(person, post)[0])
        for post in spoken or posts:
            if self.post_free[post] <= 0 and self._free_booths(person, post):
                return "post_full", self._more_places(post)
        if any(self.post_free[post] > 0 for post in posts):
            return "clash", self._longer(self.hall.booths_for(person, posts[0])[0])
        longer = self._longer(self.hall.booths_for(person, posts[0])[0])
        return "post_full", {**self._more_places(posts[0]), "and": longer}

    def _nowhere(self, person: int) -> tuple[str, Change]:
        """Recommended, but there is no booth where they could meet, or no interpreter at all."""
        posts = [int(post) for post in np.flatnonzero(self.problem.pairs.allowed[person])]
        with_booth = [post for post in posts if self.hall.employer_of[post] >= 0]
        if not with_booth:
            return "booth_time", {"change": "booth", "employer": self.problem.posts[posts[0]].employer, "by": "office"}
        reachable = [post for post in with_booth if self.hall.booths_for(person, post)]
        if not reachable:
            booth = self.hall.booths_of[int(self.hall.employer_of[with_booth[0]])][0]
            return "booth_time", {"change": "accessible", "booth": self._code(booth), "to": True, "by": "office"}
        if all(self.hall.interpreted[person, post] for post in reachable):
            return "interpreter", self._change("interpreters", 1, "office")
        return "post_full", self._more_places(reachable[0])

    def _free_booths(self, person: int, post: int) -> list[int]:
        return [booth for booth in self.hall.booths_for(person, post) if self.open[booth].any()]

    def _interpreter_for(self, person: int, post: int) -> bool:
        """Some slot of the booth, free or not, could still have an interpreter."""
        return any(
            assign_interpreters([*self.signed, (int(slot), booth)], self.hall.interpreters, self.hall.gap) is not None
            for booth in self.hall.booths_for(person, post)
            for slot in np.flatnonzero(self.hall.open[booth])
            if (int(slot), booth) not in self.signed
        )

    def _code(self, booth: int) -> str:
        return self.problem.fair.booths[booth].code

    def _change(self, change: str, add: int, by: str) -> Change:
        return {"change": change, "add": add, "by": by}

    def _longer(self, booth: int) -> Change:
        hall = self.problem.fair.hall
        add = hall.slot_minutes - (hall.closes - hall.opens) % hall.slot_minutes
        return {**self._change("closes_minutes", add, "office"), "booth": self._code(booth)}

    def _more_places(self, post: int) -> Change:
        return {**self._change("headcount", 1, "employer"), "job_id": self.problem.posts[post].id}
