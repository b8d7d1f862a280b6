"""A JSON Schema without repetition: what stands in it more than once is written once, below `$defs`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ONE = ("items", "additionalProperties", "propertyNames", "not", "if", "then", "else")
LISTED = ("anyOf", "allOf", "oneOf")
SHORTEST = 160
"""Characters from which on a repeated part is worth a name."""


@dataclass
class _Part:
    """A schema whose inner schemas stand in the table of parts; `uses` counts the places that name it."""

    content: dict[str, Any]
    size: int
    uses: int = 0
    name: str = ""


@dataclass(frozen=True)
class _Inner:
    """An inner schema: its place in the table, and what is said of it at this place."""

    index: int
    said: str | None


def with_definitions(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema, in which each longer part that occurs more than once is a reference (`$ref`).

    What a description says at a place stays at that place, beside the reference.

    >>> choice = {"enum": [f"variable_{i}" for i in range(20)]}
    >>> short = with_definitions({"properties": {"a": choice, "b": {**choice, "description": "Another."}}})
    >>> short["properties"]["b"]
    {'$ref': '#/$defs/part-1', 'description': 'Another.'}
    >>> short["$defs"]["part-1"] == choice
    True
    """
    parts: list[_Part] = []
    known: dict[str, int] = {}
    seen: dict[int, int] = {}

    def put(node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        if id(node) not in seen:
            bare = {k: v for k, v in node.items() if k != "description"}
            content = _over_inner(bare, put)
            key = repr(content)
            if key not in known:
                known[key] = len(parts)
                inner = sum(parts[i].size for i in _indexes(content))
                parts.append(_Part(content, len(key) + inner))
                for i in _indexes(content):
                    parts[i].uses += 1
            seen[id(node)] = known[key]
        return _Inner(seen[id(node)], node.get("description"))

    definitions: dict[str, Any] = {}

    def get(inner: Any) -> Any:
        if not isinstance(inner, _Inner):
            return inner
        part = parts[inner.index]
        said = {} if inner.said is None else {"description": inner.said}
        if part.uses < 2 or part.size < SHORTEST:
            return _over_inner(part.content, get) | said
        if not part.name:
            part.name = f"part-{len(definitions) + 1}"
            definitions[part.name] = {}
            definitions[part.name] = _over_inner(part.content, get)
        return {"$ref": f"#/$defs/{part.name}"} | said

    outermost = _over_inner(schema, put)
    for i in _indexes(outermost):
        parts[i].uses += 1
    whole = _over_inner(outermost, get)
    return whole | ({"$defs": definitions} if definitions else {})


def _over_inner(node: dict[str, Any], do: Callable[[Any], Any]) -> dict[str, Any]:
    """The schema with `do` of each schema inside it."""
    out = dict(node)
    for key, value in node.items():
        if key in ONE:
            out[key] = do(value)
        elif key in LISTED:
            out[key] = [do(v) for v in value]
        elif key == "properties":
            out[key] = {name: do(v) for name, v in value.items()}
    return out


def _indexes(content: dict[str, Any]) -> list[int]:
    found: list[int] = []

    def see(value: Any) -> Any:
        if isinstance(value, _Inner):
            found.append(value.index)
        return value

    _over_inner(content, see)
    return found
