"""Keys, idempotent answers, long work, texts, migrations."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from matcher.domain.errors import Conflict, InputError, UnknownId
from matcher.store import Answer, Event, Store, Vault
from matcher.store.database import Database
from matcher.store.migrations import migrate, schema_version


def test_a_key_is_shown_once_and_kept_as_a_digest(store: Store, at: datetime, file: Path) -> None:
    assert not store.keys.any()
    secret, info = store.keys.create("default", "platform", ["match:read", "profiles:write"], at)
    found = store.keys.authenticate(secret)
    assert found == info
    assert found.scopes == {"match:read", "profiles:write"}
    assert store.keys.authenticate(secret + "x") is None
    assert store.keys.authenticate("") is None
    store.close()
    assert secret.encode() not in file.read_bytes()


def test_a_revoked_key_opens_nothing_and_still_counts_as_a_key(store: Store, at: datetime) -> None:
    secret, info = store.keys.create("default", "platform", ["admin"], at)
    with pytest.raises(UnknownId):
        store.keys.revoke(info.id, "other", at)
    assert store.keys.revoke("platform", "default", at).revoked_at == at
    assert store.keys.authenticate(secret) is None
    assert store.keys.any()
    with pytest.raises(UnknownId):
        store.keys.revoke(info.id, "default", at)


def test_two_keys_of_one_name_are_told_apart_by_id(store: Store, at: datetime) -> None:
    _, first = store.keys.create("default", "twin", ["admin"], at)
    store.keys.create("default", "twin", ["admin"], at)
    with pytest.raises(UnknownId, match="2 found"):
        store.keys.revoke("twin", "default", at)
    assert store.keys.revoke(first.id, "default", at).id == first.id


@pytest.mark.parametrize("scopes", [[], ["match:write"]])
def test_scopes_are_known_ones(store: Store, at: datetime, scopes: list[str]) -> None:
    with pytest.raises(InputError, match="match:read"):
        store.keys.create("default", "platform", scopes, at)


def test_a_request_sent_again_is_answered_again_without_work(store: Store, at: datetime) -> None:
    def work() -> Answer:
        number = store.add_event("default", Event("c-1", "j-1", "apply", at))
        return Answer(201, {"no": number}, {"Location": "/x"})

    first = store.once("default", "key", b"body", at, work)
    assert store.once("default", "key", b"body", at, work) == first
    assert len(list(store.events("default"))) == 1
    with pytest.raises(Conflict, match="another request"):
        store.once("default", "key", b"other body", at, work)
    assert store.once("other", "key", b"other body", at, lambda: Answer(200, None)).status == 200


def test_work_that_fails_leaves_neither_its_writes_nor_an_answer(store: Store, at: datetime) -> None:
    def work() -> Answer:
        store.add_event("default", Event("c-1", "j-1", "apply", at))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.once("default", "key", b"body", at, work)
    assert list(store.events("default")) == []
    assert store.once("default", "key", b"another", at, lambda: Answer(200, None)).status == 200


def test_kept_answers_end_after_two_days(store: Store, at: datetime) -> None:
    store.once("default", "key", b"body", at, lambda: Answer(200, "first"))
    later = at + timedelta(days=3)
    store.once("default", "other", b"body", later, lambda: Answer(200, None))
    assert store.once("default", "key", b"another", later, lambda: Answer(200, "second")).body == "second"


def test_an_operation_goes_from_queued_to_done(store: Store, at: datetime) -> None:
    made = store.operations.create("default", "plan", {"fair": "f-1"}, at)
    assert made.state == "queued"
    taken = store.operations.take(at)
    assert taken is not None
    assert (taken.id, taken.state, taken.request) == (made.id, "running", {"fair": "f-1"})
    assert store.operations.take(at) is None
    assert store.operations.progress("default", made.id, 3, 10, at) is False
    store.operations.finish("default", made.id, "done", {"people": 8}, at)
    found = store.operations.get("default", made.id)
    assert (found.state, found.done, found.total, found.result) == ("done", 3, 10, {"people": 8})
    with pytest.raises(Conflict, match="over"):
        store.operations.cancel("default", made.id, at)
    with pytest.raises(UnknownId):
        store.operations.get("other", made.id)


def test_what_waits_is_cancelled_and_what_runs_is_asked_to_stop(store: Store, at: datetime) -> None:
    waiting = store.operations.create("default", "plan", {}, at)
    assert store.operations.cancel("default", waiting.id, at).state == "cancelled"
    running = store.operations.create("default", "plan", {}, at)
    store.operations.take(at)
    assert store.operations.cancel("default", running.id, at).state == "running"
    assert store.operations.progress("default", running.id, 1, 2, at) is True


def test_work_of_an_ended_process_is_marked_failed(store: Store, at: datetime) -> None:
    made = store.operations.create("default", "plan", {}, at)
    store.operations.take(at)
    problem = {"title": "interrupted"}
    assert store.operations.give_up(at, problem, at) == 0
    assert store.operations.give_up(at + timedelta(minutes=1), problem, at) == 1
    assert store.operations.get("default", made.id).state == "failed"


def test_texts_are_kept_by_tenant_and_name(store: Store) -> None:
    store.set_text("default", "mapping", "a")
    store.set_text("default", "mapping", "b")
    assert store.get_text("default", "mapping") == "b"
    assert store.get_text("other", "mapping") is None


def test_an_old_database_is_taken_to_the_newest_version_and_a_newer_one_is_refused(tmp_path: Path) -> None:
    def add_column(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE texts ADD COLUMN note TEXT"))

    database = Database(str(tmp_path / "db"))
    with database.writing() as connection:
        assert migrate(connection, ()) == 1
    with database.writing() as connection:
        assert migrate(connection, (add_column,)) == 2
    with database.writing() as connection:
        assert migrate(connection, (add_column,)) == 2  # a step is taken once
        assert schema_version(connection) == 2
        connection.execute(text("SELECT note FROM texts"))
        with pytest.raises(Conflict, match="upgrade"):
            migrate(connection, ())
    database.close()


def test_a_store_of_a_newer_program_is_refused(file: Path, vault: Vault) -> None:
    store = Store.open(str(file), vault)
    with store._database.writing() as connection:
        connection.execute(text("UPDATE facts SET value = '99' WHERE name = 'schema_version'"))
    store.close()
    with pytest.raises(Conflict, match="99"):
        Store.open(str(file), vault)
