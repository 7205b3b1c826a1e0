"""`fair verify`: an independent look at a finished pack. It shares no code with the planner beyond reading files.

The pack alone shows: hashes, partition, capacities, clashes, walking, breaks, interpreters, steps, consents, the
objective, secrecy, and whether workbooks and printed sheets say what the plan says. Whether the rules really let a
pair meet, and whether the coded facts are those of the inputs, can be seen with the inputs alone; without them the
report says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from matcher.domain.errors import FairMatchError, InputError
from matcher.domain.fairs import Sheets
from matcher.domain.strict_json import read_json
from matcher.domain.words import say
from matcher.fairs.verify.against import Witness, against
from matcher.fairs.verify.book import book_breaches
from matcher.fairs.verify.fair import fair_breaches
from matcher.fairs.verify.form import form_breaches
from matcher.fairs.verify.formulas import formula_breaches
from matcher.fairs.verify.pack import Breach, Pack
from matcher.fairs.verify.round_sheets import round_sheet_breaches
from matcher.fairs.verify.rounds import placement_breaches, referral_breaches
from matcher.fairs.verify.secrecy import secrecy_breaches
from matcher.fairs.verify.sheets import sheet_breaches
from matcher.fairs.verify.shifts import shift_breaches
from matcher.fairs.verify.whole import whole_breaches
from matcher.fairs.verify.worth import worth_breaches

Reader = Callable[[Path], Sheets]
NEEDS_INPUTS = ("rules", "facts", "inputs", "names")
PAPER = (sheet_breaches, round_sheet_breaches, secrecy_breaches)
PARTS: Mapping[str, tuple[Callable[[Pack], Iterator[Breach]], ...]] = {
    "fair": (whole_breaches, fair_breaches, worth_breaches, sheet_breaches, secrecy_breaches, book_breaches),
    "referrals": (whole_breaches, referral_breaches, worth_breaches, sheet_breaches, book_breaches),
    "placement": (whole_breaches, placement_breaches, worth_breaches, *PAPER, book_breaches),
    "shifts": (whole_breaches, shift_breaches, worth_breaches, *PAPER, book_breaches),
}
SHEETS = ("booths", "employers", "candidates")
PAGES = (
    *(f"{part}{end}" for part in SHEETS for end in ("/*.html", ".html")),
    "door.html",
    "codes.html",
    "changed/*/*.html",
)


@dataclass(frozen=True)
class Report:
    """Breaches in order, and the rules that could not be checked."""

    breaches: tuple[Breach, ...]
    unchecked: tuple[str, ...]

    def lines(self, language: str) -> list[str]:
        """One line a breach, one a rule that was not checked."""
        lines = [breach.text(language) for breach in self.breaches]
        return lines + [say(f"verify_unchecked_{rule}", language) for rule in self.unchecked]


def verify(
    folder: Path, inputs: Path | None = None, witness: Witness | None = None, read: Reader | None = None
) -> Report:
    """Check a pack; `read` opens its workbooks. Raises InputError where the folder is no pack at all."""
    manifest = _json(folder, "manifest.json")
    breaches: list[Breach] = []
    if not isinstance(manifest, dict) or not isinstance(manifest.get("outputs"), dict):
        if not (folder / "plan.json").is_file():
            raise InputError("verify_no_pack", folder=folder.name)
        breaches.append(Breach("verify_unreadable", {"path": "manifest.json"}))
        manifest = {}
    breaches += _changed(folder, manifest.get("outputs", {}))
    if inputs is not None:
        breaches += _inputs_changed(inputs, manifest.get("inputs", {}))
    pack = _pack(folder)
    if pack is None:
        breaches.append(Breach("verify_unreadable", {"path": "plan.json, facts.json"}))
    else:
        books = _books(folder, read)
        breaches += [Breach("verify_unreadable", {"path": path}) for path, book in books.items() if book is None]
        breaches += formula_breaches(folder, books)
        pack = replace(pack, book=books.get("plan.xlsx"), results=books.get("results.xlsx"))
        breaches += _read_through(pack, witness, manifest)
    return Report(tuple(dict.fromkeys(breaches)), _unchecked(inputs, witness, read))


def _read_through(pack: Pack, witness: Witness | None, manifest: Mapping[str, Any]) -> Iterator[Breach]:
    """What plan and facts show. What a wrong form keeps from being read needs no second line."""
    of_form = _guarded(form_breaches, pack)
    yield from of_form
    parts = list(PARTS.get(pack.kind, (whole_breaches,)))
    if witness is not None:
        parts.append(lambda pack: against(pack, witness, manifest.get("inputs", {})))
    for part in parts:
        yield from (breach for breach in _guarded(part, pack) if not (of_form and breach.code == "verify_malformed"))
    if pack.plan.get("as_of") != manifest.get("as_of", pack.plan.get("as_of")):
        yield Breach("verify_head", {"key": "as_of"})


def _unchecked(inputs: Path | None, witness: Witness | None, read: Reader | None) -> tuple[str, ...]:
    rules = [rule for rule in NEEDS_INPUTS if witness is None and (rule != "inputs" or inputs is None)]
    return tuple(rules if read else [*rules, "books"])


def _json(folder: Path, name: str) -> Any:
    try:
        return read_json((folder / name).read_bytes())
    except (OSError, FairMatchError):
        return None


def _pack(folder: Path) -> Pack | None:
    plan, facts = _json(folder, "plan.json"), _json(folder, "facts.json")
    if not isinstance(plan, dict) or not isinstance(facts, dict):
        return None
    found = sorted({path for pattern in PAGES for path in folder.glob(pattern)})
    pages = {path.relative_to(folder).as_posix(): path.read_text("utf-8", errors="replace") for path in found}
    return Pack(plan, facts, pages)


def _books(folder: Path, read: Reader | None) -> dict[str, Sheets | None]:
    """The workbooks of the pack, None for one that cannot be read."""
    if read is None:
        return {}
    books: dict[str, Sheets | None] = {}
    for name in ("plan.xlsx", "results.xlsx"):
        try:
            books[name] = read(folder / name)
        except (OSError, FairMatchError):
            books[name] = None
    return books


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
