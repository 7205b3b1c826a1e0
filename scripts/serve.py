"""`fairmatch serve`: the HTTP service and the staff console."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
import time
import urllib.request
from types import FrameType
from typing import TYPE_CHECKING
from urllib.error import URLError

import click

from fairmatch import options
from fairmatch.output import say_aside
from matcher.domain.errors import InputError, Unavailable
from matcher.domain.words import say

if TYPE_CHECKING:
    from matcher.office import Office

THREADS = 8
BODY_BYTES = 256 << 20  # waitress refuses beyond; the service itself answers with a problem from 64 MiB on
_LOOK_SECONDS = 0.1


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: a free one.")
@options.as_of
@options.lang
@options.data
@options.db
def command(host: str, port: int, db: str | None, data: str | None, lang: str, as_of: object) -> None:
    """Serve HTTP and the staff console; print the URL when it is ready.

    Without any key (`fairmatch keys create`) it listens on this machine alone, for the tenant `default`, with every
    scope. Stop it with Ctrl+C or SIGTERM.

    \b
    Example:
      fairmatch serve --port 8000
    """
    signal.signal(signal.SIGTERM, _stop)
    _log_as_json_lines()
    has_keys = _check_door(host, db, data)
    with listening(host, port) as listener, options.office(db, data, as_of=as_of) as office:  # type: ignore[arg-type]
        run(office, listener, has_keys, lang)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises Unavailable when the port is taken or may not be had, InputError for no host."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise InputError("host_unknown", host=host) from None
    made = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # there it would let two services share the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(1024)
    except OSError as error:
        made.close()
        raise Unavailable("port_not_had", host=host, port=port, reason=error.strerror) from None
    return made


def run(office: Office, listener: socket.socket, has_keys: bool, lang: str) -> None:
    """Serves until it is told to stop."""
    from waitress import create_server

    from api import create_app

    server = create_server(
        create_app(office),
        sockets=[listener],
        threads=THREADS,
        max_request_body_size=BODY_BYTES,
        ident="fairmatch",
        clear_untrusted_proxy_headers=False,  # read in one place alone: to tell a proxy from this machine
    )
    threading.Thread(target=_say_when_ready, args=(_url(listener), has_keys, lang), daemon=True).start()
    server.run()
    server.close()


def _check_door(host: str, db: str | None, data: str | None) -> bool:
    """Whether there are keys. Raises InputError for a host that others reach without one."""
    from api.auth import is_loopback
    from fairmatch.storage import opened

    with opened(db, data) as (store, _):
        has_keys = store.keys.any()
    if not has_keys and not is_loopback(host):
        raise InputError("host_needs_key", host=host)
    return has_keys


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 a name for every interface is no address
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _say_when_ready(url: str, has_keys: bool, lang: str) -> None:
    while not _answers(f"{url}/readyz"):
        time.sleep(_LOOK_SECONDS)
    if not has_keys:
        say_aside(say("serve_without_key", lang))
    click.echo(url)
    sys.stdout.flush()


def _answers(url: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=5) as reply:
            return bool(reply.status == 200)
    except (URLError, OSError):
        return False


def _log_as_json_lines() -> None:
    from api.watching import JsonLines

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("fairmatch").setLevel(logging.INFO)
