"""The labelled sets: well formed, the first one split by its hash, and held at the level once reached.

The held part of the first is reported once, in docs/SCREENING.md, by `python benchmarks/screening_quality.py --part
held`; no test reads its results. The unseen part of the second was run once, then mended by.
"""

from __future__ import annotations

import csv
import hashlib
import random
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from matcher.screening.rulebook import rulebook
from matcher.screening.screen import screen

LABELLED = Path(__file__).parents[1] / "data/screening/labelled.csv"
LATER = LABELLED.with_name("written_later.csv")
SECOND = LABELLED.with_name("second.csv")
SEED = "2023"


def labelled() -> list[Mapping[str, str]]:
    with LABELLED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_set_is_as_large_and_mixed_as_it_should_be() -> None:
    kinds = Counter(row["kind"] for row in labelled())
    assert len(labelled()) >= 400
    assert kinds["ad"] + kinds["en_ad"] >= 40
    assert sum(kinds[kind] for kind in ("en", "en_lookalike", "en_ad")) >= 60
    assert sum(not row["grounds"] for row in labelled()) >= 0.45 * len(labelled())


def test_the_part_is_the_hash_of_the_text() -> None:
    for row in labelled():
        even = hashlib.sha256(f"{SEED}:{row['text']}".encode()).digest()[0] % 2 == 0
        assert row["part"] == ("dev" if even else "held"), row["id"]


def test_ids_texts_and_grounds_are_sound() -> None:
    rows = labelled()
    assert len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == len(rows)
    known = {rule.ground.code for rule in rulebook().rules.values()}
    assert {ground for row in rows for ground in filter(None, row["grounds"].split("|"))} <= known


def test_the_dev_part_stays_right() -> None:
    wrong = []
    for row in labelled():
        if row["part"] == "dev":
            found = {f.ground for f in screen(row["text"], as_of=date(2023, 9, 1)).findings}
            if found != set(filter(None, row["grounds"].split("|"))):
                wrong.append((row["id"], sorted(found)))
    assert len(wrong) <= 4, wrong


def wrong(file: Path) -> list[tuple[str, str]]:
    """Id and text of what is found otherwise than labelled."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return [
        (row["id"], row["text"])
        for row in rows
        if {f.ground for f in screen(row["text"], as_of=date(2023, 9, 1)).findings}
        != set(filter(None, row["grounds"].split("|")))
    ]


def test_the_sentences_written_later_stay_right() -> None:
    """Eighteen waves that were read once and then mended by: a regression set, no measure of quality."""
    errors = wrong(LATER)
    assert len(errors) <= 10, errors


def test_the_second_set_stays_right() -> None:
    errors = wrong(SECOND)
    assert len(errors) <= 8, errors


def test_the_second_set_is_half_lawful_and_in_both_languages() -> None:
    with SECOND.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for part in ("dev", "unseen"):
        own = [row for row in rows if row["part"] == part]
        assert len(own) >= 300
        assert sum(not row["grounds"] for row in own) >= 0.35 * len(own)
        assert sum(row["text"].isascii() for row in own) >= 90


def test_lawful_clauses_hide_no_condition_and_make_none() -> None:
    """Every short condition between two lawful clauses, by lot; what a programme or a trade exempts is the rest."""
    lot = random.Random(2023)
    with SECOND.open(encoding="utf-8", newline="") as file:
        texts = [row for row in csv.DictReader(file) if not row["text"].isascii() and len(row["text"]) < 40]
    lawful = [row["text"] for row in texts if not row["grounds"] and "“" not in row["text"]]
    wrong = []
    for row in texts:
        before, after = lot.sample(lawful, 2)
        mark = lot.choice(["，", "；", "。", "\n"])
        text = mark.join([before, row["text"], after]) if row["grounds"] else mark.join([before, after])
        alone = {f.ground for f in screen(row["text"], as_of=date(2023, 9, 1)).findings} if row["grounds"] else set()
        if {f.ground for f in screen(text, as_of=date(2023, 9, 1)).findings} != alone:
            wrong.append(text)
    assert len(wrong) <= 0.03 * len(texts), wrong
