"""Every kept path of a long run, written piece by piece while it is simulated: Parquet or Zarr."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.core.atomic import discard, whole_file
from moneygood.core.errors import MoneygoodError
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter

ENDINGS = (".parquet", ".zarr")


def check_path_file(file: Path) -> None:
    """R005 for an ending that cannot be written, R001 where something is in the way."""
    if file.suffix not in ENDINGS:
        raise MoneygoodError(
            "R005", f"paths cannot be written to {file.name}", None, f"End the name in {' or '.join(ENDINGS)}"
        )
    if file.exists():
        raise MoneygoodError("R001", f"{file} exists already", None, "Choose another name")
    if not file.absolute().parent.is_dir():
        raise MoneygoodError("R001", f"there is no folder {file.absolute().parent}", None, "Make it first")


class PathFile:
    """A file that paths are appended to; it takes its name when it is complete, or never."""

    def __init__(self, file: Path, names: tuple[str, ...], periods: tuple[Quarter, ...], draws: int) -> None:
        check_path_file(file)
        self.file, self.names, self.periods = file, names, periods
        self.stack = ExitStack()
        self.fresh = self.stack.enter_context(whole_file(file, replace=False))
        self.writer: Any = None
        self.group: Any = None
        if file.suffix == ".zarr":
            self._open_zarr(draws)
        else:
            self._open_parquet()

    def __enter__(self) -> PathFile:
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        try:
            if self.writer is not None:
                self.writer.close()
        except OSError:
            discard(self.fresh)
            raise
        try:
            self.stack.__exit__(kind, *rest)  # type: ignore[arg-type]
        except FileExistsError:
            what = f"{self.file} was written by another command meanwhile"
            raise MoneygoodError("R001", what, None, "Choose another name") from None

    def append(self, paths: Paths) -> None:
        """Adds the draws of a piece."""
        if self.group is not None:
            at = slice(paths.first_draw, paths.first_draw + paths.draws)
            for name in self.names:
                self.group[name][:, at] = np.ascontiguousarray(paths.series(name))
            self.group["status"][at] = paths.status
            return
        from moneygood.runs.store.path_tables import paths_tables

        for table in paths_tables(paths):
            self.writer.write_table(table)

    def _open_parquet(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        head = [pa.field("period", pa.string()), pa.field("draw", pa.int32()), pa.field("status", pa.uint8())]
        schema = pa.schema([*head, *(pa.field(n, pa.float32()) for n in self.names)])
        self.writer = pq.ParquetWriter(
            self.fresh, schema, compression="none", use_dictionary=False, write_statistics=False
        )

    def _open_zarr(self, draws: int) -> None:
        import zarr

        self.group = zarr.open_group(str(self.fresh), mode="w")
        self.group.attrs["periods"] = [str(p) for p in self.periods]
        quarters, piece = len(self.periods), min(draws, 16 * 1024)
        for name in self.names:
            self.group.create_array(name, shape=(quarters, draws), chunks=(quarters, piece), dtype="float32")
        self.group.create_array("status", shape=(draws,), chunks=(piece,), dtype="uint8")
