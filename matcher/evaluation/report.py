"""The report for people: one offline HTML file, in Chinese or English, with its charts, font and tables inside."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from matcher.documents.charts import Estimate, curves, estimates, scatter
from matcher.documents.fonts import font_face
from matcher.documents.page import render, safe
from matcher.domain.words import codes, say
from matcher.evaluation import tables
from matcher.evaluation.compare import Comparison, Mean, letters
from matcher.evaluation.evaluate import Evaluation
from matcher.evaluation.groups import SMALLEST, Group
from matcher.evaluation.leakage import Overlap
from matcher.evaluation.measures import PRIMARY
from matcher.evaluation.published import published
from matcher.evaluation.results import as_json
from matcher.evaluation.worst import worst_blocks

SMALL_DIFFERENCE = 0.02
_PLACES = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
_WORDS = (
    "results", "results_note", "system", "interval_chart", "comparisons", "a", "b", "difference", "wins", "detectable",
    "ranks", "groups", "group", "hidden", "worst_note", "query", "wanted", "came", "published", "overlaps",
    "no_overlaps", "files", "files_note", "config",
)  # fmt: skip


def report(
    evaluation: Evaluation,
    config: Mapping[str, Any],
    groups: Sequence[Group],
    overlaps: Sequence[Overlap],
    lang: str,
    extra: Sequence[Mapping[str, Any]] = (),
    lead: Sequence[str] = (),
) -> str:
    """The whole page. `lead`: what it says first; `extra`: further tables (`heading`, `notes`, `header`, `rows`)."""
    family = evaluation.comparisons.get(PRIMARY, ())
    values: dict[str, Any] = {
        "lang": "zh-CN" if lang == "zh" else "en",
        "w": _words(evaluation, lang),
        "lead": [*lead, *_lead(evaluation, lang)],
        "careful": remarks(evaluation, lang),
        "measures": evaluation.options.measures,
        "results": _results(evaluation),
        "not_run": [(n, say("report_not_run", lang, reason=r)) for n, r in evaluation.not_run.items()],
        "charts": _charts(evaluation, lang),
        "comparisons": [_comparison(each) for each in family],
        "groups": [_group(each, lang) for each in groups],
        "group_systems": list(evaluation.means),
        "extra": extra,
        "worst": worst_blocks(evaluation, _order(evaluation), lang),
        "published": _published(evaluation, lang),
        "overlaps": [_overlap(each, lang) for each in overlaps],
        "downloads": _downloads(evaluation, lang),
        "latex": tables.latex(evaluation),
        "config": as_json(config),
    }
    glyphs = font_face(render("evaluation.html", font="", **values))
    return render("evaluation.html", font=safe(glyphs), **values)


def system_table(kind: str, found: Mapping[str, Mapping[str, float]], lang: str) -> dict[str, Any]:
    """Further measures of every system as a table of the page. `kind`: `market` or `macro`."""
    names = next(iter(found.values()), {})
    return {
        "heading": say(f"report_{kind}", lang),
        "notes": [say(f"report_{kind}_note", lang)],
        "header": [say("report_system", lang), *names],
        "rows": [[system, *(f"{value:.4g}" for value in values.values())] for system, values in found.items()],
    }


def _words(evaluation: Evaluation, lang: str) -> dict[str, str]:
    """The headings and notes of the page by their short names."""
    filled: dict[str, dict[str, object]] = {
        "comparisons_note": {"count": len(evaluation.comparisons.get(PRIMARY, ()))},
        "groups_note": {"least": SMALLEST},
    }
    words = {name: say(f"report_{name}", lang, **filled.get(name, {})) for name in (*_WORDS, *filled)}
    words["title"] = say("report_title", lang, dataset=evaluation.dataset.name)
    return words


def _lead(evaluation: Evaluation, lang: str) -> list[str]:
    dataset = evaluation.dataset
    lead = say(
        "report_lead",
        lang,
        judged=len(dataset.judged),
        queries=len(dataset.queries),
        documents=len(dataset.corpus),
        judgements=len(dataset.judgements),
        depth=min(evaluation.options.depth, len(dataset.corpus)),
    )
    return [lead]


def remarks(evaluation: Evaluation, lang: str) -> list[str]:
    """What a reader must know before the table: measures not run, short lists, own documents, what cannot be seen."""
    depth, own = evaluation.options.depth, int((evaluation.dataset.own >= 0).sum())
    lines = [
        *(say("measure_too_deep", lang, name=m.name, want=m.depth, depth=depth) for m in evaluation.too_deep),
        *(say("run_short_lists", lang, name=name, count=count) for name, count in evaluation.short.items()),
    ]
    if own:
        code = "report_self_dropped" if evaluation.options.drop_self else "report_self_kept"
        lines.append(say(code, lang, count=own))
    family = [c for c in evaluation.comparisons.get(PRIMARY, ()) if "random" not in (c.a, c.b)]
    if family:
        least = sorted(each.result.detectable for each in family)[len(family) // 2]
        code = "report_few" if least > SMALL_DIFFERENCE else "report_enough"
        lines.append(say(code, lang, least=f"{least:.3f}"))
    return lines


def _results(evaluation: Evaluation) -> list[dict[str, Any]]:
    order = _order(evaluation)
    family = evaluation.comparisons.get(PRIMARY, ())
    shared = letters(order, [(each.a, each.b) for each in family if each.significant])
    best = {
        name: max(measured[name].mean for measured in evaluation.means.values())
        for name in evaluation.options.measures
        if evaluation.means
    }
    return [
        {
            "name": system,
            "cells": [
                {
                    **cell(mean),
                    "best": mean.mean == best[name],
                    "letters": shared[system] if name == PRIMARY and len(order) > 1 else "",
                }
                for name, mean in evaluation.means[system].items()
            ],
        }
        for system in order
    ]


def _charts(evaluation: Evaluation, lang: str) -> dict[str, Any]:
    order = _order(evaluation)
    rows = [(name, evaluation.means[name][PRIMARY]) for name in order if PRIMARY in evaluation.means[name]]
    series = [(name, *_within(evaluation, name)) for name in order]
    return {
        "estimates": safe(estimates([Estimate(name, m.mean, *m.ci95) for name, m in rows], "MAP")) if rows else "",
        "scatters": [(safe(_scatter(evaluation, x, y)), say("report_scatter", lang, y=y)) for x, y in _pairs(order)],
        "ranks": safe(curves(series, say("report_rank_axis", lang), say("report_share_axis", lang), log=True))
        if "mrr" in evaluation.options.measures and series
        else "",
    }


def _pairs(order: Sequence[str]) -> list[tuple[str, str]]:
    """Who is drawn against whom: the best against the second, and against BM25, the baseline that everybody knows."""
    against = [name for name in dict.fromkeys((*order[1:2], "bm25")) if name in order[1:]]
    return [(name, order[0]) for name in against]


def _scatter(evaluation: Evaluation, x: str, y: str) -> str:
    column = evaluation.options.measures.index(PRIMARY)
    return scatter(evaluation.values[x][:, column], evaluation.values[y][:, column], x, y)


def _within(evaluation: Evaluation, system: str) -> tuple[list[float], list[float]]:
    """(places, share of the judged queries whose first relevant document stands within them)"""
    reciprocal = evaluation.values[system][:, evaluation.options.measures.index("mrr")]
    deepest = min(evaluation.options.depth, len(evaluation.dataset.corpus))
    places = [float(k) for k in _PLACES if k <= deepest]
    return places, [float((reciprocal >= 1 / k - 1e-12).mean()) for k in places]


def _comparison(each: Comparison) -> dict[str, Any]:
    result = each.result
    return {
        "a": each.a,
        "b": each.b,
        "difference": f"{result.difference:+.4f}",
        "low": f"{result.ci95[0]:+.4f}",
        "high": f"{result.ci95[1]:+.4f}",
        "p": f"{result.p:.4f}",
        "p_holm": f"{each.p_holm:.4f}",
        "significant": each.significant,
        "effect": f"{result.effect:+.2f}",
        "wins": result.wins,
        "losses": result.losses,
        "ties": result.ties,
        "detectable": f"{result.detectable:.3f}",
    }


def _group(group: Group, lang: str) -> dict[str, Any]:
    return {
        "name": f"{_said('group_', group.attribute, lang)}: {_said('group_value_', group.value, lang)}",
        "n": group.n,
        "cells": [cell(mean) for mean in group.means.values()] if group.means else [],
    }


def _said(prefix: str, name: str, lang: str) -> str:
    """Our own attributes have words; a field of the reader's own file is shown as it is."""
    return say(prefix + name, lang) if prefix + name in codes() else name


