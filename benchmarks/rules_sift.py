"""One person among 100,000 posts: every rule, and the count by rule, beside reading the columns once.

    OMP_NUM_THREADS=1 python benchmarks/rules_sift.py [--posts 100000] [--repeats 9]

The posts of a synthetic city of 5,000, repeated. The floor is the time to copy the bytes that the rules read.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np

from matcher.city import default_moment, generate_city
from matcher.domain.records import read_candidate, read_job
from matcher.rules.context import Context
from matcher.rules.loading import load_scenarios
from matcher.rules.sift import sift
from matcher.table.ragged import Ragged
from matcher.table.table import Candidates, Jobs

ONCE = 5000


def best_of(repeats: int, work: Callable[[], Any]) -> tuple[float, Any]:
    times, answer = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - start)
    return min(times), answer


def arrays(jobs: Jobs) -> list[np.ndarray]:
    found = []
    for field in fields(jobs.facts):
        column = getattr(jobs.facts, field.name)
        found += [column.starts, column.counts, column.pool] if isinstance(column, Ragged) else [column]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    city = generate_city(200, ONCE, 0, default_moment())
    context = Context(default_moment())
    once = Jobs.of([read_job(document) for document in city.jobs])
    jobs = once.take(np.arange(options.posts) % ONCE)
    agreed = [d for d in city.candidates if "matching" in d.get("consents", ()) and d.get("max_distance_km")]
    person = Candidates.of([read_candidate(agreed[0])])
    copied, _ = best_of(options.repeats, lambda: [column.copy() for column in arrays(jobs)])
    total = sum(column.nbytes for column in arrays(jobs))
    print(f"{len(jobs)} posts, {total / len(jobs):.0f} bytes each; copying all columns: {copied * 1e3:.1f} ms")
    for name, scenario in load_scenarios().items():
        seconds, found = best_of(options.repeats, lambda s=scenario: sift(s, person, jobs, context))
        counting, counts = best_of(options.repeats, found.counts)
        share = len(found.allowed()) / len(jobs)
        print(
            f"  {name:22} {seconds * 1e3:6.1f} ms, counting {counting * 1e3:4.1f} ms, ratio to copying "
            f"{(seconds + counting) / copied:4.1f}; {share:6.1%} pass, {len(counts['by_rule'])} rules exclude"
        )


if __name__ == "__main__":
    main()
