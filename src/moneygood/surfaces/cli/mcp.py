"""Tools for an assistant."""

from __future__ import annotations

from typing import Annotated

import typer


def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Over HTTP on this machine instead of standard input.")
    ] = False,
    port: Annotated[
        int | None, typer.Option("--port", help="Port for --http (default: 8001); 0 = any free one.")
    ] = None,
) -> None:
    """Serve twelve read-only tools to an assistant (Model Context Protocol). Needs the extra mcp."""
    from moneygood.core.errors import MoneygoodError
    from moneygood.surfaces.web.tool_server import serve_tools, serve_tools_over_http

    if http:
        serve_tools_over_http(8001 if port is None else port, typer.echo)
    elif port is not None:
        what = "--port has no effect: standard input has none"
        raise MoneygoodError("A079", what, None, "Leave it out, or add --http")
    else:
        serve_tools()
