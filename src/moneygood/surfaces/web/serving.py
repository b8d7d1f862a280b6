"""A server on this machine: one process, nothing kept that a restart would lose."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web.limits import LOOPBACK, WebLimits


def serve_web(
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    names: tuple[str, ...] = (),
    token: str | None = None,
    limits: WebLimits | None = None,
    say: Callable[[str], Any] = print,
    log: Callable[[str], Any] | None = None,
) -> None:
    """Serve pages and API until the process is told to stop; what is being answered is finished first.

    Off loopback a token is wanted of every reader; one is made and said where none is given. `names` are
    further names by which the server may be called. Errors: R004 for a port, U017 without the extra serve.
    """
    try:
        import uvicorn

        from moneygood.surfaces.web.app import make_app
        from moneygood.surfaces.web.slow_heads import PatientProtocol
    except ImportError as missing:
        what = f"serving needs {missing.name}"
        raise MoneygoodError("U017", what, None, "pip install 'moneygood[serve]'") from None
    taken = listener(host, port)
    port = taken.getsockname()[1]
    open_to_all = host not in LOOPBACK
    if open_to_all and token is None:
        token = secrets.token_urlsafe(24)
        say(f"token for every reader: {token}")
    own = () if host in ("0.0.0.0", "::") else (host,)
    if open_to_all and not own and not names:
        say("readers have to call this server by a name given with --name, or as localhost")
    limits = limits or WebLimits()
    app = make_app(limits, hosts=(*LOOPBACK, *own, *names), token=token, log=log, warm=True)
    shown = f"[{host}]" if ":" in host else host
    say(f"moneygood at http://{shown}:{port}/ (Ctrl-C stops)")
    config = uvicorn.Config(
        app, http=PatientProtocol.of(limits.sending), ws="none", log_level="error", access_log=False,
        server_header=False, date_header=False, timeout_keep_alive=20, timeout_graceful_shutdown=5,
        limit_concurrency=512, backlog=512,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[taken])


def listener(host: str, port: int) -> socket.socket:
    """A socket that listens; R004 where the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; else a kept connection waits 40 ms
    # for the reader's delayed acknowledgement between the head and the body of each reply
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(512)
    except (OSError, OverflowError):
        made.close()
        raise MoneygoodError(
            "R004", f"port {port} cannot be used", None, "Choose another with --port"
        ) from None
    return made
