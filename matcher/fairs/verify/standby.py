"""Who stands by: somebody of the fair without a place, counted from 1 without a gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from matcher.fairs.verify.pack import Breach, Pack


def standby_breaches(pack: Pack, busy: Collection[str]) -> Iterator[Breach]:
    """Of a placement each post has a list of its own, of a morning there is one."""
    orders: dict[str, list[int]] = defaultdict(list)
    for entry in pack.part("standby"):
        person, post = entry["candidate_id"], entry.get("job_id", "")
        orders[post].append(entry["order"])
        if person not in pack.people:
            yield Breach("verify_unknown_person", {"person": person})
        elif person in busy:
            yield Breach("verify_standby", {"person": person})
        if post and post not in pack.posts:
            yield Breach("verify_unknown_post", {"post": post})
    for post, found in sorted(orders.items()):
        if sorted(found) != list(range(1, len(found) + 1)):
            yield Breach("verify_standby_order", {"post": post})
