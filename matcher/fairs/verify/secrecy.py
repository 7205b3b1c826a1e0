"""What stands on the sheets of booths and employers and on the list by code: nothing that others must not read."""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from importlib.resources import files

from matcher.fairs.verify.pack import Breach, Pack

_PICTURES = re.compile(r"<style>.*?</style>|<svg.*?</svg>", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|b|em|font|i|mark|small|span|strong|sub|sup|u)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CLASSED = re.compile(r'<tr class="(\w+)">(.*?)</tr>', re.DOTALL)
_CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)


def lines_of(sheet: str) -> list[str]:
    """The texts between the tags of a page."""
    return [
        text for part in _TAG.sub("\n", _PICTURES.sub("", sheet)).splitlines() if (text := html.unescape(part).strip())
    ]


def cells_of(sheet: str) -> list[list[list[str]]]:
    """The rows of all tables of a page: the lines of each cell."""
    return [[lines_of(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(sheet)]


def classed_rows(sheet: str) -> list[tuple[str, list[list[str]]]]:
    """The rows that say by their class what they are, with the lines of each cell."""
    return [(name, [lines_of(cell) for cell in _CELL.findall(row)]) for name, row in _CLASSED.findall(sheet)]


def secrecy_breaches(pack: Pack) -> Iterator[Breach]:
    """Words of disability, phones and identity numbers, in what a sheet shows and in its markup."""
    table = tomllib.loads(files("matcher.fairs").joinpath("secrecy.toml").read_text("utf-8"))
    numbers = {name: re.compile(table[name]) for name in ("phone", "landline", "identity")}
    for path, sheet in pack.open_sheets.items():
        markup = unicodedata.normalize("NFKC", html.unescape(_PICTURES.sub("", sheet)))
        readable = unicodedata.normalize("NFKC", " ".join(lines_of(_INLINE.sub("", sheet))))
        folded = f"{markup}\n{readable}".casefold()
        for word in table["words"]:
            if word.casefold() in folded:
                yield Breach("verify_word", {"path": path, "word": word})
        for name, pattern in numbers.items():
            if pattern.search(markup) or pattern.search(readable):
                yield Breach(f"verify_{name}", {"path": path})
