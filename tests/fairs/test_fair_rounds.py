"""Referrals, placements and gig mornings, against scipy's HiGHS and against trying everything."""

from __future__ import annotations

import datetime
import itertools
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.errors import RecordError
from matcher.domain.fair_file import fair_from_toml
from matcher.domain.fairs import Fair, Limits, Quota
from matcher.domain.moments import SHANGHAI
from matcher.fairs.paper.manifest import write_pack
from matcher.fairs.paper.pack import Made
from matcher.fairs.problem import Person, Post
from matcher.fairs.rounds.placement import pair_values, plan_placement
from matcher.fairs.rounds.placement_flow import assign
from matcher.fairs.rounds.placement_pack import placement_pack
from matcher.fairs.rounds.quotas import counts_towards
from matcher.fairs.rounds.referrals import plan_referrals
from matcher.fairs.rounds.referrals_pack import referrals_pack
from matcher.fairs.rounds.refill import read_cancellations, refill
from matcher.fairs.rounds.shift_bound import upper_bound
from matcher.fairs.rounds.shift_exact import improve
from matcher.fairs.rounds.shift_sets import shift_problem
from matcher.fairs.rounds.shifts import plan_shifts, worth
from matcher.fairs.rounds.shifts_pack import shifts_pack
from matcher.fairs.solve.limits import Limits as Effort
from matcher.fairs.verify.checker import verify
from matcher.fairs.wishes import Wishes, read_wishes

optimize = pytest.importorskip("scipy.optimize")
DAY = datetime.date(2023, 9, 16)
OPEN = frozenset({"matching"})


def round_of(problem_of, seed, *, people=8, posts=5, mode="optimal", quotas=(), most=2):
    draw = random.Random(seed)
    fair = Fair("安置", "placement", "internship", DAY, quotas=tuple(quotas), mode=mode)
    return problem_of(
        [[draw.random() < 0.6 for _ in range(posts)] for _ in range(people)],
        score=[[draw.randrange(1_000_001) for _ in range(posts)] for _ in range(people)],
        people=[Person(f"c{i}", OPEN) for i in range(people)],
        posts=[
            Post(f"j{j}", "见习", f"E{j % 3}", headcount=draw.randint(1, most), division=f"32100{j % 2}")
            for j in range(posts)
        ],
        fair=fair,
    )


def wishes_of(problem, seed):
    draw = random.Random(seed)
    people = {}
    for i in range(len(problem.people)):
        allowed = np.flatnonzero(problem.pairs.allowed[i]).tolist()
        draw.shuffle(allowed)
        people[i] = {j: rank for rank, j in enumerate(allowed[: draw.randint(1, 4)], 1)}
    posts = {}
    for j in range(len(problem.posts)):
        row = np.flatnonzero(problem.pairs.allowed[:, j]).tolist()
        draw.shuffle(row)
        posts[j] = {i: rank for rank, i in enumerate(row[:4], 1)}
    return Wishes({i: w for i, w in people.items() if w}, posts)


def by_highs(problem, value):
    """The most people, then the greatest value, by two linear programs."""
    pairs = list(zip(*problem.pairs.allowed.nonzero(), strict=True))
    rows = []
    upper = []
    for i in range(len(problem.people)):
        rows.append([float(a == i) for a, _ in pairs])
        upper.append(1)
    for j, post in enumerate(problem.posts):
        rows.append([float(b == j) for _, b in pairs])
        upper.append(post.headcount)
    for quota in problem.fair.quotas:
        if quota.maximum is not None:
            rows.append([float((problem.posts[b].division or "").startswith(quota.division)) for _, b in pairs])
            upper.append(quota.maximum)
    worth = np.array([float(value[a, b]) for a, b in pairs])
    most = optimize.linprog(-np.ones(len(pairs)), rows, upper, bounds=(0, 1), method="highs")
    count = round(-most.fun)
    best = optimize.linprog(-worth, rows, upper, np.ones((1, len(pairs))), [count], bounds=(0, 1), method="highs")
    return count, round(-best.fun)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_optimal_placement_equals_highs(problem_of, seed):
    problem = round_of(problem_of, seed, quotas=[Quota("321000", None, 0, 2)])
    wishes = wishes_of(problem, seed)
    plan = plan_placement(problem, wishes)
    assert plan.solution.objective == by_highs(problem, pair_values(problem, wishes))
    assert plan.solution.status == "optimal"


