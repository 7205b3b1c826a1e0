"""What imports read is kept sealed for corrections and goes with person, import and time; merging; checking."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from matcher.domain.errors import Unavailable
from matcher.store import Event, SheetRow, Store
from matcher.store.migrations import migrate
from matcher.store.schema import metadata
from matcher.store.sheets import KEPT_FOR

SHEET = {"file": "名单.xlsx", "columns": ["姓名"]}


def row(number: int, id: str | None, outcome: str = "accepted", name: str = "王小明") -> SheetRow:
    return SheetRow(0, number, outcome, id, {"cells": {"0": name}})


def imported(store: Store, at: datetime, *rows: SheetRow) -> int:
    """An import of people with these rows."""
    number = store.start_import("default", "candidate", at, {})
    people = [("candidate", {"id": one.id}) for one in rows if one.id]
    store.put_many("default", people, at, import_id=number)  # type: ignore[arg-type]
    store.import_sheets.keep("default", number, "candidate", at, [SHEET], rows)
    return number


def test_sheets_and_rows_come_back_as_they_were_and_are_sealed(store: Store, at: datetime, file: Path) -> None:
    rows = [row(2, "c-1"), row(3, None, "rejected"), row(4, "c-2", "questioned")]
    number = imported(store, at, *rows)
    kept = store.import_sheets
    assert kept.sheets("default", number) == [SHEET]
    assert kept.rows("default", number) == rows
    assert kept.rows("default", number, 0, ["questioned", "rejected"]) == rows[1:]
    assert kept.counts("default", number) == {(0, "accepted"): 1, (0, "rejected"): 1, (0, "questioned"): 1}
    assert kept.rows("other", number) == kept.rows("default", number, 1) == []
    store.close()
    assert not any("王小明".encode() in one.read_bytes() for one in file.parent.iterdir())


def test_a_corrected_row_and_a_sheet_read_otherwise_take_the_old_places(store: Store, at: datetime) -> None:
    number = imported(store, at, row(2, None, "rejected"), row(3, "c-1"))
    store.import_sheets.rewrite("default", number, "candidate", [row(2, "c-9", name="李四")])
    store.import_sheets.rewrite_sheet("default", number, 0, {"file": "乙.xlsx"})
    assert [one.id for one in store.import_sheets.rows("default", number)] == ["c-9", "c-1"]
    assert store.import_sheets.sheets("default", number) == [{"file": "乙.xlsx"}]


def test_rows_go_with_their_person_their_import_and_time(store: Store, at: datetime) -> None:
    first = imported(store, at, row(2, "c-1"), row(3, "c-2"))
    store.delete("default", "candidate", "c-1", at)
    assert [one.id for one in store.import_sheets.rows("default", first)] == ["c-2"]
    second = imported(store, at, row(2, "c-3"))
    store.undo_import("default", second, at)
    assert store.import_sheets.sheets("default", second) == store.import_sheets.rows("default", second) == []
    later = at + KEPT_FOR + timedelta(days=1)
    third = imported(store, later, row(2, "c-4"))
    assert store.import_sheets.sheets("default", first) == store.import_sheets.rows("default", first) == []
    assert store.import_sheets.rows("default", third)


def test_a_question_no_longer_names_a_person_who_is_erased(store: Store, at: datetime) -> None:
    asks = SheetRow(0, 3, "questioned", "c-2", {"findings": [{"values": {"id": "c-1"}}]}, ("c-1",))
    number = imported(store, at, row(2, "c-1"), asks)
    store.delete("default", "candidate", "c-1", at)
    (left,) = store.import_sheets.rows("default", number)
    assert (left.id, left.near, left.content) == ("c-2", ("*",), {"findings": [{"values": {"id": "*"}}]})


def test_a_pair_kept_apart_is_remembered_until_one_of_them_goes(store: Store, at: datetime) -> None:
    for name in ("c-1", "c-2"):
        store.put("default", "candidate", {"id": name}, at)
    for _ in range(2):
        store.import_sheets.keep_apart("default", "candidate", "c-2", "c-1")
    assert store.import_sheets.apart("default", "candidate") == {("c-1", "c-2")}
    assert store.import_sheets.apart("default", "job") == store.import_sheets.apart("other", "candidate") == frozenset()
    store.delete("default", "candidate", "c-2", at)
    assert store.import_sheets.apart("default", "candidate") == frozenset()


def test_a_merged_record_takes_events_fairs_and_rows_along(store: Store, at: datetime) -> None:
    number = imported(store, at, row(2, "c-1"), row(3, "c-2"))
    store.add_events(
        "default",
        [Event("c-1", "j-1", "apply", at), Event("c-2", "j-2", "hire", at, context={"by": "platform"})],
    )
    last = list(store.events("default"))[-1].no
    fair = store.add_fair("default", {"candidates": ["c-2", "c-3", "c-1"], "jobs": None}, at)
    assert store.merge("default", "candidate", {"id": "c-1", "headline": "会计"}, "c-2", at) == 1
    assert store.get("default", "candidate", "c-2") is None
    assert [one.event.candidate_id for one in store.events("default")] == ["c-1", "c-1"]
    (moved,) = store.events("default", since=last)  # a follower that read the old ones reads the moved
    assert (moved.event.event, moved.event.at, moved.event.context) == ("hire", at, {"by": "platform"})
    assert store.fair("default", fair)["candidates"] == ["c-1", "c-3"]
    assert [one.id for one in store.import_sheets.rows("default", number)] == ["c-1", "c-1"]


def test_a_merged_post_takes_its_events_along(store: Store, at: datetime) -> None:
    for name in ("j-1", "j-2"):
        store.put("default", "job", {"id": name, "title": "会计"}, at)
    store.add_event("default", Event("c-1", "j-2", "hire", at))
    store.merge("default", "job", {"id": "j-1", "title": "会计"}, "j-2", at)
    assert [one.event.job_id for one in store.events("default")] == ["j-1"]


def test_the_step_makes_the_tables_that_a_new_database_has(store: Store, at: datetime) -> None:
    added = ("import_sheets", "import_rows", "kept_apart")
    with store._database.writing() as connection:
        for name in added:
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("UPDATE facts SET value = '1' WHERE name = 'schema_version'"))
        migrate(connection)
    number = imported(store, at, row(2, "c-1"))
    assert store.import_sheets.rows("default", number) == [row(2, "c-1")]
    with store._database.reading() as connection:
        for name in added:
            columns = ", ".join(column.name for column in metadata.tables[name].columns)
            connection.execute(text(f"SELECT {columns} FROM {name}"))


def test_a_whole_store_passes_its_check_and_a_record_that_does_not_open_fails_it(store: Store, at: datetime) -> None:
    store.put("default", "candidate", {"id": "c-1"}, at)
    store.check()
    with store._database.writing() as connection:
        connection.execute(text("UPDATE records SET id = 'c-2'"))
    with pytest.raises(Unavailable):
        store.check()
