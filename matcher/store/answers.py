"""Answers to requests with an Idempotency-Key, kept so that the same request sent again gets the same answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from matcher.domain.errors import Conflict
from matcher.domain.moments import write_moment
from matcher.store.rows import Answer
from matcher.store.schema import answers
from matcher.store.sealing import place
from matcher.store.vault import Vault

KEPT_FOR = timedelta(days=2)


def find(connection: Connection, vault: Vault, tenant: str, key: str, fingerprint: bytes) -> Answer | None:
    """The answer already given. Raises Conflict when the key came with another request."""
    row = connection.execute(select(answers).where(answers.c.tenant == tenant, answers.c.key == key)).one_or_none()
    if row is None:
        return None
    if row.fingerprint != vault.mac("request", fingerprint):
        raise Conflict("idempotency_key_reused")
    kept = vault.open(row.sealed, place("answer", tenant, key))
    return Answer(kept["status"], kept["body"], kept["headers"])


def keep(
    connection: Connection, vault: Vault, tenant: str, key: str, fingerprint: bytes, answer: Answer, at: datetime
) -> None:
    """Keeps an answer, and drops those whose time is over."""
    connection.execute(delete(answers).where(answers.c.at < write_moment(at - KEPT_FOR)))
    value = {"status": answer.status, "body": answer.body, "headers": dict(answer.headers)}
    sealed = vault.seal(value, place("answer", tenant, key))
    row = {"tenant": tenant, "key": key, "fingerprint": vault.mac("request", fingerprint), "at": write_moment(at)}
    connection.execute(insert(answers).values(**row, sealed=sealed))
