"""An assistant's session over the protocol: what it lists, asks, and can prove."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

import pytest

pytest.importorskip("mcp")

import moneygood as mg
from moneygood.core.answer import as_plain
from moneygood.surfaces.web.assistant_tools import MOST_TOKENS, TOOLS, ToolBench, input_schema, tokens
from moneygood.surfaces.web.tool_server import tool_server

CHEAP: dict[str, dict[str, Any]] = {
    "scenarios": {},
    "variable": {"name": "DGS10"},
    "run": {"scenario": "ai-disappoints", "draws": 60, "seed": 2},
    "compare": {"scenarios": ["cuts-arrive"], "draws": 40},
    "why": {"variable": "rate_10y", "scenario": "ai-disappoints", "at": "2027Q4"},
    "first": {"draws": 60},
    "odds": {"scenarios": ["cuts-arrive"]},
    "breakeven": {"target": "debt-stable"},
    "risks": {"draws": 60},
    "claims": {"only": ["interest-above-trillion"]},
    "regimes": {},
}


async def session(client: Any) -> dict[str, Any]:
    """List the tools, run a scenario, ask why, check a claim, verify what was said."""

    async def call(name: str, **given: Any) -> Any:
        reply = await client.call_tool(name, given)
        assert not reply.is_error, reply.content[0].text
        return json.loads(reply.content[0].text)

    listed = (await client.list_tools()).tools
    run = await call("run", **CHEAP["run"])
    why = await call("why", **CHEAP["why"])
    claim = await call("claims", **CHEAP["claims"])
    verdicts = [await call("verify", receipt=one["receipt"]) for one in (run, why, claim)]
    wrong = await client.call_tool("why", {"variable": "rate_10yy"})
    return {"listed": listed, "run": run, "why": why, "claim": claim, "verdicts": verdicts, "wrong": wrong}


def check(said: dict[str, Any]) -> None:
    assert [t.name for t in said["listed"]] == [t.name for t in TOOLS]
    assert all(t.annotations.read_only_hint for t in said["listed"])
    own = as_plain(mg.run("ai-disappoints", draws=60, seed=2).run.as_json())
    columns = said["run"]["headline"]["columns"]
    for row in said["run"]["headline"]["rows"]:
        mine = next(r for r in own["headline"] if [r["variable"], r["period"]] == row[:2])
        assert row == [mine[c] for c in columns]
    assert said["run"]["run"] == own["run"]["id"]
    assert said["run"]["date"] == "2026-11-22"
    assert said["claim"]["rows"]["rows"][0][0] == "interest-above-trillion"
    assert "2027Q4" in said["why"]["answer"]
    assert [v["same"] for v in said["verdicts"]] == [True, True, True]
    assert said["wrong"].is_error
    assert "rate_10y" in said["wrong"].content[0].text


def test_a_session_in_one_process() -> None:
    from mcp import Client

    async def talk() -> dict[str, Any]:
        async with Client(tool_server()) as client:
            return await session(client)

    check(asyncio.run(talk()))


def test_a_session_over_standard_input() -> None:
    from mcp import Client, StdioServerParameters

    line = StdioServerParameters(
        command=sys.executable, args=["-m", "moneygood", "mcp"], env=dict(os.environ)
    )

    async def talk() -> dict[str, Any]:
        async with Client(line) as client:
            return await session(client)

    check(asyncio.run(talk()))


def test_there_are_twelve_tools_and_their_list_is_short() -> None:
    assert len(TOOLS) == 12
    listed = [{"name": t.name, "description": t.about, "inputSchema": input_schema(t)} for t in TOOLS]
    assert tokens(json.dumps(listed)) <= 3000
    for tool in TOOLS:
        if tool.question:
            assert set(input_schema(tool)["properties"]) == set(tool.fields)


@pytest.mark.parametrize("name", CHEAP)
def test_an_answer_fits_and_says_its_unit_date_and_receipt(name: str) -> None:
    bench = ToolBench()
    said = bench.call(name, CHEAP[name])
    text = json.dumps(said, ensure_ascii=False, allow_nan=False)
    assert tokens(text) <= MOST_TOKENS
    if name in ("scenarios", "variable"):
        return
    assert said["date"] == "2026-11-22"
    assert said["receipt"].startswith(f"{name}-")
    assert any(word in text for word in ("unit", "%", "percent", "probab", "points"))
    assert bench.call("verify", {"receipt": said["receipt"]})["same"]


def test_what_does_not_fit_is_counted() -> None:
    said = ToolBench().call("claims", {})
    assert len(said["rows"]["rows"]) + said.get("left_out", {}).get("rows", 0) == len(mg.claims().as_json())


def test_a_receipt_of_another_session_is_sent_whole() -> None:
    receipt = mg.regimes(until="2008Q1").receipt
    assert receipt is not None
    sent = json.loads(json.dumps(receipt.as_json()))
    assert ToolBench().call("verify", {"receipt": sent})["same"]
    with pytest.raises(mg.MoneygoodError, match="gave no receipt"):
        ToolBench().call("verify", {"receipt": receipt.id})


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("nothing", {}),
        ("run", {"paths_to": "/tmp/x"}),
        ("run", {"scenario": "/etc/passwd"}),
        ("run", {"draws": 10**7}),
        ("variable", {"name": "no_such"}),
        ("verify", {"receipt": 7}),
        ("claims", {"files": ["/etc/passwd"]}),
    ],
)
def test_what_a_tool_does_not_take_is_refused_in_one_line(name: str, given: dict[str, Any]) -> None:
    with pytest.raises(mg.MoneygoodError) as caught:
        ToolBench().call(name, given)
    assert len(str(caught.value).splitlines()) == 1


def test_tokens_are_counted_high() -> None:
    assert tokens("median 4.3569") >= 5
    assert tokens("abcdefghij") == 2
    assert tokens('{"a": 1}') == 7
