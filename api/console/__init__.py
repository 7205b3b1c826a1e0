"""The staff console: plain pages that work without JavaScript and print on A4."""

from api.console.pages import blueprint

__all__ = ["blueprint"]
