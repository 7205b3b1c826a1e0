"""Records, codes, words and law: what every other room speaks of. No I/O but its own data files."""
