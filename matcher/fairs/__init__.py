"""Fairs: who meets whom, where and when; plans, their proofs, their paper, and what came of them."""
