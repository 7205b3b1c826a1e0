"""Which posts count towards a quota."""

from __future__ import annotations

from matcher.domain.fairs import Quota, employer_key
from matcher.fairs.problem import Post, Problem


def counts_towards(quota: Quota, post: Post) -> bool:
    """By the post's division (or one within it), or by its employer's name."""
    if quota.division is not None:
        return (post.division or "").startswith(quota.division)
    return employer_key(quota.employer or "") == post.employer_key


def crossing_post(problem: Problem) -> Post | None:
    """A post that falls under two quotas: then they are no longer a flow."""
    for post in problem.posts:
        if sum(counts_towards(quota, post) for quota in problem.fair.quotas) > 1:
            return post
    return None
