"""Simulated paths as Arrow tables and Parquet files, without loading pandas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.core.paths import Paths


def write_variable(paths: Paths, name: str, unit: str, file: Path) -> None:
    """The paths of one variable as Parquet: a row a draw with its number and status (and its weight, where
    views give it one), and a column a quarter."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    values = np.asarray(paths.series(name))
    kind = pa.from_numpy_dtype(values.dtype)
    fields = [pa.field("draw", pa.int32()), pa.field("status", pa.uint8())]
    fields += [pa.field("weight", pa.float64())] * (paths.weights is not None)
    fields += [pa.field(str(p), kind) for p in paths.periods]
    columns = [*_numbers(paths), *_weights(paths), *(_column(row, kind) for row in values)]
    schema = pa.schema(fields, metadata={"variable": name, "unit": unit})
    pq.write_table(
        pa.Table.from_arrays(columns, schema=schema), file,
        compression="none", use_dictionary=False, write_statistics=False,
    )  # fmt: skip


def write_paths(paths: Paths, file: Path) -> None:
    """Write a Parquet table of paths: period, draw, status (under views weight), a column per variable; a row
    group a quarter."""
    import pyarrow.parquet as pq

    tables = paths_tables(paths)
    first = next(tables)
    with pq.ParquetWriter(
        file,
        first.schema,
        compression="none",
        use_dictionary=False,
        write_statistics=False,
    ) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)


def paths_tables(paths: Paths) -> Iterator[Any]:
    """An Arrow table per quarter: period, draw, status, a column per variable.

    Columns are handed over as buffers, because Arrow's own conversion loads pandas first.
    """
    import pyarrow as pa

    draws = len(paths.status)
    kind = pa.from_numpy_dtype(paths.values.dtype)
    fields = [pa.field("period", pa.string()), pa.field("draw", pa.int32()), pa.field("status", pa.uint8())]
    fields += [pa.field("weight", pa.float64())] * (paths.weights is not None)
    schema = pa.schema([*fields, *(pa.field(n, kind) for n in paths.names)])
    numbers = [*_numbers(paths), *_weights(paths)]
    for t, period in enumerate(paths.periods):
        word = str(period).encode()
        ends = np.arange(0, (draws + 1) * len(word), len(word), dtype=np.int32)
        buffers = [None, pa.py_buffer(ends), pa.py_buffer(word * draws)]
        label = pa.Array.from_buffers(pa.string(), draws, buffers)
        columns = [_column(paths.values[i, t], kind) for i in range(len(paths.names))]
        yield pa.Table.from_arrays([label, *numbers, *columns], schema=schema)


def _numbers(paths: Paths) -> list[Any]:
    """The draws' numbers and their status."""
    import pyarrow as pa

    draws = len(paths.status)
    number = np.arange(paths.first_draw, paths.first_draw + draws, dtype=np.int32)
    return [_column(number, pa.int32()), _column(paths.status.astype(np.uint8), pa.uint8())]


def _weights(paths: Paths) -> list[Any]:
    """The draws' weights where views gave them any."""
    import pyarrow as pa

    return [] if paths.weights is None else [_column(np.asarray(paths.weights, np.float64), pa.float64())]


def _column(values: np.ndarray, kind: Any) -> Any:
    import pyarrow as pa

    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])
