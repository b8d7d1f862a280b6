"""Which kinds of files a run can be written as, what each needs, and the writing in one step."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from moneygood.core.answer import AbstractAnswer
from moneygood.core.atomic import whole_file
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.runs.run import RunResult

Write = Callable[[RunResult, Path, Sequence[AbstractAnswer]], None]


@dataclass(frozen=True)
class ExportKind:
    """A kind of file: its name in words, the module and function that write it, the library that it needs.

    `extra` is the extra of the package that brings the library, empty where every installation has it.
    """

    label: str
    module: str
    function: str
    library: str
    extra: str = ""

    def writer(self) -> Write:
        """The function that writes a run to a path, with answers where the kind has room for them."""
        return getattr(import_module(f"moneygood.runs.export.{self.module}"), self.function)


KINDS = {
    ".csv": ExportKind("quantiles as CSV", "tables", "write_csv", "csv"),
    ".parquet": ExportKind("every path as Parquet", "tables", "write_parquet", "pyarrow"),
    ".nc": ExportKind("every path as NetCDF", "datasets", "write_netcdf", "xarray"),
    ".zarr": ExportKind("every path as Zarr", "datasets", "write_zarr", "zarr"),
    ".xlsx": ExportKind("workbook", "workbook", "write_workbook", "xlsxwriter", "excel"),
}
"""Ending of the file's name -> what is written."""


def check_export(file: Path, ending: str | None = None) -> ExportKind:
    """The kind of a file, before anything is computed; R007 for an unknown ending, another than `ending`, or
    a library that is not installed, R001 for a place that cannot be written."""
    wanted, ending = ending, file.suffix.lower()
    if ending not in KINDS or wanted not in (None, ending):
        there = KINDS if wanted is None else (wanted,)
        hint = f"End it in {', '.join(there)}" if wanted else did_you_mean(ending, there)
        hint = hint or f"End it in {', '.join(there)}"
        raise MoneygoodError("R007", f"a run cannot be written as {file.name!r}", None, hint)
    kind = KINDS[ending]
    if find_spec(kind.library) is None:
        hint = (
            f"Install it: pip install 'moneygood[{kind.extra}]'" if kind.extra else f"Install {kind.library}"
        )
        raise MoneygoodError("R007", f"{ending} needs the library {kind.library}", None, hint)
    parent = file.absolute().parent
    if not parent.is_dir():
        raise MoneygoodError("R001", f"there is no folder {parent}", None, "Make it first")
    if not os.access(parent, os.W_OK) or (file.is_dir() and ending != ".zarr"):
        raise MoneygoodError("R001", f"{file} cannot be written", None, "Choose another name")
    return kind


def export(
    result: RunResult, file: Path, answers: Sequence[AbstractAnswer] = (), *, ending: str | None = None
) -> Path:
    """Write a run to `file`, whole or not at all; its ending says as what. Returns the file.

    A workbook has a sheet for each of `answers` too; other kinds have no room for them (R007). R001, R007.
    """
    kind = check_export(file, ending)
    if answers and kind.module != "workbook":
        hint = "Write a workbook (.xlsx), or the answer's own --json"
        raise MoneygoodError("R007", f"{file.suffix} has no room for answers", None, hint)
    try:
        with whole_file(file) as part:
            kind.writer()(result, part, answers)
    except OSError as fault:
        reason = (fault.strerror or "unwritable").lower()
        raise MoneygoodError("R001", f"{file} cannot be written ({reason})", None, "Choose another") from None
    return file


def bytes_of(file: Path) -> int:
    """The bytes that a file takes, or all files of a folder."""
    if file.is_dir():
        return sum(f.stat().st_size for f in file.rglob("*") if f.is_file())
    return file.stat().st_size


def source_lines(result: RunResult) -> dict[str, str]:
    """Where figures come from, for headers and attributes of every kind of file."""
    run = result.as_json()["run"]
    return {
        "source": "moneygood, an open scenario engine; figures are simulated, see run, vintage and hashes",
        "title": result.plan.title,
        "question": result.plan.question,
        "run": result.id,
        "scenario": result.plan.name,
        "draws": str(run["draws"]),
        "draws_with_paths": str(result.paths.draws),
        "seed": str(run["seed"]),
        "backend": str(run["backend"]),
        "vintage": str(run["vintage"]),
        "failed_share": repr(result.failed_share),
        **{f"{name}_hash": value for name, value in result.identity.as_json().items()},
    }
