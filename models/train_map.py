"""Trains what ships: the learned map, the occupation model and the rarity of grams.

    python -m models.train_map --onet DIR --domain DIR --out DIR [--seed N] [--embedder both]

`--onet` is the folder of the set onet27_titles (occupations with tasks, and the training part of its titles): O*NET 27
Database, CC BY 4.0, see data/NOTICE.md. `--domain` holds occupation_titles/ and posts.csv, this project's tables of
codes, names and titles. Nothing else is read; no dev or test query of any set was looked at for them. About two minutes
on one core, most of it embedding (`both`: about fifty). OMP_NUM_THREADS=1 gives the same bytes on the same machine.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import artifact
from models.embedder import EMBEDDERS, Embedder, UseEmbedder, Vectors
from models.occupations import OccupationModel
from models.prototypes import Schooling, learn_prototypes
from models.sentences import sentences
from models.shipped import OCCUPATIONS, TITLE_MAP, WORDS
from models.title_map import TextKind, TitleMap, fit
from models.words import WordHasher

CSCO_REPEATS = 2  # the Chinese table has 13 titles a class against 40: it is shown so often
CSCO_WEIGHT = 0.65  # of its probabilities in a profile; chosen on half A of the dev queries, like the rounds
MEANING, PROFILING = 160, 256  # columns of the title map (of every row of the index), and of the occupations' space
FOLDED = 192
ROUNDS = 8
CSCO_LEAST, ONET_LEAST = 2, 20  # texts that a gram must stand in to get a rarity of its own


@dataclass(frozen=True)
class Titles:
    """Texts of one kind and the class of each."""

    texts: list[str]
    classes: NDArray[np.intp]


def train_map(onet_dir: Path, domain_dir: Path, out: Path, seed: int = 0, embedder: Embedder | None = None) -> str:
    """Writes the three artefacts into `out` and gives their stamps, joined by `-`."""
    embedder = embedder or UseEmbedder()
    names, titles, tasks = read_onet(onet_dir)
    csco_names, posts = read_csco(domain_dir)
    texts: dict[TextKind, list[str]] = {"title": titles.texts, "sentence": tasks.texts}
    vectors = {kind: embedder.embed(listed) for kind, listed in texts.items()}
    labels: dict[TextKind, NDArray[np.intp]] = {"title": titles.classes, "sentence": tasks.classes}
    wide = fit(embedder.name, vectors, labels, PROFILING)  # its directions come strongest first
    learned = TitleMap(wide.embedder, wide.means, wide.projection[:, :MEANING])
    trades = _occupation_model(
        wide, vectors, labels, embedder.embed(posts.texts), posts.classes, seed, names + csco_names
    )
    words = WordHasher.learned([(titles.texts, ONET_LEAST), (posts.texts, CSCO_LEAST)])
    stamps = [
        artifact.save(part, out / folder)
        for part, folder in ((learned, TITLE_MAP), (trades, OCCUPATIONS), (words, WORDS))
    ]
    return "-".join(stamps)


def read_onet(folder: Path) -> tuple[list[tuple[str, str]], Titles, Titles]:
    """O*NET: (code, name) of each occupation; titles and names; sentences of descriptions and tasks."""
    corpus = list(_lines(folder / "corpus_full.jsonl.gz"))
    place = {row["id"]: i for i, row in enumerate(corpus)}
    listed = {row["id"]: row["text"] for row in _lines(folder / "train" / "queries.jsonl.gz")}
    with gzip.open(folder / "train" / "qrels.txt.gz", "rt", encoding="utf-8") as judgements:
        pairs = [line.split() for line in judgements]
    titles = [(listed[query], place[code]) for query, _, code, _ in pairs]
    titles += [(row["title"], i) for i, row in enumerate(corpus)]
    tasks = [
        (sentence, i)
        for i, row in enumerate(corpus)
        for text in (row["description"], *(row["tasks"] or []))
        for sentence in sentences(text)
    ]
    return [(row["id"], row["title"]) for row in corpus], _titles(titles), _titles(tasks)


def read_csco(folder: Path) -> tuple[list[tuple[str, str]], Titles]:
    """The Chinese occupations: (code, name) of each; names, titles in Chinese and English, names of posts."""
    files = sorted((folder / "occupation_titles").glob("*.csv"))
    occupations = sorted((row for path in files for row in _table(path)), key=lambda row: row["csco_code"])
    place = {row["csco_code"]: i for i, row in enumerate(occupations)}
    listed = [(row["csco_code"], f"{row['name']}|{row['titles']}|{row['titles_en']}") for row in occupations]
    listed += [(row["csco_code"], f"{row['title']}|{row['synonyms']}") for row in _table(folder / "posts.csv")]
    titles = dict.fromkeys((text.strip(), place[code]) for code, cells in listed for text in cells.split("|"))
    return [(row["csco_code"], row["name"]) for row in occupations], _titles([pair for pair in titles if pair[0]])


def _occupation_model(
    learned: TitleMap,
    vectors: Mapping[TextKind, Vectors],
    labels: Mapping[TextKind, NDArray[np.intp]],
    posts: Vectors,
    post_classes: NDArray[np.intp],
    seed: int,
    names: list[tuple[str, str]],
) -> OccupationModel:
    onet = int(labels["title"].max()) + 1
    tables = (onet, len(names) - onet)
    rows = [vectors[kind] - learned.means[kind] for kind in vectors]
    rows += [posts - learned.means["title"]] * CSCO_REPEATS
    classes = [labels[kind] for kind in vectors] + [post_classes + onet] * CSCO_REPEATS
    projection, prototypes = learn_prototypes(
        np.concatenate(rows), np.concatenate(classes), tables, learned.projection, Schooling(rounds=ROUNDS, seed=seed)
    )
    weights = np.repeat(np.array([1, CSCO_WEIGHT], dtype=np.float32), tables)
    signs = np.random.default_rng(seed).integers(0, 2, (len(names), FOLDED), dtype=np.int8) * 2 - 1
    return OccupationModel(learned.embedder, learned.means, projection, prototypes, weights, tables, names, signs)


def _titles(pairs: list[tuple[str, int]]) -> Titles:
    return Titles([text for text, _ in pairs], np.array([place for _, place in pairs], dtype=np.intp))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def main(arguments: list[str] | None = None) -> None:
    """The command line of `python -m models.train_map`."""
    parser = argparse.ArgumentParser(description="Train the learned map, the occupation model and the rarity of grams.")
    parser.add_argument("--onet", type=Path, required=True, help="folder of the set onet27_titles")
    parser.add_argument("--domain", type=Path, required=True, help="folder with occupation_titles/ and posts.csv")
    parser.add_argument("--out", type=Path, required=True, help="where the three artefacts go")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--embedder", choices=list(EMBEDDERS), default="use")
    given = parser.parse_args(arguments)
    print(train_map(given.onet, given.domain, given.out, given.seed, EMBEDDERS[given.embedder]()))  # noqa: T201


if __name__ == "__main__":
    main()
