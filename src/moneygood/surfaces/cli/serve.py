"""A page of the runs at hand, served to this machine only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LOOPBACK = "127.0.0.1"


def serve(
    port: Annotated[int, typer.Option("--port", help="Port on this machine; 0 = any free one.")] = 8000,
    folder: Annotated[Path | None, typer.Option("--folder", help="Folder of runs (default: runs/).")] = None,
) -> None:
    """Serve the runs at hand, newest first, with their charts; stops with Ctrl-C."""
    from functools import partial

    from moneygood import api
    from moneygood.core.errors import MoneygoodError
    from moneygood.surfaces.cli.pages import PageServer, RunPages, list_runs
    from moneygood.surfaces.cli.progress import waiting

    root = folder or api.default_folder()
    if not list_runs(root):
        from moneygood.surfaces.run_charts import write_charts

        typer.echo("no run yet: simulating the baseline …", err=True)
        with waiting("baseline") as progress:
            result = api.run(progress=progress)
            api.write_run(result, root / result.id, write_charts)
    try:
        server = PageServer((LOOPBACK, port), partial(RunPages, directory=str(root)))
    except (OSError, OverflowError):
        raise MoneygoodError(
            "R004", f"port {port} cannot be used", None, "Choose another with --port"
        ) from None
    with server:
        typer.echo(f"moneygood at http://{LOOPBACK}:{server.server_address[1]}/ (Ctrl-C stops)")
        server.serve_forever()
