"""The tables. A tenant stands in every row that is anybody's data, and first in the keys that find it.

Moments are text (RFC 3339, Shanghai); documents are JSON, the sealed part AES-GCM.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

# The same order of ids on every database: PostgreSQL would sort by its locale.
_NAME = String().with_variant(String(collation="C"), "postgresql")
# SQLite keeps rows by an INTEGER key; PostgreSQL needs the wide type said.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

records = Table(
    "records",
    metadata,
    Column("kind", _NAME, primary_key=True),
    Column("tenant", _NAME, primary_key=True),
    Column("id", _NAME, primary_key=True),
    Column("seq", _NUMBER, nullable=False),  # of the change that wrote it; the ETag
    Column("at", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # keyed hash of the whole document
    Column("document", Text),  # the open part; null where all is sealed
    Column("sealed", LargeBinary),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("tenant", _NAME, nullable=False),
    Column("kind", _NAME, nullable=False),
    Column("id", _NAME, nullable=False),
    Column("op", Text, nullable=False),  # put, delete
    Column("at", Text, nullable=False),
    Index("changes_by_tenant", "tenant", "seq"),
    Index("changes_by_record", "kind", "tenant", "id"),
)

counters = Table(
    "counters",
    metadata,
    Column("name", _NAME, primary_key=True),
    Column("value", _NUMBER, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("no", _NUMBER, primary_key=True, autoincrement=False),
    Column("tenant", _NAME, nullable=False),
    Column("candidate_id", _NAME, nullable=False),
    Column("job_id", _NAME, nullable=False),
    Column("event", Text, nullable=False),
    Column("reason_code", Text),
    Column("at", Text, nullable=False),
    Column("sealed", LargeBinary),  # the context: whatever a platform sends along
    Index("events_by_tenant", "tenant", "no"),
    Index("events_by_candidate", "tenant", "candidate_id"),
)

imports = Table(
    "imports",
    metadata,
    Column("tenant", _NAME, primary_key=True),
    Column("no", _NUMBER, primary_key=True, autoincrement=False),
    Column("kind", _NAME, nullable=False),
    Column("at", Text, nullable=False),
    Column("state", Text, nullable=False),  # open, done, undone
    Column("note", Text, nullable=False),  # JSON: file names, counts, consents; nothing of a person
)

import_versions = Table(
    "import_versions",
    metadata,
    Column("tenant", _NAME, primary_key=True),
    Column("no", _NUMBER, primary_key=True, autoincrement=False),
    Column("kind", _NAME, primary_key=True),
    Column("id", _NAME, primary_key=True),
    Column("digest", LargeBinary, nullable=False),  # of the document that the import wrote
    Column("sealed", LargeBinary),  # what stood there before; null: nothing
    Index("import_versions_by_record", "kind", "tenant", "id"),
)

import_sheets = Table(  # what an import read, so that a cell can be corrected and its row read again
    "import_sheets",
    metadata,
    Column("tenant", _NAME, primary_key=True),
    Column("no", _NUMBER, primary_key=True, autoincrement=False),
    Column("sheet", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # headers, columns, what stands above
    Index("import_sheets_by_time", "at"),
)

import_rows = Table(
    "import_rows",
    metadata,
    Column("tenant", _NAME, primary_key=True),
    Column("no", _NUMBER, primary_key=True, autoincrement=False),
    Column("sheet", Integer, primary_key=True, autoincrement=False),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("kind", _NAME, nullable=False),
    Column("id", _NAME),  # of the record, so that an erasure finds it
    Column("near", Text),  # ids of the records that its questions name, a line each, so that an erasure finds them too
    Column("outcome", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # cells and findings
    Index("import_rows_by_record", "kind", "tenant", "id"),
)

kept_apart = Table(  # pairs of records of which a person said that they are two
    "kept_apart",
    metadata,
    Column("kind", _NAME, primary_key=True),
    Column("tenant", _NAME, primary_key=True),
    Column("id", _NAME, primary_key=True),
    Column("other", _NAME, primary_key=True),
    Index("kept_apart_by_other", "kind", "tenant", "other"),
)

keys = Table(
    "keys",
    metadata,
    Column("id", _NAME, primary_key=True),
    Column("tenant", _NAME, nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("created_at", Text, nullable=False),
    Column("revoked_at", Text),
)

answers = Table(  # to POSTs with an Idempotency-Key
    "answers",
    metadata,
    Column("tenant", _NAME, primary_key=True),
    Column("key", _NAME, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("at", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("answers_by_time", "at"),
)

operations = Table(
    "operations",
    metadata,
    Column("id", _NAME, primary_key=True),
    Column("tenant", _NAME, nullable=False),
    Column("kind", _NAME, nullable=False),
    Column("state", Text, nullable=False),  # queued, running, done, failed, cancelled
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("cancel", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("request", LargeBinary, nullable=False),  # sealed
    Column("result", LargeBinary),  # sealed
    Index("operations_by_state", "state", "created_at"),
)

fairs = Table(
    "fairs",
    metadata,
    Column("tenant", _NAME, primary_key=True),
    Column("id", _NAME, primary_key=True),
    Column("at", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("no", _NUMBER, primary_key=True, autoincrement=False),
    Column("tenant", _NAME, nullable=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", _NAME, nullable=False),
    Column("reason", Text, nullable=False),
    Index("audit_log_by_tenant", "tenant", "no"),
    Index("audit_log_by_subject", "tenant", "subject"),
)

releases = Table(
    "releases",
    metadata,
    Column("tenant", _NAME, primary_key=True),
    Column("job_id", _NAME, primary_key=True),
    Column("advert_hash", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Text, nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("tenant", _NAME, primary_key=True),
    Column("name", _NAME, primary_key=True),
    Column("text", Text, nullable=False),
)

facts = Table(  # about the database itself: its schema's version, its key, its generation
    "facts",
    metadata,
    Column("name", _NAME, primary_key=True),
    Column("value", Text, nullable=False),
)
