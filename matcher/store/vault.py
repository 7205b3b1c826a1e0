"""The vault: what is sealed at rest, and keyed hashes of what must be found again without being readable."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from matcher.domain.errors import SettingError, Unavailable
from matcher.store.locks import WriterLock

KEY_BYTES = 32
_NONCE_BYTES = 12  # NIST SP 800-38D: 96 bits, random; far below 2**32 messages a key
_FORMAT = b"\x01"


class Vault:
    """Seals JSON values with AES-256-GCM and makes HMAC-SHA-256 digests; both keys derive from one secret.

    The additional data (`aad`) ties a sealed value to its place: moved to another record, it does not open.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key has {len(key)} bytes, not {KEY_BYTES}")
        self._cipher = AESGCM(hmac.digest(key, b"fairmatch/seal", "sha256"))
        self._mac_key = hmac.digest(key, b"fairmatch/mac", "sha256")

    @classmethod
    def from_file(cls, path: Path) -> Vault:
        """The vault of a key file, which is made on first use with mode 0600.

        Raises SettingError when the file holds no key, Unavailable when it cannot be read or made.
        """
        try:
            if not path.exists():
                _make_key_file(path)
            text = path.read_bytes().strip()
        except OSError as error:
            raise Unavailable("vault_key_unreadable", file=path, reason=error.strerror) from None
        try:
            return cls(base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError):
            raise SettingError("vault_key_invalid", file=path) from None

    def seal(self, value: Any, aad: str) -> bytes:
        """A JSON value, unreadable without the key; the same value twice gives different bytes."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, canonical(value), aad.encode())

    def open(self, sealed: bytes, aad: str) -> Any:
        """The value. Raises Unavailable when key, place or bytes are not those it was sealed with."""
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            if sealed[:1] != _FORMAT:
                raise InvalidTag
            return json.loads(self._cipher.decrypt(nonce, body, aad.encode()))
        except (InvalidTag, ValueError):
            raise Unavailable("vault_sealed_unreadable") from None

    def mac(self, purpose: str, data: bytes) -> bytes:
        """A 32-byte digest that nobody without the key can compute; `purpose` keeps uses apart."""
        return hmac.digest(self._mac_key, purpose.encode() + b"\x00" + data, "sha256")


def canonical(value: Any) -> bytes:
    """JSON in one form only: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _make_key_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with WriterLock(path.with_name(path.name + ".lock")).held():
        if path.exists():
            return
        aside = path.with_name(path.name + ".new")
        aside.unlink(missing_ok=True)
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
