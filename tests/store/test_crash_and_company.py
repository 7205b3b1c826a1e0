"""What survives a crash, and what several processes do to one file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest

from matcher.domain.errors import Unavailable
from matcher.store import Event, Store, Vault
from matcher.store.locks import WriterLock

WRITER = """
import sys
from datetime import UTC, datetime
from matcher.store import Store, Vault
file, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = Store.open(file, Vault(bytes(range(32))))
for n in range(count):
    put = store.put("default", "job", {"id": f"{name}-{n}", "title": "会计" * 200}, datetime(2023, 9, 1, tzinfo=UTC))
    print(f"{name}-{n} {put.seq}", flush=True)
"""


def start(file: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(file), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_every_acknowledged_write_survives_a_kill(file: Path, vault: Vault) -> None:
    for round_ in range(3):
        child = start(file, f"r{round_}", 100_000)
        assert child.stdout is not None
        acknowledged = [child.stdout.readline().split()[0] for _ in range(40)]
        child.send_signal(signal.SIGKILL)
        acknowledged += [line.split()[0] for line in child.stdout.read().splitlines() if line.count(" ")]
        child.wait()
        store = Store.open(str(file), vault)
        assert set(acknowledged) <= set(store.ids("default", "job"))
        assert store.last_seq() == max(step.seq for step in store.changes(0, 10**6))
        store.close()


def test_two_processes_write_one_sequence(file: Path, vault: Vault) -> None:
    Store.open(str(file), vault).close()
    children = [start(file, name, 150) for name in ("a", "b")]
    said = [child.communicate()[0].splitlines() for child in children]
    assert [child.returncode for child in children] == [0, 0]
    store = Store.open(str(file), vault)
    assert store.count("default", "job") == 300
    assert [step.seq for step in store.changes(0, 1000)] == list(range(1, 301))
    for lines in said:
        numbers = [int(line.split()[1]) for line in lines]
        assert numbers == sorted(numbers)
    store.close()


def test_threads_write_and_read_at_once(store: Store, at: datetime) -> None:
    failures: list[BaseException] = []

    def work(name: int) -> None:
        try:
            for n in range(25):
                store.put("default", "job", {"id": f"{name}-{n}", "title": "甲"}, at)
                store.add_event("default", Event("c", f"{name}-{n}", "apply", at))
                assert store.get("default", "job", f"{name}-{n}") is not None
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [step.seq for step in store.changes(0, 1000)] == list(range(1, 201))
    assert [event.no for event in store.events("default")] == list(range(1, 201))


def test_a_lock_that_another_thread_keeps_is_named_busy(tmp_path: Path) -> None:
    second = WriterLock(tmp_path / "lock", timeout=0.05)
    with WriterLock(tmp_path / "lock").held(), pytest.raises(Unavailable, match="busy"), second.held():
        raise AssertionError("two holders")


def test_a_lock_is_free_again_after_a_failure(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "lock", timeout=0.05)
    with pytest.raises(RuntimeError), lock.held():
        raise RuntimeError
    with lock.held():
        pass


def test_the_log_does_not_grow_without_end(store: Store, at: datetime, file: Path) -> None:
    for version in range(12):
        store.put_many("default", [("job", {"id": f"j-{n}", "title": f"{version}" * 900}) for n in range(500)], at)
        assert file.with_name(file.name + "-wal").stat().st_size <= 4 << 20


HOLDER = """
import sys
from pathlib import Path
from matcher.store.locks import WriterLock
with WriterLock(Path(sys.argv[1])).held():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_that_another_process_keeps_is_waited_for(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(Unavailable, match="busy"), WriterLock(tmp_path / "lock", timeout=0.1).held():
            raise AssertionError("two holders")
        child.stdin.close()
        with WriterLock(tmp_path / "lock", timeout=30).held():
            pass


def test_looking_waits_for_no_writer(store: Store, at: datetime, file: Path, vault: Vault) -> None:
    store.put("default", "job", {"id": "j-1", "title": "甲"}, at)
    done = threading.Event()

    def look() -> None:
        other = Store.open(str(file), vault)
        assert other.get("default", "job", "j-1") is not None
        other.close()
        done.set()

    with store.transaction():
        store.put("default", "job", {"id": "j-2", "title": "乙"}, at)
        thread = threading.Thread(target=look)
        thread.start()
        assert done.wait(20)
    thread.join()


def test_two_processes_may_make_the_database_at_once(file: Path, vault: Vault) -> None:
    children = [start(file, name, 5) for name in "abcd"]
    assert [child.communicate()[0].count("\n") for child in children] == [5] * 4
    store = Store.open(str(file), vault)
    assert store.count("default", "job") == 20
    store.close()