def test_a_minimum_is_filled_before_values_count(problem_of):
    problem = problem_of(
        [[1, 1]] * 2,
        score=[[900_000, 100_000]] * 2,
        posts=[
            Post("j0", "见习", "甲", headcount=2, division="321002"),
            Post("j1", "见习", "乙", headcount=2, division="321003"),
        ],
        fair=Fair("安置", "placement", "internship", DAY, quotas=(Quota("321003", None, 1, None),)),
    )
    plan = plan_placement(problem, Wishes())
    assert sorted(p.post for p in plan.placed) == [0, 1]
    assert plan.minima == (("321003", 1, 1),)


def test_a_legal_order_of_precedence_goes_before_every_score(problem_of):
    people = [Person("c0", OPEN, tier=1), Person("c1", OPEN, tier=0)]
    fair = Fair("公益", "placement", "public_welfare", DAY)
    plan = plan_placement(problem_of([[1], [1]], score=[[1_000_000], [1]], people=people, fair=fair), Wishes())
    assert [p.person for p in plan.placed] == [1]
    assert [s.person for s in plan.standby] == [0]


@pytest.mark.parametrize("mode", ["optimal", "stable"])
def test_a_post_that_cannot_reach_its_least_headcount_is_closed(problem_of, mode):
    posts = [Post("j0", "见习", "甲", headcount=5, min_headcount=4), Post("j1", "见习", "乙", headcount=3)]
    fair = Fair("安置", "placement", "internship", DAY, mode=mode)
    score = [[900_000, 100_000]] * 3
    plan = plan_placement(problem_of([[1, 1]] * 3, score=score, posts=posts, fair=fair), Wishes())
    assert plan.closed == ((0, "min_headcount"),)
    assert {p.post for p in plan.placed} == {1}


def best_round(problem, value):
    """The most people, then the greatest value, by trying every placement."""
    best = (0, 0)
    choices = [[None, *np.flatnonzero(row).tolist()] for row in problem.pairs.allowed]
    for chosen in itertools.product(*choices):
        load = Counter(post for post in chosen if post is not None)
        if any(not problem.posts[j].min_headcount <= n <= problem.posts[j].headcount for j, n in load.items()):
            continue
        if any(
            quota.maximum is not None
            and sum(n for j, n in load.items() if counts_towards(quota, problem.posts[j])) > quota.maximum
            for quota in problem.fair.quotas
        ):
            continue
        placed = [(i, j) for i, j in enumerate(chosen) if j is not None]
        best = max(best, (len(placed), sum(int(value[pair]) for pair in placed)))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_least_headcounts_and_crossing_quotas_are_solved_as_well_as_by_trying_everything(problem_of, seed):
    quotas = [Quota("321000", None, 0, 3), Quota(None, "E0", 0, 2)] if seed % 2 else []
    problem = round_of(problem_of, seed, people=6, posts=4, quotas=quotas, most=3)
    posts = tuple(replace(post, min_headcount=min(2, post.headcount)) for post in problem.posts)
    problem = replace(problem, posts=posts)
    plan = plan_placement(problem, Wishes())
    assert plan.solution.objective == best_round(problem, pair_values(problem, Wishes()))


NESTED = [Quota("3210", None, 0, 4), Quota("321000", None, 0, 2), Quota("321000", None, 0, 3)]
CROSSING = [Quota("321000", None, 0, 2), Quota(None, "E0", 0, 2), Quota(None, "E1", 1, 3)]


@pytest.mark.parametrize("seed", range(12))
def test_quotas_within_quotas_are_a_flow_however_large_the_round(problem_of, monkeypatch, seed):
    monkeypatch.setattr("matcher.fairs.rounds.placement.EXACT_PAIRS", 0)
    problem = round_of(problem_of, seed, people=6, posts=4, quotas=NESTED)
    plan = plan_placement(problem, Wishes())
    assert plan.solution.objective == best_round(problem, pair_values(problem, Wishes()))
    assert plan.solution.status == "optimal"


def test_a_quota_names_its_division_by_code_or_by_name():
    text = 'name = "x"\nkind = "placement"\nscenario = "internship"\ndate = 2023-09-16\n'
    text += '[inputs]\njobs = ["j"]\ncandidates = ["c"]\n'
    text += "".join(f'[[quotas]]\ndivision = "{name}"\nmax = 1\n' for name in ("广陵区", "321002", "3210"))
    assert [quota.division for quota in fair_from_toml(text, "f.toml").quotas] == ["321002", "321002", "3210"]


