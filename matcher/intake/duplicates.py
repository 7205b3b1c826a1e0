"""The same post and the same person by contract 6.1, within a call and against the store, and who is nearly the same.

A full key makes two rows one record. Less is a question that names both rows and never a merge.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from matcher.domain.codes import fold
from matcher.intake.draft import Document
from matcher.intake.vocabulary import Kind

NEAR_EMPLOYER = 92  # rapidfuzz ratio of two employers' names, without town and legal form, that may be one
NEAR_TITLE = 85
LARGEST_BLOCK = 2_000
Key = tuple[str, ...]

_FORM = re.compile(r"有限责任公司|股份有限公司|有限公司|集团|公司|江苏省?|扬州市?|[()（）\[\]【】·.,，]|co\.?,?ltd\.?")


@dataclass(frozen=True, slots=True)
class Seen:
    """A record that was met before: in this call (`where` names its row) or in the store (`where` is empty)."""

    id: str
    document: Document
    where: Mapping[str, object] = field(default_factory=dict)


def full_key(kind: Kind, document: Document) -> Key | None:
    """What makes two documents one record: of a post employer, title, workplace and pay; of a person the id number, or
    name, birth date and phone. None where a part is missing.
    """
    return _job_key(document) if kind == "job" else _person_key(document)


def _job_key(document: Document) -> Key | None:
    employer, title = _employer(document), fold(document.get("title", ""))
    if not employer or not title:
        return None
    return "job", employer, title, _write(document.get("location")), _write(document.get("pay"))


def _person_key(document: Document) -> Key | None:
    contact = document.get("contact", {})
    if contact.get("id_number"):
        return "id", contact["id_number"].upper()
    name, birth, phone = _person_parts(document)
    return ("person", name, birth, phone) if name and birth and phone else None


def _employer(document: Document) -> str:
    return re.sub(r"[()（）\s]", "", fold(document.get("employer", {}).get("name") or ""))


def _person_parts(document: Document) -> tuple[str, str, str]:
    contact = document.get("contact", {})
    phone = re.sub(r"\D", "", (contact.get("phone") or "").partition("/")[0])
    return fold(contact.get("name") or ""), document.get("birth_date") or "", phone


def _write(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False) if value else ""


def lesser_keys(kind: Kind, document: Document) -> list[Key]:
    """Parts of a key of which one in common is a question: employer and title; name or phone and one more part."""
    if kind == "job":
        employer, title = _employer(document), fold(document.get("title", ""))
        return [("post", employer, title)] if employer and title else []
    name, birth, phone = _person_parts(document)
    pairs = (("name+birth", name, birth), ("name+phone", name, phone), ("phone+birth", phone, birth))
    return [pair for pair in pairs if all(pair)]


def content(document: Document) -> str:
    """Everything of a document but its id, comparable."""
    return _write({key: value for key, value in document.items() if key != "id"})


def made_id(kind: Kind, document: Document, key: bytes) -> str:
    """A keyed hash of what identifies the record: its full key, else all of it. Nobody without the key can test a
    guessed name or number against it.
    """
    identity = full_key(kind, document)
    text = _write(list(identity)) if identity else content(document)
    return ("j-" if kind == "job" else "c-") + hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:20]


class Register:
    """What was met so far, in the store and in this call, and finds again what a new document may be."""

    def __init__(
        self, kind: Kind, stored: Iterable[Document] = (), existing: Callable[[str], Document | None] | None = None
    ):
        self.kind = kind
        self._existing = existing or (lambda _: None)
        self._rows: dict[str, Seen] = {}
        self._keys: dict[Key, Seen] = {}
        self._lesser: dict[Key, list[Seen]] = {}
        self._titles: dict[str, dict[str, Seen]] = {}
        self._employers: dict[str, dict[str, Seen]] = {}
        self._stored_keys: dict[Key, Seen] = {}
        self._stored_lesser: dict[Key, list[Seen]] = {}
        for document in stored:
            self._note_stored(Seen(document["id"], document))

    def _note_stored(self, seen: Seen) -> None:
        key = full_key(self.kind, seen.document)
        if key:
            self._stored_keys.setdefault(key, seen)
        for lesser in lesser_keys(self.kind, seen.document):
            self._stored_lesser.setdefault(lesser, []).append(seen)

    def same_row(self, document: Document, id: str, by_key: bool = True) -> Seen | None:
        """The row of this call that is the same record, by its id, then by its key."""
        if id in self._rows:
            return self._rows[id]
        key = full_key(self.kind, document) if by_key else None
        return self._keys.get(key) if key else None

    def same_stored(self, document: Document, id: str, by_key: bool = True) -> Seen | None:
        """The stored record that is the same, by its id, then by its key."""
        held = self._existing(id)
        if held is not None:
            return Seen(id, held)
        key = full_key(self.kind, document) if by_key else None
        return self._stored_keys.get(key) if key else None

    def maybe(self, document: Document, id: str) -> list[Seen]:
        """Rows of this call, then stored records, that may be the same without a full key; the likeliest first."""
        found: dict[str, Seen] = {}
        for table in (self._lesser, self._stored_lesser):
            for lesser in lesser_keys(self.kind, document):
                for seen in table.get(lesser, []):
                    if seen.id != id:
                        found.setdefault(seen.id, seen)
        if not found and self.kind == "job":
            for seen in self._near(document):
                if seen.id != id:
                    found.setdefault(seen.id, seen)
        return list(found.values())

    def _near(self, document: Document) -> list[Seen]:
        """Posts of the same title at an employer of nearly the same name, or of nearly the same title at the same one,
        with the same pay and place.
        """
        employer, title = _employer(document), fold(document.get("title", ""))
        if not employer:
            return []
        near = _closest(_FORM.sub("", employer), self._titles.get(title, {}), NEAR_EMPLOYER)
        near = near or _closest(title, self._employers.get(employer, {}), NEAR_TITLE)
        return [near] if near and _same_offer(near.document, document) else []

    def add(self, document: Document, id: str, where: Mapping[str, object]) -> None:
        """Remember a row of this call that is stored."""
        seen = Seen(id, document, where)
        self._rows[id] = seen
        key = full_key(self.kind, document)
        if key:
            self._keys.setdefault(key, seen)
        for lesser in lesser_keys(self.kind, document):
            self._lesser.setdefault(lesser, []).append(seen)
        if self.kind == "job" and _employer(document):
            title = fold(document["title"])
            self._titles.setdefault(title, {})[_FORM.sub("", _employer(document))] = seen
            self._employers.setdefault(_employer(document), {})[title] = seen


def _closest(text: str, block: Mapping[str, Seen], least: float) -> Seen | None:
    if not text or len(block) > LARGEST_BLOCK:
        return None
    found = process.extractOne(text, block.keys(), scorer=fuzz.ratio, score_cutoff=least)
    return block[found[0]] if found else None


def _same_offer(a: Document, b: Document) -> bool:
    return a.get("pay") == b.get("pay") and a.get("location") == b.get("location")


def differing(a: Document, b: Document) -> list[str]:
    """The fields in which two documents differ, for the pair that is shown."""
    return sorted(key for key in a.keys() | b.keys() if key != "id" and a.get(key) != b.get(key))
