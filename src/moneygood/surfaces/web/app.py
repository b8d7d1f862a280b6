"""The application that a server runs: REST, pages, and the guard before both."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web.answers import AnswerDesk
from moneygood.surfaces.web.finished import takes_gzip
from moneygood.surfaces.web.guard import WebCounts, WebGuard
from moneygood.surfaces.web.limits import LOOPBACK, WebLimits
from moneygood.surfaces.web.page_routes import add_pages, page_error
from moneygood.surfaces.web.rest import WrongForm, error_response, fault_response, make_router


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
    `warm` makes the pages of the navigation when it starts, behind what readers ask for.
    """
    limits = limits or WebLimits()
    desk, counts, stop = AnswerDesk(limits), WebCounts(), threading.Event()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if warm:
            asked = (stop, lambda: bool(desk.open_jobs))
            threading.Thread(target=pages.warm, args=asked, name="warm", daemon=True).start()
        yield
        stop.set()
        pages.finished.close()
        desk.close()

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=True, lifespan=lifespan)
    app.add_middleware(WeighedGzip, minimum_size=1024, compresslevel=5)
    app.include_router(make_router(desk, limits))

    @app.get("/healthz")
    async def healthz() -> Any:
        return {"ok": True, "jobs": desk.open_jobs}

    @app.get("/metrics")
    async def metrics() -> PlainTextResponse:
        return PlainTextResponse(counts.text(desk), media_type="text/plain; version=0.0.4")

    pages = add_pages(app, limits, lab=lab)

    @app.exception_handler(MoneygoodError)
    async def faulty(request: Request, fault: MoneygoodError) -> Response:
        if _for_people(request):
            return page_error(404 if fault.code in ("U010", "S005") else 422, str(fault))
        return fault_response(fault)

    @app.exception_handler(WrongForm)
    async def malformed(request: Request, fault: WrongForm) -> Response:
        return error_response(fault.status, "U011", fault.message)

    @app.exception_handler(HTTPException)
    async def http(request: Request, fault: HTTPException) -> Response:
        words = {404: "there is nothing here", 405: "this address takes another method"}
        if _for_people(request):
            return page_error(fault.status_code, words.get(fault.status_code, str(fault.detail)))
        code = "U016" if fault.status_code == 404 else "U011"
        made = error_response(fault.status_code, code, words.get(fault.status_code, str(fault.detail)))
        made.headers.update(fault.headers or {})
        return made

    @app.exception_handler(Exception)
    async def broken(request: Request, fault: Exception) -> Response:
        return error_response(500, "U014", f"something broke ({type(fault).__name__})")

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
