"""What holds for every verb: its help shows an example that is right, its exit codes, and its `--json`."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from fairmatch.cli import VERBS, cli, run

TypeIn = Callable[..., tuple[int, str, str]]


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every verb, and every command below one that is a group."""
    context = click.Context(cli)
    for verb in VERBS:
        command = cli.get_command(context, verb)
        assert command is not None
        yield verb, command
        if isinstance(command, click.Group):
            for name, below in command.commands.items():
                yield f"{verb} {name}", below


ALL = dict(commands())


def examples(command: click.Command) -> list[list[str]]:
    """The lines of the help that can be typed, in words."""
    told = f"{command.help or ''}\n{command.epilog or ''}".replace("\b", "").splitlines()
    lines = [line.strip().removeprefix("Example: ") for line in told]
    return [shlex.split(line)[1:] for line in lines if line.startswith("fairmatch ")]


@pytest.mark.parametrize("name", [name for name, command in ALL.items() if not isinstance(command, click.Group)])
def test_the_help_shows_an_example_of_what_there_is(name: str) -> None:
    command = ALL[name]
    shown = examples(command)
    assert shown, f"{name} shows no example"
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    for words in shown:
        assert words[: len(name.split())] == name.split()
        assert {word.partition("=")[0] for word in words if word.startswith("-")} <= known


@pytest.mark.parametrize("name", [name for name, command in ALL.items() if not isinstance(command, click.Group)])
def test_the_help_keeps_the_example_on_a_line_of_its_own(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run([*name.split(), "--help"]) == 0
    out = capsys.readouterr().out
    assert "\\b" not in out
    assert any(line.strip().removeprefix("Example: ").startswith(f"fairmatch {name}") for line in out.splitlines())


def test_an_unknown_verb_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["mach"]) == 2
    assert "match" in capsys.readouterr().err


GOOD = {
    "show": ["show", "job", "j-1"],
    "list": ["list", "candidates"],
    "match": ["match", "--candidate", "c-1", "--as-of", "2023-09-01"],
    "match of a post": ["match", "--job", "j-1", "--as-of", "2023-09-01"],
    "import": ["import", "jobs", "{office}/jobs.jsonl", "--as-of", "2023-09-01"],
    "audit": ["audit", "--out", "{new}", "--as-of", "2023-09-01", "--scenario", "general"],
    "doctor": ["doctor", "--port", "{port}"],
    "keys list": ["keys", "list"],
    "keys create": ["keys", "create", "--name", "n", "--scope", "match:read"],
}


def filled(words: list[str], office: Path, new: Path, port: int = 0) -> list[str]:
    return [word.format(office=office, new=new, port=port) for word in words]


@pytest.mark.parametrize("verb", GOOD)
def test_what_is_right_ends_with_0(verb: str, type_in: TypeIn, stocked: Path, tmp_path: Path, a_free_port: int) -> None:
    code, _, err = type_in(*filled(GOOD[verb], stocked, tmp_path / "new", a_free_port))
    assert code == 0, err
    assert "Traceback" not in err


@pytest.mark.parametrize("verb", GOOD)
def test_json_is_one_object_on_stdout(
    verb: str, type_in: TypeIn, stocked: Path, tmp_path: Path, a_free_port: int
) -> None:
    words = [word if word != "n" else "another" for word in GOOD[verb]]
    code, out, err = type_in(*filled(words, stocked, tmp_path / "new", a_free_port), "--json")
    assert code == 0, err
    assert isinstance(json.loads(out), dict)