def _published(evaluation: Evaluation, lang: str) -> dict[str, Any] | None:
    figures = published(evaluation.dataset.name)
    if figures is None:
        return None
    measures = [m for m in evaluation.options.measures if any(m in each for _, each in figures.systems)]
    rows = [(name, dict(each), False) for name, each in figures.systems]
    rows += [
        (say("report_ours", lang, name=name), {m: mean.mean for m, mean in measured.items()}, True)
        for name, measured in evaluation.means.items()
    ]
    rows.sort(key=lambda row: (-next((row[1][m] for m in measures if m in row[1]), 0.0), row[0]))
    code = "report_comparable" if figures.comparable else "report_not_comparable"
    source = say("report_source", lang, source=figures.source)
    return {
        "verdict": say(code, lang, because=figures.because[lang]),
        "source": source + (say("report_second_hand", lang) if figures.second_hand else ""),
        "measures": measures,
        "rows": [
            {"name": name, "ours": ours, "cells": [f"{each[m]:.4f}" if m in each else "–" for m in measures]}
            for name, each, ours in rows
        ],
    }


def _overlap(each: Overlap, lang: str) -> str:
    said = say(each.code, lang, count=each.count, of=each.of, relevant=each.relevant, source=each.source)
    examples = "; ".join(example[:40] for example in each.examples[:3])
    end, space = ("。", "") if lang == "zh" else (".", " ")
    return f"{said}{end}{space}{say('report_example', lang, examples=examples)}"


def _downloads(evaluation: Evaluation, lang: str) -> list[tuple[str, str, str]]:
    return [
        ("results.csv", _url("text/csv", tables.results_csv(evaluation)), say("report_csv", lang)),
        ("comparisons.csv", _url("text/csv", tables.comparisons_csv(evaluation)), say("report_pairs_csv", lang)),
        ("results.tex", _url("text/x-tex", tables.latex(evaluation)), say("report_latex", lang)),
    ]


def _url(kind: str, text: str) -> str:
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(text.encode()).decode('ascii')}"


def cell(mean: Mean) -> dict[str, str]:
    """A mean and the ends of its interval, as a table of the page shows them."""
    return {"mean": f"{mean.mean:.4f}", "low": f"{mean.ci95[0]:.3f}", "high": f"{mean.ci95[1]:.3f}"}


def _order(evaluation: Evaluation) -> list[str]:
    """Systems, the best in the primary measure first."""

    def place(name: str) -> tuple[float, str]:
        measured = evaluation.means[name]
        return -(measured[PRIMARY].mean if PRIMARY in measured else 0.0), name

    return sorted(evaluation.means, key=place)
