"""Pages for the printer and the screen: templates with escaped values, A4, large print, black on white."""

from __future__ import annotations

import base64
from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from matcher.documents.fonts import font_url
from matcher.domain.words import say


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("matcher.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, language: str = "zh", **values: object) -> str:
    """The page `templates/<template>` with `values`, each escaped unless it is `safe`.

    In a template `word("code", name=value)` is `say` in the page's language.
    """
    return _templates().get_template(template).render(language=language, word=partial(_word, language), **values)


def _word(language: str, code: str, /, **values: object) -> str:
    return say(code, language, **values)


def font_file(text: str) -> bytes:
    """The glyphs of `text` as a WOFF file that pages in the same folder refer to."""
    return base64.b64decode(font_url(text).partition(",")[2])


def safe(markup: str) -> Markup:
    """Markup that this program made itself (an SVG), to be put in as it is."""
    return Markup(markup)  # noqa: S704  never a user's text
