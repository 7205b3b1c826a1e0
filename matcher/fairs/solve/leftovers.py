"""Who cannot be recommended any post: the rule that stood in the way, the nearest change, and who can grant it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from matcher.fairs.problem import Problem
from matcher.fairs.solve.plan import Unserved

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
