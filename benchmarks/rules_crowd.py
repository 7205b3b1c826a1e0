"""Every rule on 2,500 people × 7,000 posts: time a pair, bytes that must be written, and the same rules in DuckDB.

    OMP_NUM_THREADS=1 python benchmarks/rules_crowd.py [--people 2500] [--posts 7000] [--repeats 5]

Prints the seconds of the whole disability fair (its verdicts, with the count by rule); the ratio to writing its answer
(an index and a question for each pair) once; and, for the rules that SQL can say without lists, the same counts from
DuckDB on one thread, if it is installed ("not run" where it is not).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from matcher.city import default_moment, generate_city
from matcher.domain.records import read_candidate, read_job
from matcher.rules.calendar import born_by
from matcher.rules.context import Context
from matcher.rules.loading import load_scenarios, read_scenario
from matcher.rules.pay import best, floors, month_hours
from matcher.table import coding
from matcher.table.keys import key
from matcher.table.table import Candidates, Jobs

try:
    import duckdb
except ImportError:
    duckdb = None

PLAIN = """
name = "plain"
title = { zh = "x", en = "x" }
summary = { zh = "x", en = "x" }
[[rules]]
code = "no_consent"
[[rules]]
code = "not_offered"
types = ["full_time", "part_time", "internship"]
[[rules]]
code = "expired"
[[rules]]
code = "not_yet_open"
[[rules]]
code = "under_age"
[[rules]]
code = "below_minimum_wage"
[[rules]]
code = "employment_type"
[[rules]]
code = "education_too_low"
[[rules]]
code = "experience_too_short"
[[rules]]
code = "night_work"
[[rules]]
code = "too_far"
[[rules]]
code = "pay_below_expectation"
"""
SQL = """
SELECT first, count(*) FROM (SELECT CASE
  WHEN NOT p.agreed THEN 0
  WHEN NOT j.offered THEN 1
  WHEN j.expires < {day} THEN 2
  WHEN j.opens > {day} THEN 3
  WHEN p.born > {sixteen} THEN 4
  WHEN j.low THEN 5
  WHEN p.typed AND j.type >= 0 AND (p.types & (1 << greatest(j.type, 0))) = 0 THEN 6
  WHEN j.rank >= 0 AND p.rank >= 0 AND p.rank < j.rank THEN 7
  WHEN j.months > 0 AND p.months < j.months - 0.001 AND NOT p.partly THEN 8
  WHEN j.night AND p.nights = 0 THEN 9
  WHEN NOT j.remote AND (p.x - j.x) * (p.x - j.x) + (p.y - j.y) * (p.y - j.y) + (p.z - j.z) * (p.z - j.z)
       > pow(2 * sin((p.km + p.radius + j.radius + 1e-9) / 6371.0088 / 2), 2) THEN 10
  WHEN j.hourly * CASE p.unit WHEN 0 THEN 1 WHEN 1 THEN j.day WHEN 2 THEN j.shift WHEN 3 THEN j.day * 5
       WHEN 4 THEN j.day * 21.75 * j.paid / 12 WHEN 5 THEN j.day * 21.75 * j.paid END < p.wish - 1e-6 THEN 11
  ELSE -1 END AS first FROM p, j) GROUP BY first
