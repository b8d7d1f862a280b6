"""What else a declaration of records gives: the JSON Schema for editors, and a page for readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moneygood.core.record_reading import Kind, Names
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.schema_parts import with_definitions

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def text_schema(kind: TextKind, names: Names | None = None) -> dict[str, Any]:
    """The JSON Schema of a kind of text; `names` are those that exist in the model, for completion."""
    body = kind.body.schema(names or {})
    head = {"$schema": DRAFT, "title": f"moneygood {kind.name}", "description": kind.purpose}
    return head | with_definitions(body)


def inner_records(kind: Kind) -> Iterator[Record]:
    """The records inside a kind of value, the outermost first."""
    if isinstance(kind, Record):
        yield kind
        for f in kind.fields:
            yield from inner_records(f.kind)
        return
    for section in getattr(kind, "sections", ()):
        yield from inner_records(section.kind)
    for part in ("item", "single", "listed", "mapped"):
        inner = getattr(kind, part, None)
        if inner is not None:
            yield from inner_records(inner)


def text_page(kind: TextKind) -> str:
    """The section of a kind of text: what it is for, where it stands, its fields."""
    files = ", ".join(f"`economics/{f}`" for f in kind.files)
    lines = [f"## {kind.name}", "", kind.purpose, "", f"Files: {files}. Read by {kind.read_by}.", ""]
    outer = kind.body if isinstance(kind.body, Record) else None
    if outer is None:
        lines += [f"The file is {kind.body.describe()}.", ""]
    for record in dict.fromkeys(inner_records(kind.body)):
        if record is not outer:
            lines += [f"### {kind.name}: {record.noun}", "", record.purpose, ""]
        lines += ["| field | value | needed | meaning |", "| --- | --- | --- | --- |"]
        lines += [_row(f) for f in record.fields]
        said = " ".join(rule.describe() for rule in record.rules)
        lines += ["", said, ""] if said else [""]
    return "\n".join(lines)


def _row(f: Field) -> str:
    words = f.help + (" For readers only." if f.for_people else "")
    cells = (f"`{f.name}`", f.kind.describe(), _needed(f), words)
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def _needed(f: Field) -> str:
    if f.required:
        return "yes"
    value = f.default
    if value is None or value == "" or isinstance(value, tuple | dict):
        return "no"
    return f"no, else `{str(value).lower() if isinstance(value, bool) else value}`"
