"""Builds the archive of real-time figures from FRED-QD as it was published month by month.

``python -m moneygood.data.builder_realtime SOURCE OUT``: SOURCE has ``fred_qd_YYYY-MM.csv.gz``, OUT (such as
``economics/realtime``) has ``series.csv`` and gets ``archive.csv``.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from moneygood.core.atomic import write_whole
from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.data.realtime import ARCHIVE, HEADER, WINDOW, read_mapping
from moneygood.data.vintage import load_vintage

RATES = ("pct", "pct/yr")
SAME = 1e-6

HEAD = (
    "# Figures as they were published, in own units: growth is FRED-QD's of the month, the level that of\n"
    "# the vintage sixteen quarters before the last, since base years changed. A row stands where a figure\n"
    "# differs from the one published before. Made by python -m moneygood.data.builder_realtime.\n"
)


def published(path: Path) -> tuple[tuple[Quarter, ...], dict[str, np.ndarray]]:
    """The quarters of a file of FRED-QD and its columns [quarter], NaN where a cell is empty; D004."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [r for r in csv.reader(stream) if r and r[0].strip()]
    names = rows[0]
    body = [r for r in rows[1:] if "/" in r[0]]
    try:
        quarters = tuple(_quarter(r[0]) for r in body)
        table = {
            name: np.array([float(r[i]) if r[i].strip() else np.nan for r in body])
            for i, name in enumerate(names)
            if i
        }
    except (ValueError, IndexError):
        raise MoneygoodError("D004", f"{path.name} has a broken row", Place(path)) from None
    return quarters, table


def _quarter(date: str) -> Quarter:
    month, _, year = date.split("/")
    return Quarter.of(int(year), (int(month) - 1) // 3 + 1)


def archive_rows(
    files: Sequence[Path], mapping: dict[str, tuple[str, ...]], panel: Panel, units: dict[str, str]
) -> list[tuple[str, str, str, str]]:
    """The rows of the archive (published, series, period, value) from files in the order of their months."""
    last: dict[tuple[str, str], float] = {}
    out = []
    for path in files:
        month = path.name.removeprefix("fred_qd_").removesuffix(".csv.gz")
        quarters, table = published(path)
        for name, columns in mapping.items():
            if any(c not in table for c in columns):
                continue
            row = np.prod([table[c] for c in columns], axis=0)
            seen = np.flatnonzero(np.isfinite(row))
            for t, value in _own(row, quarters, seen, panel, name, units[name]):
                key = (name, str(quarters[t]))
                if key in last and abs(value - last[key]) <= SAME * abs(last[key]):
                    continue
                last[key] = value
                out.append((month, name, str(quarters[t]), f"{value:.7g}"))
    return out


def _own(
    row: np.ndarray, quarters: tuple[Quarter, ...], seen: np.ndarray, panel: Panel, name: str, unit: str
) -> list[tuple[int, float]]:
    """The last quarters in the vintage's own level and unit; rates as they are."""
    kept = seen[-WINDOW:]
    anchor = int(kept[0])
    scale = 1.0 if unit in RATES else panel.at(name, quarters[anchor]) / row[anchor]
    return [(int(t), float(row[t] * scale)) for t in kept]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the archive; 2 for bad input."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if len(words) != 2:
        print("usage: python -m moneygood.data.builder_realtime SOURCE OUT", file=sys.stderr)
        return 2
    source, out = Path(words[0]), Path(words[1])
    try:
        vintage = load_vintage()
        mapping = read_mapping(out)
        units = {n: vintage.record(n).unit for n in mapping}
        files = sorted(source.glob("fred_qd_*.csv.gz"))
        if not files:
            raise MoneygoodError("D003", f"{source} has no fred_qd_YYYY-MM.csv.gz", None, "Name the folder")
        rows = archive_rows(files, mapping, vintage.quarterly, units)
    except MoneygoodError as fault:
        print(fault, file=sys.stderr)
        return fault.exit_code
    text = HEAD + "\n".join([",".join(HEADER), *(",".join(r) for r in rows)]) + "\n"
    write_whole(out / ARCHIVE, text)
    print(f"{out / ARCHIVE}: {len(rows):,} figures of {len(mapping)} series, {len(files)} months")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
