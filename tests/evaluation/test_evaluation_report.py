"""The report: one small offline file that says everything, in two languages, and keeps small groups hidden."""

from __future__ import annotations

import base64
import html
import json
import re

import numpy as np
import pytest

from fairmatch.cli import run as fairmatch
from matcher.documents.page import render
from matcher.evaluation.chance import random_system
from matcher.evaluation.datasets import open_set
from matcher.evaluation.evaluate import Options, evaluate
from matcher.evaluation.groups import SMALLEST, attributes_of, grouped, macro
from matcher.evaluation.leakage import overlaps
from matcher.evaluation.published import published
from matcher.evaluation.report import report
from matcher.evaluation.worst import greatest_losses
from matcher.evaluation.written import write

TRADES = ["焊工", "会计", "nurse", "保安", "司机", "welder", "厨师", "出纳"]


@pytest.fixture
def dataset(write_set):
    """40 queries over 60 documents; every fourth query has the words of a document, two documents are the same."""
    corpus = [{"id": f"d{i:02}", "text": f"{TRADES[i % 8]}{i // 8}"} for i in range(59)] + [
        {"id": "d99", "text": "焊工0"}
    ]
    queries = [
        {
            "id": f"q{i:02}",
            "text": corpus[i]["text"] if i % 4 == 0 else f"招聘{i}",
            "shift": "night" if i < 5 else "day",
        }
        for i in range(40)
    ]
    qrels = [f"q{i:02} 0 d{i:02} {1 + i % 3}" for i in range(40)]
    return write_set(corpus=corpus, queries=queries, qrels=qrels)


def written(dataset, tmp_path, lang="zh", name="out"):
    systems = {"random": random_system(0), "other": random_system(1), "broken<b>": broken}
    systems = {key.replace("<b>", ""): system for key, system in systems.items()}
    out = tmp_path / name
    evaluation = evaluate(open_set(dataset), systems, {}, Options(), out=out)
    return evaluation, write(evaluation, out, lang, folder=dataset), (out / "report.html").read_text("utf-8")


def broken(queries, corpus):
    raise RuntimeError("<script>alert(1)</script>")
    yield


def test_it_is_one_file_that_asks_nothing_of_the_network(dataset, tmp_path):
    _, _, page = written(dataset, tmp_path)
    assert len(page.encode()) < 2_000_000
    without_names = re.sub(r'xmlns(:xlink)?="[^"]*"', "", page)
    assert not re.findall(r'(?:src|href)="(?!data:|#)', without_names)
    assert "<script" not in page
    assert page.count("<svg") == 3


@pytest.mark.parametrize(("lang", "said"), [("zh", "两两比较"), ("en", "Pairs of systems")])
def test_it_speaks_both_languages_and_names_what_was_not_run(dataset, tmp_path, lang, said):
    _, _, page = written(dataset, tmp_path, lang)
    assert said in page
    assert html.escape("RuntimeError: <script>alert(1)</script>") in page


def test_the_same_evaluation_gives_the_same_page(dataset, tmp_path):
    assert written(dataset, tmp_path, name="a")[2] == written(dataset, tmp_path, name="b")[2]


def test_the_tables_can_be_taken_out_again(dataset, tmp_path):
    evaluation, _, page = written(dataset, tmp_path)
    found = dict(re.findall(r'download="([^"]+)" href="data:[^,]+,([^"]+)"', page))
    tables = {name: base64.b64decode(data).decode() for name, data in found.items()}
    assert set(tables) == {"results.csv", "comparisons.csv", "results.tex"}
    line = next(line for line in tables["results.csv"].splitlines() if line.startswith("other,map,"))
    assert float(line.split(",")[2]) == pytest.approx(evaluation.means["other"]["map"].mean)
    assert tables["results.tex"].startswith(r"\begin{tabular}")
    assert r"\textbf" in tables["results.tex"]


