"""A pack against its inputs, read anew: eligibility, scores, coded facts, and secrets that only they know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from matcher.fairs.verify.pack import MILLION, Breach, Pack
from matcher.fairs.verify.secrecy import lines_of

NEAR = 50  # millionths: a text read beside other texts may differ in a vector's last bit, another machine's too

OF_NO_POST = frozenset({"no_consent", "one_employer", "no_more_posts"})  # reasons that are no rule of a pair
OF_THE_PLAN = frozenset({"pins", "wish_scores"})  # facts that the inputs do not know


@dataclass(frozen=True)
class Witness:
    """What the inputs say, read anew: how a checker with the inputs asks about people, posts and pairs.

    `allowed`    is the pair eligible or to be confirmed
    `score`      of a pair, in millionths
    `rules`      the rules that exclude a person from some post
    `facts`      the coded facts as they should stand in the pack
    `employers`  the id of each post's employer, by the post's, where it has one
    `inputs`     the paths of all files that the fair reads
    `phones`, `names`   (candidate, text) that no sheet for employers or list by code may hold; a name as a whole line
    """

    allowed: Callable[[str, str], bool]
    score: Callable[[str, str], int]
    rules: Callable[[str], frozenset[str]]
    facts: Mapping[str, Any]
    employers: Mapping[str, str]
    inputs: frozenset[str]
    phones: Iterable[tuple[str, str]]
    names: Iterable[tuple[str, str]]


def against(pack: Pack, witness: Witness, inputs: Mapping[str, str]) -> Iterator[Breach]:
    """Every breach that the inputs show; `inputs` are those that the manifest names."""
    for path in sorted(witness.inputs ^ set(inputs)):
        yield Breach("verify_inputs_named", {"path": path})
    if pack.people and witness.facts["people"] and not pack.people.keys() & witness.facts["people"].keys():
        yield Breach("verify_other_ids")
        return
    yield from _pairs(pack, witness)
    yield from _left_out(pack, witness)
    yield from _facts(pack, witness)
    yield from _employers(pack, witness)
    yield from _secrets(pack, witness)


def _pairs(pack: Pack, witness: Witness) -> Iterator[Breach]:
    """Every pair that the plan brings together may meet, and has the score that the plan states."""
    known = sorted((person, post) for person, post in pack.pairs() if person in pack.people and post in pack.posts)
    for person, post in known:
        if not witness.allowed(person, post):
            yield Breach("verify_not_eligible", {"person": person, "post": post})
    stated = pack.scores() | {(person, post): score for person, post, score in pack.facts.get("wish_scores", ())}
    for (person, post), score in sorted(stated.items()):
        if person in pack.people and post in pack.posts and abs(witness.score(person, post) - score) > NEAR:
            values = {"stated": score / MILLION, "found": witness.score(person, post) / MILLION}
            yield Breach("verify_score", {"person": person, "post": post, **values})


def _left_out(pack: Pack, witness: Witness) -> Iterator[Breach]:
    """The rule that is named for somebody with too few posts or none excludes that person somewhere."""
    for entry in (*pack.part("unserved"), *pack.part("short")):
        person, rule = entry["candidate_id"], entry["rule"]
        rules = witness.rules(person)
        if person in pack.people and rules and rule not in rules | OF_NO_POST:
            yield Breach("verify_rule", {"person": person, "rule": rule})


def _employers(pack: Pack, witness: Witness) -> Iterator[Breach]:
    """Who is asked for a concession is the employer of its post."""
    for concession in pack.part("concessions"):
        post = concession["job_id"]
        if post in witness.employers and concession["employer_id"] != witness.employers[post]:
            yield Breach("verify_concession_employer", {"post": post, "employer": concession["employer_id"]})


def _facts(pack: Pack, witness: Witness) -> Iterator[Breach]:
    for part in sorted(pack.facts.keys() - witness.facts.keys() - OF_THE_PLAN):
        yield Breach("verify_facts_differ", {"part": part, "key": ""})
    for part, wanted in witness.facts.items():
        stated = pack.facts.get(part)
        if stated == wanted:
            continue
        keys = [""]
        if isinstance(wanted, dict) and isinstance(stated, dict):
            keys = sorted(str(key) for key in {*wanted, *stated} if wanted.get(key) != stated.get(key))
        for key in keys:
            yield Breach("verify_facts_differ", {"part": part, "key": key})


def _secrets(pack: Pack, witness: Witness) -> Iterator[Breach]:
    for path, text in pack.open_sheets.items():
        lines = set(lines_of(text))
        shown = [person for person, phone in witness.phones if phone in text]
        shown += [person for person, name in witness.names if name in lines]
        for person in shown:
            yield Breach("verify_secret", {"path": path, "person": person})
