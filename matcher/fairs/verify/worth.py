"""What a plan is worth, counted again: the numbers of `solution.objective` of every kind of plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from matcher.fairs.verify.pack import MILLION, Breach, Pack

OUTCOMES = {"fair": "interviews", "shifts": "assignments", "placement": "placements", "referrals": "recommendations"}
LEVELS = {
    "fair": ["people", "fewest_options", "interviews", "score"],
    "shifts": ["people", "fewest_options", "shifts", "score"],
    "placement": ["people", "wishes_and_scores"],
    "referrals": ["people", "recommendations"],
}


def worth_breaches(pack: Pack) -> Iterator[Breach]:
    """Levels that are not those of the kind, and numbers that do not count up."""
    solution, levels = pack.plan["solution"], LEVELS[pack.kind]
    if solution["levels"] != levels or len(solution["objective"]) != len(levels):
        yield Breach("verify_levels")
        return
    for level, stated, found in zip(levels, solution["objective"], _counted(pack), strict=True):
        if found is not None and stated != found:
            yield Breach("verify_objective", {"level": level, "stated": stated, "found": found})


def _counted(pack: Pack) -> list[int | None]:
    """The numbers; None for a score of something that no recommendation states."""
    entries = [e for e in pack.part(OUTCOMES[pack.kind]) if e["candidate_id"] in pack.people]
    people = sorted({entry["candidate_id"] for entry in entries})
    if pack.kind == "referrals":
        return [len(people), sum(len(entry["posts"]) for entry in entries)]
    pairs = [(entry["candidate_id"], entry["job_id"]) for entry in entries]
    if pack.kind == "placement":
        scores = {(entry[0], entry[1]): int(entry[2]) for entry in pack.facts["wish_scores"]}
        return [len(people), sum(_value(pack, scores, *pair) for pair in pairs)]
    score = pack.scores()
    options = [pack.people[person]["options"] for person in people]
    weight = sum((2 * MILLION + count) // (2 * count) for count in options if count)
    stated = all(pair in score for pair in pairs)
    return [len(people), weight, len(pairs), sum(score[pair] for pair in pairs) if stated else None]


def _value(pack: Pack, scores: Mapping[tuple[str, str], int], person: str, post: str) -> int:
    """A score, and a million / rank for the wish of each side."""
    ranks = (pack.facts["wishes"].get(person, {}).get(post), pack.facts["intents"].get(post, {}).get(person))
    return scores.get((person, post), 0) + sum(MILLION // int(rank) for rank in ranks if rank)