"""


def best_of(repeats: int, work: Callable[[], Any]) -> tuple[float, Any]:
    times, answer = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - start)
    return min(times), answer


def nulls(column: np.ndarray) -> np.ma.MaskedArray:
    return np.ma.masked_invalid(column.astype(np.float64))


def tables(people: Candidates, posts: Jobs, context: Context) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns that the plain rules read, as DuckDB takes them."""
    f, job = people.facts, posts.facts
    month, hour = floors(job, context)
    least = job.pay_min / job.unit_hours
    by_hour = np.isin(job.employment_type, [coding.EMPLOYMENT_TYPES.index(t) for t in ("gig", "part_time")])
    low = np.where(by_hour, least < hour - 1e-6, least * month_hours(job) < month - 1e-6)
    low &= job.employment_type != coding.EMPLOYMENT_TYPES.index("internship")
    fits = np.isin(
        job.employment_type, [-1] + [coding.EMPLOYMENT_TYPES.index(t) for t in ("full_time", "part_time", "internship")]
    )
    listed = job.channels.any(job.channels.pool == key("plain"))
    ranks = np.append(coding.RANKS, -1)
    p = {
        "agreed": (f.consents & 1) != 0,
        "born": people.protected.birth_day,
        "typed": f.employment_types_stated,
        "types": f.employment_types.astype(np.int32),
        "rank": ranks[f.education],
        "months": nulls(f.experience_months),
        "partly": f.experience_partly,
        "nights": f.night_shift_ok,
        **{axis: nulls(f.sphere[:, at]) for at, axis in enumerate("xyz")},
        "km": nulls(f.max_distance_km),
        "radius": nulls(f.radius_km),
        "unit": f.pay_unit,
        "wish": nulls(f.pay_min),
    }
    j = {
        "offered": np.where(job.channels.stated, listed, fits),
        "expires": np.where(job.expires_day == coding.NO_DAY, 10**6, job.expires_day),
        "opens": job.opens_day,
        "low": low,
        "type": job.employment_type.astype(np.int32),
        "rank": np.where(job.min_education < 0, -1, ranks[job.min_education]),
        "months": nulls(job.min_experience_months),
        "night": (job.night_flag == 1) | job.night_by_shift,
        "remote": job.remote,
        **{axis: nulls(job.sphere[:, at]) for at, axis in enumerate("xyz")},
        "radius": nulls(job.radius_km),
        "hourly": nulls(best(job) / job.unit_hours),
        "day": job.day_hours,
        "shift": job.shift_hours,
        "paid": job.pay_months,
    }
    return p, j


def in_duckdb(people: Candidates, posts: Jobs, context: Context, repeats: int) -> tuple[float, dict[int, int]]:
    p, j = tables(people, posts, context)
    connection = duckdb.connect(config={"threads": 1})
    for name, columns in (("p", p), ("j", j)):
        kinds = {"b": "BOOLEAN", "i": "BIGINT", "u": "BIGINT", "f": "DOUBLE"}
        connection.execute(
            f"CREATE TABLE {name} ({', '.join(f'{c} {kinds[v.dtype.kind]}' for c, v in columns.items())})"
        )
        rows = list(zip(*(v.tolist() for v in columns.values()), strict=True))
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)
    text = SQL.format(day=context.day, sixteen=coding.day(born_by(context.date, 16)))
    seconds, rows = best_of(repeats, lambda: connection.execute(text).fetchall())
    return seconds, dict(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=2500)
    parser.add_argument("--posts", type=int, default=7000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    city = generate_city(options.people, options.posts, 0, default_moment())
    context = Context(default_moment())
    people = Candidates.of([read_candidate(document) for document in city.candidates])
    posts = Jobs.of([read_job(document) for document in city.jobs])
    pairs = options.people * options.posts

    written, _ = best_of(
        options.repeats,
        lambda: (np.full((len(people), len(posts)), -1, np.int16), np.zeros((len(people), len(posts)), bool)),
    )
    fair = load_scenarios()["disability_fair"]
    seconds, (first, asks) = best_of(options.repeats, lambda: fair.judge_all(people, posts, context))
    print(
        f"{len(people)} x {len(posts)} pairs, {len(fair.rules)} rules: {seconds:.3f} s, "
        f"{seconds / pairs * 1e9:.1f} ns a pair"
    )
    print(f"  writing the answer alone: {written:.3f} s; ratio {seconds / written:.1f}")
    counts = np.bincount(first.ravel() + 1, minlength=len(fair.rules) + 1)
    print(f"  allowed {counts[0]}, of which with a question {int(asks.sum())}")
    for rule, number in zip(fair.rules, counts[1:], strict=True):
        if number:
            print(f"  {rule.code:24} {number}")

    plain = read_scenario(PLAIN, "plain")
    seconds, (first, _) = best_of(options.repeats, lambda: plain.judge_all(people, posts, context))
    ours = {int(code): int(number) for code, number in zip(*np.unique(first, return_counts=True), strict=True)}
    print(f"the {len(plain.rules)} rules that SQL can say: {seconds:.3f} s")
    if duckdb is None:
        print("  DuckDB: not run (not installed)")
        return
    theirs_seconds, theirs = in_duckdb(people, posts, context, options.repeats)
    assert theirs == ours, (theirs, ours)
    print(
        f"  DuckDB {duckdb.__version__}, one thread, same counts: {theirs_seconds:.3f} s; "
        f"ratio {theirs_seconds / seconds:.1f}"
    )


if __name__ == "__main__":
    main()
