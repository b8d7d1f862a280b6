"""The application that a server runs: REST, pages, and the guard before both."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web.answers import AnswerDesk
from moneygood.surfaces.web.finished import takes_gzip
from moneygood.surfaces.web.guard import WebCounts, WebGuard
from moneygood.surfaces.web.limits import LOOPBACK, WebLimits
from moneygood.surfaces.web.page_routes import SHELF, page_error, page_routes
from moneygood.surfaces.web.rest import WrongForm, api_routes, error_response, fault_response
from moneygood.surfaces.web.shelf import PageShelf


def make_app(
    limits: WebLimits | None = None,
    *,
    hosts: tuple[str, ...] = LOOPBACK,
    token: str | None = None,
    log: Callable[[str], Any] | None = None,
    lab: bool = True,
    warm: bool = False,
) -> WebGuard:
    """The whole server as one ASGI application; it keeps answers that anyone may have, and no reader.

    `hosts` are the names by which it may be called; with `token` every request has to carry it.
    `warm` makes the pages of the navigation when it starts, behind what readers ask for, and every page in a
    process of its own.
    """
    limits = limits or WebLimits()
    desk, counts, stop = AnswerDesk(limits), WebCounts(), threading.Event()
    pages, shown = page_routes(limits, PageShelf(apart=True) if warm else SHELF, lab=lab)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        if warm:
            asked = (stop, lambda: bool(desk.open_jobs))
            threading.Thread(target=pages.warm, args=asked, name="warm", daemon=True).start()
        yield
        stop.set()
        pages.shelf.close()
        pages.finished.close()
        desk.close()

    async def healthz(request: Request) -> Response:
        return JSONResponse({"ok": True, "jobs": desk.open_jobs})

    async def metrics(request: Request) -> Response:
        return PlainTextResponse(counts.text(desk), media_type="text/plain; version=0.0.4")

    own = [Route("/healthz", healthz), Route("/metrics", metrics)]
    app = Starlette(
        routes=[*api_routes(desk, limits), *own, *shown],
        middleware=[Middleware(WeighedGzip, minimum_size=1024, compresslevel=5)],
        exception_handlers=FAULTS,
        lifespan=lifespan,
    )
    return WebGuard(app, limits, hosts, token, counts, log)


class WeighedGzip(GZipMiddleware):
    """Gzip for those who take it; ``gzip;q=0`` refuses it."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, or hand it on as it is."""
        if scope["type"] == "http" and takes_gzip(Headers(scope=scope).get("accept-encoding", "")):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _for_people(request: Request) -> bool:
    return not request.url.path.startswith("/api/")


async def _faulty(request: Request, fault: Any) -> Response:
    if _for_people(request):
        return page_error(404 if fault.code in ("U010", "S005") else 422, str(fault))
    return fault_response(fault)


async def _malformed(request: Request, fault: Any) -> Response:
    return error_response(fault.status, "U011", fault.message)


async def _http(request: Request, fault: Any) -> Response:
    words = {404: "there is nothing here", 405: "this address takes another method"}
    said = words.get(fault.status_code, str(fault.detail))
    if _for_people(request):
        made: Response = page_error(fault.status_code, said)
    else:
        made = error_response(fault.status_code, "U016" if fault.status_code == 404 else "U011", said)
    made.headers.update(fault.headers or {})
    return made


async def _gone(request: Request, fault: Any) -> Response:
    return Response(status_code=400)  # nobody is there to read it


async def _broken(request: Request, fault: Any) -> Response:
    return error_response(500, "U014", f"something broke ({type(fault).__name__})")


FAULTS: dict[Any, Any] = {
    MoneygoodError: _faulty,
    WrongForm: _malformed,
    HTTPException: _http,
    ClientDisconnect: _gone,
    Exception: _broken,
}
"""What is said of each kind of fault."""
