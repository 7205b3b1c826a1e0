"""What several cores gain when many texts are embedded: the same texts by one process and by all, turn by turn.

    OMP_NUM_THREADS=1 python benchmarks/embedding_speed.py [--records 4000] [--turns 3]

Every turn starts its workers, as the first index of a store does. Bytes are compared. On a machine that does other work
the clock tells little; the second ratio is of processor time, one process against the busiest worker and what the
program did beside it: what cores that are free would give (Linux alone, like the resident size of a worker).
"""

from __future__ import annotations

import argparse
import os
import time
from datetime import datetime
from pathlib import Path

from joblib import cpu_count
from joblib.externals.loky import reusable_executor

from matcher.city import generate_city
from matcher.domain.moments import SHANGHAI
from matcher.domain.records import read_candidate
from matcher.index.texts import candidate_texts
from models.embedder import UseEmbedder
from models.parallel import ParallelEmbedder
from models.sentences import sentences


def texts_of_people(records: int) -> list[str]:
    """Every title, skill and sentence of a synthetic city, once."""
    city = generate_city(records, 1, 0, datetime(2023, 9, 1, 8, tzinfo=SHANGHAI))
    told = [candidate_texts(read_candidate(person)) for person in city.candidates]
    return sorted({text for one in told for text in (*one.title, *one.skills, *map_sentences(one.body))})


def map_sentences(body: tuple[str, ...]) -> list[str]:
    return [sentence for text in body for sentence in sentences(text)]


def timed(embedder: ParallelEmbedder, texts: list[str]) -> tuple[float, float, bytes]:
    """Seconds by the clock, processor seconds of this process, and the bytes of the vectors."""
    clock, processor = time.perf_counter(), time.process_time()
    vectors = embedder.embed(texts)
    return time.perf_counter() - clock, time.process_time() - processor, vectors.tobytes()


def workers() -> list[Path]:
    executor = reusable_executor._executor
    return (
        [Path("/proc") / str(number) for number in executor._processes]
        if executor and Path("/proc/self/stat").exists()
        else []
    )


def processor_seconds(worker: Path) -> float:
    user, system = (worker / "stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def resident_mb(worker: Path) -> float:
    return next(int(line.split()[1]) for line in (worker / "status").read_text().splitlines() if "VmRSS" in line) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=4000)
    parser.add_argument("--turns", type=int, default=3)
    given = parser.parse_args()
    texts = texts_of_people(given.records)
    one, many = (ParallelEmbedder(UseEmbedder, count) for count in (1, cpu_count()))
    one.embed(["会计"])  # loads the model: that is the program's start, not the work
    print(f"{len(texts)} texts, {cpu_count()} cores")
    for turn in range(given.turns):
        alone, work, some = timed(one, texts)
        together, here, others = timed(many, texts)
        print(f"turn {turn + 1}, {'same bytes' if some == others else 'OTHER BYTES'}:", end=" ")
        print(f"by the clock {alone:.1f} s alone, {together:.1f} s together, {alone / together:.2f}", end="")
        if busy := workers():
            there = max(map(processor_seconds, busy))
            print(
                f"; processor {work:.1f} s alone, {here + there:.1f} s together, {work / (here + there):.2f}", end="; "
            )
            print("a worker holds", ", ".join(f"{resident_mb(worker):.0f} MB" for worker in busy), end="")
            reusable_executor._executor.shutdown(wait=True)
        print()


if __name__ == "__main__":
    main()
