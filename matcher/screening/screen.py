"""The screening of an advertisement: findings with place, law and a lawful wording, and the verdict.

The screen proposes, a person decides: `hold` keeps a post from being matched until its text changes or somebody
releases it with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Literal

from matcher.domain.records import Job
from matcher.domain.words import say
from matcher.screening.folding import Folded, fold
from matcher.screening.reading import Condition, Context, conditions, merged
from matcher.screening.rulebook import SEVERITIES, Severity, rulebook
from matcher.screening.wages import wage_conditions

Verdict = Literal["hold", "warn", "hint", "clean"]
VERDICTS: Mapping[Severity, Verdict] = {"high": "hold", "medium": "warn", "low": "hint"}
TEXT_FIELDS = ("title", "description", "advert")
LIST_FIELDS = ("required_skills", "preferred_skills", "required_certificates", "majors", "benefits")


@dataclass(frozen=True, slots=True)
class Found:
    """One condition that the advertisement must not make.

    start, end  Unicode characters of the text as given (of the field `field` in a post); `text` is what stands there
    basis       laws with their articles, in Chinese
    field       the record's path (`advert`, `required_skills.0`), None of a bare text
    """

    ground: str
    severity: Severity
    start: int
    end: int
    text: str
    basis: tuple[str, ...]
    rewrite: str
    note: str
    field: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The contract's object; without `field` of a bare text."""
        shown: dict[str, Any] = {
            "ground": self.ground,
            "severity": self.severity,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "basis": list(self.basis),
            "rewrite": self.rewrite,
            "note": self.note,
        }
        return shown if self.field is None else {**shown, "field": self.field}


@dataclass(frozen=True, slots=True)
class Screening:
    """The findings of one advertisement, in order, and the verdict that follows the gravest."""

    findings: tuple[Found, ...]

    @property
    def verdict(self) -> Verdict:
        """`hold`, `warn` or `hint` by the highest severity, `clean` without a finding."""
        gravest = max((f.severity for f in self.findings), key=SEVERITIES.index, default=None)
        return VERDICTS[gravest] if gravest else "clean"

    def as_json(self) -> dict[str, Any]:
        """The contract's object."""
        return {"verdict": self.verdict, "findings": [found.as_json() for found in self.findings]}


def screen(text: str, language: str = "zh", as_of: date | None = None) -> Screening:
    """The screening of one advertisement given as a text.

    `language` is that of the answer (`zh` or `en`); the text may be in either. `as_of` chooses the minimum wage that
    stated pay is held against; without it the newest known counts.
    """
    folded = fold(text)
    return Screening(tuple(_found(text, folded, Context(folded.text), None, language, as_of)))


def screen_job(job: Job | Mapping[str, Any], language: str = "zh", as_of: date | None = None) -> Screening:
    """The screening of a post, a record or its document: its title, its texts and its lists, each by itself.

    What one field says about the trade or the programme counts for all: a guard's clean record is lawful wherever it
    stands.
    """
    return screen_texts(texts_of(job), language, as_of)


def screen_texts(texts: Mapping[str, str], language: str = "zh", as_of: date | None = None) -> Screening:
    """The screening of texts that belong to one post, by their field."""
    fields = [(path, text, fold(text)) for path, text in texts.items()]
    context = Context("\n".join(folded.text for _, _, folded in fields))
    found = (_found(text, folded, context, path, language, as_of) for path, text, folded in fields)
    return Screening(tuple(chain.from_iterable(found)))


def texts_of(job: Job | Mapping[str, Any]) -> dict[str, str]:
    """The texts of a post that are screened, by their path in the record (`advert`, `required_skills.0`)."""
    document = job.model_dump(mode="json") if isinstance(job, Job) else job
    texts = {name: text for name in TEXT_FIELDS if isinstance(text := document.get(name), str)}
    for name in LIST_FIELDS:
        items = document.get(name)
        for place, item in enumerate(items if isinstance(items, Sequence) and not isinstance(items, str) else ()):
            text = item.get("name") if isinstance(item, Mapping) else item
            if isinstance(text, str):
                texts[f"{name}.{place}"] = text
    return texts


def _found(
    given: str, folded: Folded, context: Context, field: str | None, language: str, as_of: date | None
) -> Iterator[Found]:
    book = rulebook()
    found = conditions(folded.text, book, context)
    found += wage_conditions(folded.text, book, as_of)
    for condition in merged(found):
        yield _told(condition, given, folded, field, language)


def _told(condition: Condition, given: str, folded: Folded, field: str | None, language: str) -> Found:
    rule = condition.rule
    start, end = _trimmed(given, *folded.span(condition.start, condition.end))
    note = f"screen_note_{condition.values['unit']}_wage" if condition.values else f"screen_note_{rule.ground.code}"
    return Found(
        ground=rule.ground.code,
        severity=rule.severity,
        start=start,
        end=end,
        text=given[start:end],
        basis=rule.basis,
        rewrite=say(rule.advice, language),
        note=say(note, language, **condition.values),
        field=field,
    )


def _trimmed(given: str, start: int, end: int) -> tuple[int, int]:
    """The place without the blanks at its ends."""
    phrase = given[start:end]
    return start + len(phrase) - len(phrase.lstrip()), end - len(phrase) + len(phrase.rstrip())
