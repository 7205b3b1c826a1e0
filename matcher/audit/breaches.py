"""What an exchange of traits must not do, found done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

SHOWN = 50

Sort = Literal["vector", "score", "order", "page", "rule_without_source"]


@dataclass
class Breaches:
    """All are counted, the first of each sort are kept: a fault of the program shows everywhere at once."""

    counts: dict[str, int] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)

    def note(self, sort: Sort, count: int = 1, **where: Any) -> None:
        """One more."""
        if self.counts.get(sort, 0) < SHOWN:
            self.examples.append({"sort": sort, **where})
        self.counts[sort] = self.counts.get(sort, 0) + count

    @property
    def total(self) -> int:
        """How many."""
        return sum(self.counts.values())
