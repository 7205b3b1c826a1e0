"""The rules of `domain/data/screening/*.toml`, compiled.

A rule has a ground, a severity, frames (what the condition looks like) and exceptions. A frame is written out, or comes
from a term and the shapes of the grammar in which it may stand. All patterns are RE2, whose time is linear in the text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import re2

Severity = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high")
MEMORY = 64 << 20  # bytes for the automaton of one rule file
BOOKS = ("sex", "marriage", "age", "disability", "health", "origin", "person", "unlawful", "english")

KEYS = frozenset({"id", "ground", "severity", "basis", "advice", "lexicon", "term", "field", "shapes", "frames"})
EXCEPTIONS = frozenset({"except", "except_sentence", "except_text"})

_LATIN = re.compile(r"[a-z]{2}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SET = re.compile(r"\{([a-zA-Z_]+)\}")
_BRACKET = re.compile(r"(\[[^\]]*\])|\((?!\?)")  # a class of characters, or a bracket that would capture


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of the lexicon: the law it rests on, its source and how far that is confirmed."""

    code: str
    basis: tuple[str, ...]
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition that an advertisement must not make, and the contexts in which it does not make it.

    silenced    patterns that, where they overlap a finding, take it back
    excused     patterns that, anywhere in the finding's sentence, take it back
    exempt      patterns that, anywhere in the advertisement, take it back: the post's trade or programme allows it
    advice      code of the words of the suggested rewrite
    lexicon     entries of `discrimination_lexicon.csv` that the rule carries out
    """

    id: str
    ground: Ground
    severity: Severity
    basis: tuple[str, ...]
    advice: str
    lexicon: tuple[str, ...]
    silenced: Any | None
    excused: Any | None
    exempt: Any | None


@dataclass(frozen=True, slots=True)
class Frame:
    """One wording of a rule, the `rank`-th of it. Group 1 is the finding."""

    rule: Rule
    rank: int
    pattern: Any


@dataclass(frozen=True, slots=True)
class Book:
    """The rules of one file, their frames, and an automaton that says in one pass which frames occur at all.

    `english` rules read no sentence without Latin letters, and the others none in Latin letters alone.
    """

    rules: tuple[Rule, ...]
    frames: tuple[Frame, ...]
    occurring: Any
    english: bool

    def reads(self, sentence: str) -> bool:
        """Whether the sentence is in a script that the rules are about."""
        latin = _LATIN.search(sentence) is not None
        return latin if self.english else not latin or _CHINESE.search(sentence) is not None


@dataclass(frozen=True, slots=True)
class Guard:
    """A context that names conditions without making one, and how far it reaches."""

    scope: Literal["sentence", "phrase", "clause", "span"]
    pattern: Any


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything the reader needs. `wages`: how an amount by `month`, `hour` or `day` is written, and `hours_a_day`;
    group 1 is the number.
    """

    books: tuple[Book, ...]
    guards: tuple[Guard, ...]
    turn: Any
    rules: Mapping[str, Rule]
    wages: Mapping[str, tuple[Any, ...]]


@cache
def rulebook() -> Rulebook:
    """The compiled rules, read once. Raises ValueError with file and rule for a pattern that is wrong."""
    grammar = _toml("grammar")
    raw = {name: _toml(name) for name in BOOKS}
    grounds = {code: _ground(code, made) for book in raw.values() for code, made in book.get("ground", {}).items()}
    sets = dict(grammar["sets"])
    books = tuple(
        _book(name, book, grounds, sets | book.get("sets", {}), grammar["shapes"]) for name, book in raw.items()
    )
    return Rulebook(
        books=books,
        guards=tuple(Guard(g["scope"], _any(g["patterns"], sets)) for g in grammar["guard"]),
        turn=_compile(_written_out(grammar["turn"]["pattern"], sets)),
        rules={rule.id: rule for book in books for rule in book.rules},
        wages=_wages(raw["unlawful"]),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("matcher.domain").joinpath(f"data/screening/{name}.toml").read_text("utf-8"))


