"""Pictures of the workbench for the documents: first page, lab, a checked paragraph, in a real browser.

``python docs/workbench_figures.py`` serves the pages on this machine, walks three errands that readers come
with, and keeps what is seen as docs/img/workbench-*.png. Wants Debian's chromium.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

IMAGES = Path(__file__).parent / "img"
SIZE = {"width": 1280, "height": 800}
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
PARAGRAPH = (
    "Unemployment stayed below 4% in 2023. The ten-year yield rose above 4.5% in 2024. "
    "AI will change everything."
)
PATIENCE = 300_000


@contextmanager
def served() -> Iterator[str]:
    """The address of a server of this process."""
    import uvicorn

    from moneygood.surfaces.web.app import make_app

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        server = uvicorn.Server(uvicorn.Config(make_app(), log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)


def foreigners(page: Any, root: str) -> None:
    """Where the ten-year goes if foreigners strike: a door, a page, its levers."""
    page.goto(root, timeout=PATIENCE)
    kept(page, "start")
    page.get_by_role("link", name="Where does the ten-year go").click()
    page.get_by_role("link", name="Move its levers in the lab").click(timeout=PATIENCE)
    page.wait_for_selector("html[data-draws='2000']", timeout=PATIENCE)
    kept(page, "lab")
    page.evaluate("document.documentElement.dataset.draws = 'waiting'")
    page.click("#gaps")
    page.wait_for_selector("html[data-draws='2000']", timeout=PATIENCE)
    kept(page, "differences")


def paragraph(page: Any, root: str) -> None:
    """Whether a paragraph is true."""
    page.goto(root, timeout=PATIENCE)
    page.get_by_role("link", name="Is this paragraph true").click()
    page.fill("#pasted", PARAGRAPH, timeout=PATIENCE)
    page.fill("#day", "2026-11-20")
    page.click(".asked button")
    page.wait_for_url("**/claims/check/", timeout=PATIENCE)
    kept(page, "claim")


def kept(page: Any, name: str) -> None:
    """What is seen, as a picture of the documents."""
    page.screenshot(path=str(IMAGES / f"workbench-{name}.png"))


def main() -> None:
    from playwright.sync_api import sync_playwright

    with served() as root, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        for walk in (foreigners, paragraph):
            page = browser.new_page(viewport=SIZE, color_scheme="light")
            walk(page, root)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
