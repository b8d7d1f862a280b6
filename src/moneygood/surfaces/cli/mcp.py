"""Tools for an assistant."""

from __future__ import annotations

from typing import Annotated

import typer


def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Over HTTP on this machine instead of standard input.")
    ] = False,
    port: Annotated[int, typer.Option("--port", help="Port for --http; 0 = any free one.")] = 8001,
) -> None:
    """Serve twelve read-only tools to an assistant (Model Context Protocol). Needs the extra mcp."""
    from moneygood.surfaces.web.tool_server import serve_tools, serve_tools_over_http

    if http:
        serve_tools_over_http(port, typer.echo)
    else:
        serve_tools()
