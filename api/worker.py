"""The one worker of a process: takes queued operations from the store and runs them, one after another.

It looks when it is woken and every few seconds, since another process may have queued something. While work runs it
says so in the store every second and reads whether somebody asked to stop; work whose process ended is given up.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app

from api.problems import fault, problem
from matcher.domain.errors import Conflict, FairMatchError
from matcher.domain.fair_file import fair_from_values
from matcher.domain.moments import wall_clock
from matcher.store import Document, Operation, OperationState

if TYPE_CHECKING:
    from matcher.office import Office

log = logging.getLogger("fairmatch.http")

LOOK_SECONDS = 5.0
BEAT_SECONDS = 1.0
SILENCE = timedelta(minutes=2)
STEPS = 3  # people and posts judged, planned, done


class Worker:
    """Runs queued operations in a thread that starts with the first of them."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Something may be queued."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
                self._thread.start()
        self._woken.set()

    def _run(self) -> None:
        while True:
            self._woken.wait(LOOK_SECONDS)
            self._woken.clear()
            try:
                self.work_off()
            except FairMatchError as error:  # the store is away: look again later
                log.error("worker", extra={"fault": error.code})

    def work_off(self) -> None:
        """Runs what is queued until nothing is."""
        operations = self._office.store.operations
        now = wall_clock()
        operations.give_up(now - SILENCE, problem(Conflict("operation_interrupted"), "zh"), now)
        while (taken := operations.take(wall_clock())) is not None:
            self._carry_out(taken)

    def _carry_out(self, operation: Operation) -> None:
        task = _Task(self._office, operation)
        thread = threading.Thread(target=task.run, name=operation.id, daemon=True)
        thread.start()
        operations, stopped = self._office.store.operations, False
        while thread.is_alive():
            thread.join(BEAT_SECONDS)
            if operations.progress(operation.tenant, operation.id, task.done, STEPS, wall_clock()) and not stopped:
                stopped = True
                task.stop()
        state: OperationState = "cancelled" if stopped else "failed" if task.failed else "done"
        operations.finish(operation.tenant, operation.id, state, None if stopped else task.outcome, wall_clock())


class _Task:
    """One operation being carried out, and what came of it."""

    def __init__(self, office: Office, operation: Operation) -> None:
        self._office = office
        self._operation = operation
        self._stopped = False
        self.done = 0
        self.failed = False
        self.outcome: Document | None = None

    def stop(self) -> None:
        """Ends the work at its next step."""
        self._stopped = True

    def run(self) -> None:
        language = self._operation.request["language"]
        try:
            self.outcome = plan_fair(self._office, self._operation, self._step)
        except FairMatchError as error:
            self.failed, self.outcome = True, problem(error, language)
        except Exception as error:
            self.failed, self.outcome = True, fault(error, self._operation.id, language)

    def _step(self) -> bool:
        self.done += 1
        return not self._stopped


def plan_fair(office: Office, operation: Operation, step: Callable[[], bool]) -> Document | None:
    """The plan of a fair, as in `plan.json` of a pack; None when `step` said to stop. Raises InputError."""
    from matcher.fairs.run import make_pack  # noqa: PLC0415 OR-tools takes its time, and few processes plan

    asked: dict[str, Any] = operation.request
    setting = dict(asked["fair"])
    people, jobs = setting.pop("candidates", None), setting.pop("jobs", None)
    fair = fair_from_values(setting, "fair")
    moment = datetime.fromisoformat(asked["as_of"])
    inputs = office.fair_of_stored(operation.tenant, fair, people, jobs, moment, asked["language"])
    if not step():
        return None
    files = make_pack(inputs, asked["seed"], asked["max_seconds"])
    if not step():
        return None
    plan: Document = json.loads(files["plan.json"])
    step()
    return plan


def register(app: Flask, office: Office) -> None:
    """Every app has its worker."""
    app.extensions["fairmatch_worker"] = Worker(office)


def worker() -> Worker:
    """The worker of this app."""
    found: Worker = current_app.extensions["fairmatch_worker"]
    return found
