"""Reading one advertisement: sentences, the conditions in them, and what silences a condition."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from matcher.screening.folding import SENTENCE_ENDS
from matcher.screening.rulebook import SEVERITIES, Frame, Rule, Rulebook

CLAUSE_MARKS = ",;:!?()。、\n"  # where a long sentence may be cut
# What a guard of this scope does not reach beyond.
GUARD_ENDS = {"clause": ",;:、() ", "phrase": ",;() ", "sentence": ""}
LONGEST = 400  # characters read at once; longer sentences are cut at a clause, so that time stays linear


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule's finding in the folded text, from `start` to `end`; `values` fill in its note.

    rank    the place of its frame among the rule's: what restricts most plainly stands first
    """

    rule: Rule
    start: int
    end: int
    rank: int = 0
    values: Mapping[str, object] = field(default_factory=dict)


class Context:
    """The whole advertisement, of which a text may be one field: what its trade or programme exempts.

    A rule is looked up once, however often it is found: the advertisement is long, and time must stay linear in it.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._exempt: dict[str, bool] = {}

    def exempts(self, rule: Rule) -> bool:
        """Whether the advertisement allows what the rule finds."""
        if rule.exempt is None:
            return False
        if rule.id not in self._exempt:
            self._exempt[rule.id] = bool(rule.exempt.search(self._text))
        return self._exempt[rule.id]


def conditions(text: str, book: Rulebook, context: Context) -> list[Condition]:
    """The conditions of a folded text that its `context` does not exempt."""
    return [
        replace(c, start=start + c.start, end=start + c.end)
        for start, sentence in sentences(text)
        for c in _of_sentence(sentence, book)
        if not context.exempts(c.rule)
    ]


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a folded text with their places; a full stop counts before a blank, a dash between blanks."""
    start = 0
    for place, char in enumerate(text):
        ends = char in SENTENCE_ENDS or (char == "." and text[place + 1 : place + 2] in (" ", ""))
        ends = ends or (char == "-" and _sets_apart(text, place))
        long = place - start >= LONGEST and (char in CLAUSE_MARKS or char == " " or place - start >= 2 * LONGEST)
        if ends or long:
            yield start, text[start:place]
            start = place + 1
    yield start, text[start:]


def _sets_apart(text: str, place: int) -> bool:
    """Whether a dash stands between blanks and is no range of numbers: the mark of an item."""
    before, after = text[max(place - 2, 0) : place], text[place + 1 : place + 3]
    return before[1:] == " " == after[:1] and before[:1].isalpha() and after[1:].isalpha()


def merged(found: list[Condition]) -> list[Condition]:
    """One condition where several of one ground overlap: the gravest, then the plainest, then the longest."""
    best = sorted(
        found, key=lambda c: (-SEVERITIES.index(c.rule.severity), c.rank, c.start - c.end, c.start, c.rule.id)
    )
    kept: dict[str, list[tuple[int, int]]] = defaultdict(list)
    chosen = [c for c in best if _fits(kept[c.rule.ground.code], c)]
    return sorted(chosen, key=lambda c: (c.start, c.end, c.rule.ground.code))


def _fits(kept: list[tuple[int, int]], condition: Condition) -> bool:
    """Keep a place in the sorted places of its ground, unless it overlaps one of them."""
    place = bisect_left(kept, (condition.start, condition.end))
    before = place > 0 and kept[place - 1][1] > condition.start
    after = place < len(kept) and kept[place][0] < condition.end
    if before or after:
        return False
    kept.insert(place, (condition.start, condition.end))
    return True


def _of_sentence(sentence: str, book: Rulebook) -> Iterator[Condition]:
    if not sentence.strip():
        return
    silences: list[tuple[int, int]] | None = None
    for rules in filter(lambda rules: rules.reads(sentence), book.books):
        for number in sorted(rules.occurring.Match(sentence) or ()):
            for condition in _of_frame(rules.frames[number], sentence):
                silences = list(_silences(sentence, book)) if silences is None else silences
                if not overlaps(condition.start, condition.end, silences):
                    yield condition


def _of_frame(frame: Frame, sentence: str) -> Iterator[Condition]:
    rule = frame.rule
    if rule.excused is not None and rule.excused.search(sentence):
        return
    silenced = list(spans(rule.silenced, sentence)) if rule.silenced is not None else []
    for start, end in _places(frame.pattern, sentence):
        if not overlaps(start, end, silenced):
            yield Condition(rule, start, end, frame.rank)


def _places(pattern: Any, sentence: str) -> Iterator[tuple[int, int]]:
    """The places of group 1; the mark that ends one clause may begin the next."""
    place = 0
    while place <= len(sentence):
        found = pattern.search(sentence, place)
        if found is None:
            return
        start, end = found.span(1)
        yield start, end
        place = max(end, place + 1)


def overlaps(start: int, end: int, places: Iterable[tuple[int, int]]) -> bool:
    """Whether `start` to `end` shares a character with one of the places."""
    return any(a < end and start < b for a, b in places)


def spans(pattern: Any, sentence: str) -> Iterator[tuple[int, int]]:
    """All places of a pattern, also overlapping ones that begin later."""
    place = 0
    while place < len(sentence):
        found = pattern.search(sentence, place)
        if found is None or found.end() == found.start():
            return
        yield found.span()
        place = found.start() + 1


def _silences(sentence: str, book: Rulebook) -> Iterator[tuple[int, int]]:
    """Where guards hold: what they say themselves, or their clause, phrase or sentence up to a "but"."""
    for guard in book.guards:
        for start, end in spans(guard.pattern, sentence):
            turn = book.turn.search(sentence, start if guard.scope == "span" else end)
            over = turn.start() if turn else len(sentence)
            if guard.scope == "span":
                yield start, min(end, over)
                continue
            marks = GUARD_ENDS[guard.scope]
            ends = [found for mark in marks if (found := sentence.find(mark, end)) >= 0]
            yield max((sentence.rfind(mark, 0, start) for mark in marks), default=-1) + 1, min([*ends, over])
