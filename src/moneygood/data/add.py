"""Series of the user's own, added to a vintage."""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.errors import MoneygoodError
from moneygood.core.home import home_root
from moneygood.data.builder_live import Key, NewSeries, build_on
from moneygood.data.own import read_series
from moneygood.data.vintage import list_vintages, load_vintage

_CALLED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")


@dataclass(frozen=True)
class AddedSeries:
    """A series that was added: its name, unit, span, number of figures, and whether it replaced another."""

    series: str
    unit: str
    first: str
    last: str
    figures: int
    replaced: bool


@dataclass(frozen=True)
class Added:
    """What was added to `base`, and the vintage that has it."""

    base: str
    vintage: str
    folder: str
    hash: str
    series: tuple[AddedSeries, ...]


def add_series(
    file: str | Path,
    *,
    sheet: str | None = None,
    base: str | None = None,
    name: str | None = None,
    replace: bool = False,
    root: Path | None = None,
    today: datetime.date | None = None,
) -> Added:
    """Build a vintage in the user's folder that has the series of a table beside those of `base`.

    The table is wide: quarters in the first column, a series a column, its unit in brackets behind its name.
    The vintage is called `name` (default: the file's). With `replace` a series of the base gives way to one
    of the same name and unit. Errors name sheet and cell (D004, D007, D009); D026 for another unit than the
    series had, D030 for a name that is taken, D003 for a vintage that is there already.
    """
    path = Path(file)
    panel, units = read_series(path, sheet)
    start = load_vintage(base, root=root)
    called = name or re.sub(r"[^A-Za-z0-9._-]", "-", path.stem)
    _check_name(called, root)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    records = start.records["quarterly"]
    new: dict[Key, NewSeries] = {}
    added = []
    for series in panel.names:
        there = series in records
        if there and not replace:
            hint = "Call yours otherwise, or replace it with --replace"
            raise MoneygoodError("D030", f"{start.name} has a series {series!r} already", None, hint)
        if there and units[series] != records[series].unit:
            raise MoneygoodError(
                "D026",
                f"{series} is in {records[series].unit} and not in {units[series]}",
                None,
                "Convert it",
            )
        row = panel.series(series)
        figures = {str(q): float(v) for q, v in zip(panel.periods, row, strict=True) if v == v}
        if not figures:
            raise MoneygoodError("D007", f"{path.name} has no figure of {series}")
        words = {"label": series, "agency": "own", "id": path.name, "licence": "user", "unit": units[series]}
        told = {"caveat": f"replaced by {path.name}"} if there else words
        new["quarterly", series] = NewSeries(figures, snapshots=(digest,), words=told)
        added.append(AddedSeries(series, units[series], min(figures), max(figures), len(figures), there))
    folder = home_root() / "vintages" / called
    manifest = build_on(start, new, folder, today or start.as_of, made="added")
    return Added(start.name, called, str(folder), str(manifest["hash"]), tuple(added))


def _check_name(name: str, root: Path | None) -> None:
    if not _CALLED.match(name):
        raise MoneygoodError("D003", f"{name!r} is not a name of a vintage", None, "Give one with --name")
    if name in list_vintages(root):
        raise MoneygoodError("D003", f"there is a vintage {name!r} already", None, "Give another --name")
