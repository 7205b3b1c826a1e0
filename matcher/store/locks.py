"""One writer at a time, among the threads of this process and the processes of this machine.

SQLite before 3.51.3 may lose pages when two connections write or checkpoint at the same instant (the WAL-reset
bug), so every write and every checkpoint is made under this lock. It also keeps the making of the key file single.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matcher.domain.errors import Unavailable

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
try:
    import msvcrt
except ImportError:  # everywhere else
    msvcrt = None  # type: ignore[assignment]

_PAUSES = (0.001, 0.002, 0.005, 0.01, 0.02)  # seconds between two tries; the last one repeats


class WriterLock:
    """A lock held by one thread of one process; the operating system frees it when the process dies.

    Where the platform has neither `fcntl` nor `msvcrt` it keeps the threads of this process apart, no more.
    """

    def __init__(self, path: Path, timeout: float = 30.0) -> None:
        self._path = path
        self._timeout = timeout
        self._threads = threading.Lock()

    @contextmanager
    def held(self, timeout: float | None = None) -> Iterator[None]:
        """Holds the lock. Raises Unavailable after `timeout` seconds (None: those of the lock)."""
        seconds = self._timeout if timeout is None else timeout
        until = time.monotonic() + seconds
        if not self._threads.acquire(timeout=seconds):
            raise Unavailable("store_busy", seconds=round(seconds))
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                self._wait(handle, until)
                try:
                    yield
                finally:
                    _unlock(handle)
            finally:
                os.close(handle)
        finally:
            self._threads.release()

    def _wait(self, handle: int, until: float) -> None:
        tries = 0
        while not _try_lock(handle):
            if time.monotonic() > until:
                raise Unavailable("store_busy", seconds=round(self._timeout))
            time.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1


def _try_lock(handle: int) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elif msvcrt is not None:
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except (BlockingIOError, PermissionError):
        return False
    return True


def _unlock(handle: int) -> None:
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_UN)
    elif msvcrt is not None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
