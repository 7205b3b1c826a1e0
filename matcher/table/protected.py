"""Protected traits of candidates. Imported by rules, index and audit alone (import-linter holds it); never by a score.

Without the consent `disability_matching` a row has no disability at all: the object is not read.
"""

from __future__ import annotations

from dataclasses import dataclass

from matcher.table.columns import Columns
from matcher.table.facts import F64, I8, I32, U8, U64
from matcher.table.ragged import Bools, Ragged


@dataclass(frozen=True)
class Protected(Columns):
    """Candidates, one row each, by the conventions of `table.facts`.

    entitlements  pool (m, 4): index in GROUPS, first day (-inf), last day (inf), used months (NaN)
    disability    whether a disability was told and may be used
    limits        (n, 11) levels in the order of `coding.DEMANDS`
    """

    birth_day: I32
    gender: I8
    groups: U8
    groups_stated: Bools
    entitlements: Ragged
    disability: Bools
    category: I8
    grade: I8
    needs: U64
    limits: I8
    limit_kg: F64
    limit_hours: F64
