"""`fair verify`: an independent look at a finished pack. It shares no code with the planner beyond reading files.

The pack alone shows: hashes, partition, capacities, clashes, walking, breaks, interpreters, steps, consents, the
objective, secrecy. Whether the rules really let a pair meet, and whether the coded facts are those of the inputs, can
be seen with the inputs alone; without them the report says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.domain.errors import FairMatchError, InputError
from matcher.domain.strict_json import read_json
from matcher.domain.words import say
from matcher.fairs.verify_fair import fair_breaches
from matcher.fairs.verify_pack import Breach, Pack
from matcher.fairs.verify_rounds import placement_breaches, referral_breaches
from matcher.fairs.verify_secrecy import lines_of, secrecy_breaches
from matcher.fairs.verify_shifts import shift_breaches
from matcher.fairs.verify_whole import whole_breaches

NEEDS_INPUTS = ("rules", "facts", "inputs", "names")
PARTS: Mapping[str, tuple[Callable[[Pack], Iterator[Breach]], ...]] = {
    "fair": (whole_breaches, fair_breaches, secrecy_breaches),
    "referrals": (whole_breaches, referral_breaches),
    "placement": (whole_breaches, placement_breaches),
    "shifts": (whole_breaches, shift_breaches),
}


@dataclass(frozen=True)
class Witness:
    """What the inputs say, read anew: how a checker with the inputs asks about people, posts and pairs.

    `allowed`    is the pair eligible or to be confirmed
    `facts`      the coded facts as they should stand in the pack
    `phones`, `names`   (candidate, text) that no booth's sheet may hold; a name as a whole cell or line
    """

    allowed: Callable[[str, str], bool]
    facts: Mapping[str, Any]
    phones: Iterable[tuple[str, str]]
    names: Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Report:
    """Breaches in order, and the rules that could not be checked."""

    breaches: tuple[Breach, ...]
    unchecked: tuple[str, ...]

    def lines(self, language: str) -> list[str]:
        """One line a breach, one a rule that was not checked."""
        lines = [breach.text(language) for breach in self.breaches]
        return lines + [say(f"verify_unchecked_{rule}", language) for rule in self.unchecked]


def verify(folder: Path, inputs: Path | None = None, witness: Witness | None = None) -> Report:
    """Check a pack. Raises InputError where the folder is no pack at all."""
    manifest = _json(folder, "manifest.json")
    if not isinstance(manifest, dict) or not isinstance(manifest.get("outputs"), dict):
        raise InputError("verify_no_pack", folder=folder.name)
    breaches = [*_changed(folder, manifest["outputs"])]
    if inputs is not None:
        breaches += _inputs_changed(inputs, manifest.get("inputs", {}))
    pack = _pack(folder)
    if pack is None:
        breaches.append(Breach("verify_unreadable", {"path": "plan.json, facts.json"}))
    else:
        for part in PARTS.get(str(pack.kind), (whole_breaches,)):
            breaches += _guarded(part, pack)
        if witness is not None:
            breaches += _against(pack, witness)
    unchecked: tuple[str, ...] = NEEDS_INPUTS if witness is None else ()
    if inputs is not None:
        unchecked = tuple(rule for rule in unchecked if rule != "inputs")
    return Report(tuple(dict.fromkeys(breaches)), unchecked)


def _json(folder: Path, name: str) -> Any:
    try:
        return read_json((folder / name).read_bytes())
    except (OSError, FairMatchError):
        return None


def _pack(folder: Path) -> Pack | None:
    plan, facts = _json(folder, "plan.json"), _json(folder, "facts.json")
    if not isinstance(plan, dict) or not isinstance(facts, dict):
        return None
    booths = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", errors="replace")
        for path in sorted([*folder.glob("booths/*.html"), *folder.glob("booths.html")])
    }
    return Pack(plan, facts, booths)


def _guarded(part: Callable[[Pack], Iterator[Breach]], pack: Pack) -> list[Breach]:
    """A part's breaches; a plan so broken that it cannot be read through is itself a breach."""
    found: list[Breach] = []
    try:
        found.extend(part(pack))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        found.append(Breach("verify_malformed", {"what": type(error).__name__, "where": str(error)[:80]}))
    return found


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _changed(folder: Path, outputs: Mapping[str, str]) -> Iterator[Breach]:
    for path, wanted in sorted(outputs.items()):
        file = folder / path
        if not file.is_file():
            yield Breach("verify_file_missing", {"path": path})
        elif _digest(file) != wanted:
            yield Breach("verify_file_changed", {"path": path})
    present = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    for path in sorted(present - set(outputs) - {"manifest.json"}):
        yield Breach("verify_file_extra", {"path": path})


def _inputs_changed(folder: Path, inputs: Mapping[str, str]) -> Iterator[Breach]:
    for path, wanted in sorted(inputs.items()):
        file = folder / path
        if not file.is_file():
            yield Breach("verify_input_missing", {"path": path})
        elif _digest(file) != wanted:
            yield Breach("verify_input_changed", {"path": path})


def _against(pack: Pack, witness: Witness) -> Iterator[Breach]:
    for person, post in sorted(pack.pairs()):
        if person in pack.people and post in pack.posts and not witness.allowed(person, post):
            yield Breach("verify_not_eligible", {"person": person, "post": post})
    for part, wanted in witness.facts.items():
        stated = pack.facts.get(part)
        if stated == wanted:
            continue
        keys = [""]
        if isinstance(wanted, dict) and isinstance(stated, dict):
            keys = sorted(str(key) for key in {*wanted, *stated} if wanted.get(key) != stated.get(key))
        for key in keys:
            yield Breach("verify_facts_differ", {"part": part, "key": key})
    for path, text in pack.booth_sheets.items():
        lines = set(lines_of(text))
        shown = [person for person, phone in witness.phones if phone in text]
        shown += [person for person, name in witness.names if name in lines]
        for person in shown:
            yield Breach("verify_secret", {"path": path, "person": person})
