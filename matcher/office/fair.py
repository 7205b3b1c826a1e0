"""A fair's files as the planner's problem: read, judged and scored, with nothing stored."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from matcher.domain import codes, places
from matcher.domain.errors import FileRefused, SettingError
from matcher.domain.fair_book import fair_from_sheets, scenario_label
from matcher.domain.fair_file import fair_from_toml, known_scenario
from matcher.domain.fairs import Fair, Sheets
from matcher.domain.records import Candidate, Job, read_candidate, read_job
from matcher.domain.words import say
from matcher.fairs.problem import FairInputs, Pairs, Person, Post, Problem
from matcher.index.cache import VectorCache
from matcher.index.phrases import Phrases
from matcher.index.side import Side
from matcher.intake.quality import QualityReport
from matcher.intake.reading import Intake
from matcher.intake.sandbox import Grid, read_contents
from matcher.office.fair_openings import JobOpenings
from matcher.office.fair_words import FairWords
from matcher.office.imports import ImportDesk
from matcher.office.models import RecordEncoder, index_ranker, model_stamp
from matcher.ranking.matrix import AllPairs
from matcher.rules.context import Context
from matcher.rules.scenario import Scenario, Scenarios
from matcher.rules.wording import plain
from matcher.screening.screen import screen_job
from matcher.table import coding
from matcher.table.table import Candidates, CandidateTable, Jobs, JobTable

TENANT = "fair"


def sheets(file: Path) -> Sheets:
    """Every sheet of a workbook (or a .csv as one sheet), row 1 first. Raises FileRefused."""
    (contents,) = read_contents([file])
    return {grid.name or file.stem: _rows(grid) for grid in contents.sheets}


def _rows(grid: Grid) -> Sequence[Sequence[object]]:
    top, left = grid.first
    indent: list[object] = [None] * (left - 1)
    return [*([] for _ in range(top - 1)), *([*indent, *row] for row in grid.rows)]


class FairDesk:
    """Makes a fair's problem from its files."""

    def __init__(self, imports: ImportDesk, scenarios: Scenarios, encoder: RecordEncoder, cache_folder: Path) -> None:
        self._imports = imports
        self._scenarios = scenarios
        self._encoder = encoder
        self._cache_folder = cache_folder

    def inputs(self, file: Path, as_of: datetime, language: str) -> FairInputs:
        """Read the fair and its files, judge and score every pair. Raises InputError."""
        fair, job_files, people_files, wish_files = self._files(file)
        scenario = self._scenarios[fair.scenario]
        jobs_read = self._read(job_files, "job", as_of)
        people_read = self._read(people_files, "candidate", as_of, fair.inputs.consents)
        jobs = [read_job(document) for document in jobs_read.records]
        people = [read_candidate(document) for document in people_read.records]
        problem = self._problem(fair, scenario, people, jobs, as_of, language)
        reports = [jobs_read.report, people_read.report]
        return FairInputs(
            problem=problem,
            hashes=_hashes(file, [*job_files, *people_files, *wish_files]),
            versions={"fairmatch": version("fairmatch"), "model": model_stamp(self._encoder)},
            as_of=as_of,
            quality=_quality(reports, language),
            unread=_unread(reports, language),
            wishes=[sheets(path) for path in wish_files],
        )

    def _read(self, files: Sequence[Path], kind: str, as_of: datetime, consents: Sequence[str] = ()) -> Intake:
        try:
            return self._imports.read(files, kind, as_of, consents)
        except FileRefused as error:
            if error.code.startswith("file_other_kind"):
                raise FileRefused(f"fair_reads_no_{kind}", **error.values) from None
            raise

    def of_records(
        self, fair: Fair, people: Sequence[Candidate], jobs: Sequence[Job], as_of: datetime, language: str
    ) -> FairInputs:
        """The same for records that are stored already. Raises SettingError."""
        known_scenario(fair, self._scenarios, "scenario")
        problem = self._problem(fair, self._scenarios[fair.scenario], people, jobs, as_of, language)
        versions = {"fairmatch": version("fairmatch"), "model": model_stamp(self._encoder)}
        return FairInputs(problem=problem, hashes={}, versions=versions, as_of=as_of)

    def _files(self, file: Path) -> tuple[Fair, list[Path], list[Path], list[Path]]:
        if file.suffix.lower() == ".toml":
            fair, key = fair_from_toml(_text(file), file.name), "scenario"
        else:
            fair, key = fair_from_sheets(sheets(file), file.name), scenario_label()
        known_scenario(fair, self._scenarios, file.name, key)
        jobs = _found(file, fair.inputs.jobs, "inputs.jobs") or [file]
        people = _found(file, fair.inputs.candidates, "inputs.candidates") or [file]
        return fair, jobs, people, _found(file, fair.inputs.wishes, "inputs.wishes")

    def _problem(
        self,
        fair: Fair,
        scenario: Scenario,
        people: Sequence[Candidate],
        jobs: Sequence[Job],
        as_of: datetime,
        language: str,
    ) -> Problem:
        held = frozenset((TENANT, job.id) for job in jobs if screen_job(job).verdict == "hold")
        context = Context(as_of, held=held)
        tables = Candidates.of(people, TENANT), Jobs.of(jobs, TENANT)
        first, asks = scenario.judge_all(*tables, context)
        everybody = self._everybody(scenario, people, jobs, as_of)
        pairs = Pairs(
            allowed=first < 0,
            to_confirm=asks,
            score=everybody.scores(),
            rule=first,
            rules=tuple(rule.code for rule in scenario.rules),
        )
        words = FairWords(scenario, *tables, context, language, everybody, people)
        return Problem(
            fair=fair,
            people=tuple(_person(person, scenario, as_of) for person in people),
            posts=tuple(_post(job, language) for job in jobs),
            pairs=pairs,
            openings=JobOpenings(scenario, tables[0], jobs, context, language, first),
            tier_source=scenario.tiers[0].source.title if scenario.tiers else None,
            language=language,
            words=words,
        )

    def _everybody(
        self, scenario: Scenario, people: Sequence[Candidate], jobs: Sequence[Job], as_of: datetime
    ) -> AllPairs:
        encoder = self._encoder
        cache = VectorCache(self._cache_folder, encoder.stamp, encoder.width)
        phrases = Phrases(encoder, cache)
        posts: Side[Jobs, Job] = Side(JobTable(), Jobs.of, encoder, phrases, cache)
        persons: Side[Candidates, Candidate] = Side(CandidateTable(), Candidates.of, encoder, phrases, cache)
        posts.apply([(TENANT, job) for job in jobs], [], as_of.isoformat())
        return AllPairs(persons, posts, people, encoder.layout, index_ranker(scenario), TENANT)


