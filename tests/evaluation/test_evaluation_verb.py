"""The command from end to end: what it writes, that it can be trusted twice, and that a killed run goes on."""

from __future__ import annotations

import json
import random
import shlex

import ir_measures
import pytest

from fairmatch.cli import run as fairmatch
from fairmatch.evaluate import command

KEYS = {"map", "mrr", "ndcg@10", "recall@10", "recall@100", "hit@1", "rprec"}


@pytest.fixture
def evaluated(write_set, write_run, tmp_path):
    """Runs the command over the small set with `random` and two run files; gives the folder of the results."""

    def call(out="out", folder=None, *more):
        mine = write_run({"q1": ["d0", "d1", "d2", "d3", "d4"], "q2": ["d2", "d1", "d0", "d3", "d4"]})
        worst = write_run({"q1": ["d4", "d3", "d2", "d1", "d0"], "q2": ["d4", "d3", "d0", "d1", "d2"]}, "worst.run")
        arguments = ["evaluate", str(folder or write_set()), "--out", str(tmp_path / out), "--systems", "random"]
        assert fairmatch([*arguments, "--run", f"mine={mine}", "--run", f"worst={worst}", *more]) == 0
        return tmp_path / out

    return call


def metrics(out):
    return json.loads((out / "metrics.json").read_text("utf-8"))


def test_it_writes_the_documents_of_the_contract(evaluated):
    out = evaluated()
    document = metrics(out)
    assert (document["dataset"], document["queries"]) == ("set", 2)
    assert set(document["systems"]) == {"random", "mine", "worst"}
    assert set(document["systems"]["mine"]) == KEYS
    assert document["systems"]["mine"]["map"] | {"ci95": 0} == {"mean": 1.0, "ci95": 0, "n": 2}
    family = document["comparisons"]
    assert {(c["a"], c["b"]) for c in family} >= {("mine", "worst")}
    assert [c["metric"] for c in family] == ["map"] * 3
    assert all(0 < c["p"] <= c["p_holm"] <= 1 for c in family)
    assert {p.name for p in (out / "runs").glob("*.run")} == {"random.run", "mine.run", "worst.run"}
    config = json.loads((out / "config.json").read_text("utf-8"))
    assert set(config["data_sha256"]) == {"queries.jsonl", "corpus.jsonl", "qrels.txt"}


def test_the_run_files_reproduce_the_numbers_in_trec_eval(evaluated, tmp_path):
    out = evaluated()
    measures = {"map": ir_measures.AP, "mrr": ir_measures.RR, "ndcg@10": ir_measures.nDCG @ 10}
    for name, said in metrics(out)["systems"].items():
        run = list(ir_measures.read_trec_run(str(out / "runs" / f"{name}.run")))
        qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "set" / "qrels.txt")))
        theirs = ir_measures.calc_aggregate(list(measures.values()), qrels, run)
        for key, measure in measures.items():
            assert said[key]["mean"] == pytest.approx(theirs[measure], abs=1e-6)


def test_a_run_file_fed_back_gives_the_same_numbers(evaluated):
    first = evaluated("a")
    again = evaluated("b", None, "--run", f"again={first / 'runs' / 'random.run'}")
    assert metrics(again)["systems"]["again"] == metrics(first)["systems"]["random"]


def test_shuffled_lines_give_the_same_bytes(evaluated, write_set):
    first = (evaluated("a") / "metrics.json").read_bytes()
    folder = write_set()
    for file in folder.iterdir():
        lines = file.read_text("utf-8").splitlines(keepends=True)
        random.Random(4).shuffle(lines)
        file.write_text("".join(lines), "utf-8")
    assert (evaluated("b", folder) / "metrics.json").read_bytes() == first


def test_json_is_the_only_word_on_stdout(evaluated, capsys):
    out = evaluated("out", None, "--json")
    printed = capsys.readouterr()
    assert json.loads(printed.out) == metrics(out)
    assert "random" in printed.err


def test_a_kept_run_is_used_again_only_if_nothing_that_decides_it_changed(evaluated):
    out = evaluated()
    kept = out / "runs" / "random.run"
    before = kept.stat().st_mtime_ns
    evaluated()
    assert kept.stat().st_mtime_ns == before
    evaluated("out", None, "--seed", "7")
    assert kept.stat().st_mtime_ns != before
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-20])
    evaluated("out", None, "--seed", "7")
    assert kept.read_bytes() == whole


def test_beir_folders_gz_and_csv_are_read(write_set, tmp_path):
    import gzip

    from matcher.evaluation.datasets import open_set

    plain = open_set(write_set())
    beir = tmp_path / "beir"
    (beir / "qrels").mkdir(parents=True)
    for name in ("queries", "corpus"):
        rows = [json.loads(line) for line in (tmp_path / "set" / f"{name}.jsonl").read_text("utf-8").splitlines()]
        lines = "".join(
            json.dumps({"_id": row["id"], "title": "", "text": row["text"], "metadata": {}}) + "\n" for row in rows
        )
        (beir / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    rows = [line.split() for line in (tmp_path / "set" / "qrels.txt").read_text("utf-8").splitlines()]
    tsv = "query-id\tcorpus-id\tscore\n" + "".join(f"{q}\t{d}\t{g}\n" for q, _, d, g in rows)
    (beir / "qrels" / "test.tsv").write_text(tsv, "utf-8")
    csv = tmp_path / "other.csv"
    csv.write_text(tsv.replace("\t", ","), "utf-8")
    for dataset in (open_set(beir), open_set(tmp_path / "set", csv)):
        assert dataset.queries.texts == plain.queries.texts
        assert dataset.corpus.texts == plain.corpus.texts
        assert dataset.judgements.grades.tolist() == plain.judgements.grades.tolist()


def test_the_help_shows_an_example(capsys):
    assert fairmatch(["evaluate", "--help"]) == 0
    assert "Example: fairmatch evaluate" in " ".join(capsys.readouterr().out.split())
    assert shlex.split(command.epilog)[1:3] == ["fairmatch", "evaluate"]