@pytest.mark.parametrize("seed", range(12))
def test_quotas_that_cross_in_a_large_round_are_kept_and_the_gap_is_printed(problem_of, monkeypatch, seed):
    monkeypatch.setattr("matcher.fairs.rounds.placement.EXACT_PAIRS", 0)
    problem = round_of(problem_of, seed, people=6, posts=4, quotas=CROSSING)
    plan = plan_placement(problem, Wishes())
    for quota in CROSSING:
        assert sum(counts_towards(quota, problem.posts[p.post]) for p in plan.placed) <= quota.maximum
    best = best_round(problem, pair_values(problem, Wishes()))
    assert plan.solution.objective[0] <= best[0] <= plan.solution.bound[0]
    assert best[0] - plan.solution.objective[0] <= 1


def test_a_large_round_in_which_most_posts_miss_their_least_headcount_is_soon_placed(problem_of, monkeypatch):
    monkeypatch.setattr("matcher.fairs.rounds.placement.EXACT_PAIRS", 0)
    flows = []
    monkeypatch.setattr("matcher.fairs.rounds.placement.assign", lambda *given: flows.append(given) or assign(*given))
    problem = round_of(problem_of, 3, people=60, posts=80, most=3)
    posts = tuple(replace(post, headcount=3, min_headcount=3) for post in problem.posts)
    plan = plan_placement(replace(problem, posts=posts), Wishes())
    assert set(Counter(p.post for p in plan.placed).values()) == {3}
    assert len(plan.placed) >= 54
    assert len(flows) < 30


def test_of_two_maxima_of_an_employer_the_smaller_holds_in_a_stable_placement(problem_of):
    quotas = (Quota(None, "甲公司", 0, 1), Quota(None, "甲公司", 0, 3))
    fair = Fair("安置", "placement", "internship", DAY, quotas=quotas, mode="stable")
    posts = [Post("j0", "见习", "甲公司", headcount=3)]
    assert len(plan_placement(problem_of([[1]] * 3, posts=posts, fair=fair), Wishes()).placed) == 1


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_stable_placement_has_no_blocking_pair(problem_of, inputs_of, tmp_path_factory, seed):
    """The checker looks for one in the written pack."""
    quotas = [Quota(None, "E0", 0, 2)] if seed % 2 else []
    problem = round_of(problem_of, seed, mode="stable", quotas=quotas)
    plan = plan_placement(problem, wishes_of(problem, seed), Effort(seed=seed))
    folder = tmp_path_factory.mktemp("pack")
    write_pack(folder, placement_pack(plan, inputs_of(problem), Made()))
    assert verify(folder).breaches == ()


def test_the_checker_names_a_blocking_pair(problem_of, inputs_of, tmp_path):
    problem = problem_of(
        [[1, 1], [1, 1]],
        posts=[Post("j0", "见习", "甲"), Post("j1", "见习", "乙")],
        fair=Fair("安置", "placement", "internship", DAY, mode="stable"),
    )
    wishes = Wishes({0: {0: 1, 1: 2}, 1: {0: 1, 1: 2}}, {0: {0: 1, 1: 2}})
    plan = plan_placement(problem, wishes)
    swapped = tuple(replace(p, post=1 - p.post) for p in plan.placed)
    write_pack(tmp_path / "pack", placement_pack(replace(plan, placed=swapped), inputs_of(problem), Made()))
    assert "verify_blocking" in {b.code for b in verify(tmp_path / "pack").breaches}


def test_a_hundred_misreports_gain_nothing(problem_of):
    draw = random.Random(7)
    for trial in range(100):
        problem = round_of(problem_of, trial, mode="stable", quotas=[Quota(None, "E1", 0, 1)])
        truth = wishes_of(problem, trial)
        liar = draw.choice(sorted(truth.of_people))
        wanted = truth.of_people[liar]
        told = draw.sample(sorted(wanted), draw.randint(1, len(wanted)))
        lie = Wishes({**truth.of_people, liar: {j: n for n, j in enumerate(told, 1)}}, truth.of_posts)
        honest = {p.person: p.post for p in plan_placement(problem, truth, Effort(seed=trial)).placed}.get(liar)
        lied = {p.person: p.post for p in plan_placement(problem, lie, Effort(seed=trial)).placed}.get(liar)
        assert wanted.get(lied, 99) >= wanted.get(honest, 99)


