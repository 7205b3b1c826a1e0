"""Records, entity tags and the change sequence."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.errors import Conflict
from matcher.store import Store
from matcher.store.vault import canonical

PERSON = {"id": "c-1", "headline": "会计", "contact": {"phone": "13800000001"}, "disability": {"category": "visual"}}


def test_a_put_is_read_back_as_it_was(store: Store, at: datetime) -> None:
    put = store.put("default", "candidate", PERSON, at)
    found = store.get("default", "candidate", "c-1")
    assert (put.created, put.changed, put.seq) == (True, True, 1)
    assert found is not None
    assert found.document == PERSON
    assert (found.etag, found.updated_at) == (put.etag, at)


def test_an_equal_put_changes_nothing_and_a_different_one_takes_the_next_number(store: Store, at: datetime) -> None:
    first = store.put("default", "candidate", PERSON, at)
    same = store.put("default", "candidate", dict(reversed(PERSON.items())), at)
    other = store.put("default", "candidate", PERSON | {"headline": "出纳"}, at)
    assert (same.created, same.changed, same.etag) == (False, False, first.etag)
    assert (other.created, other.changed, other.seq) == (False, True, 2)
    assert store.last_seq() == 2


def test_of_the_same_record_twice_in_one_call_the_later_one_stands(store: Store, at: datetime) -> None:
    rows = [("job", {"id": "j-1", "title": title}) for title in ("甲", "乙", "乙", "丙")]
    puts = store.put_many("default", rows, at)
    assert [(put.created, put.changed, put.seq) for put in puts] == [
        (True, True, 1),
        (False, True, 2),
        (False, False, 2),
        (False, True, 3),
    ]
    assert store.get("default", "job", "j-1").document["title"] == "丙"  # type: ignore[union-attr]
    assert [change.seq for change in store.changes(0, 10)] == [1, 2, 3]


@pytest.mark.parametrize("tags", ["s1", "*", ["s7", "s1"]])
def test_a_matching_entity_tag_lets_the_put_through(store: Store, at: datetime, tags: object) -> None:
    store.put("default", "job", {"id": "j-1", "title": "甲"}, at)
    assert store.put("default", "job", {"id": "j-1", "title": "乙"}, at, if_match=tags).changed  # type: ignore[arg-type]


@pytest.mark.parametrize("tags", ["s", "s10", ["s2"], []])
def test_another_entity_tag_stops_it(store: Store, at: datetime, tags: object) -> None:
    store.put("default", "job", {"id": "j-1", "title": "甲"}, at)
    with pytest.raises(Conflict, match="changed"):
        store.put("default", "job", {"id": "j-1", "title": "乙"}, at, if_match=tags)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        store.delete("default", "job", "j-1", at, if_match=tags)  # type: ignore[arg-type]
    assert store.get("default", "job", "j-1").document["title"] == "甲"  # type: ignore[union-attr]


def test_if_match_of_a_record_that_is_not_there_is_a_conflict(store: Store, at: datetime) -> None:
    with pytest.raises(Conflict):
        store.put("default", "job", {"id": "j-1", "title": "甲"}, at, if_match="*")


def test_changes_are_every_step_in_order_deletions_included(store: Store, at: datetime) -> None:
    store.put("default", "job", {"id": "j-1", "title": "甲"}, at)
    store.put("other", "job", {"id": "j-1", "title": "乙"}, at)
    store.put("default", "employer", {"id": "e-1"}, at)
    assert store.delete("default", "job", "j-1", at)
    assert not store.delete("default", "job", "j-1", at)
    steps = [(step.seq, step.tenant, step.kind, step.op) for step in store.changes(0, 10)]
    assert steps == [
        (1, "default", "job", "put"),
        (2, "other", "job", "put"),
        (3, "default", "employer", "put"),
        (4, "default", "job", "delete"),
    ]
    assert [step.seq for step in store.changes(1, 10, "default", ["job", "candidate"])] == [4]
    assert [step.seq for step in store.changes(1, 2)] == [2, 3]
    assert store.changes(4, 10) == []


def test_tenants_cannot_see_each_other(store: Store, at: datetime) -> None:
    store.put("a", "candidate", PERSON, at)
    store.put("b", "candidate", PERSON | {"headline": "另一人"}, at)
    assert store.get("a", "candidate", "c-1").document == PERSON  # type: ignore[union-attr]
    assert store.get("c", "candidate", "c-1") is None
    assert store.ids("c", "candidate") == []
    assert not store.delete("c", "candidate", "c-1", at)
    assert store.delete("a", "candidate", "c-1", at)
    assert store.count("b", "candidate") == store.count(None, "candidate") == 1


def test_ids_and_pages_go_on_after_the_last_one_seen(store: Store, at: datetime) -> None:
    store.put_many("default", [("job", {"id": f"j-{n}", "title": "甲"}) for n in (3, 1, 2, 10)], at)
    assert store.ids("default", "job") == ["j-1", "j-10", "j-2", "j-3"]
    assert store.ids("default", "job", after="j-10", limit=1) == ["j-2"]
    assert [stored.id for stored in store.page("default", "job", after="j-10")] == ["j-2", "j-3"]


def test_a_stream_gives_all_tenants(store: Store, at: datetime) -> None:
    for tenant in ("b", "a"):
        store.put_many(tenant, [("job", {"id": f"j-{n}", "title": tenant}) for n in range(1500)], at)
    streamed = list(store.stream("job"))
    assert len(streamed) == 3000
    assert {(one.tenant, one.document["title"]) for one in streamed} == {("a", "a"), ("b", "b")}
    assert [(one.tenant, one.id) for one in streamed] == sorted((one.tenant, one.id) for one in streamed)


def test_a_transaction_is_stored_whole_or_not_at_all(store: Store, at: datetime) -> None:
    def write_and_fail() -> None:
        with store.transaction():
            store.put("default", "job", {"id": "j-1", "title": "甲"}, at)
            assert store.get("default", "job", "j-1") is not None  # the thread sees its own writes
            assert store.last_seq() == 0  # what followers read is committed
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert store.get("default", "job", "j-1") is None
    assert store.changes(0, 10) == []


def test_a_release_makes_followers_look_at_the_job_again(store: Store, at: datetime) -> None:
    etag = store.put("default", "job", {"id": "j-1", "title": "甲"}, at).etag
    store.release("default", "j-1", "hash", "王某", "已核对", at)
    assert store.releases("default") == {"j-1": "hash"}
    assert store.all_releases() == {("default", "j-1"): "hash"}
    assert [(step.kind, step.op) for step in store.changes(1, 10)] == [("job", "put")]
    assert store.get("default", "job", "j-1").etag == etag  # type: ignore[union-attr]
    assert [(entry.actor, entry.action, entry.subject) for entry in store.audit_log("default")] == [
        ("王某", "release", "job/j-1")
    ]
    store.delete("default", "job", "j-1", at)
    assert store.releases("default") == {}


TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(document=st.dictionaries(TEXT, VALUES, max_size=4), other=st.dictionaries(TEXT, VALUES, max_size=4))
def test_canonical_json_is_equal_for_equal_documents_alone(document: dict, other: dict) -> None:  # type: ignore[type-arg]
    assert canonical(document) == canonical(dict(reversed(document.items())))
    if canonical(document) == canonical(other):
        assert document == other


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.booleans()), max_size=12))
def test_the_sequence_replayed_is_the_store(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, bool]]
) -> None:
    from datetime import UTC

    from matcher.store import Vault

    moment = datetime(2023, 9, 1, tzinfo=UTC)
    opened = Store.open(str(tmp_path_factory.mktemp("replay") / "db"), Vault(bytes(32)))
    for id_, version, gone in steps:
        if gone:
            opened.delete("default", "job", id_, moment)
        else:
            opened.put("default", "job", {"id": id_, "title": str(version)}, moment)
    alive: set[str] = set()
    for step in opened.changes(0, 100):
        alive = alive | {step.id} if step.op == "put" else alive - {step.id}
    assert sorted(alive) == opened.ids("default", "job")
    opened.close()
