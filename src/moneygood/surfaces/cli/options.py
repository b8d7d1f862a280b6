"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of the random numbers: same seed, same figures.")]
Draws = Annotated[int, typer.Option("--draws", help="Number of simulated paths.")]
Quarters = Annotated[int, typer.Option("--quarters", help="Quarters to simulate after the jump-off.")]
Vintage = Annotated[
    str | None, typer.Option("--vintage", help="Vintage of the data, such as 2026-11; the latest by default.")
]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder for the results (default: runs/, one folder a run).")
]
Threads = Annotated[int, typer.Option("--threads", help="Workers; 0 = one per core. Never changes a figure.")]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        help="Workers elsewhere: local, local:4 or a Dask scheduler's tcp://host:8786. Changes no figure.",
    ),
]
Batch = Annotated[
    int | None, typer.Option("--batch", help="Draws worked on at a time. Never changes a figure.")
]
Backend = Annotated[
    str,
    typer.Option(
        "--backend",
        help="What does the arithmetic: auto, numpy, numba (compiled) or cuda (GPU). Last digits may differ.",
    ),
]
Sampling = Annotated[
    str,
    typer.Option(
        "--sampling", help="How draws are spread: random, antithetic (pairs of opposite shocks) or sobol."
    ),
]
PathsTo = Annotated[
    Path | None,
    typer.Option("--paths-to", help="Write every kept path of every draw to this file: .parquet or .zarr."),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Use bundled data only (moneygood never downloads unasked).")
]
FixedParameters = Annotated[
    bool, typer.Option("--fixed-parameters", help="Keep parameters at their central values in all draws.")
]
Chart = Annotated[
    Path | None, typer.Option("--chart", help="Write the chart to this file: .png, .svg, .html or .json.")
]
Keep = Annotated[
    list[str] | None,
    typer.Option("--keep", help="A further variable whose paths are kept and stored; may be repeated."),
]
KeepPaths = Annotated[
    bool,
    typer.Option("--keep-paths", help="Store the paths of every variable of the run, not only of --keep."),
]
Shocks = Annotated[
    str,
    typer.Option(
        "--shocks", help="Shape of the shocks: bootstrap, normal, student_t; the model's own by default."
    ),
]
Posterior = Annotated[
    Path | None,
    typer.Option("--posterior", help="Folder of a proposal (moneygood fit): parameters take its draws."),
]
SharesOf = Annotated[
    list[str] | None,
    typer.Option(
        "--shares",
        help="Show how much of a variable's variance shocks, parameters, regimes explain; repeatable.",
    ),
]
Everything = Annotated[
    bool, typer.Option("--all", help="Show every fault in full, with its source line and usual cause.")
]
