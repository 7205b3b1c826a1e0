"""What is on the disk cannot be read without the key."""

from __future__ import annotations

import os
import stat
from datetime import datetime
from pathlib import Path

import pytest

from matcher.domain.errors import InputError, SettingError, Unavailable
from matcher.store import Answer, Event, Store, Vault

SECRETS = ("13812345678", "321002200105011234", "王小明", "visual_impairment_note", "R2D2C3PO")


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_sensitive_word_stands_in_the_files(store: Store, at: datetime, file: Path) -> None:
    phone, id_number, name, note, token = SECRETS
    contact = {"name": name, "phone": phone, "id_number": id_number}
    person = {"id": "c-1", "contact": contact, "disability": {"category": note}, "remark": f"电话{phone}"}
    number = store.start_import("default", "candidate", at, {"files": ["名单.xlsx"]})
    store.put_many("default", [("candidate", person)], at, import_id=number)
    second = store.start_import("default", "candidate", at, {})
    store.put_many("default", [("candidate", person | {"headline": "改"})], at, import_id=second)
    store.put("default", "job", {"id": "j-1", "title": "会计", "contact": {"name": name, "phone": phone}}, at)
    store.add_event("default", Event("c-1", "j-1", "apply", at, context={"phone": phone, "note": token}))
    store.once("default", "key", b"request", at, lambda: Answer(200, {"phone": phone}))
    store.operations.create("default", "plan", {"phone": phone, "who": name}, at)
    written = bytes_of(file.parent)
    assert "会计".encode() in written  # the search itself works
    for secret in SECRETS:
        assert secret.encode() not in written
    store.close()
    for secret in SECRETS:
        assert secret.encode() not in bytes_of(file.parent)


def test_a_key_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "config" / "key"
    sealed = Vault.from_file(path).seal({"a": 1}, "here")
    assert Vault.from_file(path).open(sealed, "here") == {"a": 1}
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"not base64!", b"c2hvcnQ=", b"\xff\xfe"])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(SettingError, match="holds no key"):
        Vault.from_file(tmp_path / "key")


def test_a_key_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="key"):
        Vault.from_file(tmp_path / "file" / "key")


def test_a_sealed_value_opens_in_its_place_alone(vault: Vault) -> None:
    sealed = vault.seal({"phone": "1"}, "candidate/c-1")
    assert vault.seal({"phone": "1"}, "candidate/c-1") != sealed
    for wrong, place in (
        (sealed, "candidate/c-2"),
        (sealed[:-1], "candidate/c-1"),
        (sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:], "candidate/c-1"),
        (b"\x02" + sealed[1:], "candidate/c-1"),
        (b"", "candidate/c-1"),
    ):
        with pytest.raises(Unavailable):
            vault.open(wrong, place)
    with pytest.raises(Unavailable):
        Vault(bytes(32)).open(sealed, "candidate/c-1")


def test_a_database_is_opened_with_its_own_key_alone(file: Path, vault: Vault) -> None:
    Store.open(str(file), vault).close()
    with pytest.raises(InputError, match="another key"):
        Store.open(str(file), Vault(bytes(32)))


@pytest.mark.parametrize("url", ["mysql://h/db", "sqlite://", "sqlite:///:memory:", "", "://", "nothing://x"])
def test_a_url_that_is_no_database_is_refused(url: str, vault: Vault) -> None:
    with pytest.raises(InputError):
        Store.open(url, vault)


def test_a_file_that_is_no_database_is_named_and_left_as_it_is(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(Unavailable, match="cannot be opened"):
        Store.open(str(path), vault)
    assert path.read_text().startswith("Dear Sir")
    with pytest.raises(Unavailable):
        Store.open(str(tmp_path), vault)
