"""The same post and the same person by contract 6.1, within a call and against the store, and who is nearly the same.

A full key makes two rows one record. Less is a question that names both rows and never a merge.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one record from others: one of `full` in common makes two one (none where parts are missing), one of
    `lesser` is a question. `content` is everything but the id, comparable.
    """

    document: Document
    full: tuple[Key, ...]
    lesser: tuple[Key, ...]
    content: str
    employer: str = ""
    title: str = ""


_LABEL = re.compile(r"^[^：]{1,30}：")


def identify(kind: Kind, document: Document) -> Identity:
    """The identity of a document: of a post employer, title, workplace and pay; of a person the id number, or name,
    birth date and phone (less: name or phone and one more part).
    """
    return _of_job(document) if kind == "job" else _of_person(document)


def _of_job(document: Document) -> Identity:
    employer, title = _tight(document.get("employer", {}).get("name") or ""), _tight(document.get("title", ""))
    if not employer or not title:
        return Identity(document, (), (), content(document))
    full = ("job", employer, title, _write(document.get("location")), _write(document.get("pay")))
    return Identity(document, (full,), (("post", employer, title),), content(document), employer, title)


def _of_person(document: Document) -> Identity:
    contact = document.get("contact", {})
    name, birth = fold(contact.get("name") or ""), document.get("birth_date") or ""
    phone = re.sub(r"\D", "", (contact.get("phone") or "").partition("/")[0])
    full: list[Key] = [("id", contact["id_number"].upper())] if contact.get("id_number") else []
    if name and birth and phone:
        full.append(("person", name, birth, phone))
    pairs = (("name+birth", name, birth), ("name+phone", name, phone), ("phone+birth", phone, birth))
    return Identity(document, tuple(full), tuple(pair for pair in pairs if all(pair)), content(document))


@lru_cache(maxsize=50_000)
def _tight(text: str) -> str:
    return re.sub(r"[()（）\s]", "", fold(text))


@lru_cache(maxsize=50_000)
def _core(employer: str) -> str:
    return _FORM.sub("", employer)


def _write(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False) if value else ""


_OF_KEY = (
    "工作地点：",
    "所属区域：",
    "所属镇街：",
    "薪资待遇：",
)  # how place and pay were written; what they say is in the key
_TEXTS = ("description", "remark", "advert")


def content(document: Document) -> str:
    """Everything of a document but its id, comparable; blanks and width of names and the labels of kept texts
    do not count.
    """
    made = {key: value for key, value in document.items() if key != "id"}
    for key in _TEXTS:
        if key in made:
            lines = (line for line in made[key].splitlines() if not line.startswith(_OF_KEY))
            made[key] = sorted(_LABEL.sub("", line) for line in lines)
    if "title" in made:
        made["title"] = _tight(made["title"])
    if made.get("employer", {}).get("name"):
        made["employer"] = {**made["employer"], "name": _tight(made["employer"]["name"])}
    return _write(made)


_LETTERS = str.maketrans("0123456789abcdef", "bcdfghjkmnpqrtvx")


def made_id(kind: Kind, identity: Identity, key: bytes) -> str:
    """A keyed hash of what identifies the record: its full key, else all of it but consents, which change while the
    person stays. Nobody without the key can test a guessed name or number against it. Letters alone: digits could
    read like somebody's phone number.
    """
    text = _write(list(identity.full[0])) if identity.full else content({**identity.document, "consents": None})
    digest = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:20]
    return ("j-" if kind == "job" else "c-") + digest.translate(_LETTERS)


