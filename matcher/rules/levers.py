"""Fields that an asker can give way in, and in which steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher.rules.pairs import Pairs


@dataclass(frozen=True)
class Proposal:
    """A new value of the lever's field, at `path` where it differs, with what fills the words."""

    to: Any
    values: Mapping[str, object] = field(default_factory=dict)
    path: str = ""


Propose = Callable[[Pairs, str], Iterable[Proposal]]
"""Proposals for pairs of the asker with those whom only this lever's rules exclude, and a language."""


@dataclass(frozen=True)
class Lever:
    """A field of the asker's own.

    rules    the codes of the rules that read it
    propose  smallest change first
    best     of several equal changes (one more item of a list) the one that opens most; else the first that opens any
    """

    path: str
    rules: tuple[str, ...]
    propose: Propose
    best: bool = False
