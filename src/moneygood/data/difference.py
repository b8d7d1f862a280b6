"""A vintage kept as what differs from another: which lines of its tables are replaced by which."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, show_path
from moneygood.core.texts import text_bytes

DIFFERENCE = "difference.json"
Change = tuple[int, int, list[str]]
"""The lines from a first to a last one (from 0, the last not included) and what stands in their place."""


def line_changes(before: str, after: str) -> list[Change]:
    """What turns the lines of one text into those of another, in order."""
    from difflib import SequenceMatcher

    old, new = before.split("\n"), after.split("\n")
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    matcher = SequenceMatcher(None, old[first:], new[first:], autojunk=False)
    return [
        (first + i, first + j, new[first + k : first + m])
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    ]


def difference_text(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """The differences of all files as JSON text, a line a change."""
    lines = []
    for name, text in sorted(after.items()):
        changes = line_changes(before.get(name, ""), text)
        told = ",\n  ".join(json.dumps(c, ensure_ascii=False) for c in changes)
        lines.append(f" {json.dumps(name)}: [\n  {told}\n ]" if changes else f" {json.dumps(name)}: []")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def apply_difference(path: Path, file: str, text: str, digest: str) -> str:
    """The text of a file after the changes kept in `path` (D003 missing, D005 where it is another)."""
    try:
        kept: dict[str, Any] = json.loads(text_bytes(path))
    except OSError:
        raise MoneygoodError("D003", f"the data file {show_path(path)} is missing") from None
    except ValueError:
        kept = {}
    lines = text.split("\n")
    for first, last, new in reversed(kept.get(file, [])):
        lines[first:last] = new
    made = "\n".join(lines)
    if hashlib.sha256(made.encode()).hexdigest() != digest:
        raise MoneygoodError(
            "D005",
            f"{show_path(path)} and the vintage that it differs from do not give the {file} of the manifest",
            hint="Restore it, or build the vintage again",
        )
    return made