class Register:
    """What was met so far, in the store and in this call, and finds again what a new document may be.

    `apart` holds pairs of ids, each in order, of which a person has said that they are two.
    """

    def __init__(
        self,
        kind: Kind,
        stored: Iterable[Document] = (),
        existing: Callable[[str], Document | None] | None = None,
        apart: Container[tuple[str, str]] = (),
    ) -> None:
        self._existing = existing or (lambda _: None)
        self._apart = apart
        self._rows: dict[str, Seen] = {}
        self._keys: dict[Key, Seen] = {}
        self._stored_keys: dict[Key, Seen] = {}
        self._lesser: dict[Key, list[Seen]] = {}
        self._titles: dict[Key, dict[str, Seen]] = {}
        self._employers: dict[Key, dict[str, Seen]] = {}
        for document in stored:
            identity, seen = identify(kind, document), Seen(document["id"], document)
            for key in identity.full:
                self._stored_keys.setdefault(key, seen)
            self._add_lesser(identity, seen)

    def same_row(self, identity: Identity, id: str, by_key: bool = True) -> Seen | None:
        """The row of this call that is the same record, by its id, then by its key."""
        if id in self._rows:
            return self._rows[id]
        return _same(self._keys, identity) if by_key else None

    def same_stored(self, identity: Identity, id: str, by_key: bool = True) -> Seen | None:
        """The stored record that is the same, by its id, then by its key."""
        held = self._existing(id)
        if held is not None:
            return Seen(id, held)
        return _same(self._stored_keys, identity) if by_key else None

    def maybe(self, identity: Identity, id: str) -> list[Seen]:
        """Rows of this call, then stored records, that may be the same without a full key."""
        found: dict[str, Seen] = {}
        for lesser in identity.lesser:
            for seen in self._lesser.get(lesser, []):
                if self._may_be(id, seen):
                    found[seen.id] = self._rows.get(seen.id, seen)
        if not found and identity.employer:
            near = self._near(identity)
            if near and self._may_be(id, near):
                found[near.id] = near
        return sorted(found.values(), key=lambda seen: not seen.where)

    def is_new(self, seen: Seen) -> bool:
        """Whether a record that was met is not in the store yet."""
        return self._existing(seen.id) is None

    def _may_be(self, id: str, seen: Seen) -> bool:
        return seen.id != id and (min(id, seen.id), max(id, seen.id)) not in self._apart

    def _near(self, identity: Identity) -> Seen | None:
        """A post of the same title at an employer of nearly the same name, or of nearly the same title at the same one,
        with the same pay and place.
        """
        offer = _offer(identity.document)
        near = _closest(_core(identity.employer), self._titles.get((identity.title, *offer), {}), NEAR_EMPLOYER)
        return near or _closest(identity.title, self._employers.get((identity.employer, *offer), {}), NEAR_TITLE)

    def add(self, identity: Identity, id: str, where: Mapping[str, object]) -> None:
        """Remember a row of this call that is stored."""
        seen = Seen(id, identity.document, where)
        self._rows[id] = seen
        for key in identity.full:
            self._keys.setdefault(key, seen)
        self._add_lesser(identity, seen)

    def _add_lesser(self, identity: Identity, seen: Seen) -> None:
        for lesser in identity.lesser:
            self._lesser.setdefault(lesser, []).append(seen)
        if identity.employer:
            offer = _offer(identity.document)
            self._titles.setdefault((identity.title, *offer), {})[_core(identity.employer)] = seen
            self._employers.setdefault((identity.employer, *offer), {})[identity.title] = seen


def _same(keys: Mapping[Key, Seen], identity: Identity) -> Seen | None:
    """The record with a full key in common; two different id numbers are two persons, whatever else they share."""
    mine = identity.document.get("contact", {}).get("id_number")
    for key in identity.full:
        seen = keys.get(key)
        if seen is not None and mine in (None, seen.document.get("contact", {}).get("id_number", mine)):
            return seen
    return None


def _closest(text: str, block: Mapping[str, Seen], least: float) -> Seen | None:
    if not text or len(block) > LARGEST_BLOCK:
        return None
    found = process.extractOne(text, block.keys(), scorer=fuzz.ratio, score_cutoff=least)
    return block[found[0]] if found else None


def _offer(document: Document) -> Key:
    return _write(document.get("pay")), _write(document.get("location"))
