"""The composition root: opens settings, store, sides and models, and gives the doors one object to call.

office    what the doors call
market    both sides of the market, following the store's change sequence
models    the learned parts behind the engine's protocols; the only place that imports `models`
inputs    files of jobs and candidates: into the store, or into a fair
"""

from matcher.office.office import Office

__all__ = ["Office"]
