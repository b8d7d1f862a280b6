"""The static site: the server's pages as files, frozen once for a vintage."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest

pytest.importorskip("starlette")

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web import site
from moneygood.surfaces.web.reading.index import PAGES
from moneygood.surfaces.web.shelf import PageShelf

FEW = ("today", "data", "cycle", "scenarios", "scenarios/cuts-arrive")


def write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> site.WrittenSite:
    monkeypatch.setattr(site, "page_names", lambda: FEW)
    return site.write_site(folder, lab=False)


def test_every_link_between_written_files_leads_to_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.surfaces.web.test_pages import outline

    made = write(tmp_path / "out", monkeypatch)
    root = tmp_path / "out"
    left = {p.name for p in PAGES} - set(FEW)
    assert made.pages == len(FEW)
    assert made.files == sum(f.is_file() for f in root.rglob("*"))
    for file in [f for f in root.rglob("*.html") if "v" not in f.relative_to(root).parts]:
        at = "/" + file.relative_to(root).as_posix()
        for link in outline(file.read_text(encoding="utf-8")).links:
            target = unquote(urljoin(at, link)).partition("#")[0].lstrip("/")
            path = root / target
            path = path / "index.html" if path.is_dir() else path
            known = target.partition("/")[0] in left
            shown = target.startswith("scenarios/") and target.count("/") == 2
            assert path.is_file() or known or shown, (at, link)


def test_a_vintage_is_frozen_and_the_root_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    made = write(folder, monkeypatch)
    frozen = folder / "v" / made.vintage / "today" / "index.html"
    assert frozen.read_bytes() == (folder / "today" / "index.html").read_bytes()
    frozen.write_text("as it was", encoding="utf-8")
    (folder / "gone.html").write_text("x", encoding="utf-8")
    write(folder, monkeypatch)
    assert frozen.read_text(encoding="utf-8") == "as it was"
    assert not (folder / "gone.html").exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(MoneygoodError, match="holds something else"):
        site.write_site(tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "x"


def test_a_page_is_made_once_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from moneygood.surfaces.web import shelf

    first = PageShelf().page("data")
    monkeypatch.setattr(shelf, "make_page", lambda name: pytest.fail("made again"))
    assert PageShelf().page("data") == first
    with pytest.raises(MoneygoodError, match="no page"):
        PageShelf().page("../data")
