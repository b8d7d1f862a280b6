"""The addresses of reading pages, their files, their embedded charts, and the lab where it is there."""

from __future__ import annotations

import tempfile
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.openapi import openapi_document
from moneygood.surfaces.web.reading.index import PAGES
from moneygood.surfaces.web.rendering import api_html, embed_html, error_html, page_file, page_html
from moneygood.surfaces.web.shelf import PageShelf, made_from

ASSETS = Path(__file__).parent / "assets"
SHELF = PageShelf()


def lab_there() -> bool:
    """Whether this version has a lab."""
    return find_spec("moneygood.surfaces.web.lab") is not None


def add_pages(app: FastAPI, limits: WebLimits, *, lab: bool = True) -> None:
    """Add the pages to an application."""
    lab = lab and lab_there()

    @app.get("/")
    async def home() -> HTMLResponse:
        page = await run_in_threadpool(SHELF.page, PAGES[0].name)
        return HTMLResponse(page_html(page, lab=lab, home=True))

    @app.get("/api/")
    async def api_page() -> HTMLResponse:
        return HTMLResponse(api_html(documented(limits), lab=lab))

    app.mount("/assets", StaticFiles(directory=ASSETS), name="assets")
    if lab:
        _mount_lab(app)

    @app.get("/embed/{address:path}/")
    async def embedded(address: str) -> HTMLResponse:
        name, _, key = address.rpartition("/")
        return HTMLResponse(embed_html(await run_in_threadpool(SHELF.page, name), key))

    @app.get("/{address:path}")
    async def any_page(request: Request, address: str) -> Response:
        if address.endswith("/"):
            page = await run_in_threadpool(SHELF.page, address[:-1])
            tag = f'"{made_from()}"'
            headers = {"ETag": tag, "Cache-Control": "no-cache"}
            if tag in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            return HTMLResponse(page_html(page, lab=lab), headers=headers)
        name, _, file = address.rpartition("/")
        if "." not in file:
            await run_in_threadpool(SHELF.page, address)
            return RedirectResponse(f"/{address}/", 308)
        page = await run_in_threadpool(SHELF.page, name)
        content, media = await run_in_threadpool(page_file, page, file)
        kind = (
            {"Content-Disposition": f'attachment; filename="{file}"'} if media.startswith("text/csv") else {}
        )
        return Response(content, media_type=media, headers={"Cache-Control": "no-cache", **kind})


def page_error(status: int, words: str) -> HTMLResponse:
    """A page that says what is wrong."""
    return HTMLResponse(error_html(status, words), status)


def warm_pages() -> None:
    """Make every page of the navigation, one after the other."""
    for entry in PAGES:
        SHELF.page(entry.name)


def documented(limits: WebLimits) -> list[dict[str, Any]]:
    """The routes of the API as its page shows them."""
    out = []
    for path, methods in openapi_document(limits)["paths"].items():
        first = next(iter(methods.values()))
        body = first.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        schema = body.get("anyOf", [body])[0]
        needed = schema.get("required", ())
        fields = [
            {
                "name": n,
                "kind": _kind(s),
                "help": s.get("description", ""),
                "needed": n in needed,
                "default": s.get("default"),
            }
            for n, s in schema.get("properties", {}).items()
        ]
        verb = path.rpartition("/")[2]
        out.append(
            {
                "id": verb,
                "path": path,
                "methods": " ".join(m.upper() for m in methods),
                "summary": first["summary"],
                "about": first.get("description", ""),
                "fields": fields,
                "example": EXAMPLES.get(verb, ""),
            }
        )
    return out


EXAMPLES = {
    "run": (
        "curl -s localhost:8000/api/v1/run -H 'Content-Type: application/json' \\\n  -d "
        '\'{"scenario": "ai-disappoints", "draws": 2000}\''
    ),
    "why": (
        "curl -s 'localhost:8000/api/v1/why?variable=rate_10y&scenario=ai-disappoints&by=channel&format=csv'"
    ),
    "verify": "curl -s localhost:8000/api/v1/verify -H 'Content-Type: application/json' -d @answer.json",
}


def _kind(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(s) for s in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    words = str(schema.get("type", "")).replace("['object', 'string']", "object")
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None and high < 1e12:
        return f"{words} from {low:,} to {high:,}"
    return words


class LabFiles:
    """The lab as an application: its folder is written when it is first asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: StaticFiles | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer with a file of the lab."""
        files = self._files or await run_in_threadpool(self._write)
        await files(scope, receive, send)

    def _write(self) -> StaticFiles:
        with self._lock:
            if self._files is None:
                from moneygood.baseline.opening import load
                from moneygood.surfaces.web import lab  # type: ignore[attr-defined]

                folder = Path(tempfile.mkdtemp(prefix="moneygood-lab-"))
                lab.write_lab(load(None), folder, rest="/api/v1")
                self._files = StaticFiles(directory=folder, html=True)
            return self._files


def _mount_lab(app: FastAPI) -> None:
    import mimetypes

    mimetypes.add_type("application/wasm", ".wasm")
    mimetypes.add_type("text/javascript", ".js")
    app.mount("/lab", LabFiles(), name="lab")
