"""Records, events, changes, keys, operations and decisions at rest; the vault for what is sensitive."""

from matcher.store.keys import SCOPES
from matcher.store.rows import (
    KINDS,
    Answer,
    AuditEntry,
    Change,
    Document,
    Event,
    Import,
    KeyInfo,
    Kind,
    Operation,
    OperationState,
    Put,
    SheetRow,
    Stored,
    StoredEvent,
    Undone,
)
from matcher.store.store import Store
from matcher.store.vault import Vault

__all__ = [
    "KINDS",
    "SCOPES",
    "Answer",
    "AuditEntry",
    "Change",
    "Document",
    "Event",
    "Import",
    "KeyInfo",
    "Kind",
    "Operation",
    "OperationState",
    "Put",
    "SheetRow",
    "Store",
    "Stored",
    "StoredEvent",
    "Undone",
    "Vault",
]
