"""The tools over the Model Context Protocol: standard input and output, or HTTP here (extra `mcp`)."""

from __future__ import annotations

import json
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.version import VERSION
from moneygood.surfaces.web.assistant_tools import TOOLS, ToolBench, input_schema

ABOUT = (
    "Figures of an open model of the US macro-financial system. Quote figures with unit, date and receipt; "
    "they are conditional on the model. Shares are 0 to 1, pct/yr is percent a year, $bn/yr an annual rate."
)


def tool_server(bench: ToolBench | None = None) -> Any:
    """The server of the official SDK with our tools; U017 without the extra mcp."""
    try:
        import anyio.to_thread
        import mcp_types as types
        from mcp.server import Server
    except ImportError as missing:
        raise MoneygoodError(
            "U017", f"tools need {missing.name}", None, "pip install 'moneygood[mcp]'"
        ) from None
    own = bench or ToolBench()

    async def listed(context: Any, asked: Any) -> Any:
        hints = types.ToolAnnotations(read_only_hint=True)
        tools = [
            types.Tool(name=t.name, description=t.about, input_schema=input_schema(t), annotations=hints)
            for t in TOOLS
        ]
        return types.ListToolsResult(tools=tools)

    async def called(context: Any, asked: Any) -> Any:
        try:
            said = await anyio.to_thread.run_sync(own.call, asked.name, asked.arguments or {})
        except MoneygoodError as fault:
            return types.CallToolResult(
                content=[types.TextContent(type="text", text=str(fault))], is_error=True
            )
        text = json.dumps(said, ensure_ascii=False, allow_nan=False)
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)])

    return Server("moneygood", version=VERSION, instructions=ABOUT, on_list_tools=listed, on_call_tool=called)


def serve_tools() -> None:
    """Serve the tools over standard input and output until it is closed."""
    import asyncio

    server = tool_server()
    from mcp.server.stdio import stdio_server

    async def talk() -> None:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    asyncio.run(talk())


def serve_tools_over_http(port: int, say: Any = print) -> None:
    """Serve the tools at ``http://127.0.0.1:<port>/mcp``, to this machine only; R004 for a port in use."""
    server = tool_server()
    try:
        import uvicorn
    except ImportError as missing:
        raise MoneygoodError(
            "U017", f"HTTP needs {missing.name}", None, "pip install 'moneygood[serve]'"
        ) from None
    from moneygood.surfaces.web.serving import listener

    taken = listener("127.0.0.1", port)
    app = server.streamable_http_app(stateless_http=True, json_response=True, host="127.0.0.1")
    say(f"moneygood tools at http://127.0.0.1:{taken.getsockname()[1]}/mcp (Ctrl-C stops)")
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[taken])
