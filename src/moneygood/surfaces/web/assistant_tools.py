"""The tools of an assistant: twelve chosen questions, their inputs from the registry, answers that fit.

A tool reads and computes; none writes. Its answer begins with the lead and has the words of the reading,
figures with their units as computed, the date of the figures, and the id of a receipt that `verify` takes.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moneygood.api.asking import FoundAnswer, found
from moneygood.core.answer import as_plain
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.questions.receipts import AnswerReceipt
from moneygood.questions.registry import question
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.offered import web_request
from moneygood.surfaces.web.openapi import request_schema
from moneygood.surfaces.web.tables import tables_of
from moneygood.surfaces.web.verifying import verify_sent

MOST_TOKENS = 1_500
"""Of an answer, as `tokens` counts them."""

LIMITS = WebLimits(draws=20_000)


@dataclass(frozen=True)
class AssistantTool:
    """A tool: the `question` it asks (none for what is only looked up), the `fields` of it that it offers.

    `pick` names the rows of the answer's document that it shows, with their fields; the answer's first
    tables are shown where it is empty.
    """

    name: str
    about: str
    question: str = ""
    fields: tuple[str, ...] = ()
    pick: str = ""
    shown: tuple[str, ...] = ()
    defaults: tuple[tuple[str, Any], ...] = ()


FIGURE = ("variable", "period", "unit", "median", "low70", "high70")
TOOLS = (
    AssistantTool("scenarios", "List the shipped scenarios and the levers with units and ranges."),
    AssistantTool(
        "variable", "What a variable, parameter or shock is: label, unit, equation, numbers, sources."
    ),
    AssistantTool(
        "run",
        "Simulate a scenario: median and 70% band of the main variables, odds of the four highs.",
        "run",
        ("scenario", "draws", "seed"),
        "headline",
        FIGURE,
    ),
    AssistantTool(
        "compare",
        "Scenarios minus the baseline on the same draws, with Monte-Carlo errors.",
        "compare",
        ("scenarios", "variables", "periods", "draws", "seed"),
        "rows",
        ("scenario", "variable", "period", "unit", "difference", "mc_error", "low70", "high70"),
    ),
    AssistantTool(
        "why",
        "Why a variable differs between two scenarios, in parts that add up exactly.",
        "why",
        ("variable", "scenario", "against", "at", "by"),
    ),
    AssistantTool(
        "first",
        "Which of inflation, rates, debt and stocks changes first, and in which order.",
        "first",
        ("scenario", "draws", "seed"),
        defaults=(("causes", 0),),
    ),
    AssistantTool(
        "odds",
        "How likely scenarios are by the model's own shocks, and where they lie in its draws.",
        "odds",
        ("scenarios", "at"),
    ),
    AssistantTool(
        "breakeven",
        "The lever value that reaches a target, such as debt-stable or capex-pays.",
        "breakeven",
        ("target", "levers", "by", "scenario"),
        defaults=(("draws", 0),),
    ),
    AssistantTool(
        "risks",
        "Named risks: odds over one and three years, and what comes with them.",
        "risks",
        ("scenario", "names", "draws"),
    ),
    AssistantTool(
        "claims",
        "Shipped claims, or the sentences of a pasted article (text, date), held against figures: verdict on "
        "the day and since.",
        "claims",
        ("only", "text", "date"),
        "rows",
        ("id", "date", "statement", "verdict_as_of", "verdict_since"),
    ),
    AssistantTool(
        "regimes",
        "Conviction, doubt or reckoning: probabilities through history and now.",
        "regimes",
        ("until",),
    ),
    AssistantTool("verify", "Compute an answer again from its receipt, or the id of one of this session."),
)
"""The tools, in the order of the list."""

NAMED = {
    "type": "object",
    "properties": {"name": {"type": "string"}},
    "required": ["name"],
    "additionalProperties": False,
}
SENT = {
    "type": "object",
    "properties": {
        "receipt": {"type": ["string", "object"]},
        "document": {"type": "boolean", "default": False, "description": "Also give the whole receipt."},
    },
    "required": ["receipt"],
    "additionalProperties": False,
}
_HELP = {"draws": "Simulated paths.", "seed": "Same seed, same figures."}


def input_schema(tool: AssistantTool) -> dict[str, Any]:
    """What a tool takes, cut from the request of its question."""
    if not tool.question:
        empty = {"type": "object", "properties": {}, "additionalProperties": False}
        return {"variable": NAMED, "verify": SENT}.get(tool.name, empty)
    schema = request_schema(question(tool.question), LIMITS)
    properties = {name: _short(name, schema["properties"][name]) for name in tool.fields}
    needed = [n for n in schema.get("required", ()) if n in tool.fields]
    out: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return out | ({"required": needed} if needed else {})


class ToolBench:
    """The tools of one session, which remembers the receipts of what it answered."""

    def __init__(self, most: int = 200) -> None:
        self.most = most
        self._receipts: OrderedDict[str, AnswerReceipt] = OrderedDict()

    def call(self, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of a tool; the errors of the question, U010 for a tool that there is not."""
        tools = {t.name: t for t in TOOLS}
        if name not in tools:
            raise MoneygoodError("U010", f"there is no tool {name!r}", None, did_you_mean(name, list(tools)))
        tool = tools[name]
        own = {"scenarios": self._scenarios, "variable": self._variable, "verify": self._verify}.get(name)
        if own is not None:
            return own(given)
        for field in given:
            if field not in tool.fields:
                hint = did_you_mean(field, tool.fields) or f"{name} takes {', '.join(tool.fields)}"
                raise MoneygoodError("A076", f"{name} has no option {field!r}", None, hint)
        asked = question(tool.question)
        request = web_request(asked, {**dict(tool.defaults), **given}, LIMITS, typed=True)
        return self._said(tool, found(asked, request))

    def _said(self, tool: AssistantTool, one: FoundAnswer) -> dict[str, Any]:
        receipt = one.receipt
        assert receipt is not None
        self._receipts[receipt.id] = receipt
        while len(self._receipts) > self.most:
            self._receipts.popitem(last=False)
        out: dict[str, Any] = {
            "lead": one.answer.lead,
            "answer": str(getattr(one.answer, "reading", "") or ""),
            "date": _date(receipt),
            "run": getattr(one.answer, "id", None) or receipt.id,
            "receipt": receipt.id,
        }
        if receipt.draws:
            out |= {"draws": receipt.draws, "seed": receipt.seed}
        for title, columns, rows in _rows(tool, one.answer):
            _fill(out, title, columns, rows)
        return out

    def _scenarios(self, given: Mapping[str, Any]) -> dict[str, Any]:
        from moneygood import api

        out: dict[str, Any] = {"answer": "Shipped scenarios and levers; a scenario may also be a document."}
        rows = [[r["scenario"], r["title"]] for r in api.scenario_rows()]
        _fill(out, "scenarios", ["scenario", "title"], rows)
        levers = [[r["lever"], r["unit"], *r["range"]] for r in api.list_levers()]
        _fill(out, "levers", ["lever", "unit", "from", "to"], levers)
        return out

    def _variable(self, given: Mapping[str, Any]) -> dict[str, Any]:
        from moneygood import api

        card = as_plain(api.show_variable(str(given.get("name", ""))))
        out: dict[str, Any] = {}
        for key, value in card.items():
            if value in (None, "", [], {}) or key in ("latex", "place", "guards"):
                continue
            if tokens(json.dumps({**out, key: value}, ensure_ascii=False)) <= MOST_TOKENS - 20:
                out[key] = value
        return out

    def _verify(self, given: Mapping[str, Any]) -> dict[str, Any]:
        receipt = given.get("receipt")
        if isinstance(receipt, str):
            known = self._receipts.get(receipt)
            if known is None:
                hint = did_you_mean(receipt, list(self._receipts)) or "Send the receipt itself"
                raise MoneygoodError("R006", f"this session gave no receipt {receipt[:60]!r}", None, hint)
            receipt = known.as_json()
        if not isinstance(receipt, Mapping):
            raise MoneygoodError("R006", "a receipt is an id or an object", None, None)
        _, _, work = verify_sent(receipt, LIMITS)
        out = json.loads(work(None, True).body)
        if given.get("document") is True:
            whole = out | {"document": receipt}
            return (
                whole
                if tokens(json.dumps(whole)) <= MOST_TOKENS
                else out | {"left_out": "the receipt is too long here"}
            )
        return out


