"""The lawfulness of job advertisements: what a condition says, where, on which law, and what to write instead.

`screen` reads a text, `screen_job` a post; the rules are data (`domain/data/screening/*.toml`), this room their
interpreter. `inspection` draws samples for inspections, `shut_out` counts whom the conditions of a post exclude.
"""
