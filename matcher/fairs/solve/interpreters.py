"""Interpreters side by side: each serves one interview at a time and walks like everybody else."""

from __future__ import annotations

from collections.abc import Iterable


def assign_interpreters(meetings: Iterable[tuple[int, int]], interpreters: int, gap: int) -> list[int] | None:
    """Which interpreter takes each meeting (slot, booth), the meetings sorted; None if there are too few.

    `gap`: slots between meetings at different booths. An interpreter who is still at the booth goes on there, and of
    several who are free the one who has been free for the shortest time takes the meeting: whoever can take it later
    instead could take it now, so no assignment needs fewer.
    """
    last: list[tuple[int, int]] = []  # (slot, booth) of each interpreter's last meeting
    taken: list[int] = []
    for slot, booth in sorted(meetings):
        fit = [
            (at == booth and slot - when <= gap, when, -number)
            for number, (when, at) in enumerate(last)
            if when < slot and (at == booth or slot - when > gap)
        ]
        if fit:
            number = -max(fit)[2]
            last[number] = (slot, booth)
        elif len(last) < interpreters:
            number = len(last)
            last.append((slot, booth))
        else:
            return None
        taken.append(number)
    return taken
