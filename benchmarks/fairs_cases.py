"""The three large cases of `fairs_plan.py`: records of the synthetic city, judged and scored by an office.

What the city does not draw is drawn here with a fixed seed: booths and their breaks, who signs, quotas, wishes, a
morning's shifts and parties. Scenario `general` (of a morning: `gig`).
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from matcher.city import default_moment, generate_city
from matcher.domain.fairs import Booth, Fair, Hall, Limits, Quota
from matcher.fairs.problem import FairInputs, Post, Problem
from matcher.fairs.wishes import Wishes
from matcher.office.office import Office

NOW = default_moment()
DAY = NOW.date()
PLACES = 2_100  # what the quotas of the districts allow in all, below the people who want a post
Record = Mapping[str, Any]


def judged(office: Office, folder: Path, fair: Fair, people: Iterable[Record], jobs: Iterable[Record]) -> FairInputs:
    """The records as two files of a fair that is set up like `fair`, read, judged and scored."""
    for name, records in (("people", people), ("jobs", jobs)):
        lines = (json.dumps(record, ensure_ascii=False) for record in records)
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    text = f'name = "{fair.name}"\nkind = "{fair.kind}"\nscenario = "{fair.scenario}"\ndate = {fair.day}\n'
    text += '[inputs]\njobs = ["jobs.jsonl"]\ncandidates = ["people.jsonl"]\nconsents = ["matching", "contact"]\n'
    text += 'consent_source = "x"\n'
    text += "".join(f'[[booths]]\ncode = "{booth.code}"\nemployer = "{booth.employer}"\n' for booth in fair.booths)
    (folder / "fair.toml").write_text(text, "utf-8")
    inputs = office.fair_inputs(folder / "fair.toml", NOW, "zh")
    return replace(inputs, problem=replace(inputs.problem, fair=replace(fair, inputs=inputs.problem.fair.inputs)))


def hall_of_sixty(office: Office, folder: Path) -> FairInputs:
    """800 people, 300 posts of 60 employers, a booth each; three breaks in four booths, a third without steps."""
    draw, city = np.random.default_rng(1), generate_city(800, 300, 1, NOW)
    names = [f"单位{at}" for at in range(60)]
    jobs = [{**job, "employer": {"id": f"e-{at % 60}", "name": names[at % 60]}} for at, job in enumerate(city.jobs)]
    booths = tuple(
        Booth(f"A{at:02d}", name, at % 3 == 0, ((630, 640),) if at % 4 else ()) for at, name in enumerate(names)
    )
    fair = Fair("招聘会", "fair", "general", DAY, Hall(540, 720, 10, 2, 2), booths=booths)
    inputs = judged(office, folder, fair, city.candidates, jobs)
    signs, steps = draw.random(800) < 0.05, draw.random(800) < 0.08
    people = tuple(
        replace(
            person,
            needs=frozenset(["A19"] * bool(signs[at]) + ["A01"] * bool(steps[at])),
            consents=person.consents | {"disability_matching"},
        )
        for at, person in enumerate(inputs.problem.people)
    )
    return replace(inputs, problem=replace(inputs.problem, people=people))


def internship_round(office: Office, folder: Path) -> tuple[FairInputs, Wishes]:
    """2,500 people and 7,000 posts; every district a maximum and two a minimum, maxima and minima of employers.

    Employers have posts in several districts, so that their quotas cross the districts'.
    """
    city = generate_city(2500, 7000, 1, NOW)
    jobs = [{"location": {"division": "321003"}, **job} for job in city.jobs]
    inputs = judged(office, folder, Fair("安置", "placement", "general", DAY), city.candidates, jobs)
    problem = inputs.problem
    fair = replace(problem.fair, quotas=_quotas(problem.posts))
    problem = replace(problem, fair=fair)
    return replace(inputs, problem=problem), _wishes(problem)


def _quotas(posts: tuple[Post, ...]) -> tuple[Quota, ...]:
    districts = Counter((post.division or "")[:6] for post in posts if post.division)
    total = sum(districts.values())
    quotas = [
        Quota(code, None, 60 if at in (4, 5) else 0, PLACES * count // total)
        for at, (code, count) in enumerate(districts.most_common())
    ]
    employers = Counter(post.employer for post in posts if post.employer)
    for at, (name, count) in enumerate(employers.most_common(60)):
        quotas.append(Quota(None, name, 2 if at % 3 == 0 else 0, 2 + count // 2))
    return tuple(quotas)


def _wishes(problem: Problem) -> Wishes:
    """Five posts of everybody, good ones more often; a quarter of the posts rank those who wished for them."""
    draw = np.random.default_rng(3)
    noisy = problem.pairs.score + draw.integers(0, 300_000, problem.pairs.score.shape)
    wanted: dict[int, dict[int, int]] = {}
    asked: dict[int, list[int]] = {}
    for person in np.flatnonzero(problem.options):
        mine = np.flatnonzero(problem.pairs.allowed[person])
        best = mine[np.argsort(-noisy[person, mine], kind="stable")][:5]
        wanted[int(person)] = {int(post): rank for rank, post in enumerate(best, 1)}
        for post in best:
            asked.setdefault(int(post), []).append(int(person))
    ranked = {post: draw.permutation(who).tolist() for post, who in sorted(asked.items()) if post % 4 == 0}
    return Wishes(wanted, {post: {who: n for n, who in enumerate(mine, 1)} for post, mine in ranked.items()})


def gig_morning(office: Office, folder: Path) -> FairInputs:
    """1,000 workers, 100 gigs with two shifts each between six and two o'clock; every tenth comes in a party."""
    draw, city = np.random.default_rng(4), generate_city(1000, 1500, 1, NOW)
    open_to_all = ("availability", "night_shift_ok", "desired_pay")
    people = [
        {key: value for key, value in person.items() if key not in (*open_to_all, "party")} | _party(at)
        for at, person in enumerate(city.candidates)
    ]
    gigs = [job for job in city.jobs if job.get("shifts")][:100]
    jobs = [{**job, "shifts": _two_shifts(draw), "headcount": 2 + at % 4} for at, job in enumerate(gigs)]
    fair = Fair("早市", "shifts", "gig", DAY, limits=Limits(3, 2, 3), travel_kmh=18)
    return judged(office, folder, fair, people, jobs)


def _party(at: int) -> dict[str, str]:
    return {"party": f"p{at // 3}"} if at < 100 else {}


def _two_shifts(draw: np.random.Generator) -> list[dict[str, str]]:
    six = datetime.datetime.combine(DAY + datetime.timedelta(1), datetime.time(6), NOW.tzinfo)
    begins = [six + datetime.timedelta(minutes=int(m)) for m in draw.choice(np.arange(0, 360, 30), 2, replace=False)]
    return [{"start": b.isoformat(), "end": (b + datetime.timedelta(minutes=120)).isoformat()} for b in begins]
