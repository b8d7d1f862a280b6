"""The folder of a run: paths, summary, manifest and scenario, put in place in one step or not at all."""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.paths import Paths
from moneygood.core.version import VERSION
from moneygood.runs.run import RunResult

MANIFEST = "manifest.json"
LIBRARIES = ("numpy", "scipy", "lark", "pydantic", "ruamel.yaml", "pyarrow", "vl-convert-python", "llvmlite")


@dataclass(frozen=True)
class StoredRun:
    """A run in its folder: the `manifest`, and the files that lie beside it."""

    folder: Path
    manifest: dict[str, Any]
    files: tuple[Path, ...]


def default_folder() -> Path:
    """Where runs go unless told otherwise: the folder named by MONEYGOOD_RUNS, or ``runs`` where one is."""
    return Path(os.environ.get("MONEYGOOD_RUNS") or "runs")


def check_writable(folder: Path) -> None:
    """R001, before anything is computed, when results could not be written into `folder`."""
    with _in_words(folder):
        if folder.exists() and not folder.is_dir():
            raise MoneygoodError(
                "R001", f"{folder} is a file, not a folder", None, "Choose another with --out"
            )
        probe = folder
        while not probe.exists():
            probe = probe.parent
        if not probe.is_dir() or not os.access(probe, os.W_OK | os.X_OK):
            raise MoneygoodError(
                "R001", f"the folder {folder} cannot be written", None, "Choose another with --out"
            )
        tempfile.TemporaryFile(dir=probe).close()


def write_run(
    result: RunResult,
    folder: Path,
    draw: Callable[[RunResult, Path], Any] | None = None,
    *,
    paths: bool = True,
) -> StoredRun:
    """The run's folder: ``manifest.json``, ``result.json``, ``scenario.yaml``, ``paths.parquet`` and charts.

    Everything is written beside `folder` first and moved there in one step; an older run of the folder is
    replaced. `draw` writes the charts into the folder that it is given. Errors: R001, R002.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise MoneygoodError(
            "R002", f"the folder {folder} holds files that are not a run", None, "Choose another with --out"
        )
    with _in_words(folder), _built_beside(folder) as fresh:
        with ThreadPoolExecutor(1) as beside:
            table = beside.submit(write_paths, result.paths, fresh / "paths.parquet") if paths else None
            (fresh / "result.json").write_text(
                json.dumps(result.as_json(), indent=1) + "\n", encoding="utf-8"
            )
            if result.plan.text:
                (fresh / "scenario.yaml").write_text(result.plan.text, encoding="utf-8")
            if draw is not None:
                draw(result, fresh)
            if table is not None:
                table.result()
        manifest = describe_run(result)
        manifest["files"] = sorted(p.name for p in fresh.iterdir())
        (fresh / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return read_run(folder)


def read_run(folder: Path) -> StoredRun:
    """A run that was written to `folder` (R003 when there is none)."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise MoneygoodError(
            "R003", f"there is no run in {folder}", None, "Name the folder of a run"
        ) from None
    return StoredRun(folder, manifest, tuple(sorted(folder.iterdir())))


def describe_run(result: RunResult) -> dict[str, Any]:
    """What makes the run repeatable: seed, hashes, versions, the scenario's text and its parents."""
    request, plan = result.request, result.plan
    return {
        "id": result.id,
        "scenario": plan.name,
        "title": plan.title,
        "extends": list(plan.chain),
        "seed": request.seed,
        "draws": request.draws,
        "quarters": request.quarters,
        "first_quarter": str(result.paths.periods[0]),
        "last_quarter": str(result.paths.periods[-1]),
        "parameter_draws": request.parameter_draws,
        "shocks": request.shocks or result.settled.model.distribution.kind,
        "posterior": None if request.posterior is None else str(request.posterior),
        "backend": result.simulation.backend,
        "sampling": request.sampling,
        "failed_share": result.failed_share,
        "vintage": result.workspace.vintage.name,
        "vintage_hash": result.workspace.vintage.hash,
        "model_hash": result.settled.model.hash,
        "variables": list(result.paths.names),
        "units": {n: result.units[n] for n in result.paths.names},
        "versions": versions(),
        "scenario_text": plan.text,
    }


def versions() -> dict[str, str]:
    """The versions of moneygood, Python and the libraries that figures pass through."""
    out = {
        "moneygood": VERSION,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    for name in LIBRARIES:
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            continue
    return out


def write_paths(paths: Paths, file: Path) -> None:
    """Write a Parquet table of paths: period, draw, status, a column per variable; a row group a quarter."""
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

    def column(values: np.ndarray, kind: pa.DataType) -> pa.Array:
        return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])

    draws = len(paths.status)
    number = column(np.arange(paths.first_draw, paths.first_draw + draws, dtype=np.int32), pa.int32())
    status = column(paths.status.astype(np.uint8), pa.uint8())
    kind = pa.from_numpy_dtype(paths.values.dtype)
    fields = [pa.field("period", pa.string()), pa.field("draw", pa.int32()), pa.field("status", pa.uint8())]
    schema = pa.schema([*fields, *(pa.field(n, kind) for n in paths.names)])
    for t, period in enumerate(paths.periods):
        word = str(period).encode()
        ends = np.arange(0, (draws + 1) * len(word), len(word), dtype=np.int32)
        buffers = [None, pa.py_buffer(ends), pa.py_buffer(word * draws)]
        label = pa.Array.from_buffers(pa.string(), draws, buffers)
        columns = [column(paths.values[i, t], kind) for i in range(len(paths.names))]
        yield pa.Table.from_arrays([label, number, status, *columns], schema=schema)


@contextmanager
def _built_beside(folder: Path) -> Iterator[Path]:
    """A fresh folder that takes the place of `folder` when all goes well, and vanishes when not."""
    target = Path(os.path.abspath(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield fresh
        fresh.chmod(0o755)
        old = None
        if target.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent)) / "run"
            target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            if old is not None:
                old.rename(target)
            raise
        if old is not None:
            shutil.rmtree(old.parent, ignore_errors=True)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        reason = (fault.strerror or "unwritable").lower()
        raise MoneygoodError(
            "R001", f"the folder {folder} cannot be written ({reason})", None, "Choose another with --out"
        ) from None
