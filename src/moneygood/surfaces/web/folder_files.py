"""Files that a server hands out: those of a list, by their names, and nothing that a name could lead to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from moneygood.surfaces.web.finished import FinishedShelf, finished_response

HTML = "text/html; charset=utf-8"
MEDIA = {
    "html": HTML, "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml", "json": "application/json", "wasm": "application/wasm",
}  # fmt: skip


def files_below(folder: Path) -> dict[str, bytes]:
    """The files below a folder by name: no links, and nothing whose name begins with a dot."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        inside = [folder / Path(*name.parts[: n + 1]) for n in range(len(name.parts))]
        hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not hidden and not any(p.is_symlink() for p in inside):
            found[name.as_posix()] = path.read_bytes()
    return found


class FolderFiles:
    """Files as an application: `make` gives them by name when the first is asked for; each is finished once.

    They are made on a thread of the shelf, so that readers who wait for them hold none.
    """

    def __init__(self, finished: FinishedShelf, room: str, make: Callable[[], dict[str, bytes]]) -> None:
        self._finished, self._room, self._make = finished, room, make
        self._lock = threading.Lock()
        self._making: Future[dict[str, bytes]] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer with a file."""
        request = Request(scope, receive)
        name = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/") or "index.html"
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(405)
        if any(part.startswith(".") for part in name.split("/")):
            raise HTTPException(404)
        files = await asyncio.shield(asyncio.wrap_future(self._begin()))
        if name not in files:
            raise HTTPException(404)
        media = MEDIA.get(name.rpartition(".")[2], "application/octet-stream")
        reply = await self._finished.reply((self._room, name), lambda: (files[name], media))
        await finished_response(request, reply)(scope, receive, send)

    def files(self) -> dict[str, bytes]:
        """The files by name, made now where they are not."""
        return self._begin().result()

    def _begin(self) -> Future[dict[str, bytes]]:
        with self._lock:
            failed = self._making is not None and self._making.done() and self._making.exception()
            if self._making is None or failed:
                self._making = self._finished.work(self._make)
            return self._making
