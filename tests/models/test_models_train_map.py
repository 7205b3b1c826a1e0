"""Training what ships, on a small O*NET of three occupations and the project's own tables."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

import matcher.domain
from models.blocks import BlockTexts
from models.errors import ArtifactError
from models.lexical_embedder import LexicalEmbedder
from models.shipped import block_encoder
from models.train_map import main, read_csco, read_onet, train_map

DOMAIN = Path(matcher.domain.__file__).parent / "data"
OCCUPATIONS = [
    ("11-0001.00", "Cooks", ["Prepare meals.", "Season food."], ["line cook", "pastry cook", "grill cook"]),
    ("11-0002.00", "Accountants", ["Prepare reports."], ["cost accountant", "tax accountant", "staff accountant"]),
    ("11-0003.00", "Welders", None, ["arc welder", "pipe welder"]),
]


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
    codes, titles = read_csco(DOMAIN)
    assert len(codes) == 1632
    of = {text: codes[place][0] for text, place in zip(titles.texts, titles.classes, strict=True)}
    assert (of["汽车饰件制造工"], of["总装工"]) == ("6-22-01-02", "6-22-01-01")
    assert (of["环评工程师"], of["Environmental Impact Assessment Engineer"]) == ("2-02-27-03", "2-02-27-03")


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
    encoder = block_encoder(embedder, tmp_path)
    asker, *rows = encoder.encode([BlockTexts((t,)) for t in ("pastry cook", "grill cook", "pipe welder")])
    near, far = encoder.layout.cosines(asker, np.stack(rows))["title"]
    assert near > far
    assert encoder.occupations == len(OCCUPATIONS) + 1632


def test_what_was_learned_for_another_embedder_is_left_out(
    onet: Path, embedder: LexicalEmbedder, tmp_path: Path
) -> None:
    train_map(onet, DOMAIN, tmp_path, embedder=embedder)
    other = LexicalEmbedder.fit(["会计", "厨师", "cook"], 2)
    assert block_encoder(other, tmp_path).occupations == 0
    assert block_encoder(other, tmp_path / "nowhere").occupations == 0
    assert block_encoder(trained=tmp_path).stamp == block_encoder().stamp


def test_damaged_parts_are_refused(onet: Path, embedder: LexicalEmbedder, tmp_path: Path) -> None:
    train_map(onet, DOMAIN, tmp_path, embedder=embedder)
    arrays = next((tmp_path / "occupations").glob("*.npz"))
    arrays.write_bytes(arrays.read_bytes()[:-9])
    with pytest.raises(ArtifactError):
        block_encoder(embedder, tmp_path)


def test_the_command_says_what_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--onet", "somewhere"])
    assert stopped.value.code == 2
    assert "--domain" in capsys.readouterr().err
