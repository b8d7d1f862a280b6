"""A claim as drafted: figures and tests as of the day and since, and both in words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

THEN = "_then"
"""What the name of a figure as of the day ends with, where it is another than since."""


@dataclass
class Draft:
    """A claim drafted from a statement: `figures` and tests as a claim file has them, `meaning` in words."""

    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    as_of: list[dict[str, Any]] = field(default_factory=list)
    since: list[dict[str, Any]] = field(default_factory=list)
    meaning: str = ""

    def fields(self, name: str, sentence: str, date: datetime.date, by: str) -> dict[str, Any]:
        """The fields of a claim in a claim file."""
        return {
            "id": name, "statement": sentence, "meaning": self.meaning, "date": date, "by": by,
            "source": "ours", "figures": self.figures, "as_of": self.as_of, "since": self.since,
        }  # fmt: skip


def _renamed(test: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    out = dict(test)
    for side in ("holds", "fails"):
        out[side] = [_swap(c, old, new) for c in test[side]]
    return out


def _swap(text: str, old: str, new: str) -> str:
    return re.sub(rf"\b{old}\b", new, text)


def both_days(
    draft: Draft,
    names: Mapping[str, tuple[dict[str, Any], dict[str, Any]]],
    tests: list[dict[str, Any]],
    future: bool,
) -> Draft:
    """Figures and tests as of the day and since; a figure that is the same in both is written once.

    What is said of the future has no as-of verdict: nothing published on the day decides it.
    """
    renamed: dict[str, str] = {}
    for name, (then, since) in names.items():
        draft.figures[name] = since
        if then != since and not future:
            renamed[name] = name + THEN
            draft.figures[name + THEN] = then
    draft.since = tests
    draft.meaning = "; ".join(t["test"] for t in tests) + "."
    if not future:
        draft.as_of = [dict(t) for t in tests]
        for old, new in renamed.items():
            draft.as_of = [_renamed(t, old, new) for t in draft.as_of]
    return draft
