"""Erasing a person, and taking an import back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from matcher.domain.errors import Conflict, UnknownId
from matcher.store import Answer, Event, Store

WHO = "c-erase-me"


def test_an_erased_candidate_leaves_a_tombstone_and_no_other_trace(store: Store, at: datetime, file: Path) -> None:
    number = store.start_import("default", "candidate", at, {})
    store.put_many("default", [("candidate", {"id": WHO}), ("candidate", {"id": "c-2"})], at, import_id=number)
    store.put("default", "candidate", {"id": WHO, "headline": "改"}, at)
    store.put("other", "candidate", {"id": WHO}, at)
    store.add_events("default", [Event(WHO, "j-1", "apply", at), Event("c-2", "j-1", "apply", at)])
    store.audit("default", "import", "consent", f"candidate/{WHO}", "报名表", at)
    store.once("default", "key-1", b"request", at, lambda: Answer(200, {"items": [{"id": WHO}]}))
    store.once("default", "key-2", b"request", at, lambda: Answer(200, {"items": [{"id": "c-2"}]}))
    body = json.dumps({"items": [{"line": 1, "id": WHO}]})
    store.once("default", "key-3", b"request", at, lambda: Answer(200, body))
    named = store.operations.create("default", "plan", {"candidates": [WHO]}, at)
    fair = store.add_fair("default", {"name": "专场", "candidates": [WHO, "c-2"], "jobs": None}, at)
    later = at + timedelta(days=1)

    assert store.delete("default", "candidate", WHO, later)

    assert [(s.op, s.at) for s in store.changes(0, 99, "default") if s.id == WHO] == [("delete", later)]
    assert [event.event.candidate_id for event in store.events("default")] == ["c-2"]
    assert [entry.subject for entry in store.audit_log("default")] == ["candidate/*"]
    assert store.fair("default", fair)["candidates"] == ["c-2"]
    with pytest.raises(UnknownId):
        store.operations.get("default", named.id)
    assert store.once("default", "key-2", b"request", at, lambda: Answer(500, None)).status == 200
    for key in ("key-1", "key-3"):
        assert store.once("default", key, b"request", at, lambda: Answer(201, None)).status == 201
    assert store.get("other", "candidate", WHO) is not None
    store.delete("other", "candidate", WHO, later)
    store.close()
    written = file.read_bytes()
    # The name stands in the two tombstones, in the table and its index, and nowhere else.
    assert written.count(WHO.encode()) == 4
    assert b"c-2" in written


def test_an_erased_candidate_is_gone_from_the_log_at_once(store: Store, at: datetime, file: Path) -> None:
    store.put("default", "candidate", {"id": WHO}, at)
    store.delete("default", "candidate", WHO, at)
    assert file.with_name(file.name + "-wal").stat().st_size == 0


def test_a_deleted_job_keeps_the_events_of_the_people(store: Store, at: datetime) -> None:
    store.put("default", "job", {"id": "j-1", "title": "甲"}, at)
    store.add_event("default", Event("c-2", "j-1", "hire", at))
    assert store.delete("default", "job", "j-1", at)
    assert len(list(store.events("default"))) == 1


def test_an_import_taken_back_restores_what_it_replaced(store: Store, at: datetime) -> None:
    store.put_many("default", [("job", {"id": n, "title": "旧"}) for n in ("old", "same", "touched")], at)
    number = store.start_import("default", "job", at, {"files": ["岗位.xlsx"]})
    rows = [("old", "新"), ("same", "旧"), ("touched", "新"), ("made", "新"), ("made", "更新"), ("made-touched", "新")]
    store.put_many("default", [("job", {"id": n, "title": title}) for n, title in rows], at, import_id=number)
    store.put_many("default", [("job", {"id": "made", "title": "终"})], at, import_id=number)
    store.finish_import("default", number, {"accepted": 5})
    store.put_many("default", [("job", {"id": n, "title": "后改"}) for n in ("touched", "made-touched")], at)

    undone = store.undo_import("default", number, at)

    assert (undone.removed, undone.restored, undone.kept) == (1, 1, 2)
    titles = {one.id: one.document["title"] for one in store.page("default", "job")}
    assert titles == {"old": "旧", "same": "旧", "touched": "后改", "made-touched": "后改"}
    found = store.imports("default")[0]
    assert (found.no, found.state, found.note) == (1, "undone", {"files": ["岗位.xlsx"], "accepted": 5})


def test_an_import_is_taken_back_once_and_only_in_its_tenant(store: Store, at: datetime) -> None:
    number = store.start_import("default", "job", at, {})
    assert store.start_import("other", "job", at, {}) == 1
    store.undo_import("default", number, at)
    with pytest.raises(Conflict, match="already"):
        store.undo_import("default", number, at)
    with pytest.raises(UnknownId):
        store.undo_import("default", 2, at)


def test_an_erased_person_does_not_come_back_with_an_undone_import(store: Store, at: datetime) -> None:
    store.put("default", "candidate", {"id": WHO, "headline": "旧"}, at)
    number = store.start_import("default", "candidate", at, {})
    store.put_many("default", [("candidate", {"id": WHO, "headline": "新"})], at, import_id=number)
    store.delete("default", "candidate", WHO, at)
    assert store.undo_import("default", number, at).restored == 0
    assert store.get("default", "candidate", WHO) is None


def test_imports_are_taken_back_one_after_another(store: Store, at: datetime) -> None:
    rows = [("candidate", {"id": f"c-{n}", "headline": "一"}) for n in range(900)]
    first = store.start_import("default", "candidate", at, {})
    store.put_many("default", rows, at, import_id=first)
    second = store.start_import("default", "candidate", at, {})
    store.put_many(
        "default", [("candidate", {"id": f"c-{n}", "headline": "二"}) for n in range(600)], at, import_id=second
    )
    undone = store.undo_import("default", second, at)
    assert (undone.removed, undone.restored, undone.kept) == (0, 600, 0)
    undone = store.undo_import("default", first, at)  # what it wrote stands again, so it can go
    assert (undone.removed, undone.restored, undone.kept) == (900, 0, 0)
    assert store.count("default", "candidate") == 0
    assert {step.op for step in store.changes(0, 10_000)} == {"delete"}


def test_imports_taken_back_in_any_order_leave_nothing_of_either(store: Store, at: datetime) -> None:
    store.put("default", "job", {"id": "old", "title": "旧"}, at)
    numbers = []
    for title in ("一", "二", "三"):
        numbers.append(store.start_import("default", "job", at, {}))
        rows = [("job", {"id": name, "title": title}) for name in ("old", "made")]
        store.put_many("default", rows, at, import_id=numbers[-1])  # type: ignore[arg-type]
    first, second, third = numbers
    assert store.undo_import("default", first, at).kept == 2  # what the later ones wrote stands
    assert store.undo_import("default", second, at).kept == 2
    undone = store.undo_import("default", third, at)
    assert (undone.removed, undone.restored) == (1, 1)
    assert {one.id: one.document["title"] for one in store.page("default", "job")} == {"old": "旧"}
