"""Pictures of the lab for the documents, in a real browser.

``python docs/workbench_figures.py`` serves it on this machine, asks where the ten-year goes if foreigners
strike, and keeps what is seen as docs/img/workbench-*.png. Wants Debian's chromium.
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
    """Where the ten-year goes if foreigners strike: fans beside the baseline, then the differences."""
    page.goto(f"{root}/lab/#s=foreign-strike", timeout=PATIENCE)
    page.wait_for_selector("html[data-draws='2000']", timeout=PATIENCE)
    kept(page, "lab")
    page.evaluate("document.documentElement.dataset.draws = 'waiting'")
    page.click("#gaps")
    page.wait_for_selector("html[data-draws='2000']", timeout=PATIENCE)
    kept(page, "differences")


def kept(page: Any, name: str) -> None:
    """What is seen, as a picture of the documents."""
    page.screenshot(path=str(IMAGES / f"workbench-{name}.png"))


def main() -> None:
    from playwright.sync_api import sync_playwright

    with served() as root, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        foreigners(browser.new_page(viewport=SIZE, color_scheme="light"), root)
        browser.close()


if __name__ == "__main__":
    main()
