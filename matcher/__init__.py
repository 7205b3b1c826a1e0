"""The engine: everything the office does without a network or a terminal."""
