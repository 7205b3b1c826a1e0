"""The whole audit as one answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from matcher.audit.breaches import Breaches
from matcher.audit.exposure import MEASURES, Intervals, Outcomes, by_group
from matcher.audit.groups import SMALLEST, consented, groups
from matcher.audit.pages import compare_pages
from matcher.audit.probe import FOLDS, SHUFFLES, probe
from matcher.audit.scores import Scoring
from matcher.audit.traits import TRAITS, exchanged
from matcher.audit.verdicts import Judged, changed_by, judge
from matcher.audit.worlds import Store, World
from matcher.domain.moments import today, write_moment
from matcher.index.side import View
from matcher.table.table import Candidates, Jobs

Watch = Callable[[str], None]
"""Hears the name of each stage as it begins."""


def audit(store: Store, intervals: Intervals, seed: int, watch: Watch) -> dict[str, Any]:
    """Exchange traits over everybody, match everything again, and say what moved, what groups get, what vectors tell.

    `"breaches": {"total": 0}` says that nothing moved but what a rule moved that cites its source.
    """
    breaches = Breaches()
    watch("traits")
    worlds = store.settle(store.people), store.settle(_exchanged(store, list(TRAITS), seed))
    with worlds[0].side.reading() as before, worlds[1].side.reading() as after, store.side.reading() as posts:
        watch("rules")
        tables = before.table, after.table
        judged = judge(list(store.scenarios.values()), tables, posts.table, store.context)
        rules = _rules(store, judged, before.table, posts.table, seed, breaches)
        watch("scores")
        outcomes = Outcomes(len(store.people), list(store.scenarios))
        compared = _score(store, worlds, (before, after), posts, judged, breaches, outcomes)
        watch("exposure")
        among = consented(before.table)
        got = by_group(outcomes, groups(before.table, today(store.context.as_of)), among, intervals)
        watch("probe")
        told = probe(before.table, before.vectors.rows(), among, seed)
    watch("pages")
    pages = sum(compare_pages(store, worlds, each, seed, breaches) for each in judged)
    return {
        "as_of": write_moment(store.context.as_of),
        "seed": seed,
        "tenant": store.tenant,
        "people": len(store.people),
        "consented": int(among.sum()),
        "posts": len(store.posts),
        "scenarios": [{"name": name, "title": dict(each.title)} for name, each in store.scenarios.items()],
        "model_version": store.model_stamp,
        "memory": len(store.memory),
        "flips": {
            "traits": list(TRAITS),
            "scores": compared,
            "pages": pages,
            "verdicts": [_verdicts(each) for each in judged],
            "rules": rules,
        },
        "exposure": {"measures": list(MEASURES), "smallest": SMALLEST, "groups": got},
        "probe": {"folds": FOLDS, "shuffles": SHUFFLES, "traits": told},
        "breaches": {"total": breaches.total, "by_sort": breaches.counts, "examples": breaches.examples},
    }


def _exchanged(store: Store, traits: Sequence[str], seed: int) -> Any:
    return exchanged(store.people, traits, seed, today(store.context.as_of))


def _verdicts(judged: Judged) -> dict[str, Any]:
    return {
        "scenario": judged.scenario.name,
        "opened": judged.opened,
        "shut": judged.shut,
        "people": int(judged.people.sum()),
    }


def _rules(
    store: Store, judged: Sequence[Judged], people: Candidates, posts: Jobs, seed: int, breaches: Breaches
) -> list[dict[str, Any]]:
    """Every rule that changed its word, with its source, and the traits that alone would have moved it.

    A rule that cites no source is a breach.
    """
    alone = {trait: Candidates.of(_exchanged(store, [trait], seed), store.tenant) for trait in TRAITS}
    found = []
    for each in judged:
        by_trait = changed_by(each.scenario, list(each.changed), people, alone, posts, store.context)
        for code, pairs in each.changed.items():
            rule = each.scenario.applied(code)
            source = rule.source.as_json() if rule and rule.source.title else None
            if source is None:
                breaches.note("rule_without_source", pairs, scenario=each.scenario.name, rule=code)
            told = {"pairs": pairs, "by_trait": by_trait[code], "source": source}
            found.append({"scenario": each.scenario.name, "rule": code, **told})
    return found


def _score(
    store: Store,
    worlds: tuple[World, World],
    people: tuple[View[Candidates], View[Candidates]],
    posts: View[Jobs],
    judged: Sequence[Judged],
    breaches: Breaches,
    outcomes: Outcomes,
) -> dict[str, int]:
    """How many scores were compared in each direction."""
    if not store.people or not store.posts:
        return {"jobs_for_people": 0, "people_for_jobs": 0}
    rankers = {each.scenario.name: store.ranker_for(each.scenario) for each in judged}
    of_person = {each.scenario.name: each.of_person for each in judged}
    of_post = {each.scenario.name: each.of_post for each in judged}
    for_people = Scoring("jobs_for_people", (posts, posts), rankers, of_person, store.layout, store.memory)
    for_jobs = Scoring("people_for_jobs", people, rankers, of_post, store.layout, store.memory)
    persons = store.persons_asking(worlds[0]), store.persons_asking(worlds[1])
    asking = store.posts_asking()
    return {
        "jobs_for_people": for_people.compare(persons, breaches, outcomes.person),
        "people_for_jobs": for_jobs.compare((asking, asking), breaches, outcomes.post),
    }