def _ground(code: str, made: Mapping[str, Any]) -> Ground:
    return Ground(code, tuple(made["basis"]), made["source"], made["status"])


def _book(
    name: str,
    book: Mapping[str, Any],
    grounds: Mapping[str, Ground],
    sets: Mapping[str, str],
    shapes: Mapping[str, list[str]],
) -> Book:
    options = re2.Options()
    options.max_mem = MEMORY
    occurring = re2.Set.SearchSet(options)
    rules: list[Rule] = []
    frames: list[Frame] = []
    for made in book["rule"]:
        try:
            rules.append(rule := _rule(made, grounds, sets))
            for rank, wording in enumerate(_wordings(made, sets, shapes)):
                frames.append(Frame(rule, rank, _compile(wording)))
                occurring.Add(wording)
        except (re2.error, KeyError) as error:
            raise ValueError(f"{name}.toml, rule {made.get('id')}: {error}") from error
    occurring.Compile()
    return Book(tuple(rules), tuple(frames), occurring, name == "english")


def _rule(made: Mapping[str, Any], grounds: Mapping[str, Ground], sets: Mapping[str, str]) -> Rule:
    if unknown := made.keys() - KEYS - EXCEPTIONS:
        raise KeyError(f"no such key: {', '.join(sorted(unknown))}")
    ground = grounds[made["ground"]]
    own = {**sets, "T": made.get("term", "")}
    return Rule(
        id=made["id"],
        ground=ground,
        severity=made["severity"],
        basis=tuple(made.get("basis", ground.basis)),
        advice=f"screen_rewrite_{made['advice']}",
        lexicon=tuple(made.get("lexicon", ())),
        silenced=_any(_silencing(made), own),
        excused=_any(made.get("except_sentence", ()), sets),
        exempt=_any(made.get("except_text", ()), sets),
    )


def _silencing(made: Mapping[str, Any]) -> list[str]:
    """The rule's exceptions, and those of every term: a thing or a trade, somebody else who is turned away."""
    of_terms = ["{T}{topic}", "{elsewhere}"] if "term" in made else []
    return [*made.get("except", ()), *of_terms]


def _wordings(made: Mapping[str, Any], sets: Mapping[str, str], shapes: Mapping[str, list[str]]) -> Iterator[str]:
    own = {**sets, "T": made.get("term", ""), "F": made.get("field", "")}
    for shape in made.get("shapes", ()):
        for frame in shapes[shape]:
            yield _anchored(frame, own)
    for frame in made.get("frames", ()):
        yield _anchored(frame, own)


def _anchored(frame: str, sets: Mapping[str, str]) -> str:
    start = _written_out(sets["clause_start"], {}) if frame.startswith("<") else ""
    end = _written_out(sets["clause_end"], {}) if frame.endswith(">") else ""
    inner = frame[1 if start else 0 : -1 if end else None]
    return f"{start}({_written_out(inner, sets)}){end}"


def _wages(book: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    amounts = book["wages"]["amounts"]

    def compiled(pattern: str) -> Any:
        name = next(name for name in amounts if f"{{{name}}}" in pattern)
        before, after = (_written_out(part, book["sets"]) for part in pattern.split(f"{{{name}}}"))
        return _compile(f"{before}({_written_out(amounts[name], {})}){after}")

    return {unit: tuple(map(compiled, made)) for unit, made in book["wages"].items() if unit != "amounts"}


def _written_out(pattern: str, sets: Mapping[str, str]) -> str:
    """The pattern with its sets put in and its brackets without capture."""
    written = _SET.sub(lambda name: f"({_written_out(sets[name[1]], sets)})", pattern)
    return _BRACKET.sub(lambda found: found[1] or "(?:", written)


def _any(patterns: Sequence[str], sets: Mapping[str, str]) -> Any | None:
    return _compile("|".join(_anchored(pattern, sets) for pattern in patterns)) if patterns else None


def _compile(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)
