"""The paths of a variable from files that programs write: Parquet, NetCDF, and the text form of LONGBASE.

Files of a run hold every draw of a variable: what is taken from them is the median of the good draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError

ENDINGS = (".parquet", ".nc", ".txt")
PERIOD, DRAW, STATUS, WEIGHT = "period", "draw", "status", "weight"
Rows = list[list[Any]]


class UnreadPaths(Exception):
    """Why a file of paths cannot be read, and what to do."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


def path_rows(path: Path, column: str) -> Rows:
    """The rows of a file as a table: a header of ``period`` and names, then a quarter and its numbers.

    Of a file with draws only `column` is read, as the median of its good draws. UnreadPaths for a file that
    is none of these kinds inside, or whose draws cannot be told apart.
    """
    ending = path.suffix.lower()
    if ending == ".txt":
        return _longbase_rows(path)
    return _parquet_rows(path, column) if ending == ".parquet" else _netcdf_rows(path, column)


def _longbase_rows(path: Path) -> Rows:
    from moneygood.data.longbase import read_longbase

    try:
        panel = read_longbase(path)
    except MoneygoodError as fault:
        where = f"{fault.place}: " if fault.place is not None else ""
        raise UnreadPaths(f"{where}{fault.message}", fault.hint or "Mend the line") from None
    figures = [[None if x != x else float(x) for x in row] for row in panel.values.T]
    return [[PERIOD, *panel.names], *([str(q), *row] for q, row in zip(panel.periods, figures, strict=True))]


def _parquet_rows(path: Path, column: str) -> Rows:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as fault:
        raise UnreadPaths(f"{path.name} is not a readable Parquet file", str(fault).splitlines()[0]) from None
    names = [str(n) for n in table.column_names]
    if DRAW not in names:
        return [names, *([*row] for row in zip(*(table[n].to_pylist() for n in names), strict=True))]
    if PERIOD not in names:
        hint = "Export the run anew: moneygood runs export RUN paths.parquet"
        raise UnreadPaths(f"{path.name} has draws and no column {PERIOD!r}", hint)
    if column not in names:
        return [[n for n in names if n not in (DRAW, STATUS, WEIGHT)]]
    _no_weights(WEIGHT in names, path)
    good = table[STATUS].to_numpy() == 0 if STATUS in names else None
    values = table[column].to_numpy()
    by_quarter: dict[str, list[float]] = {}
    for i, (when, value) in enumerate(zip(table[PERIOD].to_pylist(), values.tolist(), strict=True)):
        if good is None or good[i]:
            by_quarter.setdefault(str(when), []).append(value)
    return [[PERIOD, column], *([q, _median(x)] for q, x in by_quarter.items())]


def _netcdf_rows(path: Path, column: str) -> Rows:
    import numpy as np
    import xarray as xr

    try:
        with xr.open_dataset(path, engine="scipy") as found:
            data = found.load()
    except Exception as fault:  # every reader of NetCDF has errors of its own
        raise UnreadPaths(f"{path.name} is not a readable NetCDF file ({fault})", "Write NetCDF 3") from None
    if PERIOD not in data.dims:
        raise UnreadPaths(f"{path.name} has no dimension {PERIOD!r}", "Quarters such as 2027Q1 go there")
    names = [str(n) for n, v in data.data_vars.items() if PERIOD in v.dims and set(v.dims) <= {PERIOD, DRAW}]
    if column not in names:
        return [[PERIOD, *names]]
    found = data[column]
    quarters = [q.decode() if isinstance(q, bytes) else str(q) for q in data[PERIOD].values]
    if DRAW not in found.dims:
        return [[PERIOD, column], *([q, float(x)] for q, x in zip(quarters, found.values, strict=True))]
    _no_weights(WEIGHT in data, path)
    values = found.transpose(DRAW, PERIOD).values
    if STATUS in data:
        values = values[np.asarray(data[STATUS].values) == 0]
    return [[PERIOD, column], *([q, _median(x)] for q, x in zip(quarters, values.T.tolist(), strict=True))]


def _no_weights(there: bool, path: Path) -> None:
    if there:
        what = f"{path.name} was run under views, which weigh its draws"
        raise UnreadPaths(what, "Export the run without views, or its medians as CSV")


def _median(values: Sequence[float]) -> float:
    import numpy as np

    return float(np.median(np.asarray(values, float))) if len(values) else float("nan")
