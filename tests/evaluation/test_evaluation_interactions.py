"""Whole profiles: one cut in time, both directions, both sides at once, and what lists do to a market."""

from __future__ import annotations

import json

import numpy as np
import pytest

from fairmatch.cli import run as fairmatch
from matcher.domain.errors import InputError
from matcher.evaluation.interactions import grade_of, open_interactions
from matcher.evaluation.lists import ranked
from matcher.evaluation.market import gini, market, places_of
from matcher.evaluation.mutual import mutual
from matcher.evaluation.runs import best, joined

PEOPLE = [
    {"id": f"c{i}", "headline": trade, "consents": ["matching"]}
    for i, trade in enumerate(["焊工", "会计", "保安", "司机", "厨师"])
]
POSTS = [{"id": f"j{i}", "title": trade} for i, trade in enumerate(["电焊工", "出纳", "门卫", "货车司机", "面点师"])]
HEADER = "candidate_id,job_id,event,at"
# eight outcomes before the cut in May, two pairs after it
EVENTS = [
    *(f"c{i},j{i},apply,2023-04-0{i + 1}T09:00+08:00" for i in range(4)),
    *(f"c{i},j{i},hire,2023-04-1{i}T09:00+08:00" for i in range(4)),
    "c0,j4,view,2023-04-20T09:00+08:00",
    "c0,j1,interview,2023-05-01T09:00+08:00",
    "c4,j4,apply,2023-05-02T09:00+08:00",
]


@pytest.fixture
def write_interactions(tmp_path):
    """Writes an interaction set, with parts replaced as a test wants."""

    def write(name="city", *, people=PEOPLE, posts=POSTS, events=EVENTS, header=HEADER):
        folder = tmp_path / name
        folder.mkdir()
        for file, rows in (("candidates.jsonl", people), ("jobs.jsonl", posts)):
            (folder / file).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        (folder / "interactions.csv").write_text("\n".join([header, *events]) + "\n", "utf-8")
        return folder

    return write


def pairs(dataset):
    judgements = dataset.judgements
    return {
        (dataset.queries.ids[q], dataset.corpus.ids[d]): int(grade)
        for q, d, grade in zip(judgements.queries, judgements.documents, judgements.grades, strict=True)
    }


def flat(queries, corpus):
    yield np.zeros((len(queries), len(corpus)))


def test_what_came_after_the_cut_is_to_be_found_in_both_directions(write_interactions):
    opened = open_interactions(write_interactions())
    assert opened.cut.isoformat() == "2023-05-01T09:00:00+08:00"
    assert pairs(opened.jobs_for_candidates) == {("c0", "j1"): 2, ("c4", "j4"): 1}
    assert pairs(opened.candidates_for_jobs) == {("j1", "c0"): 2, ("j4", "c4"): 1}
    assert pairs(opened.mutual) == {("c0", "j1"): 2}


def test_a_pair_that_was_known_before_is_neither_wanted_nor_listed(write_interactions):
    again = [*EVENTS, "c1,j1,hire,2023-05-03T09:00+08:00"]
    dataset = open_interactions(write_interactions(events=again)).jobs_for_candidates
    assert ("c1", "j1") not in pairs(dataset)
    run = ranked(dataset, flat, 100)
    listed = {dataset.corpus.ids[column] for column in run.of(dataset.queries.ids.index("c1"))}
    assert listed == {"j0", "j2", "j3", "j4"}


def test_the_cold_are_told_apart(write_interactions):
    dataset = open_interactions(write_interactions()).jobs_for_candidates
    told = {text.id: dict(text.attributes) for text in dataset.queries.items}
    assert told["c0"] == {"history": "known", "found_history": "known"}
    assert told["c4"] == {"history": "cold", "found_history": "known"}  # j4 was looked at before


def test_a_post_that_expired_before_the_cut_is_not_on_offer(write_interactions):
    posts = [
        {**POSTS[0], "expires_at": "2023-04-30"},
        {**POSTS[2], "expires_at": "2023-05-01"},
        *POSTS[1:2],
        *POSTS[3:],
    ]
    dataset = open_interactions(write_interactions(posts=posts)).jobs_for_candidates
    assert set(dataset.corpus.ids) == {"j1", "j2", "j3", "j4"}


def test_who_did_not_agree_is_left_out_where_the_file_speaks_of_consent(write_interactions):
    people = [{**PEOPLE[0], "consents": ["contact"]}, *PEOPLE[1:]]
    dataset = open_interactions(write_interactions("asked", people=people)).jobs_for_candidates
    assert "c0" not in dataset.queries.ids
    silent = [{key: row[key] for key in ("id", "headline")} for row in PEOPLE]
    assert len(open_interactions(write_interactions("silent", people=silent)).jobs_for_candidates.queries) == 5


def test_every_event_of_the_contract_has_a_grade():
    events = [
        "view",
        "apply",
        "confirm",
        "no_show",
        "interview",
        "offer",
        "hire",
        "insured",
        "left",
        "reject",
        "withdraw",
    ]
    assert all(grade_of(event) is not None for event in events)
    assert grade_of("hired") is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("c9,j0,apply,2023-05-03T09:00+08:00", "interactions_unknown_candidate"),
        ("c0,j9,apply,2023-05-03T09:00+08:00", "interactions_unknown_job"),
        ("c0,j0,bought,2023-05-03T09:00+08:00", "interactions_unknown_event"),
        ("c0,j0,apply,yesterday", "interactions_time"),
        ("c0,j0,apply", "interactions_shape"),
    ],
)
def test_a_wrong_interaction_is_named_with_its_line(write_interactions, line, code):
    with pytest.raises(InputError) as caught:
        open_interactions(write_interactions(events=[*EVENTS, line]))
    assert (caught.value.code, caught.value.values["line"]) == (code, len(EVENTS) + 2)
    assert caught.value.message("zh")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"header": "person,job,event,at"}, "interactions_header"),
        ({"events": ["c0,j0,view,2023-05-03T09:00+08:00"]}, "interactions_no_outcome"),
        ({"events": [*EVENTS[:8], "c0,j0,hire,2023-05-01T09:00+08:00"]}, "interactions_no_future"),
        ({"people": [{**PEOPLE[0], "pasword": "x"}]}, "evaluation_record"),
    ],
)
def test_a_set_without_anything_to_find_is_refused(write_interactions, changes, code):
    with pytest.raises(InputError) as caught:
        open_interactions(write_interactions(**changes))
    assert caught.value.code == code
    assert caught.value.message("en")