def tokens(text: str) -> int:
    """About how many tokens a text is, counted high: five letters, three digits or one sign each."""
    letters = sum(-(-len(w) // 5) for w in re.findall(r"[^\W\d_]+", text))
    digits = sum(-(-len(d) // 3) for d in re.findall(r"\d+", text))
    return letters + digits + len(re.findall(r"[^\w\s]|_", text))


def _rows(tool: AssistantTool, answer: Any) -> list[tuple[str, list[str], list[list[Any]]]]:
    """The figures that a tool shows: titles, columns, rows."""
    if not tool.pick:
        return [
            (t.title, [c.label for c in t.columns], as_plain([list(r) for r in t.rows]))
            for t in tables_of(answer)[:2]
        ]
    document = as_plain(answer.as_json())
    rows = document if isinstance(document, list) else document.get(tool.pick, document.get(tool.name))
    found = [(tool.pick, list(tool.shown), [[r.get(k) for k in tool.shown] for r in rows])]
    if tool.name == "run" and isinstance(document, dict):
        heads = ["high", "p_first", "p_within_4q", "p_within_12q", "median_quarter"]
        highs = [[n, *(h[k] for k in heads[1:])] for n, h in document["highs"].items()]
        found.insert(0, ("highs", heads, highs))
    if tool.name == "claims" and len(rows) == 1:
        heads = ["label", "value", "unit", "vintage", "period"]
        found.append(("evidence", heads, [[e.get(k) for k in heads] for e in rows[0]["evidence"]]))
    return found


def _fill(out: dict[str, Any], title: str, columns: list[str], rows: list[list[Any]]) -> None:
    """Add as many rows as the answer has room for, and say how many are left out."""
    part: dict[str, Any] = {"columns": columns, "rows": []}
    used = tokens(json.dumps({**out, title: part, "left_out": {}}, ensure_ascii=False))
    if used > MOST_TOKENS - 40:
        return
    for row in rows:
        used += tokens(json.dumps(row, ensure_ascii=False)) + 1
        if used > MOST_TOKENS - 40:
            break
        part["rows"].append(row)
    out[title] = part
    if len(part["rows"]) < len(rows):
        out.setdefault("left_out", {})[title] = len(rows) - len(part["rows"])


def _date(receipt: AnswerReceipt) -> str | None:
    """The day of the figures."""
    if receipt.vintage is None:
        return None
    from moneygood.data.as_of import find_vintage

    return str(find_vintage(receipt.vintage).as_of)


def _short(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A field's schema in few tokens: names of scenarios are those that `scenarios` lists."""
    help_text = _HELP.get(name, str(schema.get("description", "")).partition(";")[0].partition(" [")[0])
    if "anyOf" in schema:
        first = schema["anyOf"][0]
        if first.get("type") == "array":
            return {
                "type": "array",
                "items": {} if "anyOf" in first["items"] else {"type": first["items"]["type"]},
                "description": help_text,
            }
        return {"type": ["string", "object"], "description": help_text}
    kept = {k: schema[k] for k in ("type", "enum", "minimum", "maximum", "default") if k in schema}
    if kept.get("type") != "integer" or kept.get("maximum", 0) > 1e9:
        kept.pop("maximum", None)
    return {**kept, "description": help_text}
