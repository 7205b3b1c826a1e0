"""Learned parts: text to vectors, and scores that were fitted to outcomes."""
