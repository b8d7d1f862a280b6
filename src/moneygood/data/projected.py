"""What institutions projected, by the day on which it was out: the archive, and its builder.

``python -m moneygood.data.projected SOURCE OUT`` reads ``projections_by_date.csv`` of SOURCE and writes
``projections.csv`` into OUT (``economics/realtime``), where ``projected.csv`` says what is taken.
"""

from __future__ import annotations

import csv
import datetime
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.atomic import write_whole
from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.panel import PROJECTED
from moneygood.core.texts import economics_root, read_text

if TYPE_CHECKING:
    from moneygood.data.vintage import Vintage

WANTED, ARCHIVE = "projected.csv", "projections.csv"
FORMS = ("end", "fourth", "year", "growth")
COLUMNS = ("published", "theirs", "year", "value", "quality", "source")
HEAD = (
    "# Medians of the FOMC's Summary of Economic Projections by the day of publication, percent; quality as\n"
    "# in the source: primary is read from the institution's own file, secondary transcribed from it.\n"
    "# Made by python -m moneygood.data.projected.\n"
)


@dataclass(frozen=True)
class YearlyProjection:
    """A variable as projected on the day `published`: by year, in percent, of a `form`; `less` names the
    variable whose growth makes a growth rate a gap. `named` is the institution's own name of it."""

    variable: str
    form: str
    less: str
    published: datetime.date
    years: dict[int, float]
    named: str


def _rows(path: Path) -> list[dict[str, str]]:
    lines = [line for line in read_text(path).splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines))


def projections(day: datetime.date, root: Path | None = None) -> tuple[YearlyProjection, ...]:
    """The latest projection of each variable that was out on `day`; D004 for a broken row."""
    folder = (root or economics_root()) / "realtime"
    path = folder / ARCHIVE
    if not path.is_file():
        return ()
    found = []
    try:
        rows = _rows(path)
        for wanted in _rows(folder / WANTED):
            own = [
                (datetime.date.fromisoformat(r["published"]), int(r["year"]), float(r["value"]))
                for r in rows if r["theirs"] == wanted["theirs"]
            ]  # fmt: skip
            out = [d for d, _, _ in own if d <= day]
            if out and wanted["form"] in FORMS:
                last = max(out)
                years = {y: v for d, y, v in own if d == last}
                found.append(
                    YearlyProjection(
                        wanted["variable"], wanted["form"], wanted["less"], last, years, wanted["theirs"]
                    )
                )
    except (ValueError, KeyError, TypeError):
        raise MoneygoodError("D004", f"{path.name} has a broken row", Place(path)) from None
    return tuple(found)


def projecting_series(root: Path | None = None) -> frozenset[str]:
    """The series of a vintage that take the place of what the baseline holds."""
    path = (root or economics_root()) / "realtime" / WANTED
    return frozenset(r["series"] for r in _rows(path) if r.get("series")) if path.is_file() else frozenset()


def projected_in(vintage: Vintage, root: Path | None = None) -> tuple[YearlyProjection, ...]:
    """The projections that a vintage has as series of its own: a year's figure in its fourth quarter, marked
    projected."""
    path = (root or economics_root()) / "realtime" / WANTED
    if not path.is_file():
        return ()
    panel, found = vintage.quarterly, []
    for wanted in _rows(path):
        name = wanted.get("series") or ""
        if name not in panel:
            continue
        marks = panel.status[panel.row(name)]
        years = {
            q.year: float(v)
            for q, v, mark in zip(panel.periods, panel.series(name), marks, strict=True)
            if mark == PROJECTED and q.quarter == 4
        }
        if years:
            found.append(
                YearlyProjection(
                    wanted["variable"], wanted["form"], wanted["less"], vintage.as_of, years, name
                )
            )
    return tuple(found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the archive; 2 for bad input."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if len(words) != 2:
        sys.stderr.write("usage: python -m moneygood.data.projected SOURCE OUT" + "\n")
        return 2
    source, out = Path(words[0]) / "projections_by_date.csv", Path(words[1])
    if not source.is_file():
        sys.stderr.write(f"D003: {source} is not there. Name the folder it is in." + "\n")
        return 2
    wanted = {r["theirs"] for r in _rows(out / WANTED)}
    with source.open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["variable"] in wanted and r["period"].isdigit()]
    text = io.StringIO()
    text.write(HEAD)
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for r in rows:
        where = f"sep of {r['published']}"
        table.writerow([r["published"], r["variable"], r["period"], r["value"], r["quality"], where])
    write_whole(out / ARCHIVE, text.getvalue())
    sys.stdout.write(f"{out / ARCHIVE}: {len(rows)} figures\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
