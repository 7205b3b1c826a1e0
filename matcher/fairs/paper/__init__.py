"""A plan on paper: the pack, its sheets and lists, what changed against an earlier one."""
