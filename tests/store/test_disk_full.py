"""A disk that is full: nothing half-done, reads go on, and the reason is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from matcher.store import Store, Vault

WRITER = """
import resource, signal, sys
from datetime import UTC, datetime
from matcher.domain.errors import Unavailable
from matcher.store import Store, Vault
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(sys.argv[1], Vault(bytes(range(32))))
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))  # no file may grow beyond this
at = datetime(2023, 9, 1, tzinfo=UTC)
stored = 0
try:
    while stored < 1000:
        store.put_many("default", [("job", {"id": f"j-{stored + n}", "title": "x" * 900}) for n in range(10)], at)
        stored += 10
except Unavailable as error:
    assert error.code == "store_failed"
    assert store.count("default", "job") == stored  # reads go on, and nothing of the last call is there
    assert store.get("default", "job", f"j-{stored}") is None
    print(stored)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on a file's size is POSIX")
def test_a_write_that_does_not_fit_is_refused_whole(tmp_path: Path) -> None:
    file = tmp_path / "fairmatch.db"
    child = subprocess.run([sys.executable, "-c", WRITER, str(file)], capture_output=True, text=True, check=True)
    stored = int(child.stdout)
    assert 0 < stored < 1000
    reopened = Store.open(str(file), Vault(bytes(range(32))))
    assert reopened.count("default", "job") == stored
    assert reopened.last_seq() == stored
    reopened.close()
