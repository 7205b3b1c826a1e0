"""Retrieval sets: a folder with queries, documents and judgements, read strictly.

    queries.jsonl  corpus.jsonl   one record a line: {"id", "text"}, {"id", "title", "body"}, BEIR's {"_id", "title",
                                  "text"}, a candidate or a job; further plain fields group the report
    queries_full.jsonl            where there is one: further fields of the same queries
    qrels.txt                     TREC; or qrels.tsv, qrels.csv, BEIR's qrels/test.tsv; or the file that the call names

Every file may end in `.gz`. Queries are kept in ascending, documents in descending order of id: nothing then depends
on the order of lines, and a lower column is trec_eval's winner of a tie.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.errors import FileRefused, InputError, RecordError
from matcher.domain.records import Candidate, Job, read_candidate, read_job
from matcher.domain.strict_json import read_json
from matcher.evaluation.judgements import Judgements, read_judgements
from matcher.evaluation.lines import file_hash, named, numbered_lines
from matcher.evaluation.texts import Text, Texts, fielded, of_candidate, of_job

QRELS = ("qrels.txt", "qrels.tsv", "qrels.csv", "qrels/test.tsv")
_JOB = set(Job.model_fields) - {"id", "title"}
_CANDIDATE = set(Candidate.model_fields) - {"id"}
_OWN = {"id", "_id", "title", "body", "text"}


@dataclass(frozen=True)
class RetrievalSet:
    """Queries, documents and judgements.

    own   (queries,) the column of the query's own document, or -1
    seen  (pairs, 2) rows and columns of pairs that were known before and stand in no list, sorted by row
    """

    name: str
    queries: Texts
    corpus: Texts
    judgements: Judgements
    own: NDArray[np.int64]
    files: Mapping[str, str]
    seen: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))

    @property
    def judged(self) -> NDArray[np.int32]:
        """The rows of the queries with a judgement, ascending."""
        return self.judgements.judged()

    def left_out(self, *, drop_self: bool) -> NDArray[np.int64]:
        """(pairs, 2) rows and columns that no list may hold, sorted by row."""
        rows = np.flatnonzero(self.own >= 0) if drop_self else np.zeros(0, dtype=np.int64)
        pairs = np.concatenate([self.seen, np.column_stack([rows, self.own[rows]])])
        unique: NDArray[np.int64] = np.unique(pairs, axis=0)
        return unique


def open_set(folder: Path, qrels: Path | None = None) -> RetrievalSet:
    """The retrieval set of a folder, judged by `qrels` (a path, or a name in the folder) or its own file.

    Raises FileRefused (a file is missing or unreadable) and InputError (what is wrong, with file and line).
    """
    if not folder.is_dir():
        raise FileRefused("dataset_missing", folder=folder)
    files = [_needed(folder, "queries.jsonl"), _needed(folder, "corpus.jsonl"), _qrels(folder, qrels)]
    queries = Texts(tuple(sorted(_with_attributes(read_texts(files[0]), folder), key=_id)))
    corpus = Texts(tuple(sorted(read_texts(files[1]), key=_id, reverse=True)))
    judgements = read_judgements(files[2], queries.ids, corpus.ids)
    name = folder.resolve().name
    return RetrievalSet(name, queries, corpus, judgements, own_documents(queries, corpus), hashes(folder, files))


def read_texts(path: Path, of: Callable[[Mapping[str, Any]], Text] | None = None) -> list[Text]:
    """The records of a file in its order. Raises InputError with file and line, or for a file without a record."""
    made: dict[str, int] = {}
    texts = []
    for number, line in numbered_lines(path):
        try:
            document = read_json(line)
            if not isinstance(document, dict):
                raise InputError("record_no_object", file=path, line=number)
            text = (of or _text)(document)
        except RecordError as error:
            raise RecordError(error.findings, "evaluation_record", file=path, line=number) from None
        _check(text, path, number)
        if text.id in made:
            raise InputError("record_double_id", file=path, line=number, id=text.id, first=made[text.id])
        made[text.id] = number
        texts.append(text)
    if not texts:
        raise InputError("records_empty", file=path)
    return texts


def own_documents(queries: Texts, corpus: Texts) -> NDArray[np.int64]:
    """(queries,) the column of the document that is the query itself: the same id and the same words; -1 without one.

    The same id alone is no sign: queries and documents are often numbered apart.
    """
    columns = {id_: column for column, id_ in enumerate(corpus.ids)}
    own = np.full(len(queries), -1, dtype=np.int64)
    for row, query in enumerate(queries.items):
        column = columns.get(query.id)
        if column is not None and _same_words(query, corpus.items[column]):
            own[row] = column
    return own


def hashes(folder: Path, files: list[Path]) -> dict[str, str]:
    """SHA-256 of each file, by its path inside the folder or, for one that lies elsewhere, its name."""
    root = folder.resolve()
    paths = [file.resolve() for file in files]
    return {(p.relative_to(root).as_posix() if p.is_relative_to(root) else p.name): file_hash(p) for p in paths}


def _id(text: Text) -> str:
    return text.id


def _with_attributes(texts: list[Text], folder: Path) -> list[Text]:
    """The queries with the further plain fields of `queries_full.jsonl`, where the folder has one."""
    path = named(folder, "queries_full.jsonl")
    if path is None:
        return texts
    further = {text.id: text.attributes for text in read_texts(path)}
    return [replace(text, attributes=(*text.attributes, *further.get(text.id, ()))) for text in texts]


def _needed(folder: Path, name: str) -> Path:
    path = named(folder, name)
    if path is None:
        raise FileRefused("dataset_file_missing", folder=folder, name=name)
    return path


def _qrels(folder: Path, qrels: Path | None) -> Path:
    if qrels is None:
        path = named(folder, *QRELS)
        if path is None:
            raise FileRefused("dataset_file_missing", folder=folder, name=QRELS[0])
        return path
    for path in (qrels, folder / qrels):
        if path.is_file():
            return path
    raise FileRefused("dataset_file_missing", folder=folder, name=qrels)


def _text(document: Mapping[str, Any]) -> Text:
    keys = set(document)
    if not keys & {"text", "body", "_id"}:
        if keys & _JOB and "title" in keys:
            return of_job(read_job(document))
        if keys & _CANDIDATE and "title" not in keys:
            return of_candidate(read_candidate(document))
    id_ = _string(document, "_id" if "_id" in keys else "id")
    whole = fielded(id_, _string(document, "title"), _string(document, "body") or _string(document, "text"))
    return replace(whole, attributes=_attributes(document))


def _string(document: Mapping[str, Any], key: str) -> str:
    """The text of a key; a whole number is an id that somebody did not quote; anything else counts as blank."""
    value = document.get(key)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _attributes(document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    plain = {key: value for key, value in document.items() if key not in _OWN and isinstance(value, str | bool | int)}
    return tuple((key, str(value).casefold()) for key, value in sorted(plain.items()) if len(str(value)) <= 40)


def _check(text: Text, path: Path, number: int) -> None:
    if not text.id or any(character.isspace() for character in text.id):
        raise InputError("record_id", file=path, line=number)
    if not text.text:
        raise InputError("record_blank", file=path, line=number, id=text.id)


def _same_words(query: Text, document: Text) -> bool:
    if type(query.record) is not type(document.record):
        return False  # a person and a post with one number
    return _bare_words(query.text) in (_bare_words(text) for text in (document.text, document.body, document.title))


def _bare_words(text: str) -> str:
    """Without what a title and a body lose when somebody writes them as one text."""
    return "".join(text.casefold().replace(".", " ").replace("。", " ").split())
