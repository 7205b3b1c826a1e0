"""Whether the index serves the store's newest state, asked without ever standing in its way.

Building the index of a city takes a while at the first start. One thread does it; a probe meanwhile is answered "not
yet", and a call that needs the index waits a little before it is.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from flask import Flask, current_app

from api.doors import office
from matcher.domain.errors import Unavailable

if TYPE_CHECKING:
    from matcher.office import Office

LOOK_SECONDS = 2.0  # a probe is answered within
WAIT_SECONDS = 120.0  # a call that needs the index waits so long for its first building


class Readiness:
    """The state of one app's index: not built, or built once and then followed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._look: _Look | None = None
        self.built = False

    def ask(self, office: Office, patience: float) -> bool:
        """True when the index is at the newest change; False when it is behind, or still being built after a while."""
        with self._lock:
            if self._look is None or not self._look.thread.is_alive():
                self._look = _Look(office)
            look = self._look
        look.thread.join(patience)
        if look.thread.is_alive():
            return False
        if look.failure is not None:
            raise look.failure
        self.built = True
        return look.ready


class _Look:
    """One look at the office, in a thread of its own; it builds the index where there is none."""

    def __init__(self, office: Office) -> None:
        self.ready = False
        self.failure: Exception | None = None
        self.thread = threading.Thread(target=self._run, args=(office,), daemon=True)
        self.thread.start()

    def _run(self, office: Office) -> None:
        try:
            self.ready = office.ready()
        except Exception as error:
            self.failure = error


def register(app: Flask) -> None:
    """Every app has its readiness."""
    app.extensions["fairmatch_readiness"] = Readiness()


def readiness() -> Readiness:
    """The readiness of this app."""
    found: Readiness = current_app.extensions["fairmatch_readiness"]
    return found


def indexed_office() -> Office:
    """The office, for calls that look into its index. Raises Unavailable as long as that was never built."""
    if not readiness().built:
        readiness().ask(office(), WAIT_SECONDS)
        if not readiness().built:
            raise Unavailable("index_building")
    return office()
