"""Many readers or one writer."""

from __future__ import annotations

import threading
import time

from matcher.index.gate import Gate


def test_a_reader_never_sees_a_half_written_state() -> None:
    gate, state, torn = Gate(), [0, 0], []

    def write() -> None:
        for number in range(200):
            with gate.writing():
                state[0] = number
                time.sleep(0)
                state[1] = number

    def read() -> None:
        for _ in range(400):
            with gate.reading():
                first = state[0]
                time.sleep(0)
                if first != state[1]:
                    torn.append(first)

    threads = [threading.Thread(target=job) for job in (write, read, read, write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    assert torn == []


def test_readers_read_side_by_side() -> None:
    gate, both = Gate(), threading.Barrier(2, timeout=10)

    def read() -> None:
        with gate.reading():
            both.wait()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not both.broken
