"""Phone numbers and identity numbers are taken out of free text before it reaches a vectorizer.

A vector is no place for them: it cannot be masked, and near neighbours would give them away.
"""

from __future__ import annotations

import re
import unicodedata

# A mobile number, a landline with its area code, an identity or disability-certificate number: separators allowed.
_NUMBERS = re.compile(
    r"(?<!\d)(?:"
    r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
    r"|0\d{2,3}[- ]?\d{7,8}"
    r"|[1-9]\d{5}[ -]?(?:19|20)\d{2}[ -]?[01]\d[ -]?[0-3]\d[ -]?\d{3}[ -]?[\dXx](?:\d{2})?"
    r")(?!\d)",
    re.ASCII,
)


def scrub(text: str) -> str:
    """The text (full-width digits folded) without phone and identity numbers."""
    return _NUMBERS.sub(" ", unicodedata.normalize("NFKC", text))
