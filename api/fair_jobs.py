"""Fairs that staff check and plan on the pages: one at a time, kept in memory for an hour, on disk while read."""

from __future__ import annotations

import json
import secrets
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from flask import Flask, current_app

from api.problems import fault
from matcher.domain.errors import FairMatchError, InputError, RecordError, UnknownId
from matcher.domain.fair_book import FAIR_SHEET
from matcher.domain.moments import write_moment
from matcher.domain.words import say
from matcher.office.fair_outcomes import keep_outcomes

if TYPE_CHECKING:
    from matcher.office import Office

Action = Literal["check", "plan", "results"]
State = Literal["waiting", "reading", "working", "proving", "done", "failed"]
KEPT = 6
KEPT_FOR = timedelta(hours=1)


@dataclass
class FairJob:
    """One thing asked of a fair's files, how far it is, and what came of it."""

    tenant: str
    action: Action
    language: str
    at: datetime
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    state: State = "waiting"
    name: str = ""
    faults: Sequence[str] = ()
    unread: Sequence[str] = ()
    answer: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed")


@dataclass(frozen=True)
class Sent:
    """What the form brought, saved: the fair's folder, an earlier pack, a cancellation list, filled result sheets."""

    fair: Path
    which: str = ""
    previous: Path | None = None
    cancel: Path | None = None
    results: tuple[Path, ...] = ()


class FairJobs:
    """The jobs of one process, each in a thread of its own; they take turns, for a plan takes a whole processor."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._jobs: dict[str, FairJob] = {}
        self._lock, self._turn = threading.Lock(), threading.Lock()

    def start(self, job: FairJob, sent: Sent, folder: tempfile.TemporaryDirectory[str]) -> None:
        """Begins; `folder` holds what was sent and goes when the work is over."""
        with self._lock:
            finished = [other for other in self._jobs.values() if other.over]
            for at, other in enumerate(reversed(finished), 2):
                if at > KEPT or other.at < job.at - KEPT_FOR:
                    del self._jobs[other.id]
            self._jobs[job.id] = job
        threading.Thread(target=self._run, args=(job, sent, folder), name="fair", daemon=True).start()

    def get(self, tenant: str, id_: str) -> FairJob:
        """A tenant's job. Raises UnknownId once it is forgotten."""
        job = self._jobs.get(id_)
        if job is None or job.tenant != tenant:
            raise UnknownId("console_fair_forgotten")
        return job

    def forget(self, job: FairJob) -> None:
        """Drops a job and its files."""
        with self._lock:
            self._jobs.pop(job.id, None)

    def _run(self, job: FairJob, sent: Sent, folder: tempfile.TemporaryDirectory[str]) -> None:
        with self._turn, folder:
            try:
                carry_out(self._office, job, sent)
                job.state = "done"
            except RecordError as error:
                head = say(error.code, job.language, **error.values)
                places = (f"{f.field or f.pointer or ''} {f.text(job.language)}".strip() for f in error.findings)
                job.faults, job.state = (head, *places), "failed"
            except FairMatchError as error:
                job.faults, job.state = (error.message(job.language),), "failed"
            except Exception as error:
                job.faults, job.state = (str(fault(error, job.id, job.language)["detail"]),), "failed"


def carry_out(office: Office, job: FairJob, sent: Sent) -> None:
    """Does what was asked and leaves the answer in the job. Raises InputError."""
    from matcher.fairs.check import as_answer, check  # noqa: PLC0415 OR-tools takes its time, and few processes plan
    from matcher.fairs.paper.manifest import write_pack  # noqa: PLC0415
    from matcher.fairs.results import events, funnel, read_results  # noqa: PLC0415
    from matcher.fairs.results_report import results_report  # noqa: PLC0415
    from matcher.fairs.run import Before, make_pack  # noqa: PLC0415
    from matcher.fairs.verify.checker import verify  # noqa: PLC0415
    from matcher.fairs.verify.inputs import witness  # noqa: PLC0415

    job.state = "reading"
    file = fair_file(office, sent)
    inputs = office.fair_inputs(file, office.clock(), job.language)
    problem = inputs.problem
    job.name, job.unread = problem.fair.name, inputs.unread
    before = None
    if sent.previous is not None:
        cancelled = office.sheets(sent.cancel) if sent.cancel else None
        before = Before(sent.previous, office.sheets(sent.previous / "plan.xlsx"), cancelled)
    job.state = "working"
    if job.action == "check":
        job.answer = {**as_answer(check(problem), problem, job.language), "kind": problem.fair.kind}
    elif job.action == "plan":
        files = make_pack(inputs, before=before)
        job.state = "proving"
        pack = sent.fair.parent / "pack"
        write_pack(pack, files)
        report = verify(pack, file.parent, witness(inputs), office.sheets)
        job.answer = {"breaches": [breach.text(job.language) for breach in report.breaches], **_told(files)}
        job.files = files
    else:
        found = read_results([office.sheets(path) for path in sent.results], problem, [p.name for p in sent.results])
        told = events(problem, found, write_moment(problem.fair.moment(problem.fair.hall.closes)))
        stored = keep_outcomes(office, job.tenant, told)
        job.files = {"report.html": results_report(problem, found, inputs.as_of)}
        rows = sum(bool(result.outcome) for result in found)
        job.answer = {"funnel": funnel(found), "rows": rows, "events": len(told), "stored": stored}


def _told(files: Mapping[str, bytes]) -> dict[str, Any]:
    """What the page says of a plan: how many of each part, and whom to call."""
    plan = json.loads(files["plan.json"])
    parts = ("interviews", "placements", "assignments", "waiting", "short", "unserved")
    counts = {part: len(plan[part]) for part in parts if part in plan}
    calls = files.get("changed/calls.csv", b"").count(b"\n") - 1
    return {"version": plan["version"], "counts": counts, "calls": max(calls, 0)}


def fair_file(office: Office, sent: Sent) -> Path:
    """The fair's own file in the folder that was sent. Raises InputError where there is none, or not one alone."""
    books = [path for path in sorted(sent.fair.glob("*.xlsx")) if FAIR_SHEET in office.sheets(path)]
    files = [*sorted(sent.fair.rglob("*.toml")), *books]
    names = [path.relative_to(sent.fair).as_posix() for path in files]
    wanted = [path for path, name in zip(files, names, strict=True) if sent.which in (name, path.name)]
    found = wanted if sent.which else files
    if len(found) != 1:
        code = "console_fair_several" if files else "console_fair_none"
        raise InputError(code, files="、".join(names), sheet=FAIR_SHEET)
    return found[0]


def register(app: Flask, office: Office) -> None:
    """Every app has its jobs."""
    app.extensions["fairmatch_fairs"] = FairJobs(office)


def fair_jobs() -> FairJobs:
    """The jobs of this app."""
    found: FairJobs = current_app.extensions["fairmatch_fairs"]
    return found