def test_a_mutual_score_is_high_only_if_both_sides_are_willing():
    willing = np.array([[3.0, 2.0, 1.0], [3.0, 2.0, 1.0]])  # both people want the first post most
    wanted = np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]])  # every post wants the second person most

    def system(queries, corpus):
        yield willing if len(queries) == 2 else wanted

    (scores,) = mutual(system)([0, 0], [0, 0, 0])
    assert scores == pytest.approx(np.array([[2 / 3, 4 / 7, 0.4], [1, 0.8, 0.5]]))


def test_market_measures_of_lists_that_all_want_the_same_and_of_lists_that_share():
    places = np.array([1, 1, 1, 1, 1, 1])
    same = joined(best(np.tile(np.arange(6.0), (4, 1)), 3))
    assert market(same, places).by_name() == pytest.approx(
        {"coverage@10": 0.5, "gini@10": 0.5, "congestion@3": 0.5, "longest_queue@3": 4.0}
    )
    apart = joined(best(np.array([[1.0, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]]), 3))
    assert market(apart, places).by_name() == pytest.approx(
        {"coverage@10": 1.0, "gini@10": 0.0, "congestion@3": 0.0, "longest_queue@3": 1.0}
    )
    assert market(same, np.array([1, 1, 1, 4, 4, 4])).longest_queue == 1.0


def test_gini_is_its_definition():
    counts = np.array([5, 0, 1, 2])
    spread = np.abs(counts[:, None] - counts[None, :]).sum() / (2 * len(counts) ** 2 * counts.mean())
    assert gini(counts) == pytest.approx(spread)
    assert gini(np.zeros(3, dtype=int)) == 0.0


def test_places_are_known_of_posts_alone(write_interactions):
    opened = open_interactions(write_interactions(posts=[{**POSTS[0], "headcount": 3}, *POSTS[1:]]))
    assert sorted(places_of(opened.jobs_for_candidates.corpus).tolist()) == [1, 1, 1, 1, 3]
    assert places_of(opened.candidates_for_jobs.corpus) is None


def test_the_command_reports_all_three_questions(write_interactions, tmp_path):
    out = tmp_path / "out"
    assert fairmatch(["evaluate", str(write_interactions()), "--out", str(out), "--systems", "random"]) == 0
    document = json.loads((out / "metrics.json").read_text("utf-8"))
    assert (document["dataset"], document["queries"]) == ("city", 2)
    assert set(document["directions"]) == {"candidates_for_jobs", "mutual"}
    assert set(document["market"]["random"]) == {"coverage@10", "gini@10", "congestion@3", "longest_queue@3"}
    assert (out / "mutual" / "runs" / "random.run").is_file()
    page = (out / "report.html").read_text("utf-8")
    assert all(said in page for said in ("为求职者找岗位", "为岗位找人", "双向", f"{document['cut']} 之前"))
    assert '<span class="interval">[' in page[page.index("<h2>双向") :]
    assert "只有双方都有行动的配对" in (out / "mutual" / "report.html").read_text("utf-8")


@pytest.mark.parametrize("option", [["--qrels", "x.txt"], ["--drop-self"]])
def test_options_of_retrieval_sets_are_refused(write_interactions, tmp_path, option, capsys):
    arguments = ["evaluate", str(write_interactions()), "--out", str(tmp_path / "out"), "--systems", "random"]
    assert fairmatch([*arguments, *option]) == 2
    assert option[0] in capsys.readouterr().err


def test_a_folder_of_runs_answers_each_question_and_a_wrong_one_stops_all(write_interactions, tmp_path, capsys):
    folder, mine, first = write_interactions(), tmp_path / "mine", tmp_path / "first"
    assert fairmatch(["evaluate", str(folder), "--out", str(first), "--systems", "random"]) == 0
    asked = ["evaluate", str(folder), "--systems", "", "--run", f"mine={mine}", "--lang", "en", "--out"]
    mine.mkdir()
    assert fairmatch([*asked, str(tmp_path / "none")]) == 2
    assert "jobs_for_candidates.run" in capsys.readouterr().err
    for question, runs in (
        ("jobs_for_candidates", first),
        *((n, first / n) for n in ("candidates_for_jobs", "mutual")),
    ):
        (mine / f"{question}.run").write_bytes((runs / "runs" / "random.run").read_bytes())
    assert fairmatch([*asked, str(tmp_path / "again")]) == 0
    there, again = (json.loads((out / "metrics.json").read_text("utf-8")) for out in (first, tmp_path / "again"))
    assert again["systems"]["mine"] == there["systems"]["random"]
    for question in ("candidates_for_jobs", "mutual"):
        said = again["directions"][question]["systems"]["mine"]
        assert said == there["directions"][question]["systems"]["random"]
    (mine / "mutual.run").write_text("c0 Q0 j1 1 nan x\n", "utf-8")
    assert fairmatch([*asked, str(tmp_path / "broken")]) == 2
    assert "'nan'" in capsys.readouterr().err
    assert not (tmp_path / "broken").exists()
