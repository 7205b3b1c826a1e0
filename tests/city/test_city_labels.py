"""Labels come from the hidden utilities, and interactions follow them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

import numpy as np
import pytest

from matcher.city import City, default_moment
from matcher.city.identities import Registry
from matcher.city.latent import distance_km, occupation_vectors, pair_noise, persons_utility, posts_utility
from matcher.city.people import Crowd, make_people
from matcher.city.trades import trades

ORDER = ["view", "apply", "confirm", "interview", "offer", "hire", "insured", "left"]


def test_distance_is_that_of_the_sphere() -> None:
    one = np.array([32.4]), np.array([119.4])
    assert distance_km(*one, *one)[0] == 0
    away = distance_km(np.array([0.0]), np.array([0.0]), np.array([0.0]), np.array([1.0]))
    assert away[0] == pytest.approx(6371.0088 * np.pi / 180)


def test_noise_belongs_to_the_pair_wherever_it_is_met() -> None:
    rows, columns = np.arange(5), np.arange(7)
    grid = pair_noise(rows[:, None], columns[None, :], 3, 0)
    assert grid[2, 4] == pair_noise(np.array([2]), np.array([4]), 3, 0)[0]
    assert grid[2, 4] != pair_noise(np.array([2]), np.array([4]), 3, 1)[0]
    assert grid[2, 4] != pair_noise(np.array([2]), np.array([4]), 4, 0)[0]


def test_noise_is_logistic() -> None:
    noise = pair_noise(np.arange(400)[:, None], np.arange(400)[None, :], 0, 0)
    assert abs(noise.mean()) < 0.02
    assert noise.std() == pytest.approx(np.pi / np.sqrt(3), rel=0.02)


def test_neighbours_in_the_classification_are_neighbours_here() -> None:
    vectors, all_trades = occupation_vectors(0), trades()
    cosine = vectors @ vectors.T
    same = [[t.minor == u.minor and t.id != u.id for t in all_trades] for u in all_trades]
    other = [[t.code[0] != u.code[0] for t in all_trades] for u in all_trades]
    assert cosine[np.array(same)].mean() > cosine[np.array(other)].mean() + 0.3


def test_utilities_move_as_the_page_says(city: City) -> None:
    from dataclasses import replace

    from matcher.city.dice import Dice, generator
    from matcher.city.employers import EmployerMaker
    from matcher.city.jobs import JobMaker, Offer

    _, people = make_people(Crowd(50), 1, default_moment())
    _, units = EmployerMaker(Dice(generator(1, "e")), default_moment(), Registry()).make(5)
    _, posts = JobMaker(Offer(50), units, 1, default_moment()).make()
    base = persons_utility(people, posts)
    assert (persons_utility(people, replace(posts, month=posts.month * 1.3)) >= base).all()
    assert (persons_utility(people, replace(posts, lat=posts.lat + 3)) < base)[~posts.remote].all()
    ours = posts_utility(people, posts)
    assert (posts_utility(replace(people, years=people.years + 1), posts) >= ours).all()
    assert (posts_utility(replace(people, rank=people.rank * 0), posts) <= ours).all()


def test_grades_are_one_to_three_and_point_to_records(city: City) -> None:
    people = {p["id"] for p in city.candidates if "matching" in p.get("consents", ())}
    jobs = {j["id"] for j in city.jobs}
    for judged, queries, documents in (
        (city.labels.jobs_for_people, people, jobs),
        (city.labels.jobs_for_people_mutual, people, jobs),
        (city.labels.people_for_jobs, jobs, people),
        (city.labels.people_for_jobs_mutual, jobs, people),
    ):
        assert len({(q, d) for q, d, _ in judged}) == len(judged)
        assert {q for q, _, _ in judged} <= queries
        assert {d for _, d, _ in judged} <= documents
        counts = Counter(grade for *_, grade in judged)
        assert counts[1] > counts[2] > counts[3] > 0
        assert max(Counter(q for q, *_ in judged).values()) <= 100


def test_a_wish_tells_much_of_what_fits_and_not_all(city: City) -> None:
    """The best grade goes to posts of the wished trade far more often than chance, and often to others."""
    trade_of = {name: t.id for t in trades() for name in t.names}
    wished = {p["id"]: {trade_of.get(w) for w in p.get("desired_occupations", ())} for p in city.candidates}
    offered = {j["id"]: trade_of.get(j["title"]) for j in city.jobs}
    best = [(q, d) for q, d, grade in city.labels.jobs_for_people if grade == 3 and offered[d]]
    hits = np.mean([offered[d] in wished[q] for q, d in best])
    by_chance = np.mean([offered[d] in wished[q] for q, _ in best[:300] for d in list(offered)[:50] if offered[d]])
    assert 5 * by_chance < hits < 0.9


def test_events_follow_each_other_and_end_before_the_clock(city: City) -> None:
    stories = defaultdict(list)
    for event in city.interactions:
        assert event.at < city.as_of
        stories[event.candidate_id, event.job_id].append(event.event)
    for story in stories.values():
        assert story[0] == "view"
        steps = [ORDER.index(step) for step in story if step in ORDER]
        assert steps == sorted(set(steps))
    counts = Counter(event.event for event in city.interactions)
    assert counts["view"] > counts["apply"] > counts["interview"] > counts["hire"] > 50


def test_no_post_is_filled_twice_and_nobody_has_two(city: City) -> None:
    headcount = {j["id"]: j.get("headcount", 1) for j in city.jobs}
    hires = Counter(e.job_id for e in city.interactions if e.event == "hire")
    assert all(count <= headcount[job] for job, count in hires.items())
    employed: set[str] = set()
    for event in city.interactions:
        if event.event == "hire":
            assert event.candidate_id not in employed
            employed.add(event.candidate_id)
        elif event.event == "left":
            employed.discard(event.candidate_id)


def test_only_people_who_agreed_have_a_history(city: City) -> None:
    agreed = {p["id"] for p in city.candidates if "matching" in p.get("consents", ())}
    assert {e.candidate_id for e in city.interactions} <= agreed


def test_who_applies_had_the_greater_utility(city: City) -> None:
    grade = {(q, d): g for q, d, g in city.labels.jobs_for_people}
    asked = {q for q, *_ in city.labels.jobs_for_people}
    seen = [(e.candidate_id, e.job_id, e.event) for e in city.interactions if e.candidate_id in asked]
    looked = {(c, j) for c, j, event in seen if event == "view"}
    applied = {(c, j) for c, j, event in seen if event == "apply"}
    chance = np.mean([grade.get(pair, 0) for pair in sorted(looked - applied)])
    assert np.mean([grade.get(pair, 0) for pair in sorted(applied)]) > 2 * chance


def test_some_people_registered_lately_and_looked_at_nothing_before(city: City) -> None:
    since = default_moment() - timedelta(days=14)
    first: dict[str, datetime] = {}
    for event in city.interactions:
        first.setdefault(event.candidate_id, event.at)  # in order of time
    late = sum(at > since for at in first.values()) / len(first)
    assert 0.05 < late < 0.2
