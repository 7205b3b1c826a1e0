"""What the learned parts refuse. The engine turns these into its own errors at its edge."""

from __future__ import annotations


class TextError(ValueError):
    """A text holds a NUL character, which no vectorizer may see."""


class ArtifactError(ValueError):
    """A saved model is missing, damaged, of an unknown kind or made for another embedder."""


class EndpointError(RuntimeError):
    """An embedding endpoint did not answer, or answered something else than vectors."""