def test_wishes_that_make_no_sense_are_named_cell_by_cell(problem_of):
    problem = problem_of([[1]])
    rows = [["求职者编号", "岗位编号", "顺序"], ["c0", "j0", 1], ["c0", "j9", "x"], ["c0", "j0", 2.0]]
    with pytest.raises(RecordError) as refused:
        read_wishes([{"志愿": rows}], problem)
    assert [f.field for f in refused.value.findings] == ["志愿!B3", "志愿!C3", "志愿!A4"]
    assert read_wishes([{"志愿": rows[:2]}], problem).of_people == {0: {0: 1}}
    with pytest.raises(RecordError, match="录用意向"):
        read_wishes([{"心愿": rows[:2]}], problem)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_referrals_keep_the_promise_or_say_who_falls_short(problem_of, inputs_of, tmp_path_factory, seed):
    problem = round_of(problem_of, seed, people=6, posts=5)
    problem = replace(problem, fair=replace(problem.fair, kind="referrals"))
    plan = plan_referrals(problem)
    for person, posts in enumerate(plan.recommendations):
        assert len(posts) == min(3, int(problem.options[person]))
        employers = {problem.posts[j].employer for j in np.flatnonzero(problem.pairs.allowed[person])}
        assert len({problem.posts[j].employer for j in posts}) >= min(2, len(employers), len(posts))
    folder = tmp_path_factory.mktemp("pack")
    write_pack(folder, referrals_pack(plan, inputs_of(problem), Made()))
    assert verify(folder).breaches == ()


def morning(problem_of, seed, *, people=7, posts=3, parties=True):
    """Posts some kilometres apart with two shifts each; the second begins soon after the first ends."""
    draw = random.Random(seed)
    start = datetime.datetime(2023, 9, 16, 6, tzinfo=SHANGHAI)
    shifts = [
        (start + datetime.timedelta(minutes=60 * h), start + datetime.timedelta(minutes=60 * h + 55)) for h in (0, 1, 2)
    ]
    party = [draw.choice(["甲", "乙", None, None]) if parties else None for _ in range(people)]
    return problem_of(
        [[draw.random() < 0.7 for _ in range(posts)] for _ in range(people)],
        score=[[draw.randrange(1_000_001) for _ in range(posts)] for _ in range(people)],
        people=[Person(f"c{i}", OPEN, party=party[i]) for i in range(people)],
        posts=[
            Post(
                f"j{j}",
                "零工",
                f"E{j}",
                headcount=draw.randint(1, 3),
                shifts=tuple(draw.sample(shifts, 2)),
                lat=32.4 + draw.random() / 30,
                lon=119.4,
            )
            for j in range(posts)
        ],
        fair=Fair("早市", "shifts", "gig", DAY, limits=Limits(3, 2, 3)),
    )


def best_morning(problem):
    """The most people and then weights by trying all ways, units of a party together."""
    units = {}
    for i, person in enumerate(problem.people):
        units.setdefault(person.party or i, []).append(i)
    slots = [(j, n) for j, post in enumerate(problem.posts) for n in range(len(post.shifts))]
    choices = []
    for unit in units.values():
        able = [s for s in slots if all(problem.pairs.allowed[i, s[0]] for i in unit)]
        able = [s for s in able if len(unit) <= problem.posts[s[0]].headcount]
        choices.append([()] + [(s,) for s in able])
    weight = [round(1_000_000 / n) if n else 0 for n in problem.options]
    best = (0, 0)
    for chosen in itertools.product(*choices):
        load = {}
        for unit, picked in zip(units.values(), chosen, strict=True):
            for slot in picked:
                load[slot] = load.get(slot, 0) + len(unit)
        if all(count <= problem.posts[j].headcount for (j, _), count in load.items()):
            there = [i for unit, picked in zip(units.values(), chosen, strict=True) if picked for i in unit]
            best = max(best, (len(there), sum(weight[i] for i in there)))
    return best


@pytest.mark.parametrize("seed", range(15))
def test_a_small_morning_serves_as_many_as_trying_everything(problem_of, seed):
    problem = morning(problem_of, seed, people=5, posts=2)
    plan = plan_shifts(problem)
    assert plan.solution.objective[:2] == best_morning(problem)


