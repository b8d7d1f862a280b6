"""The pages that `moneygood serve` answers with."""

from __future__ import annotations

import html
import json
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote


def list_runs(root: Path) -> list[tuple[Path, dict[str, object]]]:
    """The runs in a folder with their manifests, the newest first."""
    found = []
    for manifest in root.glob("[!.]*/manifest.json"):  # what begins with a dot is not finished
        try:
            found.append((manifest.parent, json.loads(manifest.read_text(encoding="utf-8"))))
        except (OSError, ValueError):
            continue
    return sorted(found, key=lambda r: r[0].stat().st_mtime, reverse=True)


class PageServer(ThreadingHTTPServer):
    """Serves several readers at a time; one that goes away in the middle of an answer is no fault."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about a connection that the reader closed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class RunPages(SimpleHTTPRequestHandler):
    """Answers with the list of runs at the root, and with the files of runs below it."""

    def do_GET(self) -> None:
        """Answer a request for the list or for a file of a run."""
        if self.path.split("?")[0] not in ("/", "/index.html"):
            super().do_GET()
            return
        body = self.index_page().encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def index_page(self) -> str:
        """The list of runs as a page."""
        items = []
        for folder, manifest in list_runs(Path(self.directory)):
            title, draws, seed = (manifest.get(k) for k in ("title", "draws", "seed"))
            words = html.escape(f"{title}: {draws} draws, seed {seed}")
            items.append(f'<li><a href="{quote(folder.name)}/charts.html">{words}</a></li>')
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>moneygood</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            "<style>body{font:1.05rem/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;"
            "padding:0 1rem;color:#1a1a1a}a{color:#0b4f8a}"
            "@media(prefers-color-scheme:dark){body{background:#14171a;color:#e4e6e8}a{color:#8fbdf0}}</style>"
            f"<h1>moneygood</h1><p>Runs, newest first.</p><ul>{''.join(items)}</ul></html>"
        )

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: requests are not worth a line."""
