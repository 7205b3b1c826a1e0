"""The small tables: the audit log, released advertisements, and texts kept by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from matcher.domain.moments import parse_moment, write_moment
from matcher.store import counters
from matcher.store.rows import AuditEntry
from matcher.store.schema import audit_log, releases, texts


def audit(connection: Connection, tenant: str, actor: str, action: str, subject: str, reason: str, at: datetime) -> int:
    """Adds an entry to the audit log and gives its number."""
    no = counters.take(connection, "audit")[0]
    row = {"no": no, "tenant": tenant, "at": write_moment(at), "actor": actor, "action": action}
    connection.execute(insert(audit_log).values(**row, subject=subject, reason=reason))
    return no


def audit_entries(connection: Connection, tenant: str) -> Iterator[AuditEntry]:
    """The audit log of a tenant, in order."""
    statement = select(audit_log).where(audit_log.c.tenant == tenant).order_by(audit_log.c.no)
    for row in connection.execution_options(yield_per=1000).execute(statement):
        at = parse_moment(row.at)
        yield AuditEntry(row.no, row.tenant, at, row.actor, row.action, row.subject, row.reason)


def release(
    connection: Connection, tenant: str, job_id: str, advert_hash: str, by: str, reason: str, at: datetime
) -> None:
    """A person answers for a held advertisement, as long as its text has this hash."""
    connection.execute(delete(releases).where(releases.c.tenant == tenant, releases.c.job_id == job_id))
    row = {"tenant": tenant, "job_id": job_id, "advert_hash": advert_hash, "by": by, "reason": reason}
    connection.execute(insert(releases).values(**row, at=write_moment(at)))


def released(connection: Connection, tenant: str | None) -> dict[tuple[str, str], str]:
    """Hash of the released text by tenant and job."""
    statement = select(releases.c.tenant, releases.c.job_id, releases.c.advert_hash)
    if tenant is not None:
        statement = statement.where(releases.c.tenant == tenant)
    return {(row.tenant, row.job_id): row.advert_hash for row in connection.execute(statement)}


def set_text(connection: Connection, tenant: str, name: str, text: str) -> None:
    """Keeps a text under a name, in place of a former one."""
    connection.execute(delete(texts).where(texts.c.tenant == tenant, texts.c.name == name))
    connection.execute(insert(texts).values(tenant=tenant, name=name, text=text))


def get_text(connection: Connection, tenant: str, name: str) -> str | None:
    """The text kept under a name."""
    statement = select(texts.c.text).where(texts.c.tenant == tenant, texts.c.name == name)
    return connection.execute(statement).scalar_one_or_none()
