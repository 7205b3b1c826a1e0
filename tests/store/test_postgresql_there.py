"""What is PostgreSQL's own. Where it is absent, this says so: the other tests then run on SQLite alone."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest

from matcher.domain.errors import InputError, Unavailable
from matcher.store import Answer, Event, Store, Vault, backup


@pytest.fixture
def backend() -> str:
    return "postgresql"


def test_the_sequence_is_in_the_order_of_commits(postgresql: str, url: str, vault: Vault, at: datetime) -> None:
    """A follower that reads on from the last number never misses a write of another process."""
    stores = [Store.open(url, vault) for _ in range(4)]
    seen: list[int] = []
    stop = threading.Event()

    def follow() -> None:
        reader = Store.open(url, vault)
        while not stop.is_set() or reader.changes(seen[-1] if seen else 0, 1):
            seen.extend(change.seq for change in reader.changes(seen[-1] if seen else 0, 100))
        reader.close()

    def write(number: int) -> None:
        for n in range(30):
            stores[number].put("default", "job", {"id": f"{number}-{n}", "title": "会计"}, at)
            stores[number].add_event("default", Event("c", f"{number}-{n}", "apply", at))

    follower = threading.Thread(target=follow)
    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in (follower, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    follower.join()
    assert seen == list(range(1, 121))
    assert [event.no for event in stores[0].events(None)] == list(range(1, 121))
    for store in stores:
        store.close()


def test_writers_of_one_record_and_of_one_request_come_one_after_another(
    postgresql: str, url: str, vault: Vault, at: datetime
) -> None:
    stores = [Store.open(url, vault) for _ in range(4)]
    worked: list[int] = []
    failures: list[BaseException] = []
    ready = threading.Barrier(4)

    def write(number: int) -> None:
        def work() -> Answer:
            worked.append(number)
            return Answer(200, number)

        try:
            for n in range(15):
                ready.wait(30)
                stores[number].put("default", "job", {"id": f"j-{n}", "title": f"{number}"}, at)
                stores[number].once("default", f"key-{n}", b"request", at, work)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(worked) == 15
    for store in stores:
        store.close()


def test_ids_are_in_the_same_order_as_on_sqlite(postgresql: str, url: str, vault: Vault, at: datetime) -> None:
    store = Store.open(url, vault)
    names = ["b", "A", "a", "B", "会", "a-1", "a1", "_"]
    store.put_many("default", [("job", {"id": name, "title": "会计"}) for name in names], at)
    assert store.ids("default", "job") == sorted(names, key=str.encode)
    store.close()


def test_a_backup_is_left_to_its_own_tools(postgresql: str, url: str, vault: Vault, tmp_path: Path) -> None:
    store = Store.open(url, vault)
    with pytest.raises(InputError, match="pg_dump"):
        backup.write(store, tmp_path / "copy.db", vault)
    assert list(tmp_path.glob("copy*")) == []
    store.close()


def test_a_server_that_is_away_is_named(postgresql: str, vault: Vault) -> None:
    with pytest.raises(Unavailable):
        Store.open("postgresql://nobody@127.0.0.1:1/none", vault)
