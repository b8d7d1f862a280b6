"""The same pages as static files, for any file server and none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.core.atomic import fresh_folder, publish
from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web.page_routes import ASSETS, lab_there
from moneygood.surfaces.web.reading.index import PAGES, page_names
from moneygood.surfaces.web.rendering import embed_html, file_names, page_file, page_html
from moneygood.surfaces.web.shelf import PageShelf

MARK = ".moneygood-site"


@dataclass(frozen=True)
class WrittenSite:
    """What was written: pages, files and bytes below `folder`, of a `vintage`.

    What stands under two names, as the latest pages and those of their vintage do, takes its bytes once.
    """

    folder: Path
    vintage: str
    pages: int
    files: int
    bytes: int


def write_site(
    folder: Path, progress: Callable[[Any], Any] | None = None, *, lab: bool = True
) -> WrittenSite:
    """Write every page with its files and embeddable charts into `folder`, the latest at its root.

    The pages of a vintage are written below ``v/<vintage>/`` once and never again; what lies at the root is
    replaced, all of it in one step when the last page is there. R002 for a folder that holds something else.
    """
    from moneygood.restarts.opening import load

    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file())):
        raise MoneygoodError("R002", f"{folder} holds something else", None, "Name a new or empty folder")
    vintage = load(None).vintage.name
    lab = lab and lab_there()
    names, shelf = page_names(), PageShelf()
    target = Path(os.path.abspath(folder))
    with fresh_folder(target.parent, folder) as fresh:
        (fresh / MARK).write_text("pages of moneygood; v/ is never rewritten\n", encoding="utf-8")
        shutil.copytree(ASSETS / "pages", fresh / "assets" / "pages")
        if lab:
            from moneygood.surfaces.web import lab as written_lab  # type: ignore[attr-defined]

            written_lab.write_lab(load(None), fresh / "lab", pages="../")
        for done, name in enumerate(names):
            _write_page(fresh, shelf, name, lab, vintage)
            if progress is not None:
                progress((done + 1) / len(names))
        home = page_html(shelf.page(PAGES[0].name), lab=lab, static=True, home=True, vintage=vintage)
        (fresh / "index.html").write_text(home, encoding="utf-8")
        if (target / "v").is_dir():
            shutil.copytree(target / "v", fresh / "v", copy_function=_linked)
        frozen = fresh / "v" / vintage
        if not frozen.exists():
            shutil.copytree(
                fresh, frozen, ignore=lambda at, _: ["v", MARK] if Path(at) == fresh else [],
                copy_function=_linked,
            )  # fmt: skip
        publish(fresh, target, MARK, merge=False)
    files = [f for f in folder.rglob("*") if f.is_file()]
    sizes = {(one.st_dev, one.st_ino): one.st_size for one in (f.stat() for f in files)}
    return WrittenSite(folder, vintage, len(names), len(files), sum(sizes.values()))


def _linked(source: str, target: str) -> None:
    """A file under a second name, or a copy where the disk has no such thing: none is written to again."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _write_page(folder: Path, shelf: PageShelf, name: str, lab: bool, vintage: str) -> None:
    page = shelf.page(name)
    own = folder / name
    own.mkdir(parents=True, exist_ok=True)
    (own / "index.html").write_text(page_html(page, lab=lab, static=True, vintage=vintage), encoding="utf-8")
    for file in file_names(page):
        (own / file).write_bytes(page_file(page, file)[0])
    for chart in page.charts:
        at = folder / "embed" / name / chart.key
        at.mkdir(parents=True, exist_ok=True)
        (at / "index.html").write_text(embed_html(page, chart.key), encoding="utf-8")
