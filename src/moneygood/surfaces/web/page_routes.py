"""The addresses of reading pages, their files, their embedded charts, and the lab where it is there.

What a page or file is made of never changes while the process lives, so each is finished once.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from anyio import Semaphore
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web.finished import FinishedReply, FinishedShelf, finished_response
from moneygood.surfaces.web.folder_files import HTML, FolderFiles, files_below
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.openapi import openapi_document
from moneygood.surfaces.web.reading import portfolio_address
from moneygood.surfaces.web.reading.index import PAGES, answered_live, page_names
from moneygood.surfaces.web.rendering import api_html, embed_html, error_html, page_file, page_html
from moneygood.surfaces.web.shelf import PageShelf

ASSETS = Path(__file__).parent / "assets"
SHELF = PageShelf()


def _lab_files() -> dict[str, bytes]:
    from moneygood.restarts.opening import load
    from moneygood.surfaces.web import lab, lab_model

    return lab.lab_files(lab_model.build_lab(load(None)), rest="/api/v1", pages="../")


def lab_there() -> bool:
    """Whether this version has a lab."""
    return find_spec("moneygood.surfaces.web.lab") is not None


class PageDesk:
    """Finished pages, files and charts by their addresses; `lab` puts the lab into the navigation."""

    def __init__(self, limits: WebLimits, shelf: PageShelf = SHELF, *, lab: bool) -> None:
        self.shelf = shelf
        self.finished = FinishedShelf(limits.pages)
        self.lab, self.limits = lab, limits
        self.lab_files: FolderFiles | None = None

    def html_key(self, name: str, home: bool = False) -> tuple[str, ...]:
        """The key of a page; as `home` it stands at the root."""
        return ("home" if home else "page", name)

    def html_maker(self, name: str, home: bool = False) -> Callable[[], tuple[bytes, str]]:
        """What makes the HTML of a page."""
        return lambda: (page_html(self.shelf.page(name), lab=self.lab, home=home).encode(), HTML)

    async def page(self, name: str, *, home: bool = False) -> FinishedReply:
        """A page as HTML; U010 where there is none."""
        known(name)
        return await self.finished.reply(self.html_key(name, home), self.html_maker(name, home))

    async def file(self, name: str, file: str) -> FinishedReply:
        """A file of a page; whoever asks for one before there is the page waits for that."""
        await self.page(name)
        return await self.finished.reply(("file", name, file), lambda: page_file(self.shelf.page(name), file))

    async def chart(self, name: str, key: str) -> FinishedReply:
        """A chart of a page by itself."""
        await self.page(name)
        make = lambda: (embed_html(self.shelf.page(name), key).encode(), HTML)  # noqa: E731
        return await self.finished.reply(("embed", name, key), make)

    async def api(self) -> FinishedReply:
        """The page of the API."""
        make = lambda: (api_html(documented(self.limits), lab=self.lab).encode(), HTML)  # noqa: E731
        return await self.finished.reply(("api",), make)

    def warm(self, stop: threading.Event, busy: Callable[[], bool], calm: float = 1.0) -> None:
        """Make the first page at once, then the lab and the other pages while nobody has waited for `calm` s.

        A reader of the first page shares the one that is being made; a reader of another meets one work of
        this at most.
        """

        def page(name: str, home: bool = False) -> None:
            found = self.finished.begin(self.html_key(name, home), self.html_maker(name, home))
            if not isinstance(found, FinishedReply):
                found.exception()

        page(PAGES[0].name, home=True)
        works: list[Callable[[], object]] = [self.lab_files.files] if self.lab_files is not None else []
        for work in (*works, *(partial(page, entry.name) for entry in PAGES)):
            quiet = 0.0
            while quiet < calm and not stop.is_set():
                stop.wait(0.05)
                quiet = 0.0 if self.finished.busy or busy() else quiet + 0.05
            if stop.is_set():
                return
            work()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(page_names())


def known(name: str) -> None:
    """U010 where there is no page of a name."""
    if name not in _names() and not answered_live(name):
        raise MoneygoodError("U010", f"there is no page {name[:60]!r}", None, None)


def page_routes(
    limits: WebLimits, shelf: PageShelf = SHELF, *, lab: bool = True
) -> tuple[PageDesk, list[BaseRoute]]:
    """The desk that finishes the pages, and the routes to them; the last takes every other address."""
    lab = lab and lab_there()
    desk = PageDesk(limits, shelf, lab=lab)

    async def home(request: Request) -> Response:
        return finished_response(request, await desk.page(PAGES[0].name, home=True))

    async def api_page(request: Request) -> Response:
        return finished_response(request, await desk.api())

    async def embedded(request: Request) -> Response:
        name, _, key = request.path_params["address"].rpartition("/")
        return finished_response(request, await desk.chart(name, key))

    async def portfolio(request: Request) -> Response:
        if request.query_params:
            sent = portfolio_address.address_of(dict(request.query_params))
            return RedirectResponse(f"/{sent}/", 303)
        return finished_response(request, await desk.page(portfolio_address.ADDRESS))

    async def any_page(request: Request) -> Response:
        address = request.path_params["address"]
        if address.endswith("/"):
            return finished_response(request, await desk.page(address[:-1]))
        name, _, file = address.rpartition("/")
        if "." not in file:
            known(address)
            return RedirectResponse(f"/{address}/", 308)
        reply = await desk.file(name, file)
        kind = {}
        if reply.media.startswith("text/csv"):
            kind = {"Content-Disposition": f'attachment; filename="{file}"'}
        return finished_response(request, reply, **kind)

    assets = FolderFiles(desk.finished, "assets", lambda: files_below(ASSETS))
    mounted: list[BaseRoute] = [Mount("/assets", assets, name="assets")]
    if lab:
        desk.lab_files = FolderFiles(desk.finished, "lab", _lab_files)
        mounted.append(Mount("/lab", desk.lab_files, name="lab"))
    return desk, [
        Route("/", home),
        Route("/api/", api_page),
        *mounted,
        Route("/claims/check/", _checking(limits, lab), methods=["GET", "POST"]),
        Route("/embed/{address:path}/", embedded),
        Route(f"/{portfolio_address.ADDRESS}/", portfolio),
        Route("/{address:path}", any_page),
    ]


def _checking(limits: WebLimits, lab: bool) -> Callable[[Request], Awaitable[Response]]:
    """The route that takes a pasted text; `limits.workers` are checked at a time."""
    checking = Semaphore(limits.workers)

    async def check_text(request: Request) -> Response:
        if request.method != "POST":
            return RedirectResponse("/claims/", 303)
        from moneygood.surfaces.web.reading.pasted import MOST_PASTED, checked_page

        sent: dict[str, list[str]] = {}
        with suppress(ValueError):  # more fields than a form has
            sent = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=8)
        text, date = (sent.get(name, [""])[0] for name in ("text", "date"))
        if not text.strip() or not date.strip() or len(text) > MOST_PASTED:
            what = f"a text of at most {MOST_PASTED:,} characters and its day are needed"
            raise MoneygoodError("A507", what, None, "Paste an article and give its day")
        async with checking:
            page = await run_in_threadpool(checked_page, text, date)
        return HTMLResponse(page_html(page, lab=lab), headers={"Cache-Control": "no-store"})

    return check_text


def page_error(status: int, words: str) -> HTMLResponse:
    """A page that says what is wrong."""
    return HTMLResponse(error_html(status, words), status)


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
