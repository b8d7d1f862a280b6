"""A schema with definitions says what the same schema says without them, in fewer characters."""

from __future__ import annotations

import doctest
import json
from typing import Any

import jsonschema
import pytest

from moneygood.core import schema_parts
from moneygood.core.schema_parts import with_definitions

NAMES = {"enum": [f"variable_{i}" for i in range(40)]}
RECORD = {
    "type": "object",
    "properties": {"properties": NAMES, "enum": {"type": "number"}, "of": {**NAMES, "description": "What."}},
    "additionalProperties": False,
    "required": ["of"],
}
SCHEMA = {
    "type": "object",
    "properties": {f"e{i}": {**RECORD, "description": f"Entry {i}."} for i in range(30)}
    | {"list": {"type": "array", "items": RECORD}, "one": {"anyOf": [NAMES, {"type": "null"}]}},
    "additionalProperties": False,
}


def expanded(schema: Any, definitions: dict[str, Any]) -> Any:
    """The schema with each reference replaced by what it names: the slow and obvious way back."""
    if isinstance(schema, list):
        return [expanded(v, definitions) for v in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {k: expanded(v, definitions) for k, v in schema.items() if k not in ("$ref", "$defs")}
    if isinstance(schema.get("$ref"), str):
        return expanded(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions) | inner
    return inner


def test_references_lead_back_to_the_same_schema() -> None:
    short = with_definitions(SCHEMA)
    assert expanded(short, short["$defs"]) == SCHEMA
    assert len(json.dumps(short)) < len(json.dumps(SCHEMA)) / 10


@pytest.mark.parametrize(
    ("content", "valid"),
    [
        ({"e3": {"of": "variable_7", "enum": 1}}, True),
        ({"list": [{"of": "variable_7", "properties": "variable_1"}], "one": None}, True),
        ({"e3": {"of": "variable_40"}}, False),
        ({"e3": {}}, False),
        ({"e30": {"of": "variable_7"}}, False),
        ({"one": "variable"}, False),
    ],
)
def test_the_same_contents_are_valid(content: dict[str, Any], valid: bool) -> None:
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(content) == valid
    assert jsonschema.Draft202012Validator(with_definitions(SCHEMA)).is_valid(content) == valid


def test_a_short_schema_stays_as_it_is() -> None:
    schema = {"type": "array", "items": {"anyOf": [{"type": "number"}, {"type": "number"}]}}
    assert with_definitions(schema) == schema


def test_the_example_of_its_docstring_holds() -> None:
    assert doctest.testmod(schema_parts) == (0, 4)
