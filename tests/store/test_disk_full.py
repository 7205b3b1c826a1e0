"""A disk that is full: nothing half-done, reads go on, and the reason is named."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.domain.errors import Unavailable
from matcher.store import Store, Vault

WRITER = """
import resource, signal, sys
from datetime import UTC, datetime
from matcher.domain.errors import Unavailable
from matcher.store import Store, Vault
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(sys.argv[1], Vault(bytes(range(32))))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)  # no file may grow beyond
at = datetime(2023, 9, 1, tzinfo=UTC)
stored = 0
try:
    while stored < 20_000:
        store.put_many("default", [("job", {"id": f"j-{stored + n}", "title": "x" * 900}) for n in range(50)], at)
        stored += 50
except Unavailable as error:
    assert error.code == "store_failed"
    assert store.count("default", "job") == stored  # reads go on, and nothing of the last call is there
    assert store.get("default", "job", f"j-{stored}") is None
    print(stored)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on a file's size is POSIX")
@pytest.mark.parametrize("size", [600_000, 6_000_000], ids=["no space for the log", "no space for the checkpoint"])
def test_a_write_that_does_not_fit_is_refused_whole(tmp_path: Path, size: int) -> None:
    file = tmp_path / "fairmatch.db"
    command = [sys.executable, "-c", WRITER, str(file), str(size)]
    child = subprocess.run(command, capture_output=True, text=True, check=True)
    stored = int(child.stdout)
    assert 0 < stored < 20_000
    reopened = Store.open(str(file), Vault(bytes(range(32))))
    assert reopened.count("default", "job") == stored
    assert reopened.last_seq() == stored
    reopened.close()


def test_a_damaged_database_is_named_and_not_a_fault_of_the_program(tmp_path: Path) -> None:
    file = tmp_path / "fairmatch.db"
    store = Store.open(str(file), Vault(bytes(range(32))))
    at = datetime(2023, 9, 1, tzinfo=UTC)
    store.put_many("default", [("job", {"id": f"j-{n}", "title": "x" * 900}) for n in range(2000)], at)
    store.close()
    content = bytearray(file.read_bytes())
    content[200_000:400_000] = b"\xa5" * 200_000
    file.write_bytes(content)
    opened = Store.open(str(file), Vault(bytes(range(32))))
    with pytest.raises(Unavailable):
        list(opened.stream("job"))
    opened.close()
