from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from matcher.domain.moments import SHANGHAI
from matcher.store import Store, Vault

KEY = bytes(range(32))


@pytest.fixture
def vault() -> Vault:
    return Vault(KEY)


@pytest.fixture
def at() -> datetime:
    return datetime(2023, 9, 1, 8, tzinfo=SHANGHAI)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "fairmatch.db"


@pytest.fixture
def store(file: Path, vault: Vault) -> Iterator[Store]:
    opened = Store.open(str(file), vault)
    yield opened
    opened.close()
