"""What employers may read: no phone, no identity number, no word of disability."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def forbidden() -> re.Pattern[str]:
    """Anything that a booth's sheet may not hold, from `secrecy.toml`."""
    table = tomllib.loads(files("matcher.fairs").joinpath("secrecy.toml").read_text("utf-8"))
    words = "|".join(re.escape(word) for word in table["words"])
    return re.compile(f"(?i:{words})|{table['phone']}|{table['landline']}|{table['identity']}")


def for_employers(text: str, instead: str) -> str:
    """The text where employers may read it, else `instead`."""
    return instead if forbidden().search(text) else text
