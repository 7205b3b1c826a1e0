"""What a verb prints: one JSON object on stdout, or lines for people."""

from __future__ import annotations

import json
import sys
from typing import Any

import click


def print_json(value: Any) -> None:
    """One JSON object on stdout, in UTF-8 whatever the console's code page is."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.flush()


def say_aside(text: str) -> None:
    """A line on stderr."""
    click.echo(text, err=True)
