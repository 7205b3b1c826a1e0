"""Which part of a record is sealed at rest, and how the two parts become one again."""

from __future__ import annotations

import json

from matcher.domain.sensitive import SEALED
from matcher.store.rows import Document, Kind
from matcher.store.vault import Vault, canonical


def close(vault: Vault, tenant: str, kind: Kind, id_: str, document: Document) -> tuple[str | None, bytes | None]:
    """The open part as JSON and the sealed part; either may be missing.

    A candidate is sealed whole: a person's free text holds what no list of fields foresees. Of other records the
    fields of `domain.sensitive` are sealed.
    """
    if kind == "candidate":
        return None, vault.seal(document, place(tenant, kind, id_))
    hidden = {name: document[name] for name in SEALED[kind] if name in document}
    shown = {name: value for name, value in document.items() if name not in hidden}
    return canonical(shown).decode(), vault.seal(hidden, place(tenant, kind, id_)) if hidden else None


def disclose(vault: Vault, tenant: str, kind: Kind, id_: str, shown: str | None, sealed: bytes | None) -> Document:
    """The whole document. Raises Unavailable when the sealed part does not open."""
    document: Document = json.loads(shown) if shown is not None else {}
    if sealed is not None:
        document.update(vault.open(sealed, place(tenant, kind, id_)))
    return document


def place(*parts: object) -> str:
    """The additional data that ties a sealed value to its row."""
    return "\x1f".join(map(str, parts))
