"""The Chinese font that the project brings: Noto Sans SC (SIL Open Font License 1.1), from a package.

A fresh machine has no Chinese font and shows boxes; so a page that must work anywhere carries the glyphs that it uses.
"""

from __future__ import annotations

import base64
import io
from functools import cache
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path

FAMILY = "Noto Sans SC"
VERTICAL = ("vhea", "vmtx", "VORG")
"""Tables for lines that run downwards, which no page has; the boxes of the whole font hold for a part of it, too."""


def font_path() -> Path:
    """The font file, for a program that draws glyphs itself."""
    return Path(sans_path())


def font_url(text: str) -> str:
    """The glyphs of `text` as a font in WOFF format, in a `data:` URL. The same characters, the same bytes."""
    return "data:font/woff;base64," + base64.b64encode(_subset("".join(sorted(set(text))))).decode("ascii")


def font_face(text: str) -> str:
    """A CSS rule that brings the glyphs of `text` under the name `FAMILY` into a single-file page."""
    return f'@font-face {{ font-family: "{FAMILY}"; src: url({font_url(text)}) format("woff"); }}'


@cache
def _subset(characters: str) -> bytes:
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - heavy, and only a page with a font needs it
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    font = TTFont(font_path(), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
    options = Options(layout_features=["kern", "locl"], hinting=False, desubroutinize=True, notdef_outline=True)
    options.drop_tables += VERTICAL
    subsetter = Subsetter(options)
    subsetter.populate(text=characters + " ")
    subsetter.subset(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
