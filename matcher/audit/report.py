"""An audit's answer for people: a summary in lines, and one offline page with its charts and its font inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcher.audit.exposure import MEASURES
from matcher.documents.charts import Estimate, estimates
from matcher.documents.fonts import font_face
from matcher.documents.page import render, safe
from matcher.domain.words import codes, say

Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """One cell of a table of the page."""

    text: str
    interval: str = ""
    number: bool = True


def summary(found: Answer, lang: str) -> list[str]:
    """What was looked at and what came out, a sentence a line."""
    return [_lead(found, lang), *_verdict(found, lang)]


def page(found: Answer, lang: str) -> str:
    """The report."""
    sections = [_rules(found, lang), _exposure(found, lang), _probe(found, lang)]
    values: dict[str, Any] = {
        "lang": "zh-CN" if lang == "zh" else "en",
        "title": say("audit_title", lang),
        "lead": _lead(found, lang),
        "verdict": _verdict(found, lang),
        "broken": bool(found["breaches"]["total"]),
        "limits": say("audit_limits", lang),
        "sections": [_with_numbers(section) for section in sections],
    }
    glyphs = font_face(render("audit.html", font="", **values))
    return render("audit.html", font=safe(glyphs), **values)


def _with_numbers(section: dict[str, Any]) -> dict[str, Any]:
    """Each table with the columns that hold numbers, whose headings stand to the right too."""
    tables = [
        {**table, "numbers": [at for at, cell in enumerate(table["rows"][0]) if at and cell.number]}
        for table in section["tables"]
        if table["rows"]
    ]
    return {**section, "tables": tables}


def _lead(found: Answer, lang: str) -> str:
    told = {name: found[name] for name in ("tenant", "people", "consented", "posts", "memory", "as_of", "seed")}
    return say("audit_lead", lang, **told, scenarios=len(found["scenarios"]))


def _verdict(found: Answer, lang: str) -> list[str]:
    breaches = found["breaches"]
    scores = sum(found["flips"]["scores"].values())
    if not breaches["total"]:
        if not scores:
            return [say("audit_nothing", lang)]
        return [say("audit_clean", lang, scores=f"{scores:,}", pages=found["flips"]["pages"])]
    counts = [say(f"audit_breach_{sort}", lang, count=count) for sort, count in breaches["by_sort"].items()]
    shown = [" ".join(f"{name}={value}" for name, value in each.items()) for each in breaches["examples"]]
    return [say("audit_broken", lang, total=breaches["total"]), *counts, *shown]


def _titles(found: Answer, lang: str) -> dict[str, str]:
    return {each["name"]: each["title"]["en" if lang == "en" else "zh"] for each in found["scenarios"]}


def _rules(found: Answer, lang: str) -> dict[str, Any]:
    titles = _titles(found, lang)
    header = _said(("service", "rule", "pairs", "alone", "source"), lang)
    rows = [
        [
            Cell(titles[each["scenario"]]),
            Cell(_rule(each["rule"], lang), number=False),
            Cell(f"{each['pairs']:,}"),
            Cell(_traits(each["by_trait"], lang), number=False),
            Cell(_source(each["source"], lang), number=False),
        ]
        for each in found["flips"]["rules"]
    ]
    verdicts = [
        [Cell(titles[each["scenario"]]), *(Cell(f"{each[name]:,}") for name in ("opened", "shut", "people"))]
        for each in found["flips"]["verdicts"]
    ]
    note = say("audit_rules_note", lang) if rows else say("audit_no_rules", lang)
    tables = [
        {"caption": "", "header": header, "rows": rows},
        {"caption": "", "header": _said(("service", "opened", "shut", "touched"), lang), "rows": verdicts},
    ]
    return {"heading": say("audit_rules", lang), "notes": [note], "tables": tables, "plots": []}


def _exposure(found: Answer, lang: str) -> dict[str, Any]:
    titles = list(_titles(found, lang).values())
    smallest = found["exposure"]["smallest"]
    groups = [each for each in found["exposure"]["groups"] if each["n"] != 0]
    header = [say("audit_people_group", lang), "n", *titles]
    tables = [
        {
            "caption": say(f"audit_measure_{measure}", lang),
            "header": header,
            "rows": [_group_row(each, measure, len(titles), smallest, lang) for each in groups],
        }
        for measure in MEASURES
    ]
    plots = [
        (safe(_chart(groups, at, lang)), say("audit_chart", lang, service=title))
        for at, title in enumerate(titles)
        if any(not each["hidden"] for each in groups)
    ]
    notes = [say("audit_exposure_note", lang, smallest=smallest)]
    return {"heading": say("audit_exposure", lang), "notes": notes, "tables": tables, "plots": plots}


def _group_row(group: Answer, measure: str, columns: int, smallest: int, lang: str) -> list[Cell]:
    name = Cell(_group(group, lang))
    if group["hidden"]:
        return [name, Cell(say("audit_hidden", lang, smallest=smallest)), *(Cell("–") for _ in range(columns))]
    digits = {"exposure": 2, "posts": 1, "best": 3}[measure]
    cells = [
        Cell(f"{each['mean']:.{digits}f}", f"[{each['ci95'][0]:.{digits}f}, {each['ci95'][1]:.{digits}f}]")
        for each in group[measure]
    ]
    return [name, Cell(str(group["n"])), *cells]


def _chart(groups: Sequence[Answer], scenario: int, lang: str) -> str:
    rows = [
        Estimate(f"{_group(each, lang)} (n={each['n']})", each["exposure"][scenario]["mean"], *_ends(each, scenario))
        for each in groups
        if not each["hidden"]
    ]
    return estimates(rows, say("audit_measure_exposure", lang))


def _ends(group: Answer, scenario: int) -> tuple[float, float]:
    low, high = group["exposure"][scenario]["ci95"]
    return low, high


def _probe(found: Answer, lang: str) -> dict[str, Any]:
    told = found["probe"]
    header = [say("audit_trait", lang), "n", say("audit_members", lang), "AUC", say("audit_shuffled", lang)]
    known = [each for each in told["traits"] if each["auc"] is not None]
    rows = [
        [
            Cell(_trait(each["trait"], lang)),
            Cell(str(each["n"])),
            Cell(str(each["members"])),
            Cell(f"{each['auc']:.3f}", f"[{each['ci95'][0]:.3f}, {each['ci95'][1]:.3f}]"),
            Cell(f"{each['shuffled']['mean']:.3f} / {each['shuffled']['greatest']:.3f}"),
        ]
        if each["auc"] is not None
        else [Cell(_trait(each["trait"], lang)), Cell(str(each["n"])), *(Cell("–") for _ in range(2)), _too_few(lang)]
        for each in told["traits"]
    ]
    chart = estimates([Estimate(_trait(each["trait"], lang), each["auc"], *each["ci95"]) for each in known], "AUC")
    note = say("audit_probe_note", lang, folds=told["folds"], shuffles=told["shuffles"])
    return {
        "heading": say("audit_probe", lang),
        "notes": [note],
        "tables": [{"caption": "", "header": header, "rows": rows}],
        "plots": [(safe(chart), "AUC")] if known else [],
    }


def _too_few(lang: str) -> Cell:
    return Cell(say("audit_too_few", lang))


def _said(names: Sequence[str], lang: str) -> list[str]:
    return [say(f"audit_{name}", lang) for name in names]


def _group(group: Answer, lang: str) -> str:
    value = f"audit_value_{group['value']}"
    named = say(value, lang) if value in codes() else group["value"]
    return f"{say('audit_attribute_' + group['attribute'], lang)}: {named}"


def _trait(name: str, lang: str) -> str:
    of_group = name.removeprefix("group_")
    return say(f"audit_value_{of_group}" if of_group != name else f"audit_traits_{name}", lang)


def _rule(code: str, lang: str) -> str:
    """The rule's name beside its code: an agency's own question has its code alone."""
    return f"{say(f'rule_{code}', lang)} ({code})" if f"rule_{code}" in codes() else code


def _traits(pairs: Mapping[str, int], lang: str) -> str:
    return ", ".join(f"{say(f'audit_traits_{trait}', lang)} {count:,}" for trait, count in pairs.items())


def _source(source: Mapping[str, str] | None, lang: str) -> str:
    return " ".join(filter(None, source.values())) if source else say("audit_no_source", lang)
