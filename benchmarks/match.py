"""One filtered match among 100,000 jobs, as a ratio to a bare FAISS scan over the same dense rows in the same run.

    python benchmarks/match.py [--jobs 100000]

The match is everything that `Matcher.match` does: 22 rules over every job, recall, features, ranking, the page of 50
with reasons. The bare search is `IndexFlatIP.search(query, 50)` over the same matrix, no rule, no reason. Vectors are
random unit blocks: neither side's work depends on what they mean. The share that passes is set by the jobs' dates.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import faiss
import numpy as np
from scipy import sparse

from matcher.city import default_moment, generate_city
from matcher.domain.records import Candidate, Job, read_candidate, read_job
from matcher.index.cache import VectorCache
from matcher.index.phrases import Phrases
from matcher.index.side import Side
from matcher.index.texts import Texts
from matcher.office.models import index_ranker
from matcher.ranking.features import FEATURES
from matcher.ranking.matcher import Matcher
from matcher.ranking.query import Query
from matcher.rules.context import Context
from matcher.rules.loading import load_scenarios
from matcher.table.table import Candidates, CandidateTable, Jobs, JobTable

SHARES = (0.001, 0.01, 0.1, 0.5, 1.0)
BLOCKS = ("title", "skills", "body", "words")
WIDTH, K, RUNS = 256, 50, 9
KEPT, GRAMS = 32, 20  # occupations of a profile, grams of a title


class RandomLayout:
    """Four blocks of equal width."""

    width = WIDTH * len(BLOCKS)

    def spread(self, weights: Mapping[str, float]) -> np.ndarray:
        return np.repeat([weights.get(block, 0.0) for block in BLOCKS], WIDTH).astype(np.float32)

    def cosines(self, asker: np.ndarray, rows: np.ndarray) -> Mapping[str, np.ndarray]:
        return {
            b: rows[:, i * WIDTH : (i + 1) * WIDTH] @ asker[i * WIDTH : (i + 1) * WIDTH] for i, b in enumerate(BLOCKS)
        }


class RandomEncoder:
    """Unit blocks that hang on nothing."""

    stamp = "random"
    layout = RandomLayout()
    width = layout.width + 2 * KEPT
    occupations = 1600
    word_columns = 32768

    def __init__(self) -> None:
        self._random = np.random.default_rng(0)

    def encode(self, records: Sequence[Texts]) -> np.ndarray:
        rows = self._random.standard_normal((len(records), len(BLOCKS), WIDTH)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=2, keepdims=True)
        places = self._random.integers(0, self.occupations, (len(records), KEPT))
        parts = np.full((len(records), KEPT), KEPT**-0.5)
        return np.hstack([rows.reshape(len(records), -1), places, parts]).astype(np.float32)

    def words(self, records: Sequence[Texts]) -> sparse.csr_array:
        places = self._random.integers(0, self.word_columns, (len(records), GRAMS), dtype=np.int32)
        starts = np.arange(0, places.size + 1, GRAMS, dtype=np.int32)
        parts = np.full(places.size, GRAMS**-0.5, dtype=np.float32)
        return sparse.csr_array((parts, places.ravel(), starts), shape=(len(records), self.word_columns))


def market(
    count: int, folder: Path
) -> tuple[Side[Jobs, Job], Side[Candidates, Candidate], RandomEncoder, list[Job], Candidate]:
    city = generate_city(50, 4000, 0, default_moment())
    encoder = RandomEncoder()
    cache = VectorCache(folder, "random", encoder.width)
    phrases = Phrases(encoder, cache)
    jobs: Side[Jobs, Job] = Side(JobTable(), Jobs.of, encoder, phrases, cache)
    people: Side[Candidates, Candidate] = Side(CandidateTable(), Candidates.of, encoder, phrases, cache)
    plain = [_open_to_all(document) for document in city.jobs]
    records = [read_job({**plain[n % len(plain)], "id": f"j-{n:06}"}) for n in range(count)]
    person = read_candidate(
        {
            "id": "c",
            "desired_occupations": ["会计"],
            "skills": ["Excel", "用友"],
            "consents": ["matching"],
            "location": {"lat": 32.39, "lon": 119.43},
            "desired_pay": {"min": 1, "unit": "month"},
        }
    )
    return jobs, people, encoder, records, person


def _open_to_all(document: dict[str, object]) -> dict[str, object]:
    """A job that only its dates can exclude, so that the share is what it should be; its texts and places stay."""
    dropped = (
        "required_certificates",
        "majors",
        "min_education",
        "min_experience_years",
        "channels",
        "opens_at",
        "advert",
    )
    kept = {key: value for key, value in document.items() if key not in dropped}
    return {**kept, "pay": {"min": 4000, "max": 6000, "unit": "month"}, "employment_type": "full_time"}


def median(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=100_000)
    count = parser.parse_args().jobs
    faiss.omp_set_num_threads(1)
    moment = default_moment()
    scenario = load_scenarios((), FEATURES)["general"]
    print(f"{count} jobs, one thread, median processor time of {RUNS} runs; ratio: match / bare IndexFlatIP, same rows")
    for share in SHARES:
        with tempfile.TemporaryDirectory() as folder:
            jobs, people, encoder, records, person = market(count, Path(folder))
            closed = (moment - timedelta(days=30)).date()
            passing = np.random.default_rng(1).random(count) < share
            dated = [
                job if keeps else job.model_copy(update={"expires_at": closed})
                for job, keeps in zip(records, passing, strict=True)
            ]
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            for start in range(0, count, 20_000):
                jobs.apply([("default", job) for job in dated[start : start + 20_000]], [], "1")
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            matcher = Matcher(jobs, people, encoder.layout, index_ranker, "bench")
            query = Query("default", person, scenario, Context(moment), k=K, explain="brief")
            with jobs.reading() as view:
                bare = faiss.IndexFlatIP(encoder.layout.width)
                bare.add(view.vectors.rows())
            asked = encoder.encode([Texts(title=("会计",))])[:, : encoder.layout.width]
            answer = matcher.match(query)
            whole = median(lambda: matcher.match(query))  # noqa: B023
            scan = median(lambda: bare.search(asked, K))  # noqa: B023
            found = answer["excluded"]["total"]
            print(
                f"share {share:6.1%}  passing {count - found:7d}  match {whole * 1e3:7.1f} ms  "
                f"bare scan {scan * 1e3:6.1f} ms  ratio {whole / scan:5.2f}  {grown / count:5.1f} kB a job"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
