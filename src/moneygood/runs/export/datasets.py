"""A run as a labelled dataset: NetCDF and Zarr, for xarray and everything that reads its conventions."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.answer import AbstractAnswer
from moneygood.runs.export.kinds import source_lines
from moneygood.runs.run import RunResult

if TYPE_CHECKING:
    import xarray as xr


def dataset_of(result: RunResult) -> xr.Dataset:
    """The kept paths [draw, period], ``status`` [draw] (0 = good) and every fan as ``NAME_quantile``
    [level, period]; ``units`` and ``long_name`` of each, sources in the attributes.

    ``time`` [period] is the last day of each quarter.
    """
    import xarray as xr

    paths, fans = result.paths, result.fans()
    levels = next(iter(fans.values())).levels if fans else ()
    found: dict[str, tuple] = {"status": (("draw",), paths.status.astype(np.int8), {"flag_values": "0 good"})}
    if paths.weights is not None:
        said = {"units": "1", "long_name": "share of the draw under the views; quantiles are weighted by it"}
        found["weight"] = (("draw",), paths.weights, said)
    for name in paths.names:
        said = {"units": result.units[name], "long_name": result.labels[name]}
        found[name] = (("draw", "period"), np.ascontiguousarray(paths.series(name).T), said)
        more = {**said, "long_name": f"{said['long_name']}, quantiles over the good draws"}
        found[f"{name}_quantile"] = (("level", "period"), fans[name].quantiles, more)
    ends = [f"{q.year}-{3 * q.quarter:02d}" for q in paths.periods]
    time = (np.array(ends, dtype="datetime64[M]") + 1).astype("datetime64[D]") - 1
    coordinates = {
        "draw": np.arange(paths.first_draw, paths.first_draw + paths.draws, dtype=np.int32),
        "period": [str(q) for q in paths.periods],
        "time": (("period",), time.astype("datetime64[ns]")),
        "level": np.array(levels),
    }
    return xr.Dataset(found, coordinates, source_lines(result))


def write_netcdf(result: RunResult, file: Path, answers: Sequence[AbstractAnswer] = ()) -> None:
    """The dataset as a NetCDF 3 file (64-bit offsets), which every reader of NetCDF takes; by SciPy."""
    dataset_of(result).to_netcdf(file, format="NETCDF3_64BIT", engine="scipy")


def write_zarr(result: RunResult, file: Path, answers: Sequence[AbstractAnswer] = ()) -> None:
    """The dataset as a Zarr store, a folder."""
    with warnings.catch_warnings():
        # version 3 of the format has no place for text yet, so zarr warns of the one coordinate that is
        warnings.simplefilter("ignore")
        dataset_of(result).to_zarr(file, mode="w", zarr_format=2, consolidated=True)
