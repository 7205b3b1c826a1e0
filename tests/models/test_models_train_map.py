"""Training what ships, on a small O*NET of three occupations and the project's own tables."""

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest

import matcher.domain
from models import artifact
from models.blocks import BlockEncoder, BlockTexts
from models.lexical_embedder import LexicalEmbedder
from models.occupations import OccupationModel
from models.systems import Text, systems
from models.title_map import TitleMap
from models.train_map import main, read_csco, read_onet, train_map
from models.words import WordHasher

DOMAIN = Path(matcher.domain.__file__).parent / "data"
OCCUPATIONS = [
    ("11-0001.00", "Cooks", ["Prepare meals.", "Season food."], ["line cook", "pastry cook", "grill cook"]),
    ("11-0002.00", "Accountants", ["Prepare reports."], ["cost accountant", "tax accountant", "staff accountant"]),
    ("11-0003.00", "Welders", None, ["arc welder", "pipe welder"]),
]
FLOORS = {"talentclef25_zh": 0.46, "talentclef25_en": 0.49, "csco2022_titles": 0.42, "onet27_titles": 0.42}


@pytest.fixture(scope="module")
def onet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("onet")
    (folder / "train").mkdir()
    corpus = [{"id": c, "title": t, "description": f"{t} at work.", "tasks": tasks} for c, t, tasks, _ in OCCUPATIONS]
    titles = [(title, code) for code, _, _, listed in OCCUPATIONS for title in listed]
    with gzip.open(folder / "corpus_full.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in corpus)
    with gzip.open(folder / "train" / "queries.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps({"id": f"o{i}", "text": title}) + "\n" for i, (title, _) in enumerate(titles))
    with gzip.open(folder / "train" / "qrels.txt.gz", "wt", encoding="utf-8") as out:
        out.writelines(f"o{i} 0 {code} 1\n" for i, (_, code) in enumerate(titles))
    return folder


@pytest.fixture(scope="module")
def embedder(onet: Path) -> LexicalEmbedder:
    return LexicalEmbedder.fit(read_onet(onet)[1].texts + read_csco(DOMAIN)[1].texts, 64)


def test_what_it_reads(onet: Path) -> None:
    names, titles, tasks = read_onet(onet)
    assert names[0] == ("11-0001.00", "Cooks")
    assert (len(titles.texts), titles.texts[-1], titles.classes[-1]) == (11, "Welders", 2)
    assert tasks.texts == [
        "Cooks at work",
        "Prepare meals",
        "Season food",
        "Accountants at work",
        "Prepare reports",
        "Welders at work",
    ]
    codes, posts = read_csco(DOMAIN)
    assert len(codes) == 599
    assert {"汽车饰件制造工", "总装工"} <= set(posts.texts)


def test_the_same_input_and_seed_give_the_same_bytes(onet: Path, embedder: LexicalEmbedder, tmp_path: Path) -> None:
    stamps = [train_map(onet, DOMAIN, tmp_path / run, seed=4, embedder=embedder) for run in ("a", "b")]
    assert stamps[0] == stamps[1]
    files = [sorted(path.relative_to(tmp_path / run) for path in (tmp_path / run).rglob("*.*")) for run in ("a", "b")]
    assert files[0] == files[1]
    for path in files[0]:
        assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes()
    assert train_map(onet, DOMAIN, tmp_path / "c", seed=5, embedder=embedder) != stamps[0]


def test_what_it_writes_makes_an_encoder(onet: Path, embedder: LexicalEmbedder, tmp_path: Path) -> None:
    train_map(onet, DOMAIN, tmp_path, embedder=embedder)
    title_map = artifact.load(tmp_path / "title-map", {TitleMap.kind: TitleMap.restored})
    occupations = artifact.load(tmp_path / "occupations", {OccupationModel.kind: OccupationModel.restored})
    words = artifact.load(tmp_path / "words", {WordHasher.kind: WordHasher.restored})
    encoder = BlockEncoder(embedder, words, title_map, occupations)
    asker, *rows = encoder.encode([BlockTexts((t,)) for t in ("pastry cook", "grill cook", "pipe welder")])
    near, far = encoder.layout.cosines(asker, np.stack(rows))["title"]
    assert near > far


def test_the_command_says_what_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--onet", "somewhere"])
    assert stopped.value.code == 2
    assert "--domain" in capsys.readouterr().err


@pytest.mark.data
@pytest.mark.parametrize("name", FLOORS)
def test_default_stands_above_its_floor(name: str) -> None:
    if "FAIRMATCH_TEST_DATA" not in os.environ:
        pytest.skip("the public data sets are absent: set FAIRMATCH_TEST_DATA to their folder")
    folder = Path(os.environ["FAIRMATCH_TEST_DATA"]) / name
    queries, documents = (
        [json.loads(line) for line in (folder / f"{side}.jsonl").open(encoding="utf-8")]
        for side in ("queries", "corpus")
    )
    scores = systems()["default"](*([Text.of(row["text"]) for row in side] for side in (queries, documents)))
    asked = {row["id"]: i for i, row in enumerate(queries)}
    held = {row["id"]: i for i, row in enumerate(documents)}
    relevant: dict[int, list[int]] = {}
    for line in (folder / "qrels.txt").open(encoding="utf-8"):
        query, _, document, _ = line.split()
        relevant.setdefault(asked[query], []).append(held[document])
    precision = []
    for query, wanted in relevant.items():
        ranks = np.sort((scores[query][None] >= scores[query][wanted][:, None]).sum(axis=1))
        precision.append(np.mean(np.arange(1, len(ranks) + 1) / np.maximum(ranks, np.arange(1, len(ranks) + 1))))
    assert np.mean(precision) > FLOORS[name]
