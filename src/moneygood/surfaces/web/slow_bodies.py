"""A request whose body has to arrive in time, and be no longer than is read."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.exceptions import HTTPException

from moneygood.surfaces.web.limits import WebLimits


class PatientBody:
    """What an application receives of one request, and sends: a body of at most `limits.body` bytes, whatever
    length it has said, within `limits.sending` seconds in all.

    Too long is 413, too late 408, or the end of the connection where the reply has begun. A reply to a
    request whose body nobody read to its end closes the connection, so that what drips in behind it holds
    nothing.
    """

    def __init__(self, receive: Any, send: Any, headers: dict[bytes, bytes], limits: WebLimits) -> None:
        self._receive, self._send, self._seconds = receive, send, limits.sending
        self._most, self._had = limits.body, 0
        self._until: float | None = None
        length = headers.get(b"content-length", b"0")
        self._whole = length.strip() == b"0" and b"transfer-encoding" not in headers
        self._began = False

    async def receive(self) -> Any:
        """The next message; 408 or 413 when the body has taken too long, or is."""
        if self._whole:  # what follows is the end of the connection, however late
            message = await self._receive()
        else:
            now = asyncio.get_running_loop().time()
            self._until = self._until or now + self._seconds
            try:
                message = await asyncio.wait_for(self._receive(), max(self._until - now, 0.0))
            except TimeoutError:
                return self._refused(408, f"the body did not arrive within {self._seconds:g} s")
            self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        self._had += len(message.get("body", b""))
        if self._had > self._most:
            return self._refused(413, f"the body is over {self._most:,} bytes")
        return message

    def _refused(self, status: int, why: str) -> Any:
        if self._began:
            return {"type": "http.disconnect"}
        raise HTTPException(status, why, {"Connection": "close"})

    async def send(self, message: Any) -> None:
        """Send a part of the reply."""
        if message["type"] == "http.response.start":
            self._began = True
            if not self._whole and (b"connection", b"close") not in message.get("headers", ()):
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
        await self._send(message)
