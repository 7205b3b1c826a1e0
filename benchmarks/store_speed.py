"""What the store costs beside SQLite itself, in the same run, on the same disk, with the same promise (FULL).

    python benchmarks/store_speed.py [--records 10000] [--single 300]

Peers: bare `sqlite3` writing the same JSON in one transaction (bulk), committing one row at a time (single), reading
and parsing every row (stream). Ours also seals every candidate, keeps the change sequence and holds the lock.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matcher.store import Store, Vault

AT = datetime(2023, 9, 1, tzinfo=UTC)


def person(number: int) -> dict[str, Any]:
    return {
        "id": f"c-{number:06d}",
        "headline": "应届会计毕业生",
        "summary": "在校期间担任班级财务委员，熟悉用友与 Excel，能独立完成凭证录入与报表整理。" * 4,
        "skills": ["Excel", "用友", "凭证录入", "报表"],
        "education": "bachelor",
        "location": {"division": "321002", "lat": 32.39, "lon": 119.43},
        "consents": ["matching"],
        "contact": {"name": "张三", "phone": f"199{number:08d}"},
    }


def seconds(work: Callable[[], object], repeat: int = 3) -> float:
    """The best of some runs: the disk is shared."""
    best = float("inf")
    for _ in range(repeat):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


class Bare:
    """SQLite as it comes, with the same settings."""

    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(file, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("CREATE TABLE records (id TEXT PRIMARY KEY, document TEXT)")

    def put_many(self, rows: list[dict[str, Any]]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(
            "INSERT OR REPLACE INTO records VALUES (?, ?)",
            [(row["id"], json.dumps(row, ensure_ascii=False)) for row in rows],
        )
        self.connection.execute("COMMIT")

    def stream(self) -> int:
        return sum(len(json.loads(text)) > 0 for (text,) in self.connection.execute("SELECT document FROM records"))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=10_000)
    options.add_argument("--single", type=int, default=300)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bare = Bare(Path(folder) / "bare.db")
        store = Store.open(str(Path(folder) / "ours.db"), Vault(bytes(32)))
        rows = [person(number) for number in range(chosen.records)]
        version = iter(range(10**9))

        def again() -> list[dict[str, Any]]:
            mark = next(version)
            return [row | {"experience_years": mark} for row in rows]

        results = {
            "bulk put": (
                seconds(lambda: bare.put_many(again())),
                seconds(lambda: store.put_many("default", (("candidate", row) for row in again()), AT)),
                chosen.records,
            ),
            "stream": (
                seconds(bare.stream),
                seconds(lambda: sum(1 for _ in store.stream("candidate"))),
                chosen.records,
            ),
            "single put": (
                seconds(lambda: [bare.put_many([row]) for row in again()[: chosen.single]]),
                seconds(lambda: [store.put("default", "candidate", row, AT) for row in again()[: chosen.single]]),
                chosen.single,
            ),
            "single get": (
                seconds(
                    lambda: [
                        bare.connection.execute("SELECT document FROM records WHERE id=?", (row["id"],)).fetchone()
                        for row in rows[: chosen.single]
                    ]
                ),
                seconds(lambda: [store.get("default", "candidate", row["id"]) for row in rows[: chosen.single]]),
                chosen.single,
            ),
        }
        store.close()
    for name, (peer, ours, count) in results.items():
        each = f"bare {peer / count * 1e6:8.1f} us  ours {ours / count * 1e6:8.1f} us a record"
        print(f"{name:11} {each}  ratio {ours / peer:5.1f}")


if __name__ == "__main__":
    main()
