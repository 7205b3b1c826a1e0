"""A backup is one whole file without the key; a restore replaces everything, and can be taken back."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from fairmatch.cli import run
from matcher.domain.errors import Conflict, FileRefused, InputError
from matcher.store import Event, Store, Vault, backup

KEY = bytes(range(32))


@pytest.fixture
def store(file: Path, vault: Vault) -> Iterator[Store]:
    """PostgreSQL has its own tools, so these tests are about SQLite."""
    opened = Store.open(str(file), vault)
    yield opened
    opened.close()


def fill(store: Store, at: datetime, title: str, count: int = 3) -> None:
    store.put_many("default", [("job", {"id": f"j-{n}", "title": title}) for n in range(count)], at)


def titles(store: Store) -> set[str]:
    return {stored.document["title"] for stored in store.stream("job")}


def test_a_backup_holds_everything_but_the_key(store: Store, vault: Vault, at: datetime, tmp_path: Path) -> None:
    fill(store, at, "会计")
    store.put("default", "candidate", {"id": "c-1", "contact": {"phone": "13812345678"}}, at)
    made = backup.write(store, tmp_path / "copies" / "monday.db", vault)
    assert made.records == {"candidate": 1, "job": 3, "employer": 0}
    written = made.file.read_bytes()
    assert KEY not in written
    assert base64.b64encode(KEY) not in written
    assert b"13812345678" not in written
    assert sorted(path.name for path in made.file.parent.iterdir()) == ["monday.db"]
    if os.name == "posix":
        assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    copy = Store.open(str(made.file), vault)
    assert copy.get("default", "candidate", "c-1") is not None
    copy.close()


def test_a_restore_brings_the_backup_back_and_keeps_what_was_there(
    store: Store, vault: Vault, at: datetime, tmp_path: Path
) -> None:
    fill(store, at, "会计")
    store.add_event("default", Event("c-1", "j-1", "apply", at))
    made = backup.write(store, tmp_path / "monday.db", vault)
    fill(store, at, "出纳", 5)
    before, generation = store.last_seq(), store.generation()

    backup.restore(store, made.file, vault, at, tmp_path / "safety.db")

    assert titles(store) == {"会计"}
    assert store.generation() != generation  # followers start anew
    assert store.last_seq() == before
    store.put("default", "job", {"id": "j-9", "title": "新"}, at)
    assert [change.seq for change in store.changes(before, 10)] == [before + 1]
    assert [entry.action for entry in store.audit_log("default")] == ["restore"]
    backup.restore(store, tmp_path / "safety.db", vault, at, tmp_path / "again.db")
    assert titles(store) == {"出纳"}


def test_an_existing_file_is_never_overwritten(store: Store, vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear Sir")
    with pytest.raises(InputError, match="not overwritten"):
        backup.write(store, tmp_path / "letter", vault)
    assert (tmp_path / "letter").read_text() == "Dear Sir"


def damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for at in range(4096, len(content), 97):
        content[at] ^= 0xFF
    file.write_bytes(content)


def foreign(file: Path) -> None:
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE letters (text TEXT)")
    connection.close()


def newer(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("UPDATE facts SET value = '99' WHERE name = 'schema_version'")
    connection.commit()
    connection.close()


SPOILT = {
    "damaged": (damaged, FileRefused),
    "cut": (lambda file: os.truncate(file, file.stat().st_size // 2), FileRefused),
    "empty": (lambda file: file.write_bytes(b""), FileRefused),
    "a letter": (lambda file: file.write_text("Dear Sir or Madam, " * 50), FileRefused),
    "another database": (foreign, FileRefused),
    "a newer one": (newer, Conflict),
    "not there": (lambda file: file.unlink(), FileRefused),
}


@pytest.mark.parametrize("how", SPOILT)
def test_what_is_no_whole_backup_restores_nothing(
    store: Store, vault: Vault, at: datetime, tmp_path: Path, how: str
) -> None:
    fill(store, at, "会计", 200)
    made = backup.write(store, tmp_path / "monday.db", vault)
    fill(store, at, "出纳", 200)
    spoil, error = SPOILT[how]
    spoil(made.file)
    with pytest.raises(error):
        backup.restore(store, made.file, vault, at, tmp_path / "safety.db")
    assert titles(store) == {"出纳"}
    assert not (tmp_path / "safety.db").exists()


def test_a_backup_of_another_key_is_refused(store: Store, vault: Vault, at: datetime, tmp_path: Path) -> None:
    other = Vault(bytes(32))
    foreign_store = Store.open(str(tmp_path / "foreign.db"), other)
    made = backup.write(foreign_store, tmp_path / "monday.db", other)
    foreign_store.close()
    with pytest.raises(InputError, match="another key"):
        backup.restore(store, made.file, vault, at, tmp_path / "safety.db")


def test_a_backup_made_while_others_write_is_one_state(
    store: Store, vault: Vault, at: datetime, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        version = 0
        while not stop.is_set():
            fill(store, at, f"v{version}", 50)
            version += 1

    thread = threading.Thread(target=write)
    fill(store, at, "v", 50)
    thread.start()
    for n in range(3):
        made = backup.write(store, tmp_path / f"{n}.db", vault)
        copy = Store.open(str(made.file), vault)
        assert len(titles(copy)) == 1
        copy.close()
    stop.set()
    thread.join()


def test_the_commands_make_and_take_back_backups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], at: datetime
) -> None:
    monkeypatch.setenv("FAIRMATCH_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("FAIRMATCH_DATA", str(tmp_path / "data"))
    vault = Vault.from_file(tmp_path / "key")
    store = Store.open(str(tmp_path / "data" / "fairmatch.db"), vault)
    fill(store, at, "会计")
    assert run(["backup", str(tmp_path / "monday.db"), "--json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["records"]["job"] == 3
    assert run(["backup", "--out", str(tmp_path / "monday.db")]) == 2
    fill(store, at, "出纳")
    assert run(["restore", str(tmp_path / "monday.db"), "--json"]) == 0
    said = json.loads(capsysbinary.readouterr().out)
    assert Path(said["before"]).exists()
    assert titles(store) == {"会计"}  # a store that is open sees it
    assert run(["restore", str(tmp_path / "none.db")]) == 2
    assert run(["backup"]) == 0
    assert len(list((tmp_path / "data" / "backups").glob("fairmatch-*.db"))) == 1
    store.close()


def test_the_commands_make_list_and_revoke_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("FAIRMATCH_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("FAIRMATCH_DATA", str(tmp_path / "data"))
    assert (
        run(["keys", "create", "--name", "platform", "--scope", "match:read,profiles:write", "--scope", "admin"]) == 0
    )
    secret = capsysbinary.readouterr().out.decode().strip()
    store = Store.open(str(tmp_path / "data" / "fairmatch.db"), Vault.from_file(tmp_path / "key"))
    found = store.keys.authenticate(secret)
    assert found is not None
    assert found.scopes == {"match:read", "profiles:write", "admin"}
    assert run(["keys", "list"]) == 0
    listed = capsysbinary.readouterr().out.decode()
    assert found.id in listed
    assert secret not in listed
    assert run(["keys", "create", "--name", "x", "--scope", "match:write"]) == 2
    assert run(["keys", "create", "--name", "x"]) == 2
    assert run(["keys", "revoke", "platform", "--tenant", "other"]) == 2
    assert run(["keys", "revoke", "platform"]) == 0
    assert store.keys.authenticate(secret) is None
    assert run(["keys", "list", "--json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["keys"][0]["revoked_at"]
    store.close()