BAD = {
    "show nobody": ["show", "job", "nobody"],
    "show no kind": ["show", "post", "j-1"],
    "list no kind": ["list", "posts"],
    "list none": ["list", "jobs", "--limit", "0"],
    "match nobody": ["match"],
    "match two": ["match", "--candidate", "c-1", "--job", "j-1"],
    "match an unknown person": ["match", "--candidate", "c-9"],
    "match an unknown service": ["match", "--candidate", "c-1", "--scenario", "gigs"],
    "match too many": ["match", "--candidate", "c-1", "-k", "201"],
    "match at no time": ["match", "--candidate", "c-1", "--as-of", "soon"],
    "match a file that is not there": ["match", "--candidate-file", "{new}"],
    "import nothing": ["import", "jobs"],
    "import a file that is not there": ["import", "jobs", "{new}"],
    "import the other kind": ["import", "candidates", "{office}/jobs.jsonl"],
    "import no kind": ["import", "posts", "{office}/jobs.jsonl"],
    "undo an import that is not": ["import", "--undo", "99"],
    "train on nothing": ["train"],
    "train on a folder that is not there": ["train", "--interactions", "{new}"],
    "train on a folder that is no interaction set": ["train", "--interactions", "{office}"],
    "audit without a place": ["audit"],
    "audit an unknown service": ["audit", "--out", "{new}", "--scenario", "gigs"],
    "audit into a file": ["audit", "--out", "{office}/jobs.jsonl"],
    "doctor of no port": ["doctor", "--port", "70000"],
    "revoke no key": ["keys", "revoke", "nobody"],
    "create a key of no scope": ["keys", "create", "--name", "n2", "--scope", "everything"],
    "create a key without a scope": ["keys", "create", "--name", "n3"],
    "an unknown option": ["show", "job", "j-1", "--nonsense"],
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_ends_with_2_and_says_so(case: str, type_in: TypeIn, stocked: Path, tmp_path: Path) -> None:
    code, out, err = type_in(*filled(BAD[case], stocked, tmp_path / "new"))
    assert (code, out) == (2, "")
    assert err.strip()
    assert "Traceback" not in err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "words",
    [["show", "job", "j-1"], ["list", "jobs"], ["match", "--candidate", "c-1"], ["keys", "list"], ["doctor"]],
    ids=lambda words: words[0],
)
def test_what_failed_outside_ends_with_1(words: list[str], type_in: TypeIn, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    code, _, err = type_in(*words, "--db", f"sqlite:///{tmp_path.as_posix()}/file/store.db")
    assert code == 1
    assert "Traceback" not in err


def test_an_audit_that_cannot_be_written_says_so_before_it_begins(type_in: TypeIn, stocked: Path) -> None:
    code, out, err = type_in("audit", "--out", stocked / "jobs.jsonl" / "out", "--lang", "en")
    assert (code, out) == (1, "")
    assert "cannot write" in err
    assert "scoring" not in err


def test_keys_are_made_shown_once_and_ended(type_in: TypeIn) -> None:
    made = json.loads(type_in("keys", "create", "--name", "platform", "--scope", "match:read", "--json")[1])
    listed = type_in("keys", "list", "--json")[1]
    assert made["key"] not in listed
    assert json.loads(type_in("keys", "revoke", made["id"], "--json")[1])["revoked_at"]


def test_train_prints_one_object_and_refuses_what_is_not_better(type_in: TypeIn, tmp_path: Path) -> None:
    city = tmp_path / "city"
    assert run(["generate", "--candidates", "150", "--jobs", "80", "--seed", "3", "--out", str(city)]) == 0
    code, out, err = type_in("train", "--interactions", city, "--data", tmp_path / "own", "--json")
    assert code == 0, err
    trial: dict[str, Any] = json.loads(out)
    assert isinstance(trial["promoted"], bool)


def test_an_audit_is_the_same_bytes_again(type_in: TypeIn, tmp_path: Path) -> None:
    asked = ["--as-of", "2023-09-01", "--scenario", "general", "--seed", "5"]
    texts = []
    for name in ("one", "two"):
        code, out, err = type_in("audit", "--out", tmp_path / name, *asked, "--lang", "en")
        assert code == 0, err
        assert out.splitlines()[1].startswith("Passed")
        texts.append([(tmp_path / name / file).read_bytes() for file in ("audit.json", "report.html")])
    assert texts[0] == texts[1]


def test_training_on_next_to_nothing_says_how_little_it_is(type_in: TypeIn, tmp_path: Path) -> None:
    city = tmp_path / "city"
    assert run(["generate", "--candidates", "20", "--jobs", "10", "--seed", "3", "--out", str(city)]) == 0
    (city / "interactions.csv").write_text("candidate_id,job_id,event,at\n", "utf-8")
    code, out, err = type_in("train", "--interactions", city, "--data", tmp_path / "own", "--lang", "en")
    assert (code, out) == (2, "")
    assert "0 came to an interview and 0 did not" in err
