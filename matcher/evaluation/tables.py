"""The numbers as CSV and LaTeX, for a paper or a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from matcher.evaluation.evaluate import Evaluation


def results_csv(evaluation: Evaluation) -> str:
    """`system,measure,mean,low,high,n`, with eight digits."""
    rows = [
        (system, name, f"{m.mean:.8g}", f"{m.ci95[0]:.8g}", f"{m.ci95[1]:.8g}", m.n)
        for system, measured in evaluation.means.items()
        for name, m in measured.items()
    ]
    return _csv(("system", "measure", "mean", "low", "high", "n"), rows)


def comparisons_csv(evaluation: Evaluation) -> str:
    """Every pair of systems on every measure; each measure is a family of its own for Holm."""
    rows = [
        (c.metric, c.a, c.b, f"{c.result.difference:.8g}", f"{c.result.ci95[0]:.8g}", f"{c.result.ci95[1]:.8g}",
         f"{c.result.p:.6g}", f"{c.p_holm:.6g}", c.result.wins, c.result.losses, c.result.ties)
        for family in evaluation.comparisons.values()
        for c in family
    ]  # fmt: skip
    header = ("measure", "a", "b", "difference", "low", "high", "p", "p_holm", "wins", "losses", "ties")
    return _csv(header, rows)


def latex(evaluation: Evaluation) -> str:
    """A `tabular` of the means with their intervals, the greatest of each column in bold."""
    measures = evaluation.options.measures
    best = {name: max((m[name].mean for m in evaluation.means.values()), default=0.0) for name in measures}
    lines = [
        r"\begin{tabular}{l" + "r" * len(measures) + "}",
        r"\hline",
        " & ".join(["System", *measures]) + r" \\",
        r"\hline",
    ]
    for system, measured in evaluation.means.items():
        cells = [_latex_cell(m.mean, m.ci95, m.mean == best[name]) for name, m in measured.items()]
        lines.append(" & ".join([system.replace("_", r"\_"), *cells]) + r" \\")
    return "\n".join([*lines, r"\hline", r"\end{tabular}", ""])


def _latex_cell(mean: float, ci95: tuple[float, float], best: bool) -> str:
    said = rf"\textbf{{{mean:.4f}}}" if best else f"{mean:.4f}"
    return rf"{said} {{\scriptsize [{ci95[0]:.3f}, {ci95[1]:.3f}]}}"


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
