"""Every dishonest or wrong input is named with file and line, and nothing is measured."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

from fairmatch.cli import run as fairmatch
from matcher.domain.errors import FileRefused, InputError
from matcher.evaluation.chance import random_system
from matcher.evaluation.datasets import open_set
from matcher.evaluation.evaluate import Options, evaluate
from matcher.evaluation.lists import from_file

D = ["d0", "d1", "d2", "d3", "d4"]
FULL = {"q1": D, "q2": D}
OWN = {
    "queries": [{"id": "d0", "text": "电焊工"}, {"id": "q2", "text": "会计"}],
    "qrels": ["d0 0 d1 1", "q2 0 d1 1"],
}


def refused(call, code, *, file=None, line=None, **values):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.code == code
    if file:
        assert caught.value.values["file"].name == file
    if line:
        assert caught.value.values["line"] == line
    for key, value in values.items():
        assert caught.value.values[key] == value
    for language in ("zh", "en"):
        assert caught.value.message(language)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("q9 0 d0 1", "qrels_unknown_query"),
        ("q1 0 d9 1", "qrels_unknown_document"),
        ("q1 0 d0 1", "qrels_double"),
        ("q1 0 d0 2", "qrels_double"),
        ("q1 0 d1 0.5", "qrels_grade"),
        ("q1 0 d1 1_0", "qrels_grade"),
        ("q1 0 d1 99999999999", "qrels_grade"),
        ("qid 0 docid rel", "qrels_grade"),
        ("q1 0 d1", "qrels_shape"),
        ("q1 0 d1 1 x", "qrels_shape"),
    ],
)
def test_a_wrong_judgement_is_named_with_its_line(write_set, line, code):
    folder = write_set(qrels=["q1 0 d0 1", line])
    refused(lambda: open_set(folder), code, file="qrels.txt", line=2)


def test_a_line_that_is_no_csv_is_named(write_set, tmp_path):
    (tmp_path / "wide.csv").write_text("q1,d0,1\n" + "x" * 200_000 + "\n", "utf-8")
    refused(lambda: open_set(write_set(), tmp_path / "wide.csv"), "qrels_shape", file="wide.csv", line=2)


def test_judgements_that_are_empty_or_all_irrelevant_are_refused(write_set):
    refused(lambda: open_set(write_set(qrels=[])), "qrels_empty")
    refused(lambda: measured(open_set(write_set(qrels=["q1 0 d0 0"]))), "qrels_none_relevant")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"id": "q1", "text": "again"}, "record_double_id"),
        ({"text": "焊工"}, "record_id"),
        ({"id": "q 4", "text": "焊工"}, "record_id"),
        ({"id": "q4", "text": " "}, "record_blank"),
        ({"id": "q4"}, "record_blank"),
        ('{"id": "q4", "text": NaN}', "evaluation_record"),
        ('{"id": "q4", "text": "x"', "evaluation_record"),
        ("[1]", "record_no_object"),
        ({"id": "q4", "headline": "焊工", "skils": ["Excel"]}, "evaluation_record"),
        ({"id": "q4", "title": "焊工", "headcount": -1}, "evaluation_record"),
    ],
)
def test_a_wrong_record_is_named_with_its_line(write_set, row, code):
    folder = write_set(queries=[{"id": "q1", "text": "焊工"}, {"id": "q2", "text": "会计"}, row])
    refused(lambda: open_set(folder), code, file="queries.jsonl", line=3)


def test_a_missing_folder_or_file_is_named(write_set, tmp_path):
    refused(lambda: open_set(tmp_path / "nowhere"), "dataset_missing")
    for name in ("queries.jsonl", "corpus.jsonl", "qrels.txt"):
        folder = write_set(name)
        (folder / name).unlink()
        refused(lambda folder=folder: open_set(folder), "dataset_file_missing", name=name)
    refused(lambda: open_set(write_set("other"), tmp_path / "no.txt"), "dataset_file_missing")


def test_a_file_that_is_empty_damaged_or_not_utf8_is_refused(write_set):
    folder = write_set()
    (folder / "corpus.jsonl").write_text("\n", "utf-8")
    refused(lambda: open_set(folder), "records_empty", file="corpus.jsonl")
    (folder / "corpus.jsonl").write_bytes('{"id": "d0", "text": "焊工"}\n'.encode("gbk"))
    with pytest.raises(FileRefused):
        open_set(folder)
    (folder / "corpus.jsonl").unlink()
    packed = gzip.compress(json.dumps({"id": "d0", "text": "焊工" * 500}).encode())
    (folder / "corpus.jsonl.gz").write_bytes(packed[:-9])
    with pytest.raises(FileRefused):
        open_set(folder)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("q9 Q0 d0 1 1.0 x", "run_unknown_query"),
        ("q1 Q0 d9 1 1.0 x", "run_unknown_document"),
        ("q1 Q0 d0 1 1.0 x", "run_double"),
        ("q3 Q0 d0 1 nan x", "run_score"),
        ("q3 Q0 d0 1 inf x", "run_score"),
        ("q3 Q0 d0 1 1e60 x", "run_score"),
        ("q3 Q0 d0 1 good x", "run_score"),
        ("q3 Q0 d0 1 1_0 x", "run_score"),
        ("q3 Q0 d0 1 1.0", "run_shape"),
    ],
)
def test_a_wrong_line_of_a_run_is_named(write_set, write_run, line, code):
    dataset, path = open_set(write_set()), write_run(FULL)
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")
    refused(lambda: from_file(dataset, path, 1000), code, file="mine.run", line=11)


def test_a_run_that_ends_too_early_is_refused_and_never_counted_as_zero(write_set, write_run):
    dataset = open_set(write_set())
    refused(lambda: from_file(dataset, write_run({"q1": D}), 1000), "run_missing_query", id="q2", count=1)
    refused(lambda: from_file(dataset, write_run({"q3": D}), 1000), "run_missing_query", id="q1", count=2)
    short = write_run({"q1": D[:4], "q2": D[:2]})
    refused(lambda: from_file(dataset, short, 1000), "run_truncated", id="q2", have=2, want=4, count=1)
    assert from_file(dataset, short, 2).short == 0
    short.write_text("", "utf-8")
    refused(lambda: from_file(dataset, short, 2), "run_empty")


def test_lists_that_end_early_are_measured_as_they_are_when_asked_and_said(write_set, write_run, tmp_path, capsys):
    run = write_run({"q1": ["d0", *D[1:4]]})
    arguments = ["evaluate", str(write_set()), "--out", str(tmp_path / "out"), "--systems", "", "--lang", "en"]
    assert fairmatch([*arguments, "--run", f"mine={run}", "--short-lists"]) == 0
    assert "mine: the lists of 1 judged queries end before the others" in capsys.readouterr().err
    found = json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8"))
    assert found["short_lists"] == {"mine": 1}
    assert (found["systems"]["mine"]["map"]["mean"], found["systems"]["mine"]["map"]["n"]) == (0.5, 2)


def test_all_lists_are_as_deep_as_the_shallowest_run_and_no_measure_looks_deeper(write_set, write_run):
    files = {"mine": write_run({"q1": D[:3], "q2": D[:3]})}
    found = evaluate(open_set(write_set()), {"random": random_system(0)}, files, Options())
    assert found.options.depth == 3
    assert [run.sizes()[:2].tolist() for run in found.runs.values()] == [[3, 3], [3, 3]]
    assert [each.name for each in found.too_deep] == ["ndcg@10", "recall@10", "recall@100"]
    assert set(found.means["mine"]) == set(found.means["random"]) == {"map", "mrr", "hit@1", "rprec"}


def test_a_run_over_the_whole_corpus_is_deep_enough_for_any_measure(write_set, write_run):
    found = evaluate(open_set(write_set()), {}, {"mine": write_run(FULL)}, Options())
    assert (found.too_deep, found.options.depth) == ((), 1000)
    assert found.means["mine"]["recall@100"].mean == 1


def test_a_query_may_be_called_like_the_head_of_a_column(write_set):
    folder = write_set(queries=[{"id": "topic", "text": "焊工"}], qrels=["topic 0 d0 1"])
    assert len(open_set(folder).judgements) == 1


def test_the_querys_own_document_is_named_and_dropped_only_when_asked(write_set, write_run):
    dataset = open_set(write_set(**OWN))
    path = write_run({"d0": D, "q2": D})
    refused(lambda: from_file(dataset, path, 1000), "run_own", file="mine.run", line=1, id="d0")
    run = from_file(dataset, path, 1000, drop_self=True).run
    assert [dataset.corpus.ids[column] for column in run.of(0)] == ["d1", "d2", "d3", "d4"]


def test_a_title_and_a_body_are_the_same_words_as_both_in_one_text(write_set):
    corpus = [{"id": "d0", "title": "Welder", "body": "Joins metal."}, {"id": "d1", "text": "cook"}]
    queries = [{"id": "d0", "text": "Welder. Joins metal."}, {"id": "d1", "text": "baker"}]
    assert open_set(write_set(queries=queries, corpus=corpus, qrels=["d0 0 d1 1"])).own.tolist() == [1, -1]


@pytest.mark.parametrize(("option", "said"), [([], "1 queries stand in the corpus"), (["--drop-self"], "taken out")])
def test_the_querys_own_document_is_named_in_the_lists_of_the_box_too(write_set, tmp_path, capsys, option, said):
    folder, out = write_set(**OWN), tmp_path / "out"
    assert fairmatch(["evaluate", str(folder), "--out", str(out), "--systems", "random", "--lang", "en", *option]) == 0
    assert said in capsys.readouterr().err
    found = json.loads((out / "metrics.json").read_text("utf-8"))
    assert found["own_documents"] == {"queries": 1, "dropped": bool(option)}


def test_dropping_is_refused_where_it_would_take_a_relevant_document_or_nothing(write_set):
    relevant = open_set(write_set("a", queries=OWN["queries"], qrels=["d0 0 d0 1"]))
    refused(lambda: measured(relevant, drop_self=True), "own_is_relevant", id="d0")
    numbered = open_set(write_set("b", queries=[{"id": "d0", "text": "会计"}], qrels=["d0 0 d1 1"]))
    refused(lambda: measured(numbered, drop_self=True), "own_not_in_corpus")


def test_a_measure_deeper_than_the_lists_is_not_run_and_the_others_are(write_set, tmp_path, capsys):
    dataset = open_set(write_set())
    assert [each.name for each in measured(dataset, depth=3).too_deep] == ["ndcg@10", "recall@10", "recall@100"]
    assert measured(dataset, depth=5).means["random"]["ndcg@10"].n == 2
    arguments = ["evaluate", str(write_set()), "--out", str(tmp_path / "out"), "--systems", "random", "--lang", "en"]
    assert fairmatch([*arguments, "--depth", "3", "--measures", "p@3,ndcg@4"]) == 0
    assert "ndcg@10: not run, it looks at 10 places and the lists hold 3" in capsys.readouterr().err
    found = json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8"))
    assert set(found["systems"]["random"]) == {"map", "mrr", "hit@1", "rprec", "p@3"}
    assert found["measures_not_run"]["ndcg@4"] == "deeper than the run (3 places)"
    assert "recall@100: not run" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_a_system_that_fails_is_not_run_and_has_no_number(write_set):
    def broken(queries, corpus):
        raise RuntimeError("no model\nsecond line")
        yield

    def blind(queries, corpus):
        yield np.full((len(queries), len(corpus)), np.nan)

    def narrow(queries, corpus):
        yield np.zeros((len(queries), 2))

    def lazy(queries, corpus):
        yield np.zeros((1, len(corpus)))

    systems = {"broken": broken, "blind": blind, "narrow": narrow, "lazy": lazy, "random": random_system(0)}
    evaluation = evaluate(open_set(write_set()), systems, {}, Options())
    assert list(evaluation.means) == ["random"]
    assert evaluation.not_run["broken"] == "RuntimeError: no model"
    assert set(evaluation.not_run) == {"broken", "blind", "narrow", "lazy"}


def test_a_killed_evaluation_goes_on_from_the_runs_that_are_whole(write_set, tmp_path):
    dataset, asked = open_set(write_set()), []

    def first(queries, corpus):
        asked.append("first")
        yield from random_system(0)(queries, corpus)

    def second(queries, corpus):
        asked.append("second")
        if asked.count("second") == 1:
            raise KeyboardInterrupt
        yield from random_system(1)(queries, corpus)

    systems = {"first": first, "second": second}
    with pytest.raises(KeyboardInterrupt):
        evaluate(dataset, systems, {}, Options(), out=tmp_path / "out")
    resumed = evaluate(dataset, systems, {}, Options(), out=tmp_path / "out")
    assert (asked, resumed.reused) == (["first", "second", "second"], ("first",))
    assert resumed.means == evaluate(dataset, systems, {}, Options()).means


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--systems", "best"], "best"),
        (["--systems", "random", "--run", "mine"], "mine"),
        (["--systems", "random", "--run", "random=x"], "random"),
        (["--systems", "random", "--run", "a/b=x"], "a/b"),
        (["--systems", ""], "--run"),
        (["--systems", "random", "--run", "Random=x"], "Random"),
        (["--systems", "random", "--run", "a=x", "--run", "a=y"], "'a'"),
        (["--systems", "random", "--measures", "gmap"], "gmap"),
        (["--systems", "random", "--drop-self"], "--drop-self"),
        (["--systems", "random", "--qrels", "no.txt"], "no.txt"),
    ],
)
def test_the_command_exits_2_says_what_and_writes_nothing(write_set, tmp_path, capsys, arguments, said):
    out = tmp_path / "out"
    assert fairmatch(["evaluate", str(write_set()), "--out", str(out), "--lang", "en", *arguments]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""
    assert not out.exists()


def test_results_are_not_written_over_a_file(write_set, tmp_path, capsys):
    out = tmp_path / "out"
    out.write_text("mine", "utf-8")
    assert fairmatch(["evaluate", str(write_set()), "--out", str(out), "--systems", "random"]) == 2
    assert str(out) in capsys.readouterr().err
    assert out.read_text("utf-8") == "mine"


def test_a_folder_that_cannot_be_written_is_named(write_set, tmp_path, capsys):
    (tmp_path / "file").write_text("", "utf-8")
    out = tmp_path / "file" / "out"
    assert fairmatch(["evaluate", str(write_set()), "--out", str(out), "--systems", "random", "--lang", "en"]) == 1
    assert f"cannot write to {out}" in capsys.readouterr().err


def measured(dataset, **options):
    return evaluate(dataset, {"random": random_system(0)}, {}, Options(**options))
