"""API keys: 256 random bits, shown once, kept as an HMAC."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from matcher.domain.errors import InputError, UnknownId
from matcher.domain.moments import parse_moment, write_moment
from matcher.store.database import Database
from matcher.store.rows import KeyInfo
from matcher.store.schema import keys
from matcher.store.vault import Vault

SCOPES = ("match:read", "profiles:write", "sensitive:read", "fairs:run", "feedback:write", "admin")
_ANY = select(keys.c.id).limit(1)
_PREFIX = "fm_"  # tells a leaked key from other secrets


class Keys:
    """The keys of all tenants; each belongs to one."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def create(self, tenant: str, name: str, scopes: Collection[str], at: datetime) -> tuple[str, KeyInfo]:
        """A new key: its secret, which is nowhere else, and what is kept. Raises InputError for an unknown scope."""
        for scope in scopes:
            if scope not in SCOPES:
                raise InputError("scope_unknown", scope=scope, known=", ".join(SCOPES))
        if not scopes:
            raise InputError("scope_missing", known=", ".join(SCOPES))
        secret = _PREFIX + secrets.token_urlsafe(32)
        info = KeyInfo(f"k-{secrets.token_hex(4)}", tenant, name, frozenset(scopes), at, None)
        row: dict[str, Any] = {
            "id": info.id,
            "tenant": tenant,
            "name": name,
            "scopes": " ".join(s for s in SCOPES if s in scopes),
        }
        row |= {"created_at": write_moment(at), "digest": self._digest(secret)}
        with self._database.writing() as connection:
            connection.execute(insert(keys).values(**row))
        return secret, info

    def listed(self, tenant: str | None = None) -> list[KeyInfo]:
        """The keys of a tenant, or of all; revoked ones too, in the order of their making."""
        statement = select(keys).order_by(keys.c.created_at, keys.c.id)
        if tenant is not None:
            statement = statement.where(keys.c.tenant == tenant)
        with self._database.reading() as connection:
            return [_info(row) for row in connection.execute(statement)]

    def revoke(self, id_: str, tenant: str, at: datetime) -> KeyInfo:
        """Ends a key of a tenant, by its id or its name. Raises UnknownId unless exactly one live key is meant."""
        with self._database.writing() as connection:
            named = (keys.c.tenant == tenant, keys.c.revoked_at.is_(None), (keys.c.id == id_) | (keys.c.name == id_))
            rows = connection.execute(select(keys).where(*named)).all()
            if len(rows) != 1:
                raise UnknownId("key_unknown", count=len(rows))
            connection.execute(update(keys).where(keys.c.id == rows[0].id).values(revoked_at=write_moment(at)))
            return _info(connection.execute(select(keys).where(keys.c.id == rows[0].id)).one())

    def authenticate(self, secret: str) -> KeyInfo | None:
        """The live key of a secret."""
        live = (keys.c.digest == self._digest(secret), keys.c.revoked_at.is_(None))
        with self._database.reading() as connection:
            row = connection.execute(select(keys).where(*live)).one_or_none()
        return _info(row) if row is not None else None

    def any(self) -> bool:
        """Whether a key was ever made, revoked ones included: revoking the last one must not open the service."""
        with self._database.reading() as connection:
            return connection.execute(_ANY).first() is not None

    def _digest(self, secret: str) -> bytes:
        return self._vault.mac("api-key", secret.encode("utf-8", "replace"))


def _info(row: Row[Any]) -> KeyInfo:
    revoked = parse_moment(row.revoked_at) if row.revoked_at else None
    return KeyInfo(row.id, row.tenant, row.name, frozenset(row.scopes.split()), parse_moment(row.created_at), revoked)
