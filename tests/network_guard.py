"""No test reaches the network: a connection that leaves this machine fails the test that asks for it."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

LEFT: list[str] = []
"""Addresses outside this machine that were asked for since the list was emptied."""
NOWHERE = "http://127.0.0.1:9"
"""A mirror on which nobody answers: where a program that a test starts would fetch from."""


def stays_here(address: Any) -> bool:
    """Whether an address (as of a socket's connect) is of this machine: a path, localhost, or loopback."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0]).partition("%")[0]
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def connect_here(self: socket.socket, address: Any) -> Any:
        # a datagram socket sends nothing by connecting: libraries look up their own address in this way
        if self.type == socket.SOCK_STREAM and not stays_here(address):
            sys.audit("socket.connect", self, address)  # as the real one: --offline refuses here
            LEFT.append(str(address[0]))
            raise OSError(f"no test reaches the network: {address[0]}")
        return connect(self, address)

    return connect_here


def install() -> None:
    """Guard every stream socket of this process, from now on."""
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))


@contextmanager
def watched() -> Iterator[None]:
    """Fails on leaving when a connection was asked for, whatever became of the exception."""
    LEFT.clear()
    yield
    left, LEFT[:] = tuple(LEFT), ()
    assert not left, f"no test reaches the network: {', '.join(left)}"
