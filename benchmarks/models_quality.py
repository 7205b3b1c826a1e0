"""What the learned parts are worth, on the dev parts of the public sets.

    python benchmarks/models_quality.py parts   DATA     each part alone and left out, two halves apart
    python benchmarks/models_quality.py memory  DATA     the office's memory: seen and unseen occupations apart
    python benchmarks/models_quality.py quality DATA     the second embedder (extra `quality`), without a map

DATA is the folder with the sets. MAP over queries with a judgement; ties count against the system. Half A (queries
1, 3, 5, ...) chose the weights and the settings of training, half B did not.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from models.embedder import E5Embedder, UseEmbedder
from models.memory import SHARE, Confirmed, Memory, speaking_for
from models.shipped import block_encoder
from models.systems import WEIGHTS, Remembering, Text, block_scores, block_texts, rank_dense, rank_fusion

SETS = ("talentclef25_zh", "talentclef25_en", "csco2022_titles", "onet27_titles")
CONFIRMED = (100, 300, 1000)


def read(folder: Path) -> tuple[list[Text], list[Text], list[set[int]]]:
    """Queries, documents, and for each query the places of its relevant documents."""
    queries, documents = (
        [json.loads(line) for line in (folder / f"{name}.jsonl").open(encoding="utf-8")]
        for name in ("queries", "corpus")
    )
    asked = {row["id"]: i for i, row in enumerate(queries)}
    held = {row["id"]: i for i, row in enumerate(documents)}
    relevant: list[set[int]] = [set() for _ in queries]
    for line in (folder / "qrels.txt").open(encoding="utf-8"):
        query, _, document, _ = line.split()
        relevant[asked[query]].add(held[document])
    return [Text.of(row["text"]) for row in queries], [Text.of(row["text"]) for row in documents], relevant


def precisions(scores: np.ndarray, relevant: list[set[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Average precision and reciprocal rank of each query, NaN without a judgement; ties count against."""
    average, reciprocal = np.full(len(relevant), np.nan), np.full(len(relevant), np.nan)
    for i, wanted in enumerate(relevant):
        if wanted:
            row = np.sort(scores[i])
            ranks = np.sort(len(row) - np.searchsorted(row, scores[i][sorted(wanted)], side="left"))
            ranks = np.maximum(ranks, np.arange(1, len(ranks) + 1))
            average[i] = np.mean(np.arange(1, len(ranks) + 1) / ranks)
            reciprocal[i] = 1 / ranks[0]
    return average, reciprocal


def halves(scores: np.ndarray, relevant: list[set[int]]) -> str:
    """MAP of all, half A, half B."""
    average, _ = precisions(scores, relevant)
    return f"{np.nanmean(average):.3f} ({np.nanmean(average[::2]):.3f}, {np.nanmean(average[1::2]):.3f})"


def row(name: str, cells: list[str]) -> None:
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def parts(data: Path) -> None:
    """Ablations of the default system."""
    embedder = Remembering(UseEmbedder())
    mapped = block_encoder(embedder)
    sets = {name: read(data / name) for name in SETS}
    both = {
        name: tuple(mapped.encode_both([block_texts(text) for text in side]) for side in texts[:2])
        for name, texts in sets.items()
    }

    def scored(weights: dict[str, float], exact: bool = True) -> list[str]:
        return [halves(block_scores(mapped, *both[name], weights, exact), sets[name][2]) for name in SETS]

    row("system, MAP of all (half A, half B)", list(SETS))
    row("---", ["---"] * len(SETS))
    row("embedder alone, whole text", [halves(rank_dense(*sets[n][:2], embedder), sets[n][2]) for n in SETS])
    row("block title (learned map) alone", scored({"title": 1}))
    row("block occupation alone", scored({"occupation": 1}))
    row("block words alone", scored({"words": 1}))
    for block in WEIGHTS:
        row(f"default without {block}", scored({k: v for k, v in WEIGHTS.items() if k != block}))
    row("default, folded rows (recall)", scored(dict(WEIGHTS), exact=False))
    row("**default**", scored(dict(WEIGHTS)))


def memory(data: Path) -> None:
    """Titles of half A are confirmed, half B is asked; an occupation is seen when a confirmed title means it."""
    queries, documents, relevant = read(data / "csco2022_titles")
    encoder = block_encoder(Remembering(UseEmbedder()))
    held = encoder.encode_both([block_texts(text) for text in documents])
    judged = [i for i, wanted in enumerate(relevant) if wanted]
    past, asked = judged[::2], judged[1::2]
    plain = block_scores(encoder, encoder.encode_both([block_texts(queries[i]) for i in asked]), held, WEIGHTS)
    wanted = [relevant[i] for i in asked]
    _, before = precisions(plain, wanted)
    order = np.random.default_rng(0).permutation(len(past))
    names = [(text.title,) for text in documents]
    row("confirmed titles: MRR without → with", ["all", "seen occupations", "unseen occupations"])
    row("---", ["---"] * 3)
    for count in CONFIRMED:
        chosen = [past[i] for i in order[:count]]
        said = [Confirmed(whole(queries[i]), documents[min(relevant[i])].title) for i in chosen]
        recalled = Memory(encoder.titles, said).recall([whole(queries[i]) for i in asked])
        gained = np.stack([speaking_for(found, names) for found in recalled])
        _, after = precisions(plain + SHARE * gained, wanted)
        seen = np.isin([min(places) for places in wanted], [min(relevant[i]) for i in chosen])
        everyone = np.ones(len(asked), dtype=bool)
        row(
            str(count),
            [f"{before[k].mean():.3f} → {after[k].mean():.3f} ({k.sum()})" for k in (everyone, seen, ~seen)],
        )


def whole(text: Text) -> str:
    """The text as it was given."""
    return f"{text.title} {text.body}".strip()


def quality(data: Path) -> None:
    """The two embedders side by side, without a map."""
    row("system", list(SETS))
    row("---", ["---"] * len(SETS))
    sets = {name: read(data / name) for name in SETS}
    for name, embedder in (("use", Remembering(UseEmbedder())), ("e5", Remembering(E5Embedder()))):
        for system in (rank_dense, rank_fusion):
            row(f"{name}, {system.__name__}", [halves(system(*sets[n][:2], embedder), sets[n][2]) for n in SETS])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["parts", "memory", "quality"])
    parser.add_argument("data", type=Path)
    given = parser.parse_args()
    {"parts": parts, "memory": memory, "quality": quality}[given.what](given.data)
