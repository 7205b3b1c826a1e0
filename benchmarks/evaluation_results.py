"""Writes docs/RESULTS.md: the set that ships and every public set, all systems, the command of each table above it.

    python benchmarks/evaluation_results.py DATA [--work DIR] [--only NAME] [--out docs/RESULTS.md]

DATA is the folder of the public sets (absent sets are said to be absent, never left out in silence). Each set is
evaluated by `fairmatch evaluate` into DIR/NAME; a second call goes on from the runs that are there. Nothing in the page
is typed by hand but the sentences below. The work folder takes some 2 GB, most of it jobbert's runs.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.evaluation.compare import LEVEL, letters
from matcher.evaluation.measures import REPORTED
from matcher.evaluation.published import published

HEAD = """\
# Results

Made by `python benchmarks/evaluation_results.py DATA`; not typed by hand. The first two tables stand on data that ships
with the project: from a fresh clone the one command above each gives its numbers. DATA is a folder with the public
sets, which are other people's and do not ship. Every system ranks every document. Means are over the queries with a
judgement, in brackets the 95 % bootstrap interval over queries; measures, ties and float32 scores are trec_eval's.
Behind MAP: systems that share a letter do not differ after Holm's correction over all pairs. `default` is what `match`
uses before a ranker is trained; `bm25`, `tfidf` and `dense` are its parts or peers untrained.

All sets but the report half of the first are dev parts: weights and training data were chosen with them in sight. The
parts that nobody here has seen are kept elsewhere, and the numbers there will be lower where we chose well by luck.
"""


HERE = Path(__file__).parent


@dataclass(frozen=True)
class Measured:
    """A folder, further arguments, and what a reader must know before he believes the table.

    ships  whether the folder is one of ours, in `benchmarks`, and not below DATA
    """

    folder: str
    arguments: tuple[str, ...] = ()
    careful: str = ""
    suffix: str = ""
    ships: bool = False

    @property
    def name(self) -> str:
        return self.folder + self.suffix


SETS = (
    Measured(
        "handwritten",
        ("--qrels", "qrels_dev.txt"),
        "Sixty invented Chinese profiles of all services against 200 invented posts, judged by written rules "
        "(benchmarks/handwritten/README.md): synthetic, nobody in it exists. The odd half, which may be chosen by.",
        " (dev half)",
        ships=True,
    ),
    Measured(
        "handwritten",
        ("--qrels", "qrels_report.txt"),
        "The even half, opened twice: after weights and models were settled, when `default` stood behind `fusion` on "
        "both halves, and again after the feature `whole` had been chosen on the odd half and other sets.",
        " (report half)",
        ships=True,
    ),
    Measured(
        "talentclef25_zh",
        careful="51 queries: nothing can be said about small differences. 17 queries stand in the corpus word for word "
        "and 11 of these are not judged relevant, so that MAP cannot reach 1 (ceiling .972).",
    ),
    Measured(
        "talentclef25_en",
        careful="52 queries; 16 stand in the corpus word for word and none of these is judged relevant (ceiling .964).",
    ),
    Measured(
        "csco2022_titles",
        careful="Who labelled the titles is not confirmed; differences below .02 are label noise. `aliases.jsonl` "
        "holds 171 of the queries with their answers: no system here reads it.",
    ),
    Measured(
        "csco2022_titles",
        ("--qrels", "qrels_group.txt"),
        "Every occupation of the right group counts.",
        suffix=" (groups)",
    ),
    Measured(
        "onet27_titles",
        careful="Half of the queries are reported titles by design, 8 % in the database: the mean is not that of the "
        "database. Titles that differ by a word from a training title are common.",
    ),
    Measured(
        "onet27_related",
        ("--drop-self",),
        "Partly circular: the judgements were made with text similarity of the same tasks. Graded 1 to 3.",
    ),
    Measured(
        "jobbert_titles",
        ("--depth", "300"),
        "Lists of 300. Labels are noisy: about 64 % of exact titles carry the gold label, hit@1 cannot go far beyond.",
    ),
    Measured(
        "melo_usa_en",
        careful="The whole published benchmark; since anything was tuned on it, a dev number too. 1,182 documents "
        "repeat another's text and tie.",
    ),
)


def main() -> None:
    options = parsed()
    work = options.work or Path(tempfile.mkdtemp(prefix="fairmatch-results-"))
    chosen = [each for each in SETS if options.only in (None, each.folder)]
    sections = [section(each, options.data, work) for each in chosen]
    options.out.write_text("\n".join([HEAD, *sections]), "utf-8")
    print(options.out)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--only", choices=sorted({each.folder for each in SETS}))
    parser.add_argument("--out", type=Path, default=Path("docs/RESULTS.md"))
    return parser.parse_args()


def section(each: Measured, data: Path, work: Path) -> str:
    title = f"## {each.name}\n"
    folder = (HERE if each.ships else data) / each.folder
    if not folder.is_dir():
        return f"{title}\nNot run: the set is absent.\n"
    out = work / re.sub(r"\W+", "_", each.name).strip("_")
    command = ["evaluate", str(folder), "--out", str(out), "--lang", "en", "--json", *each.arguments]
    done = subprocess.run([sys.executable, "-m", "fairmatch", *command], stdout=subprocess.PIPE, check=True)
    metrics = json.loads(done.stdout)
    place = "benchmarks" if each.ships else "DATA"
    shown = " ".join(["fairmatch evaluate", f"{place}/{each.folder}", "--out DIR", *each.arguments])
    counts = metrics["counts"]
    parts = [
        title,
        f"`{shown}`\n",
        f"{counts['judged']:,} judged queries, {counts['documents']:,} documents, {counts['judgements']:,} judgements. "
        f"{each.careful}\n",
        table(metrics),
        beside(metrics, each.folder),
    ]
    return "\n".join(part for part in parts if part)


def table(metrics: dict[str, Any]) -> str:
    shared = letters_of(metrics)
    systems = sorted(metrics["systems"].items(), key=lambda item: -item[1]["map"]["mean"])
    lines = ["| system | " + " | ".join(REPORTED) + " |", "|---" + "|---:" * len(REPORTED) + "|"]
    for name, measured in systems:
        cells = [cell(measured[m], shared[name] if m == "map" else "") for m in REPORTED]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += [f"| {name} | not run: {reason} |" for name, reason in metrics["not_run"].items()]
    return "\n".join(lines) + "\n"


def letters_of(metrics: dict[str, Any]) -> dict[str, str]:
    order = sorted(metrics["systems"], key=lambda name: -metrics["systems"][name]["map"]["mean"])
    return letters(order, [(c["a"], c["b"]) for c in metrics["comparisons"] if c["p_holm"] < LEVEL])


def cell(mean: dict[str, Any], shared: str) -> str:
    low, high = mean["ci95"]
    letters = f" {shared}" if shared else ""
    return f"{mean['mean']:.3f}{letters}<br>[{low:.3f}, {high:.3f}]"


def beside(metrics: dict[str, Any], folder: str) -> str:
    figures = published(folder)
    if figures is None:
        return "Published: nothing on this set.\n"
    verdict = "the very same set" if figures.comparable else f"**not comparable**: {figures.because['en']}"
    second = ", second-hand" if figures.second_hand else ""
    rows = "; ".join(
        f"{name} "
        + " ".join(f"{measure} {value:.3f}" for measure, value in values.items() if measure in ("map", "mrr"))
        for name, values in figures.systems
    )
    return f"Published ({verdict}): {rows}. Source: {figures.source}{second}.\n"


if __name__ == "__main__":
    main()