def _text(file: Path) -> str:
    """A fair file's text, with or without a byte order mark. Raises SettingError."""
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingError("fair_file_not_utf8", file=file.name) from None


def _found(file: Path, patterns: Sequence[str], key: str) -> list[Path]:
    """The files of some patterns beside the fair's, in order. Raises SettingError for a pattern that finds none."""
    files: list[Path] = []
    for pattern in patterns:
        try:
            named = file.parent / pattern
            found = [named] if named.is_file() else sorted(path for path in file.parent.glob(pattern) if path.is_file())
        except (NotImplementedError, ValueError, IndexError):
            found = []
        found = [path for path in found if not path.name.startswith("~$")]
        if not found:
            raise SettingError("fair_no_such_file", file=file.name, key=key, pattern=pattern)
        files += [path for path in found if path not in files]
    return files


def _hashes(file: Path, others: Sequence[Path]) -> Mapping[str, str]:
    named = {path: _relative(path, file.parent) for path in dict.fromkeys([file, *others])}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for path, name in named.items()}


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def _person(person: Candidate, scenario: Scenario, as_of: datetime) -> Person:
    usable = "disability_matching" in (person.consents or ())
    needs = (person.disability.needs or ()) if usable and person.disability else ()
    lat, lon, _ = coding.point(person.location)
    return Person(
        id=person.id,
        consents=frozenset(person.consents or ()),
        needs=frozenset(code for need in needs if (code := codes.accommodation(need))),
        name=person.contact.name if person.contact else None,
        phone=person.contact.phone if person.contact else None,
        party=person.party,
        tier=scenario.tier_of(person, as_of.date()) if scenario.tiers else 0,
        lat=None if np.isnan(lat) else lat,
        lon=None if np.isnan(lon) else lon,
    )


def _post(job: Job, language: str) -> Post:
    lat, lon, _ = coding.point(job.location)
    occupation = codes.occupation(job.occupation_code or job.title)
    division = job.location.division if job.location else None
    place = places.find(division) if division else None
    return Post(
        id=job.id,
        title=job.title,
        employer=(job.employer and (job.employer.name or job.employer.id)) or "",
        employer_id=job.employer.id if job.employer else None,
        headcount=1 if job.headcount is None else job.headcount,
        min_headcount=1 if job.min_headcount is None else job.min_headcount,
        accommodations=frozenset(code for item in job.accommodations or () if (code := codes.accommodation(item))),
        occupation=occupation.name if occupation else "",
        division=place.code if place else division,
        shifts=tuple((shift.start, shift.end) for shift in job.shifts or ()),
        lat=None if np.isnan(lat) else lat,
        lon=None if np.isnan(lon) else lon,
        pay=_pay(job, language),
        place=place.name if place else "",
    )


def _pay(job: Job, language: str) -> str:
    if job.pay is None or job.pay.unit is None:
        return ""
    bounds = dict.fromkeys(plain(bound) for bound in (job.pay.min, job.pay.max) if bound is not None)
    return say("money_" + job.pay.unit, language, amount="–".join(bounds)) if bounds else ""


def _quality(reports: Sequence[QualityReport], language: str) -> list[list[object]]:
    header: list[object] = ["文件", "工作表", "行", "列", "字段", "情况", "说明"]
    rows: list[list[object]] = [
        [f.file, f.sheet, f.row, f.column, f.field, say(f"severity_{f.severity}", language), f.text(language)]
        for report in reports
        for f in report.findings
    ]
    return [header, *rows]


def _unread(reports: Sequence[QualityReport], language: str) -> list[str]:
    findings = (finding for report in reports for finding in report.findings if finding.severity == "reject")
    return [f"{' '.join(filter(None, (f.file, f.sheet, str(f.row))))}: {f.text(language)}" for f in findings]
