"""A connection whose request heads have to arrive in time; uvicorn itself waits for ever (extra `serve`)."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that waits `sending` seconds for a head, from the connection or the head's first byte on.

    Who is too slow is told so before the connection ends: what still comes is thrown away for `parting`
    seconds, because a system that gets bytes for a closed connection takes the reply back.
    """

    sending, parting = 15.0, 2.0

    @classmethod
    def of(cls, sending: float) -> type[PatientProtocol]:
        """The protocol with a patience of so many seconds."""
        return type("PatientProtocol", (cls,), {"sending": sending})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None
        self._over = False

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what came; a head that is whole is waited for no longer."""
        if self._over:
            return
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        super().connection_lost(exc)
        self._stop()

    def _watch(self) -> None:
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering or self.transport.is_closing():
            self._stop()
        elif self._timer is None:
            self._timer = self.loop.call_later(self.sending, self._too_slow)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self._over = True
            self.transport.write(TOO_SLOW)
            self.transport.write_eof()
            self._timer = self.loop.call_later(self.parting, self.transport.close)
