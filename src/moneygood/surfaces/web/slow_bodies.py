"""A request whose body has to arrive in time."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.exceptions import HTTPException


class PatientBody:
    """What an application receives of one request, and sends; the body has `seconds` in all to arrive.

    Too late is 408, or the end of the connection where the reply has begun. A reply to a request whose body
    nobody read to its end closes the connection, so that what drips in behind it holds nothing.
    """

    def __init__(self, receive: Any, send: Any, headers: dict[bytes, bytes], seconds: float) -> None:
        self._receive, self._send, self._seconds = receive, send, seconds
        self._until: float | None = None
        length = headers.get(b"content-length", b"0")
        self._whole = length.strip() == b"0" and b"transfer-encoding" not in headers
        self._began = False

    async def receive(self) -> Any:
        """The next message; 408 when the body has taken too long."""
        if self._whole:
            return await self._receive()
        now = asyncio.get_running_loop().time()
        if self._until is None:
            self._until = now + self._seconds
        try:
            message = await asyncio.wait_for(self._receive(), max(self._until - now, 0.0))
        except TimeoutError:
            if self._began:
                return {"type": "http.disconnect"}
            raise HTTPException(
                408, f"the body did not arrive within {self._seconds:g} s", {"Connection": "close"}
            ) from None
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def send(self, message: Any) -> None:
        """Send a part of the reply."""
        if message["type"] == "http.response.start":
            self._began = True
            if not self._whole and (b"connection", b"close") not in message.get("headers", ()):
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
        await self._send(message)
