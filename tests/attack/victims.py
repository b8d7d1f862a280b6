"""Every kind of writer, on a process that is warm, and what must hold of what it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from attack.kill import Victim
from moneygood.core.atomic import NEW
from moneygood.core.errors import MoneygoodError
from moneygood.runs.store.entry import MANIFEST
from moneygood.runs.store.folder_store import INDEX, FolderStore, read_folder
from moneygood.runs.store.seal import COMING, FILES

SCENARIO = "higher-for-longer"
RUN = ("run", SCENARIO, "--draws", "16", "--quarters", "8", "--backend", "numpy", "--threads", "1")


def victims(names: Sequence[str] = ()) -> list[Victim]:
    """The writers, all when none is named; what they write is made now, once."""
    return [MADE[name]() for name in (names or MADE)]


def a_run() -> Victim:
    """The command `run`, from its words to its folder and the file of its paths, into a store."""
    from moneygood.api import load
    from moneygood.surfaces.cli.main import call

    load()

    def write(root: Path, number: int) -> int:
        return call([*RUN, "--seed", str(number % 4), "--out", str(root / f"run{number % 4}"), "--no-charts"])

    write_once_to_warm(write)

    def look(root: Path, number: int, done: bool) -> str:
        return _whole_run(root / f"run{number % 4}", done) or _strange(root, [f"run{n}" for n in range(4)])

    return Victim("run", write, look)


def a_save() -> Victim:
    """A finished run into the store under one id, merged into what is there."""
    from moneygood import api
    from moneygood.runs.store.folder import save_run

    result = api.run(SCENARIO, draws=16, quarters=8, backend="numpy", threads=1)
    names = result.paths.names[:12]

    def write(root: Path, number: int) -> None:
        from dataclasses import replace

        own = replace(result.request, keep=(names[number % len(names)],))
        save_run(replace(result, request=own), FolderStore(root))

    def look(root: Path, number: int, done: bool) -> str:
        store = FolderStore(root)
        if done and names[number % len(names)] not in store.get(result.id).kept:
            return "a run that was reported saved lacks its paths"
        seen = {c.id for c in store.list()}
        wrong = _whole_run(root / result.id, done or number > 1)
        return wrong or _strange(root, [result.id, INDEX]) or ("" if seen <= {result.id} else "another run")

    return Victim("save of one id", write, look)


def a_note() -> Victim:
    """The three forms of a note."""
    from moneygood.surfaces.notes.write import make_note, write_note

    note = make_note(SCENARIO, draws=60, quarters=12, claims=None, answers={})
    expected = {
        "note.html": note.html(False).encode(),
        "note-appendix.html": note.html(True).encode(),
    }

    def write(root: Path, number: int) -> None:
        write_note(note, root / "note.html")
        write_note(note, root / "text.md")

    def look(root: Path, number: int, done: bool) -> str:
        charts = [root / "text-charts" / f"{key}.svg" for key in note.drawings]
        for name, content in expected.items():
            if (root / name).exists() and (root / name).read_bytes() != content:
                return f"{name} is not whole"
        for key, (_, svg) in note.drawings.items():
            file = root / "text-charts" / f"{key}.svg"
            if file.exists() and file.read_text("utf-8") != svg:
                return f"{file.name} is not whole"
        if done and not all(f.exists() for f in [root / "note.html", root / "text.md", *charts]):
            return "a note that was reported is not there"
        own = [*expected, "text.md", "text-appendix.md", "text-charts"]
        return _strange(root, own) or (_strange(root / "text-charts", [f.name for f in charts]))

    return Victim("note", write, look)


def a_fit() -> Victim:
    """The proposal of a fit."""
    from moneygood import api

    answer = api.fit(["rate_10y"])
    first: dict[str, bytes] = {}

    def look(root: Path, number: int, done: bool) -> str:
        folder = root / "proposal"
        found = {p.name: p.read_bytes() for p in folder.iterdir()} if folder.is_dir() else {}
        first.update(first or found)
        if found not in ({}, first) or (done and not found):
            return f"the proposal is not whole: {sorted(found)}"
        return _strange(root, ["proposal"])

    return Victim("fit", lambda root, number: api.write_proposal(answer, root / "proposal"), look)


def a_backtest() -> Victim:
    """The results of origins, as `backtest --out` keeps them."""
    from moneygood.core.periods import Quarter
    from moneygood.validation.forecast_record import record

    origins = [Quarter.parse("2001Q1") + n for n in range(12)]
    result = {"errors": {f"v{i}": [i / 7, None, -i / 3] * 60 for i in range(40)}}

    def write(root: Path, number: int) -> None:
        for origin in origins:
            record._write(root, "mark", origin, result)

    def look(root: Path, number: int, done: bool) -> str:
        there = {p.stem for p in (root / "mark").glob("[!.]*")} if (root / "mark").is_dir() else set()
        for origin in origins:
            found = record._read(root, "mark", origin)
            if found is None and (done or str(origin) in there):
                return f"{origin} cannot be read"
            if found is not None and found != json.loads(json.dumps(result)):
                return f"{origin} has other figures"
        return ""

    return Victim("backtest", write, look)


def a_refresh() -> Victim:
    """A vintage and the snapshots behind it."""
    from moneygood.data.builder import write_vintage
    from moneygood.data.snapshots import put

    texts = {"quarterly.csv": "series,period,value\n" + "".join(f"a,{n},{n / 3}\n" for n in range(30_000))}

    def write(root: Path, number: int) -> None:
        put(root / "snapshots" / "answer", texts["quarterly.csv"].encode())
        write_vintage(root / f"v{number % 3}", texts, "2026-08-01", {})

    def look(root: Path, number: int, done: bool) -> str:
        import hashlib

        answer = root / "snapshots" / "answer"
        if answer.exists() and answer.read_bytes() != texts["quarterly.csv"].encode():
            return "a snapshot is not whole"
        for folder in root.glob("v?"):
            files = json.loads((folder / "manifest.json").read_text())["files"]
            for name, noted in files.items():
                if hashlib.sha256((folder / name).read_bytes()).hexdigest() != noted:
                    return f"{folder.name}/{name} is not whole"
        if done and not (root / f"v{number % 3}").is_dir():
            return "a vintage that was reported is not there"
        return _strange(root, ["snapshots", "v0", "v1", "v2"])

    return Victim("refresh", write, look)


def a_site() -> Victim:
    """The pages of a site, made from pages that are kept."""
    from moneygood.surfaces.web import site
    from moneygood.surfaces.web.reading.index import PAGES

    names = ("data",)
    only = [p for p in PAGES if p.name in names]

    def write(root: Path, number: int) -> None:
        site.page_names = lambda: names
        site.PAGES = tuple(only)
        site.write_site(root / "site", lab=False)

    write_once_to_warm(write)
    first: dict[str, bytes] = {}

    def look(root: Path, number: int, done: bool) -> str:
        folder = root / "site"
        found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        first.update(first or found)
        if found not in ({}, first) or (done and not found):
            return f"the site is not whole: {len(found)} of {len(first)} files"
        return _strange(root, ["site"])

    return Victim("site", write, look)


def a_server() -> Victim:
    """A page that a server makes and keeps in the cache."""
    import os

    from moneygood.surfaces.web import shelf

    page = shelf.PageShelf().page("data")

    def write(root: Path, number: int) -> None:
        os.environ["MONEYGOOD_CACHE"] = str(root / "cache")
        shelf._make.__globals__["make_page"] = lambda name: page
        shelf._make("data")

    def look(root: Path, number: int, done: bool) -> str:
        from moneygood.core.cache import unsealed

        for file in (root / "cache").glob("page.*"):
            content = unsealed(file.name, file.read_bytes())
            if content is None or shelf._page_of(content) != page:
                return "a kept page is not whole"
        if done and not list((root / "cache").glob("page.*")):
            return "a page that was kept is not there"
        return ""

    return Victim("serve", write, look)


MADE: dict[str, Callable[[], Victim]] = {
    "run": a_run, "save": a_save, "note": a_note, "fit": a_fit, "backtest": a_backtest,
    "refresh": a_refresh, "site": a_site, "serve": a_server,
}  # fmt: skip
"""The writers by name: add one here, and it is killed, starved of disk and run many at once."""


def write_once_to_warm(write: Callable[[Path, int], object]) -> None:
    """Do a piece of work in a child whose imports are then in this process too: modules only, no figures."""
    import tempfile

    from attack.forked import Child

    with tempfile.TemporaryDirectory() as folder:
        Child(partial(write, Path(folder), 0)).wait()


def _whole_run(folder: Path, must: bool) -> str:
    """What is wrong with a run's folder: its files as its manifest has them."""
    if not folder.exists():
        return f"{folder.name}, which was reported, is not there" if must else ""
    try:
        run = read_folder(folder)
        for name in run.sizes:
            if name != MANIFEST:
                run.read(name)
        missing = set(run.manifest.get(FILES, {})) - set(run.sizes) - set(run.manifest.get(COMING, ()))
    except (MoneygoodError, OSError) as fault:
        return f"{folder.name} is not whole: {fault}"
    return f"{folder.name} lacks {sorted(missing)}" if missing else ""


def _strange(root: Path, known: Sequence[str]) -> str:
    """What is visible in a folder that nobody meant to write there."""
    there = {p.name for p in root.iterdir()} if root.is_dir() else set()
    odd = {n for n in there - set(known) if not n.startswith((NEW, ".gone-"))}
    return f"{sorted(odd)[:3]} in {root.name}" if odd else ""
