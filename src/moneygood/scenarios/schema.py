"""The JSON Schema of scenario files, for editors: names of the model, fields, and what each means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moneygood.model.model import Model
from moneygood.scenarios.aliases import aliases
from moneygood.scenarios.check import variant_names
from moneygood.scenarios.levers import Lever

DRAFT = "https://json-schema.org/draft/2020-12/schema"
QUARTER = {"type": "string", "pattern": r"^\d{4}Q[1-4]$"}
PERIODS = r"^\d{4}Q[1-4](\.\.\d{4}Q[1-4])?$"
SPAN = {"type": "string", "pattern": PERIODS, "description": "2026Q4 or 2026Q4..2028Q3"}
KNOWN = {**QUARTER, "description": "when people learn of it, for equations that look ahead"}
NUMBER = {"type": "number"}
TEXT = {"type": "string"}
SIZES: dict[str, Any] = {
    "anyOf": [
        NUMBER,
        {"type": "array", "items": NUMBER, "minItems": 1},
        {"type": "object", "propertyNames": QUARTER, "additionalProperties": NUMBER, "minProperties": 1},
    ],
    "description": "one number for all quarters, a list with one for each, or quarters joined by lines",
}
FIGURES: dict[str, Any] = {
    "anyOf": [*SIZES["anyOf"], {"type": "string", "pattern": r"\.(csv|xlsx)$"}],
    "description": f"{SIZES['description']}, or a table beside the scenario (.csv, .xlsx)",
}


def scenario_schema(model: Model, levers: Mapping[str, Lever]) -> dict[str, Any]:
    """The schema of scenario files against this model: an editor completes names and marks what is wrong."""
    shocks = [n for n, s in model.shocks.items() if s.kind != "uniform"]
    labels = [e.label for e in model.behavioural]
    path = {
        "hold": _name([*model.variables, *aliases(model)], "the variable that is held, or its alias"),
        "periods": SPAN,
        "value": FIGURES,
        "values": FIGURES,
        "change": {**FIGURES, "description": "added to the baseline, in the variable's unit"},
        "change_percent": {**FIGURES, "description": "percent of the baseline"},
        "column": {
            **TEXT,
            "description": "the column of a table that stands for numbers; hold's name when left out",
        },
        "sheet": {**TEXT, "description": "the sheet of a workbook; its first when left out"},
        "between": {
            "type": "array",
            "items": {"type": ["number", "null"]},
            "minItems": 2,
            "maxItems": 2,
            "description": "low and high; null leaves a side open",
        },
        "unit": TEXT,
        "absorbed_by": {
            "anyOf": [
                _name([*shocks, *(f"add_{n}" for n in labels)], "the shock or judgement that gives way"),
                {"type": "array", "items": _name(shocks, "a shock that may keep the band"), "minItems": 1},
            ]
        },
        "exact": {"type": "boolean", "description": "false holds only the centre of the draws"},
        "note": TEXT,
        "source": TEXT,
    }
    shock = {
        "shock": _name(model.shocks, "the shock"),
        "periods": SPAN,
        "size": SIZES,
        "sd": {**SIZES, "description": "in standard deviations"},
        "unit": TEXT,
        "known": KNOWN,
        "note": TEXT,
        "source": TEXT,
    }
    add = {"equation": _name(labels, "a behavioural equation"), "periods": SPAN, "size": SIZES, "unit": TEXT,
           "known": KNOWN, "note": TEXT, "source": TEXT}  # fmt: skip
    fields: dict[str, Any] = {
        "title": TEXT,
        "question": TEXT,
        "narrative": TEXT,
        "author": TEXT,
        "date": {"type": "string", "description": "2026-11-22"},
        "extends": {"type": "string", "description": "a scenario's name or a file; baseline when left out"},
        "levers": _object({n: _lever(x) for n, x in levers.items()}),
        "parameters": _object({n: _parameter(p.unit, p.range) for n, p in model.parameters.items()}),
        "paths": _entries(
            path, ["hold", "periods"], ("value", "values", "change", "change_percent", "between")
        ),
        "shocks": _entries(shock, ["shock", "periods"], ("size", "sd")),
        "adds": _entries(add, ["equation", "periods", "size"]),
        "switches": _object({n: _switch(s.label) for n, s in model.switches.items()}),
        "variants": {"type": "array", "items": _name(variant_names(model.root), "replaces equations")},
    }
    out = {"$schema": DRAFT, "title": "moneygood scenario", **_object(fields)}
    return {**out, "required": ["title"]}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _entries(fields: Mapping[str, Any], required: list[str], one_of: Iterable[str] = ()) -> dict[str, Any]:
    item: dict[str, Any] = {**_object(fields), "required": required}
    choices = [{"required": [name]} for name in one_of]
    if choices:
        item["oneOf"] = choices
    return {"type": "array", "items": item}


def _name(names: Iterable[str], what: str) -> dict[str, Any]:
    return {"enum": list(names), "description": what}


def _lever(lever: Lever) -> dict[str, Any]:
    low, high = lever.range
    words = f"{lever.label} ({lever.unit}, {low:g} to {high:g})"
    amount = {"type": "number", "minimum": low, "maximum": high}
    spelled = {
        **_object({"value": NUMBER, "unit": TEXT, "periods": SPAN, "note": TEXT}),
        "required": ["value"],
    }
    return {"anyOf": [amount, spelled], "description": words}


def _parameter(unit: object, span: tuple[float, float] | None) -> dict[str, Any]:
    fields = _object({"set": NUMBER, "change": NUMBER, "unit": TEXT, "note": TEXT})
    words = f"{unit}" + (f", {span[0]:g} to {span[1]:g}" if span else "")
    return {**fields, "oneOf": [{"required": ["set"]}, {"required": ["change"]}], "description": words}


def _switch(label: str) -> dict[str, Any]:
    return {"enum": ["on", "off", True, False], "description": label}
