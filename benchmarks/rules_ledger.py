"""The ledger of arrangements over 2,500 people × 7,000 posts, against every rule over the same pairs.

    OMP_NUM_THREADS=1 python benchmarks/rules_ledger.py [--people 2500] [--posts 7000]

Prints the seconds and the ratio of the city as it is (few people tell needs or limits), and of a city in which
everybody does (each of the few stands there many times): the worst that a federation's own list can be.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from matcher.city import default_moment, generate_city
from matcher.domain.records import read_candidate, read_job
from matcher.rules.context import Context
from matcher.rules.ledger import ledger
from matcher.rules.loading import load_scenarios
from matcher.table.table import Candidates, Jobs


def main() -> None:
    """Print one line a city."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=2500)
    parser.add_argument("--posts", type=int, default=7000)
    asked = parser.parse_args()
    city = generate_city(asked.people, asked.posts, 0, default_moment())
    people = Candidates.of([read_candidate(person) for person in city.candidates])
    posts = Jobs.of([read_job(job) for job in city.jobs])
    told = np.flatnonzero(people.protected.disability)
    cities = {"as it is": people, "everybody with needs": people.take(np.resize(told, len(people)))}
    scenario, context = load_scenarios()["disability_fair"], Context(default_moment())
    for name, some in cities.items():
        start = time.perf_counter()
        found = ledger(scenario, some, posts, context)
        lines = len(found.by_post()) + len(found.by_employer()) + len(found.by_arrangement())
        spent = time.perf_counter() - start
        start = time.perf_counter()
        scenario.judge_all(some, posts, context)
        rules = time.perf_counter() - start
        print(
            f"{name}: {found.people:,} people with needs or limits, {lines:,} lines in {spent:.2f} s;"
            f" every rule on every pair in {rules:.2f} s, ratio {spent / rules:.2f}"
        )


if __name__ == "__main__":
    main()
