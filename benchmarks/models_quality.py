"""What the learned parts are worth, on the dev parts of the public sets.

    python benchmarks/models_quality.py parts   DATA     each part alone and left out, two halves apart
    python benchmarks/models_quality.py memory  DATA     the office's memory: seen and unseen occupations apart
    python benchmarks/models_quality.py quality DATA     the second embedder (extra `quality`), titles alone

DATA is the folder with the sets. MAP over queries with a judgement; ties count against the system. Half A (queries
1, 3, 5, ...) chose the weights and the settings of training, half B did not.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from matcher.evaluation.datasets import open_set
from matcher.evaluation.texts import Texts
from matcher.index.phrases import PARTS, Phrases
from matcher.office.default import NAME_LENGTH, default_system, pairs_of
from matcher.office.models import RecordEncoder, index_ranker
from matcher.ranking.features import FEATURES, curves
from matcher.ranking.memory import Memory, bridged
from matcher.ranking.rank import Ranker
from matcher.rules.loading import load_scenarios
from matcher.table.keys import key
from models.blocks import BlockEncoder, BlockTexts, Encoded
from models.embedder import BothEmbedder, E5Embedder, UseEmbedder
from models.shipped import block_encoder
from models.sparse_rows import products
from models.systems import Remembering, Titled, rank_dense
from models.title_map import fit
from models.train_map import read_onet

SETS = ("talentclef25_zh", "talentclef25_en", "csco2022_titles", "onet27_titles")
CONFIRMED = (100, 300, 1000)
TITLE, BODY = 0.3, 0.1  # of the service general


def read(folder: Path) -> tuple[Texts, Texts, list[set[int]]]:
    """Queries, documents, in the order of their files, and for each query the places of its relevant documents."""
    dataset = open_set(folder, None)
    sides, places = [], []
    for name, side in (("queries", dataset.queries), ("corpus", dataset.corpus)):
        by_id = {text.id: text for text in side.items}
        ids = [json.loads(line)["id"] for line in (folder / f"{name}.jsonl").open(encoding="utf-8")]
        sides.append(Texts(tuple(by_id[identifier] for identifier in ids)))
        places.append({identifier: place for place, identifier in enumerate(ids)})
    relevant: list[set[int]] = [set() for _ in sides[0].items]
    for line in (folder / "qrels.txt").open(encoding="utf-8"):
        query, _, document, _ = line.split()
        relevant[places[0][query]].add(places[1][document])
    return sides[0], sides[1], relevant


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
    """Each part of a match's nearness of texts alone and left out; the last line is the match's own code."""
    remembering = Remembering(UseEmbedder())
    encoder = block_encoder(remembering)
    sets = {name: read(data / name) for name in SETS}
    told = {name: relevant for name, (_, _, relevant) in sets.items()}
    cosines = {name: _cosines(encoder, queries, corpus) for name, (queries, corpus, _) in sets.items()}

    def near(one: dict[str, np.ndarray], without: str = "", short: str = "") -> np.ndarray:
        weights = {part: weight for part, weight in PARTS.items() if part != without}
        whole = sum(weight * one[short + part] for part, weight in weights.items()) / sum(weights.values())
        curve = curves()["phrase"]
        title = np.interp(whole, curve["cosine"], curve["value"])
        return TITLE * title + (BODY * one["body"] if without != "body" else 0)

    def scored(score: Callable[[dict[str, np.ndarray]], np.ndarray]) -> list[str]:
        return [halves(score(cosines[name]), told[name]) for name in SETS]

    row("system, MAP of all (half A, half B)", list(SETS))
    row("---", ["---"] * len(SETS))
    row("embedder alone, whole text", [halves(rank_dense(*_items(sets[n]), remembering), told[n]) for n in SETS])
    for part in PARTS:
        row(f"{part} alone", scored(lambda one: one[part]))  # noqa: B023
    for part in (*PARTS, "body"):
        row(f"default without {part}", scored(lambda one: near(one, part)))  # noqa: B023
    row("default, titles not read with descriptions", scored(lambda one: near({**one, "occupation": one["bare"]})))
    row("default, folded rows", scored(lambda one: near(one, short="folded ")))
    match = default_system(RecordEncoder(encoder), _ranker())
    row("**default**", [halves(_all(match(*sets[n][:2])), told[n]) for n in SETS])


def block_texts(text: Titled) -> BlockTexts:
    """A query or document as blocks; what is short is a name and nothing else."""
    if len(text.body) < NAME_LENGTH:
        return BlockTexts(title=(f"{text.title} {text.body}".strip(),))
    return BlockTexts(title=(text.title,), body=(text.body,))


def _cosines(encoder: BlockEncoder, queries: Texts, corpus: Texts) -> dict[str, np.ndarray]:
    """(queries, documents) cosines of each part of titles and of bodies, exact and folded."""
    asked, held = ([block_texts(text) for text in side.items] for side in (queries, corpus))
    mine, theirs = (encoder.encode_both([BlockTexts(one.title) for one in side]) for side in (asked, held))
    told = encoder.encode_both([BlockTexts(body=one.body) for one in held])
    there = np.array([bool(one.body) for one in held])

    def columns(block: str, some: Encoded, others: Encoded) -> np.ndarray:
        of = encoder.layout.columns(block)
        return some.rows[:, of] @ others.rows[:, of].T

    found = {
        "title": columns("title", mine, theirs),
        "bare": products(mine.exact["occupation"], theirs.exact["occupation"]),
        "words": products(mine.exact["words"], theirs.exact["words"]),
        "body": np.clip(
            mine.rows[:, encoder.layout.columns("title")] @ told.rows[:, encoder.layout.columns("body")].T, 0, 1
        ),
        "folded title": columns("title", mine, theirs),
        "folded words": columns("words", mine, theirs),
    }
    described = products(mine.exact["occupation"], told.exact["occupation"])
    found["occupation"] = np.where(there, (found["bare"] + described) / 2, found["bare"])
    bare = columns("occupation", mine, theirs)
    found["folded occupation"] = np.where(there, (bare + columns("occupation", mine, told)) / 2, bare)
    return found


def _items(one: tuple[Texts, Texts, list[set[int]]]) -> tuple[Sequence[Titled], Sequence[Titled]]:
    return one[0].items, one[1].items


def _ranker() -> Ranker:
    return index_ranker(load_scenarios((), FEATURES)["general"])


def _all(blocks: Iterator[np.ndarray]) -> np.ndarray:
    return np.concatenate(list(blocks))


def memory(data: Path) -> None:
    """Titles of half A are confirmed, half B is asked; an occupation is seen when a confirmed title means it."""
    queries, corpus, relevant = read(data / "csco2022_titles")
    judged = [i for i, wanted in enumerate(relevant) if wanted]
    past, asked = judged[::2], judged[1::2]
    encoder, ranker = RecordEncoder(block_encoder(Remembering(UseEmbedder()))), _ranker()
    people = Texts(tuple(queries.items[i] for i in asked))
    pairs = pairs_of(encoder, ranker, people, corpus)
    columns = np.arange(len(corpus), dtype=np.int64)
    features = np.stack([pairs.features(i, columns) for i in range(len(asked))])
    wanted = [relevant[i] for i in asked]
    _, before = precisions(_ranked(ranker, features), wanted)
    texts = [text.text for text in queries.items]
    titles = [text.title for text in corpus.items]
    phrases = Phrases(encoder)
    phrases.learn([*texts, *titles])
    order = np.random.default_rng(0).permutation(len(past))
    row("confirmed titles: MRR without → with", ["all", "seen occupations", "unseen occupations"])
    row("---", ["---"] * 3)
    for count in CONFIRMED:
        chosen = [past[i] for i in order[:count]]
        confirmed = Memory.of([(texts[i], titles[min(relevant[i])], 1) for i in chosen], "")
        weights = confirmed.weights(phrases, [key(texts[i]) for i in asked], [key(title) for title in titles])
        aided, at = features.copy(), list(pairs.names).index("title")
        aided[..., at] = bridged(features[..., at], weights)
        _, after = precisions(_ranked(ranker, aided), wanted)
        seen = np.isin([min(places) for places in wanted], [min(relevant[i]) for i in chosen])
        everyone = np.ones(len(asked), dtype=bool)
        row(
            str(count),
            [f"{before[k].mean():.3f} → {after[k].mean():.3f} ({k.sum()})" for k in (everyone, seen, ~seen)],
        )


def _ranked(ranker: Ranker, features: np.ndarray) -> np.ndarray:
    return np.stack([ranker.score(one) for one in features])


def quality(data: Path) -> None:
    """Embedders on titles alone, as they are and through a map learned from O*NET titles (e5: half an hour)."""
    _, titles, _ = read_onet(data / "onet27_titles")
    sets = {name: read(data / name) for name in SETS}
    row("titles alone, MAP", list(SETS))
    row("---", ["---"] * len(SETS))
    for name, make in (("use", UseEmbedder), ("e5", E5Embedder), ("both", BothEmbedder)):
        embedder = Remembering(make())
        learned = fit(embedder.name, {"title": embedder.embed(titles.texts)}, {"title": titles.classes})
        vectors = {
            n: [embedder.embed([block_texts(text).title[0] for text in side]) for side in _items(sets[n])] for n in SETS
        }
        row(name, [halves(asked @ held.T, sets[n][2]) for n, (asked, held) in vectors.items()])
        mapped = {n: [learned.apply(side) for side in both] for n, both in vectors.items()}
        row(f"{name}, through a map", [halves(asked @ held.T, sets[n][2]) for n, (asked, held) in mapped.items()])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["parts", "memory", "quality"])
    parser.add_argument("data", type=Path)
    given = parser.parse_args()
    {"parts": parts, "memory": memory, "quality": quality}[given.what](given.data)
