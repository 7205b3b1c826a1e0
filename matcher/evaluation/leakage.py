"""What a reader must know before believing a number: texts that stand on both sides, twice, or in training parts.

Texts are compared after NFKC, casefolding and removal of blanks; near-duplicates also after sorting their words (in
Chinese: their characters), so that "senior nurse" meets "Nurse, senior".
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from matcher.domain.errors import RecordError
from matcher.domain.strict_json import read_json
from matcher.evaluation.datasets import RetrievalSet
from matcher.evaluation.lines import numbered_lines
from matcher.evaluation.texts import Texts, is_chinese

EXAMPLES = 5
_FIELDS = ("text", "alias", "title")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Overlap:
    """One kind of overlap: its code (with words), how many queries or documents, of how many, and a few of them.

    relevant  of a query that stands in the corpus: how many of these are judged relevant to it
    source    the further file in which query texts were found
    """

    code: str
    count: int
    of: int
    examples: tuple[str, ...]
    relevant: int | None = None
    source: str | None = None


def overlaps(dataset: RetrievalSet, folder: Path | None = None) -> list[Overlap]:
    """Every overlap that occurs; with `folder`, its other `.jsonl` files are searched for the queries' texts too."""
    found = [
        _queries_in_corpus(dataset),
        _repeated("overlap_documents", dataset.corpus, fold),
        _repeated("overlap_near_documents", dataset.corpus, _sorted_words),
        _repeated("overlap_queries", dataset.queries, fold),
        _repeated("overlap_near_queries", dataset.queries, _sorted_words),
        *(_beside(dataset, path) for path in _further_files(folder) if folder),
    ]
    return [overlap for overlap in found if overlap.count]


def fold(text: str) -> str:
    """The text without what a reader would not see as a difference."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _sorted_words(text: str) -> str:
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return "".join(sorted("".join(words))) if is_chinese(text) else " ".join(sorted(words))


def _queries_in_corpus(dataset: RetrievalSet) -> Overlap:
    columns: dict[str, set[int]] = {}
    for column, document in enumerate(dataset.corpus.items):
        for text in {fold(document.text), fold(document.title)}:
            columns.setdefault(text, set()).add(column)
    judgements = dataset.judgements
    relevant = {
        (q, d)
        for q, d, grade in zip(
            judgements.queries.tolist(), judgements.documents.tolist(), judgements.grades.tolist(), strict=True
        )
        if grade > 0
    }
    hits = {row: columns.get(fold(query.text), set()) for row, query in enumerate(dataset.queries.items)}
    rows = [row for row, found in hits.items() if found]
    return Overlap(
        "overlap_query_in_corpus",
        len(rows),
        len(hits),
        tuple(dataset.queries.items[row].text for row in rows[:EXAMPLES]),
        relevant=sum(any((row, column) in relevant for column in hits[row]) for row in rows),
    )


def _repeated(code: str, side: Texts, key: Callable[[str], str]) -> Overlap:
    keys = [key(text) for text in side.texts]
    counts = Counter(keys)
    rows = [row for row, each in enumerate(keys) if counts[each] > 1]
    return Overlap(code, len(rows), len(side), tuple(side.items[row].text[:80] for row in rows[:EXAMPLES]))


def _beside(dataset: RetrievalSet, path: Path) -> Overlap:
    wanted = {fold(text) for text in dataset.queries.texts}
    found = {folded: text for text in _texts(path) if (folded := fold(text)) in wanted}
    examples = tuple(found[key] for key in sorted(found)[:EXAMPLES])
    return Overlap("overlap_beside", len(found), len(wanted), examples, source=path.name)


def _further_files(folder: Path | None) -> list[Path]:
    """The other record files of the folder and of the folders in it, but not other forms of the set's own two."""
    if folder is None:
        return []
    paths = [
        *folder.glob("*.jsonl"),
        *folder.glob("*.jsonl.gz"),
        *folder.glob("*/*.jsonl"),
        *folder.glob("*/*.jsonl.gz"),
    ]
    own = [path for path in paths if path.parent == folder and path.name.startswith(("queries", "corpus"))]
    return sorted(path for path in paths if path not in own and path.is_file())


def _texts(path: Path) -> Iterator[str]:
    for _, line in numbered_lines(path):
        try:
            record = read_json(line)
        except RecordError:
            continue
        if isinstance(record, dict):
            yield from (record[field] for field in _FIELDS if isinstance(record.get(field), str))