@pytest.mark.parametrize("seed", range(8))
def test_a_large_morning_is_close_to_its_bound_and_never_beyond(problem_of, inputs_of, monkeypatch, tmp_path, seed):
    """A morning that is too large to be proven, against the same one as a whole."""
    problem = morning(problem_of, seed, people=14, posts=4)
    whole = plan_shifts(problem).solution.objective
    for limit in ("SMALL_COLUMNS", "PROVABLE_COLUMNS"):
        monkeypatch.setattr(f"matcher.fairs.rounds.shifts.{limit}", 0)
    plan = plan_shifts(problem)
    assert plan.solution.objective <= whole <= plan.solution.bound
    assert plan.solution.objective[:2] == whole[:2]
    write_pack(tmp_path / "pack", shifts_pack(plan, inputs_of(problem), Made()))
    assert verify(tmp_path / "pack").breaches == ()


def test_a_party_counts_the_same_for_each_of_its_members_in_the_bound(problem_of):
    """One head is left for a party of two, of whom one has fewer posts: the bound gives it no part of their weight."""
    start = datetime.datetime(2023, 9, 16, 6, tzinfo=SHANGHAI)
    hour = ((start, start + datetime.timedelta(hours=1)),)
    posts = [Post("j0", "零工", "甲", headcount=2, shifts=hour), Post("j1", "零工", "乙")]
    people = [Person("c0", OPEN, party="伴"), Person("c1", OPEN, party="伴"), Person("c2", OPEN)]
    problem = problem_of([[1, 0], [1, 1], [1, 0]], people=people, posts=posts, fair=Fair("早市", "shifts", "gig", DAY))
    sets = shift_problem(problem)
    assert upper_bound(sets, (2, 1_500_000, 2, 1_000_000))[:2] == (2, 1_750_000)


def test_a_plan_that_is_improved_loses_nothing_that_it_had(problem_of):
    """However little work is allowed, no level gives way but to one before it."""
    problem = morning(problem_of, 5, people=12, posts=4)
    plan = plan_shifts(problem)
    sets = shift_problem(problem)
    column = {(shift.post, shift.index): at for at, shift in enumerate(sets.shifts)}
    unit_of = {person: unit for unit, people in enumerate(sets.units) for person in people}
    taken = np.zeros(sets.allowed.shape, dtype=bool)
    for work in plan.works:
        taken[unit_of[work.person], column[work.post, work.shift]] = True
    for work in (1e-6, 1e-3, 1e-2):
        better, _ = improve(sets, taken, sets.weights, Effort(work=work))
        assert worth(sets, better) == plan.solution.objective


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_morning_breaks_a_rule(problem_of, inputs_of, tmp_path_factory, seed):
    problem = morning(problem_of, seed)
    plan = plan_shifts(problem)
    folder = tmp_path_factory.mktemp("pack")
    write_pack(folder, shifts_pack(plan, inputs_of(problem), Made()))
    assert verify(folder).breaches == ()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_gap_is_filled_from_standby_and_nobody_else_moves(problem_of, inputs_of, tmp_path_factory, seed):
    problem = morning(problem_of, seed, people=12, parties=bool(seed % 2))
    plan = plan_shifts(problem)
    if not plan.works:
        return
    gone = plan.works[seed % len(plan.works)]
    rows = [["candidate_id", "job_id"], [problem.people[gone.person].id, problem.posts[gone.post].id]]
    cancelled = read_cancellations(rows, problem, plan.works)
    after = refill(problem, plan.works, cancelled, 2)
    assert set(plan.works) - cancelled <= set(after.works)
    new = set(after.works) - set(plan.works)
    assert {w.person for w in new} <= set(plan.standby)
    folder = tmp_path_factory.mktemp("pack")
    write_pack(folder, shifts_pack(after, inputs_of(problem), Made()))
    assert verify(folder).breaches == ()


def test_a_cancellation_of_who_does_not_work_is_refused(problem_of):
    problem = morning(problem_of, 3)
    with pytest.raises(RecordError, match="ghost"):
        read_cancellations([["candidate_id", "job_id"], ["ghost", "j0"]], problem, ())


def test_cancellations_are_read_by_their_titles_in_any_order(problem_of):
    problem = morning(problem_of, 3)
    works = plan_shifts(problem).works
    gone = {work for work in works if (work.person, work.post) == (works[0].person, works[0].post)}
    pair = [problem.posts[works[0].post].id, problem.people[works[0].person].id]
    for titles in (["job_id", "candidate_id"], ["岗位编号", "求职者编号"]):
        assert read_cancellations([titles, pair], problem, works) == gone
    assert read_cancellations([pair[::-1]], problem, works) == gone
    for rows in ([], [["人", "岗"], pair]):
        with pytest.raises(RecordError, match="candidate_id"):
            read_cancellations(rows, problem, works)