def test_small_groups_are_hidden_and_their_size_is_said(dataset, tmp_path):
    _, document, page = written(dataset, tmp_path)
    groups = {(g["attribute"], g["value"]): g for g in document["groups"]}
    assert groups["shift", "night"] == {"attribute": "shift", "value": "night", "n": 5, "map": None}
    assert groups["verbatim", "yes"]["n"] == 10 == SMALLEST
    assert set(groups["verbatim", "yes"]["map"]) == {"random", "other"}
    assert "太小，不显示" in page


def test_group_means_are_the_means_of_their_queries(dataset):
    opened = open_set(dataset)
    values = np.linspace(0, 1, 40)
    groups = {(g.attribute, g.value): g for g in grouped(attributes_of(opened), {"x": values}, seed=0)}
    rows = [i for i in range(40) if i % 4 == 0]
    assert groups["verbatim", "yes"].means["x"].mean == pytest.approx(values[rows].mean())
    assert "answers" not in {attribute for attribute, _ in groups}  # every query has one answer: nothing to tell apart


def test_a_long_attribute_shows_its_large_values_and_the_rest_as_one(dataset):
    towns = ["a"] * 12 + [f"t{i}" for i in range(28)]
    found = grouped({"town": towns}, {"x": np.linspace(0, 1, 40)}, seed=0)
    assert [(each.value, each.n) for each in found] == [("a", 12), ("other", 28)]
    assert grouped({"id": [str(i) for i in range(40)]}, {"x": np.zeros(40)}, seed=0) == []


def test_records_are_grouped_by_their_coded_fields(write_set):
    people = [{"id": f"c{i}", "headline": "焊工", "education": "master" if i % 2 else "primary"} for i in range(4)]
    posts = [{"id": f"j{i}", "title": "焊工", "employment_type": "gig"} for i in range(5)]
    opened = open_set(write_set(queries=people, corpus=posts, qrels=[f"c{i} 0 j{i} 1" for i in range(4)]))
    assert attributes_of(opened)["education"] == ["primary", "master", "primary", "master"]


def test_groups_of_records_are_named_in_words(write_set, tmp_path):
    people = [{"id": f"c{i}", "headline": "焊工", "education": "master" if i % 2 else "primary"} for i in range(4)]
    posts = [{"id": f"j{i}", "title": "焊工"} for i in range(5)]
    _, _, page = written(write_set(queries=people, corpus=posts, qrels=[f"c{i} 0 j{i} 1" for i in range(4)]), tmp_path)
    assert "学历: 硕士" in page


def test_the_worst_queries_say_what_was_wanted_and_what_came(dataset, tmp_path):
    evaluation, _, page = written(dataset, tmp_path)
    best = max(evaluation.means, key=lambda name: evaluation.means[name]["map"].mean)
    worst = int(np.argmin(evaluation.values[best][:, 0]))
    row = evaluation.dataset.queries.items[worst]
    wanted = evaluation.dataset.corpus.items[evaluation.dataset.judgements.documents[worst]]
    came = evaluation.dataset.corpus.items[evaluation.runs[best].of(worst)[0]]
    cell = next(tr for tr in re.findall(r"<tr>.*?</tr>", page, re.S) if f"<td>{row.title}<span" in tr)
    assert wanted.title in cell
    assert f"1. {came.title}" in cell
    assert f">{row.id}<" in cell


def test_the_greatest_losses_are_the_queries_on_which_the_second_system_wins_most(dataset, tmp_path):
    evaluation, _, page = written(dataset, tmp_path)
    lost = evaluation.values["other"][:, 0] - evaluation.values["random"][:, 0]
    found = greatest_losses(evaluation, "random", "other", 3)
    ids = [evaluation.dataset.queries.ids[row] for row in evaluation.dataset.judged]
    assert [each.id for each in found] == [ids[place] for place in np.argsort(-lost, kind="stable")[:3]]
    assert all(float(mine) < float(other) for mine, other in (each.values for each in found))
    assert greatest_losses(evaluation, "random", "random", 3) == []
    assert "输给" in page


