"""The workbench: pages, REST, and the same pages as files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer


def serve(
    port: Annotated[int, typer.Option("--port", help="Port; 0 = any free one.")] = 8000,
    host: Annotated[
        str,
        typer.Option("--host", help="Address to listen on; off this machine a token is wanted of everyone."),
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None, typer.Option("--name", help="A further name by which readers call it; repeatable.")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            "--token", envvar="MONEYGOOD_TOKEN", help="Bearer token that every request has to carry."
        ),
    ] = None,
    draws: Annotated[
        int, typer.Option("--most-draws", help="Most draws that a reader may ask for.")
    ] = 100_000,
    log: Annotated[bool, typer.Option("--log", help="A line of JSON on stderr for each request.")] = False,
) -> None:
    """Serve pages and the REST interface on this machine; stops with Ctrl-C. Needs the extra serve."""
    from moneygood.surfaces.web.limits import WebLimits
    from moneygood.surfaces.web.serving import serve_web

    serve_web(
        host, port, names=tuple(n.lower() for n in name or ()), token=token, limits=WebLimits(draws=draws),
        say=typer.echo, log=partial(typer.echo, err=True) if log else None,
    )  # fmt: skip


def site(
    folder: Annotated[Path, typer.Argument(help="Folder for the pages; made where it is not there.")],
) -> None:
    """Write the pages as static files that any file server can carry, frozen below v/<vintage>/ too."""
    from moneygood.surfaces.cli.progress import waiting
    from moneygood.surfaces.cli.show import size_words
    from moneygood.surfaces.web.site import write_site

    with waiting("site") as progress:
        made = write_site(folder, progress)
    typer.echo(f"{made.pages} pages, {made.files} files, {size_words(made.bytes)}: {made.folder}/index.html")
