"""Charts as SVG, the same bytes for the same numbers: readable in grey, with the page's own font for their words.

Colours: Okabe and Ito's set, told apart by colour-blind readers; series also differ by marker.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from matcher.documents.fonts import FAMILY, font_path

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#999999")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DRAWN_SINGLY = 400  # more points than this are gathered into cells, so that a page stays small
_CELLS = 25


@dataclass(frozen=True, slots=True)
class Estimate:
    """A labelled value with its interval."""

    label: str
    value: float
    low: float
    high: float


def estimates(rows: Sequence[Estimate], axis: str) -> str:
    """Values with their intervals, one row each, the first on top."""
    with _figure(6.4, 0.6 + 0.36 * len(rows)) as (figure, axes):
        places = np.arange(len(rows))[::-1]
        for place, row in zip(places, rows, strict=True):
            axes.plot([row.low, row.high], [place, place], color=COLOURS[0], linewidth=2, solid_capstyle="butt")
            axes.plot([row.value], [place], marker="o", markersize=6, color=COLOURS[0])
        axes.set_yticks(places, [row.label for row in rows])
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_xlabel(axis)
        axes.grid(axis="x", color="#dddddd")
        return _svg(figure)


def scatter(x: NDArray[np.float64], y: NDArray[np.float64], x_axis: str, y_axis: str) -> str:
    """Pairs of values in 0..1 with the diagonal; many pairs are gathered into cells whose size shows their number."""
    with _figure(4.6, 4.4) as (figure, axes):
        axes.plot([0, 1], [0, 1], color="#999999", linewidth=1)
        if len(x) <= DRAWN_SINGLY:
            axes.scatter(x, y, s=18, color=COLOURS[0], alpha=0.6, linewidths=0)
        else:
            columns, rows, counts = _gathered(x, y)
            axes.scatter(
                columns, rows, s=4 + 110 * np.sqrt(counts / counts.max()), color=COLOURS[0], alpha=0.6, linewidths=0
            )
        axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), xlabel=x_axis, ylabel=y_axis, aspect="equal")
        axes.grid(color="#eeeeee")
        return _svg(figure)


def curves(
    series: Sequence[tuple[str, Sequence[float], Sequence[float]]], x_axis: str, y_axis: str, *, log: bool
) -> str:
    """Lines of (label, x, y), with `log` over a logarithmic x axis."""
    with _figure(6.4, 3.6) as (figure, axes):
        for i, (label, x, y) in enumerate(series):
            axes.plot(x, y, label=label, color=COLOURS[i % 8], marker=MARKERS[i % 8], markersize=4, linewidth=1.5)
        if log:
            axes.set_xscale("log")
            axes.xaxis.set_major_formatter(mpl.ticker.FuncFormatter(lambda value, _: f"{value:g}"))
        axes.set(xlabel=x_axis, ylabel=y_axis)
        axes.set_ylim(bottom=0)
        axes.grid(color="#dddddd")
        axes.legend(frameon=False, fontsize=9)
        return _svg(figure)


def bars(rows: Sequence[tuple[str, float]], axis: str) -> str:
    """Labelled lengths, the first on top, each with its number."""
    with _figure(6.4, 0.6 + 0.32 * len(rows)) as (figure, axes):
        places = np.arange(len(rows))[::-1]
        drawn = axes.barh(places, [value for _, value in rows], height=0.7, color=COLOURS[0])
        axes.bar_label(drawn, fmt=_in_full, padding=3, fontsize=9)
        axes.set_yticks(places, [label for label, _ in rows])
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_xlabel(axis)
        axes.margins(x=0.1)
        return _svg(figure)


def _in_full(value: float) -> str:
    """Three figures, and of a large number all of them."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _gathered(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    counts, columns, rows = np.histogram2d(x, y, bins=_CELLS, range=((0, 1), (0, 1)))
    at_x, at_y = np.nonzero(counts)
    half = 0.5 / _CELLS
    return columns[at_x] + half, rows[at_y] + half, counts[at_x, at_y]


@contextmanager
def _figure(width: float, height: float) -> Iterator[tuple[Figure, Axes]]:
    _register_font()
    style: Any = {
        "font.family": FAMILY,
        "font.size": 10,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "fairmatch",
    }
    with mpl.rc_context(style):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure, figure.subplots()


@cache
def _register_font() -> None:
    font_manager.fontManager.addfont(font_path())


def _svg(figure: Figure) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]
