"""Text files of quarterly figures beside an imported model: FRB/US's LONGBASE and HISTDATA."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.number_text import plain_number
from moneygood.core.panel import ASSUMED, Panel
from moneygood.core.periods import Quarter

_ODD = re.compile(r"[_nN]|[^\x00-\x7f]")
"""What Python would read in a number, and people do not mean there."""
_MISSING = {"", "na", "nan", "n/a", "."}


def read_longbase(file: Path | str) -> Panel:
    """The figures of a text file: a column of quarters (``1962Q1`` or ``1962:1``), then a column a series.

    Fields are separated by commas, semicolons or tabs, quoted or not; names become lower case; ``NA`` and
    blanks are missing. All figures have the status "assumed", for such a file mixes history with a
    projection and does not say where one ends. Raises M043.
    """
    path = Path(file)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        why = getattr(fault, "strerror", None) or "not text"
        raise MoneygoodError("M043", f"{path} cannot be read ({why})") from None
    if len(lines) < 2:
        raise MoneygoodError("M043", "the file has no table in it", Place(path))
    mark = max(",;\t", key=lines[0].count)
    names = [_bare(c).lower() for c in lines[0].split(mark)][1:]
    doubled = {n for n in names if names.count(n) > 1} if len(set(names)) < len(names) else set()
    if not names or doubled:
        what = f"the series {sorted(doubled)[0]!r} stands twice" if doubled else "no series is named"
        raise MoneygoodError("M043", what, Place(path, 1))
    periods: list[Quarter] = []
    rows: list[list[float]] = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        first, *cells = line.split(mark)
        if len(cells) != len(names):
            what = f"{len(cells)} figures under {len(names)} names"
            raise MoneygoodError("M043", what, Place(path, number))
        periods.append(_quarter(_bare(first), path, number))
        if len(periods) > 1 and periods[-1] - periods[-2] != 1:
            what = f"{periods[-1]} follows {periods[-2]}"
            raise MoneygoodError("M043", what, Place(path, number), "Leave no quarter out")
        rows.append(_figures(cells, names, path, number))
    values = np.array(rows).T if rows else np.zeros((len(names), 0))
    return Panel(tuple(names), tuple(periods), values, np.full(values.shape, ASSUMED, dtype=np.uint8))


def longbase_text(panel: Panel) -> str:
    """A panel in the form of LONGBASE: a column OBS of quarters, then a column a series in upper case, ``NA``
    where a figure is missing. `read_longbase` reads every figure back to the bit.

    M043 for two names that differ by their case alone, and for a figure that is infinite.
    """
    names = [n.upper() for n in panel.names]
    doubled = next((n for n in names if names.count(n) > 1), None)
    if doubled is not None:
        raise MoneygoodError("M043", f"two series would both be called {doubled}", None, "Rename one of them")
    if np.isinf(panel.values).any():
        row = int(np.argmax(np.isinf(panel.values).any(axis=1)))
        raise MoneygoodError("M043", f"{panel.names[row]} has an infinite figure", None, "Leave it out")
    lines = [",".join(["OBS", *names])]
    for t, quarter in enumerate(panel.periods):
        cells = ("NA" if x != x else repr(x) for x in panel.values[:, t].tolist())
        lines.append(",".join([str(quarter), *cells]))
    return "\n".join(lines) + "\n"


def _bare(cell: str) -> str:
    return cell.strip().strip("\"'").strip()


def _quarter(text: str, path: Path, number: int) -> Quarter:
    year, mark, part = text.partition(":")
    try:
        return Quarter.parse(f"{year}Q{int(part)}" if mark and part.isdigit() else text)
    except MoneygoodError:
        raise MoneygoodError("M043", f"{text!r} is not a quarter", Place(path, number)) from None


def _figures(cells: list[str], names: list[str], path: Path, number: int) -> list[float]:
    if not _ODD.search("".join(cells)):
        with suppress(ValueError):
            figures = [float(c) for c in cells]
            if all(map(math.isfinite, figures)):
                return figures
    out = []
    for name, cell in zip(names, cells, strict=True):
        bare = _bare(cell)
        try:
            out.append(float("nan") if bare.lower() in _MISSING else plain_number(bare))
        except ValueError:
            raise MoneygoodError(
                "M043", f"{bare!r} under {name} is not a figure", Place(path, number)
            ) from None
    return out
