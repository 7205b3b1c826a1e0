"""What stands on the booths' sheets: who comes, and nothing that an employer must not read."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from matcher.fairs.verify_pack import Breach, Pack

_TAG = re.compile(r"<style>.*?</style>|<svg.*?</svg>|<[^>]*>", re.DOTALL)


def lines_of(sheet: str) -> list[str]:
    """The texts between the tags of a page."""
    return [text for part in _TAG.sub("\n", sheet).splitlines() if (text := html.unescape(part).strip())]


def secrecy_breaches(pack: Pack) -> Iterator[Breach]:
    """Words of disability, phones, identity numbers; interviews that are missing; people named without consent."""
    table = tomllib.loads(files("matcher.fairs").joinpath("secrecy.toml").read_text("utf-8"))
    numbers = {name: re.compile(table[name]) for name in ("phone", "landline", "identity")}
    texts = {path: html.unescape(_TAG.sub(" ", sheet)) for path, sheet in pack.booth_sheets.items()}
    for path, sheet in pack.booth_sheets.items():
        readable = texts[path]
        lowered = html.unescape(sheet).casefold()
        for word in table["words"]:
            if word.casefold() in lowered:
                yield Breach("verify_word", {"path": path, "word": word})
        for name, pattern in numbers.items():
            if pattern.search(readable):
                yield Breach(f"verify_{name}", {"path": path})
    everything = "\n".join(texts.values())
    for entry in pack.part("interviews"):
        person = entry["candidate_id"]
        consents = pack.people.get(person, {}).get("consents", [])
        if entry["job_id"] not in everything:
            yield Breach("verify_not_on_sheet", {"person": person, "booth": entry["booth"]})
        elif "contact" not in consents and person not in everything:
            yield Breach("verify_named_without_consent", {"person": person, "booth": entry["booth"]})
