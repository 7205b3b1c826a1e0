"""What the doors call. Every method takes a tenant, checked documents and a language, and gives JSON-ready values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from matcher.domain.errors import FairMatchError, InputError, RecordError, UnknownId
from matcher.domain.fairs import Fair, Sheets
from matcher.domain.fields import Document as Body
from matcher.domain.moments import Clock, today, wall_clock
from matcher.domain.records import Candidate, Employer, Job, Kind, read_candidate, read_job, read_record
from matcher.domain.requests import (
    EligibilityOf,
    Feedback,
    InspectionOf,
    Match,
    MatchCandidates,
    MatchJobs,
    PoliciesFor,
    Screen,
)
from matcher.fairs.problem import FairInputs
from matcher.intake.mapping import SenderMapping
from matcher.intake.reading import Intake
from matcher.intake.vocabulary import Kind as Imported
from matcher.learning.trial import Trial
from matcher.office.auditing import audit_store
from matcher.office.casework import Casework, pair_of
from matcher.office.corrections import CorrectionDesk
from matcher.office.fair import FairDesk, sheets
from matcher.office.imports import ImportDesk
from matcher.office.inspecting import Inspection, inspect
from matcher.office.market import Market
from matcher.office.memory import Confirmed, names_of
from matcher.office.models import RecordEncoder, index_ranker, kept_ranker, model_stamp, record_encoder
from matcher.office.pairs import PairDesk
from matcher.office.training import promote, train
from matcher.office.verdicts import advert_hash
from matcher.ranking.features import FEATURES
from matcher.ranking.matcher import Matcher
from matcher.ranking.query import Query, fingerprint, read_cursor, write_cursor
from matcher.ranking.rank import Ranker
from matcher.rules.context import Context
from matcher.rules.explain import explain_pair
from matcher.rules.hints import SENSITIVE, hints
from matcher.rules.loading import load_scenarios
from matcher.rules.policies import policies_for_candidate, policies_for_employer
from matcher.rules.scenario import Scenario
from matcher.screening.answer import screen_request
from matcher.screening.screen import screen_job
from matcher.settings import Settings
from matcher.store import Document, Event, Put, Store, Stored, Undone, Vault

R = TypeVar("R", Candidate, Job, Employer)


class Office:
    """One public employment office: its store, its market, its services."""

    def __init__(
        self, store: Store, vault: Vault, settings: Settings, clock: Clock, encoder: RecordEncoder | None
    ) -> None:
        """Without an encoder nothing can be matched, and opening costs nothing (`show`, `list`, `keys`)."""
        self.store = store
        self.settings = settings
        self.clock = clock
        folders = [settings.scenarios] if settings.scenarios else []
        self.scenarios = load_scenarios(folders, FEATURES)
        self._encoder = encoder
        self._market = Market(store, settings, encoder) if encoder else None
        self._imports = ImportDesk(store, vault, clock)
        self.corrections = CorrectionDesk(store, self._imports, clock)
        self.pairs = PairDesk(store, self.corrections, clock)
        self.casework = Casework(self)
        self._ranker = kept_ranker(self._ranker_folder) if encoder else None

    @classmethod
    def open(cls, settings: Settings, clock: Clock = wall_clock, *, index: bool = True) -> Office:
        """The office of some settings. Raises Unavailable where its store cannot be opened."""
        vault = Vault.from_file(settings.key_file.expanduser())
        settings.data.mkdir(parents=True, exist_ok=True)
        store = Store.open(settings.url, vault)
        try:
            return cls(store, vault, settings, clock, record_encoder(settings) if index else None)
        except BaseException:
            store.close()
            raise

    def close(self) -> None:
        """Keep what was derived, and let go of the store."""
        if self._market:
            self._market.save()
        self.store.close()

    # Records

    def put(
        self, tenant: str, kind: Kind, document: object, if_match: Any = None, import_id: int | None = None
    ) -> tuple[Put, Document]:
        """Check and store a record. Raises RecordError, or Conflict where `if_match` does not hold."""
        checked = read_record(kind, document, today=today(self.clock())).document()
        put = self.store.put(tenant, kind, checked, self.clock(), if_match=if_match, import_id=import_id)
        return put, checked

    def bulk(
        self, tenant: str, kind: Kind, lines: Iterable[tuple[int, Document | RecordError]]
    ) -> list[tuple[int, str | None, Put | FairMatchError]]:
        """Store every valid line; for each line its number, its id and what came of it."""
        outcomes: list[tuple[int, str | None, Put | FairMatchError]] = []
        good: list[tuple[int, Document]] = []
        for number, line in lines:
            checked = self._checked(kind, line)
            if isinstance(checked, FairMatchError):
                outcomes.append((number, _id_of(line), checked))
            else:
                good.append((number, checked))
        puts = self.store.put_many(tenant, ((kind, document) for _, document in good), self.clock())
        outcomes += [(number, doc["id"], put) for (number, doc), put in zip(good, puts, strict=True)]
        return sorted(outcomes, key=lambda outcome: outcome[0])

    def _checked(self, kind: Kind, line: Document | RecordError) -> Document | RecordError:
        if isinstance(line, RecordError):
            return line
        try:
            return read_record(kind, line, today=today(self.clock())).document()
        except RecordError as error:
            return error

    def get(self, tenant: str, kind: Kind, record_id: str) -> Stored:
        """A stored record. Raises UnknownId."""
        stored = self.store.get(tenant, kind, record_id)
        if stored is None:
            raise UnknownId(f"{kind}_id_unknown", id=record_id)
        return stored

    def delete(self, tenant: str, kind: Kind, record_id: str) -> None:
        """Erase a record. Raises UnknownId."""
        if not self.store.delete(tenant, kind, record_id, self.clock()):
            raise UnknownId(f"{kind}_id_unknown", id=record_id)

    def record(self, tenant: str, model: type[R], record_id: str | None, inline: R | None) -> R:
        """A record that a request names by its id, or brings. Raises UnknownId."""
        if inline is not None or record_id is None:
            assert inline is not None  # a request brings one of both
            return inline
        kind: Kind = "candidate" if model is Candidate else "job" if model is Job else "employer"
        if kind == "job":
            owner, record_id = self.market.job_key(tenant, record_id)
            tenant = owner
        return model.model_validate(self.get(tenant, kind, record_id).document)

    # Matching

    @property
    def market(self) -> Market:
        """The market, caught up with the store. Only for an office that was opened with its index."""
        if self._market is None:
            raise RuntimeError("this office was opened without its index")
        self._market.follow()
        return self._market

    def scenario(self, name: str) -> Scenario:
        """A service by its name. Raises InputError with the known ones."""
        if name not in self.scenarios:
            raise InputError("scenario_unknown", name=name, known=", ".join(self.scenarios))
        return self.scenarios[name]

    def matcher(self) -> Matcher:
        """The matcher over the market as it stands."""
        market, encoder = self.market, self._encoder
        assert encoder is not None  # a market has one
        return Matcher(market.jobs, market.candidates, encoder.layout, self._ranker_for, model_stamp(encoder))

    def _ranker_for(self, scenario: Scenario) -> Ranker:
        return self._ranker or index_ranker(scenario)

    @property
    def _ranker_folder(self) -> Path:
        return self.settings.data / "models" / "ranker"

    def train(self, folder: Path, seed: int = 0) -> Trial:
        """Learn a ranker from an interaction set; it serves from now on if it is better. Raises InputError."""
        encoder = self._encoder or record_encoder(self.settings)
        vectors = self.settings.data / "index" / "vectors"
        ranker, trial = train(folder, encoder, vectors, self.scenario("general"), self._ranker, seed)
        if promote(ranker, trial, self._ranker_folder):
            self._ranker = ranker
        self.store.audit("default", "train", "ranker_trial", "model/ranker", str(trial.as_json()), self.clock())
        return trial

    def audit(
        self,
        tenant: str,
        scenarios: Sequence[str] = (),
        seed: int = 0,
        watch: Callable[[str], None] = lambda stage: None,
    ) -> dict[str, Any]:
        """Traits exchanged over the whole store, exposure by group, what vectors tell. Raises InputError."""
        market, encoder = self.market, self._encoder
        assert encoder is not None  # a market has one
        asked = {name: self.scenario(name) for name in dict.fromkeys(scenarios or self.scenarios)}
        context = self.context()
        return audit_store(
            self.store, market, self.settings, encoder, tenant, asked, self._ranker_for, context, seed, watch
        )

    def match(
        self, tenant: str, asked: MatchJobs | MatchCandidates, language: str = "zh", sensitive: bool = True
    ) -> dict[str, Any]:
        """The match object of the contract. Raises UnknownId, InputError."""
        record: Candidate | Job
        owner, inline = tenant, None
        if isinstance(asked, MatchJobs):
            record = self.record(tenant, Candidate, asked.candidate_id, asked.candidate)
        else:
            record, inline = self.record(tenant, Job, asked.job_id, asked.job), asked.job
            owner = self.market.job_key(tenant, record.id)[0] if inline is None else tenant
        offset, as_of = self._page(asked, record)
        query = Query(
            tenant=tenant,
            record=record,
            scenario=self.scenario(asked.scenario),
            context=self.context(as_of, tenant, inline),
            k=asked.k,
            offset=offset,
            filters=asked.filters,
            explain=asked.explain,
            language=language,
            sensitive=sensitive,
            owner=owner,
            memory=self.market.remembered(tenant, as_of, self.clock()),
        )
        answer = self.matcher().match(query)
        more = answer.pop("more")
        answer["next_cursor"] = (
            write_cursor(offset + asked.k, as_of.isoformat(), _mark(asked, record)) if more else None
        )
        if isinstance(record, Candidate) and (names := self._hints(query)):
            posts = (self.record(tenant, Job, result["job_id"], None) for result in answer["results"])
            answer["hints"] = hints(names, record, posts, language)
        return answer

    @staticmethod
    def _hints(query: Query) -> list[str]:
        """What the service points out to this caller."""
        return [name for name in query.scenario.hints if query.sensitive or name not in SENSITIVE]

    def _page(self, asked: Match, record: Candidate | Job) -> tuple[int, datetime]:
        if asked.cursor is None:
            return 0, asked.as_of or self.clock()
        offset, moment, mark = read_cursor(asked.cursor)
        if mark != _mark(asked, record):
            raise InputError("cursor_wrong")
        return offset, asked.as_of or datetime.fromisoformat(moment)

    def context(self, as_of: datetime | None = None, tenant: str = "", inline: Job | None = None) -> Context:
        """What rules need beside the records; `inline` is a job that a request of the tenant brings."""
        market, now = self.market, self.clock()
        context = market.context(as_of or now, now)
        if inline is None:
            return context
        held = {(tenant, inline.id)} if market.waits(tenant, inline) else set()
        return replace(context, held=context.held - {(tenant, inline.id)} | held)

    def eligibility(
        self, tenant: str, asked: EligibilityOf, language: str = "zh", sensitive: bool = True
    ) -> dict[str, Any]:
        """Every rule of one pair. Raises UnknownId, InputError."""
        people, posts = pair_of(self, tenant, asked)
        scenario, context = self.scenario(asked.scenario), self.context(asked.as_of, tenant, asked.job)
        return explain_pair(scenario, people, posts, context, language, sensitive=sensitive)

    # Advertisements

    def screen(self, asked: Screen, language: str = "zh") -> dict[str, Any]:
        """The screening object of the contract, or `items` of them."""
        return screen_request(asked, language, today(asked.as_of or self.clock()))

    def release(self, tenant: str, job_id: str, reason: str, by: str) -> None:
        """A person answers for a held advertisement until its text changes. Raises UnknownId, InputError."""
        job = read_job(self.get(tenant, "job", job_id).document)
        if screen_job(job).verdict != "hold":
            raise InputError("not_on_hold", id=job_id)
        self.store.release(tenant, job_id, advert_hash(job), by, reason, self.clock())

    def inspect(self, tenant: str, asked: InspectionOf, language: str = "zh", by: str = "inspect") -> Inspection:
        """Posts and inspectors by lot, with a sheet for each post; kept in the audit log. Raises InputError."""
        return inspect(self.store, tenant, asked, asked.as_of or self.clock(), language, by)

    # What happened, what may apply

    def feedback(self, tenant: str, asked: Feedback) -> int:
        """Store an event; its number. Raises UnknownId for a person or a job that is not stored."""
        person = read_candidate(self.get(tenant, "candidate", asked.candidate_id).document)
        owner, job_id = self.market.job_key(tenant, asked.job_id)
        job = read_job(self.get(owner, "job", job_id).document)
        event = Event(
            candidate_id=asked.candidate_id,
            job_id=asked.job_id,
            event=asked.event,
            at=asked.at or self.clock(),
            reason_code=asked.reason_code,
            context={**(asked.context or {}), **names_of(asked.event, person, job)},
        )
        return self.store.add_event(tenant, event)

    def memory(self, tenant: str) -> list[Confirmed]:
        """The names that the tenant's staff confirmed, those confirmed most often first."""
        return self.market.memory.listed(tenant, self.clock())

    def forget(self, tenant: str, name: str) -> int:
        """Let a name count no more from what was confirmed so far; how many pairs that took. Raises UnknownId."""
        taken = self.market.memory.forget(tenant, name, self.clock())
        self.store.audit(tenant, "memory", "memory_forgotten", "memory", str(taken), self.clock())
        return taken

    def policies(self, tenant: str, asked: PoliciesFor, language: str = "zh", sensitive: bool = True) -> dict[str, Any]:
        """Policy instruments, each `may_apply`, `not_entitled` or `to_confirm`."""
        as_of = asked.as_of or self.clock()
        if asked.candidate_id is not None or asked.candidate is not None:
            candidate = self.record(tenant, Candidate, asked.candidate_id, asked.candidate)
            return {"policies": policies_for_candidate(candidate, as_of, language, sensitive=sensitive)}
        employer = self.record(tenant, Employer, asked.employer_id, asked.employer)
        return {"policies": policies_for_employer(employer, as_of, language)}

    # Files

    def import_files(
        self,
        tenant: str,
        kind: Imported,
        paths: Sequence[Path],
        *,
        consents: Sequence[str] = (),
        consent_source: str | None = None,
        mapping: SenderMapping | None = None,
    ) -> Intake:
        """Read staff's files into the store, all of them or none. Raises FileRefused, SettingError."""
        return self._imports.bring(
            tenant, kind, paths, consents=consents, consent_source=consent_source, mapping=mapping
        )

    def undo_import(self, tenant: str, number: int) -> Undone:
        """Take an import back. Raises UnknownId, Conflict."""
        return self._imports.undo(tenant, number)

    def fair_inputs(self, fair_file: Path, as_of: datetime, language: str) -> FairInputs:
        """Read a fair and its files, judge and score every pair; nothing is stored. Raises InputError."""
        return self._fair_desk().inputs(fair_file, as_of, language)

    def fair_of_stored(
        self,
        tenant: str,
        fair: Fair,
        people: Sequence[str] | None,
        jobs: Sequence[str] | None,
        as_of: datetime,
        language: str,
    ) -> FairInputs:
        """A fair for stored people and jobs, by id (None: all of the tenant). Raises UnknownId, SettingError."""
        candidates = [read_candidate(document) for document in self._stored(tenant, "candidate", people)]
        posts = [read_job(document) for document in self._stored(tenant, "job", jobs)]
        return self._fair_desk().of_records(fair, candidates, posts, as_of, language)

    def _stored(self, tenant: str, kind: Kind, names: Sequence[str] | None) -> list[Document]:
        wanted = self.store.ids(tenant, kind) if names is None else list(dict.fromkeys(names))
        found = {stored.id: stored for stored in self.store.get_many(kind, [(tenant, name) for name in wanted])}
        for name in wanted:
            if name not in found:
                raise UnknownId(f"{kind}_id_unknown", id=name)
        return [found[name].document for name in wanted]

    def _fair_desk(self) -> FairDesk:
        encoder = self._encoder or record_encoder(self.settings)
        return FairDesk(self._imports, self.scenarios, encoder, self.settings.data / "index" / "vectors")

    def sheets(self, file: Path) -> Sheets:
        """Every sheet of a workbook, read safely. Raises FileRefused."""
        return sheets(file)

    # State

    def ready(self) -> bool:
        """Whether the index serves the store's newest state."""
        return self._market is not None and self.market.seq >= self.store.last_seq()

    def state(self) -> dict[str, Any]:
        """Counts and versions, for metrics and the doctor."""
        counts = {kind: self.store.count(None, kind) for kind in ("candidate", "job", "employer")}
        index = {} if self._market is None or self._encoder is None else {"index_version": self._encoder.stamp}
        return {"records": counts, "seq": self.store.last_seq(), **index}


def _id_of(line: Document | RecordError) -> str | None:
    found = None if isinstance(line, RecordError) else line.get("id")
    return found if isinstance(found, str) else None


def _mark(asked: Match, record: Candidate | Job) -> str:
    filters: Body | None = asked.filters
    return fingerprint(record.document(), asked.scenario, asked.k, filters and filters.document(), asked.as_of)
