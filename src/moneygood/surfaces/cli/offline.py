"""The flag --offline: whatever would leave this machine is refused."""

from __future__ import annotations

import sys
from typing import Any

from moneygood.core.errors import MoneygoodError

_LOCAL = ("127.", "::1", "localhost", "0.0.0.0")

_state = {"hooked": False, "offline": False}


def stay_offline(wanted: bool = True) -> None:
    """From now on (or no longer) raise U002 where something connects to, or looks up, another machine."""
    _state["offline"] = wanted
    if wanted and not _state["hooked"]:
        _state["hooked"] = True
        sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...], state: dict[str, bool] = _state) -> None:
    """The hook; `state` is its own, because a process that ends takes the names of modules away first."""
    if not state["offline"] or event not in ("socket.connect", "socket.getaddrinfo"):
        return
    target = arguments[1] if event == "socket.connect" else arguments[0]
    host = target[0] if isinstance(target, tuple) else target
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if isinstance(host, str) and host and not host.startswith(("/", "\0", *_LOCAL)):
        raise MoneygoodError(
            "U002", f"{host} is another machine, and --offline keeps to this one", None, "Leave --offline out"
        )
