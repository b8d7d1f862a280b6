"""Every error code with its title, usual cause and fix, from the tables beside the code that raises them.

A folder that has errors of its own declares them in its file ``codes.py``: `CODES`, and where some mean more
than bad input, `NOT_SOLVED` or `NOT_HELD`. The tables are read when an error is first shown. A letter tells
the kind: C core, M model, D data, S scenario, E engine, A answers, R run store, U surfaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class ErrorCatalogue:
    """`codes` gives (title, usual cause, fix) by code; `not_solved` ends a command with 3, `not_held`
    with 1."""

    codes: Mapping[str, tuple[str, str, str]]
    not_solved: frozenset[str]
    not_held: frozenset[str]


@cache
def error_catalogue() -> ErrorCatalogue:
    """The tables of all rooms together; ValueError for a code that two of them declare."""
    codes: dict[str, tuple[str, str, str]] = {}
    not_solved: set[str] = set()
    not_held: set[str] = set()
    for file in sorted(PACKAGE.rglob("codes.py")):
        folders = file.parent.relative_to(PACKAGE).parts
        table = import_module(".".join((PACKAGE.name, *folders, "codes")))
        twice = codes.keys() & table.CODES.keys()
        if twice:
            raise ValueError(f"{file} declares {', '.join(sorted(twice))} once more")
        codes.update(table.CODES)
        not_solved.update(getattr(table, "NOT_SOLVED", ()))
        not_held.update(getattr(table, "NOT_HELD", ()))
    return ErrorCatalogue(dict(sorted(codes.items())), frozenset(not_solved), frozenset(not_held))
