"""A run as plain tables: quantiles as CSV, every path as Parquet."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from moneygood.core.answer import AbstractAnswer
from moneygood.core.csv_cells import inert_cell
from moneygood.runs.export.kinds import source_lines
from moneygood.runs.run import RunResult
from moneygood.runs.store.folder import quantile_columns, quantile_rows
from moneygood.runs.store.path_tables import paths_tables


def write_csv(result: RunResult, file: Path, answers: Sequence[AbstractAnswer] = ()) -> None:
    """A row a variable and quarter: unit, mean and quantiles with Monte-Carlo errors, label, run, vintage."""
    fans = result.fans()
    with file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        for i, (name, fan) in enumerate(sorted(fans.items())):
            if not i:
                rows.writerow([*quantile_columns(fan), "label", "run", "vintage"])
            tail = [result.labels[name], result.id, result.workspace.vintage.name]
            rows.writerows([*row, *map(inert_cell, tail)] for row in quantile_rows(fan, result.units[name]))


def write_parquet(result: RunResult, file: Path, answers: Sequence[AbstractAnswer] = ()) -> None:
    """Columns period, draw, status (0 = good) and one a variable; units and sources are in the schema."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = paths_tables(result.paths)
    first = next(tables)
    own = [
        field.with_metadata({"unit": result.units[field.name], "label": result.labels[field.name]})
        if field.name in result.units
        else field
        for field in first.schema
    ]
    schema = pa.schema(own, metadata=source_lines(result))
    with pq.ParquetWriter(file, schema, compression="zstd", write_statistics=False) as writer:
        writer.write_table(first.cast(schema))
        for table in tables:
            writer.write_table(table.cast(schema))