def test_overlaps_are_counted_with_what_is_relevant(dataset):
    found = {each.code: each for each in overlaps(open_set(dataset))}
    assert (found["overlap_query_in_corpus"].count, found["overlap_query_in_corpus"].relevant) == (10, 10)
    assert found["overlap_documents"].count == 2


def test_a_training_part_or_alias_list_that_holds_queries_is_named(dataset):
    (dataset / "aliases.jsonl").write_text(json.dumps({"id": "d1", "alias": "招聘 1"}, ensure_ascii=False), "utf-8")
    (dataset / "train").mkdir()
    (dataset / "train" / "queries.jsonl").write_text('{"id": "t", "text": "招聘2"}\nnot json\n', "utf-8")
    found = [
        (each.source, each.count) for each in overlaps(open_set(dataset), dataset) if each.code == "overlap_beside"
    ]
    assert found == [("aliases.jsonl", 1), ("queries.jsonl", 1)]


def test_published_figures_stand_beside_ours_with_what_forbids_the_comparison(write_set, tmp_path):
    folder = write_set("talentclef25_zh")
    evaluation = evaluate(open_set(folder), {"random": random_system(0)}, {}, Options())
    page = report(evaluation, {}, [], [], "en")
    assert "Not comparable, because: published on the test part" in page
    assert "ours: random" in page
    assert published("melo_usa_en").comparable
    assert published("my_own_set") is None


def test_published_and_our_figures_are_in_the_order_of_the_measure_that_is_shown(write_set):
    corpus = [{"id": f"d{i:02}", "text": f"岗位{i}"} for i in range(40)]
    wanted = [f"q1 0 d{i:02} 1" for i in (39, *range(9))]  # the first of the list and the last nine
    folder = write_set("talentclef25_zh", corpus=corpus, qrels=wanted)

    def falling(queries, corpus):
        yield np.tile(-np.arange(len(corpus), dtype=float), (len(queries), 1))

    evaluation = evaluate(open_set(folder), {"falling": falling}, {}, Options())
    means = evaluation.means["falling"]
    assert (means["mrr"].mean, means["map"].mean < 0.3) == (1, True)
    page = report(evaluation, {}, [], [], "en")
    assert page.index("pjmathematician") < page.index("DS@GT") < page.index("ours: falling")


def test_the_reports_template_leaves_no_value_out():
    with pytest.raises(Exception, match="undefined"):
        render("evaluation.html", font="")


def test_a_set_with_one_query_and_one_system_is_reported(write_set, tmp_path, capsys):
    folder = write_set(queries=[{"id": "q1", "text": "焊工"}], qrels=["q1 0 d0 1"])
    out = tmp_path / "out"
    assert fairmatch(["evaluate", str(folder), "--out", str(out), "--systems", "random"]) == 0
    assert (out / "report.html").stat().st_size > 1000
    assert "random" in capsys.readouterr().out


def test_the_macro_mean_weighs_answers_alike(write_set):
    queries = [{"id": f"q{i}", "text": f"工{i}"} for i in range(4)]
    one = open_set(write_set("one", queries=queries, qrels=["q0 0 d0 1", "q1 0 d0 1", "q2 0 d0 1", "q3 0 d1 1"]))
    assert macro(one, np.array([1.0, 1.0, 1.0, 0.0])) == 0.5
    several = open_set(write_set("several", queries=queries, qrels=["q0 0 d0 1", "q0 0 d1 1"]))
    assert macro(several, np.array([1.0])) is None


def test_further_fields_of_the_queries_group_the_report(dataset):
    rows = [{"id": f"q{i:02}", "text": "x", "reported": i % 2 == 0} for i in range(40)]
    (dataset / "queries_full.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    column = attributes_of(open_set(dataset))["reported"]
    assert column[:4] == ["true", "false", "true", "false"]
