"""How the verbs that operate the store open it, without the engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fairmatch.options import settings

if TYPE_CHECKING:
    from matcher.store import Store, Vault


@contextmanager
def opened(db: str | None, data: str | None) -> Iterator[tuple[Store, Vault]]:
    """The store of this command and its vault, closed in the end."""
    from matcher.store import Store, Vault

    chosen = settings(db, data)
    vault = Vault.from_file(chosen.key_file)
    store = Store.open(chosen.url, vault)
    try:
        yield store, vault
    finally:
        store.close()
