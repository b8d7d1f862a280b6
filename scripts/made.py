"""What a wheel brings along, so that a server's first page needs no work: pages, lab, the solved baseline.

    python scripts/made.py             makes build/made; `make wheel` then puts it into the wheel
    python scripts/made.py --check     says whether build/made is of these texts and this code, with 1 if not

The files have the names that they have in the cache, which are hashes of all that decides what is in them:
where anything differs on the reader's machine they are not found, and made anew.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE = ROOT / "build" / "made"
CACHE = ROOT / "build" / "made-cache"
TAKEN = ("lab-", "history-", "baseline-")
"""Beside pages. Compiled code is not among them (it is of one processor), nor the model (of one folder)."""


def names() -> list[str]:
    """What is taken along, by its name in the cache."""
    from moneygood.surfaces.web.page_routes import page_names
    from moneygood.surfaces.web.shelf import page_file_name

    return [page_file_name(name) for name in page_names()]


def make() -> None:
    """Makes every page and the lab, in a cache of their own, and keeps what is taken along."""
    from moneygood.restarts.opening import load
    from moneygood.surfaces.web.lab_model import build_lab
    from moneygood.surfaces.web.page_routes import page_names
    from moneygood.surfaces.web.shelf import PageShelf

    build_lab(load(None))
    shelf = PageShelf()
    for name in page_names():
        shelf.page(name)
    shutil.rmtree(MADE, ignore_errors=True)
    MADE.mkdir(parents=True)
    for name in names():
        shutil.copyfile(CACHE / name, MADE / name)
    newest = {}
    for file in sorted(CACHE.iterdir(), key=lambda f: f.stat().st_mtime):
        if file.name.startswith(TAKEN):
            newest[file.name.partition("-")[0]] = file
    for file in newest.values():
        shutil.copyfile(file, MADE / file.name)
    size = sum(f.stat().st_size for f in MADE.iterdir())
    sys.stdout.write(f"{MADE}: {sum(1 for _ in MADE.iterdir())} files, {size / 1e6:.1f} MB\n")


def main(words: list[str]) -> int:
    os.environ["MONEYGOOD_CACHE"] = str(CACHE)
    if "--check" in words:
        missing = [n for n in names() if not (MADE / n).is_file()]
        sys.stdout.write(
            f"{len(missing)} pages of build/made are not of this code; make wheel\n" if missing else ""
        )
        return int(bool(missing))
    make()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
