"""Many texts on several cores: the bytes of one, nothing started for little, nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool

import joblib
import numpy as np
import pytest

from models.embedder import Vectors
from models.parallel import CHUNK, WORTH_IT, ParallelEmbedder

MANY = [f"会计 {number}" for number in range(3 * CHUNK // 2)]


class Lengths:
    """An embedder whose vectors hang on the texts beside them, as those of a real one do in the last digits."""

    name, dimensions = "lengths", 2

    def embed(self, texts: list[str]) -> Vectors:
        return np.array([[len(text), len(texts)] for text in texts], dtype=np.float32).reshape(-1, 2)


def no_workers(*_: object, **__: object) -> None:
    raise AssertionError("workers were started")


def test_two_processes_give_the_bytes_of_one_and_end_with_the_program() -> None:
    # without a guard of `__main__`: a worker never runs the program of the caller again, on any system
    program = f"""
from joblib.externals.loky import reusable_executor
from models.embedder import UseEmbedder
from models.parallel import ParallelEmbedder
texts = [f"会计 {{number}}" for number in range({len(MANY)})]
one, two = (ParallelEmbedder(UseEmbedder, workers, worth_it=1).embed(texts) for workers in (1, 2))
print(one.tobytes() == two.tobytes(), *reusable_executor._executor._processes)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    same, *workers = done.stdout.split()
    assert (same, len(workers)) == ("True", 2)
    assert done.stderr == ""
    for worker in map(int, workers):
        _wait_for_end_of(worker)


def _wait_for_end_of(process: int) -> None:
    for _ in range(100):
        try:
            os.kill(process, 0)
        except OSError:
            return
        time.sleep(0.1)
    raise AssertionError(f"process {process} outlived the program that started it")


def test_little_work_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joblib, "Parallel", no_workers)
    few = [str(number) for number in range(WORTH_IT - 1)]
    assert ParallelEmbedder(Lengths).embed(few * 3).shape == (3 * len(few), 2)
    with pytest.raises(AssertionError, match="started"):
        ParallelEmbedder(Lengths, workers=2).embed([*few, "one more"])


def test_one_core_does_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joblib, "Parallel", no_workers)
    monkeypatch.setattr(joblib, "cpu_count", lambda: 1)
    assert ParallelEmbedder(Lengths, worth_it=1).embed(MANY).shape == (len(MANY), 2)


@pytest.mark.parametrize("failure", [OSError("no more processes"), BrokenProcessPool("a worker was killed")])
def test_where_no_process_can_live_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def fails(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(joblib, "Parallel", fails)
    alone = ParallelEmbedder(Lengths, workers=1, worth_it=1).embed(MANY)
    np.testing.assert_array_equal(ParallelEmbedder(Lengths, workers=2, worth_it=1).embed(MANY), alone)
