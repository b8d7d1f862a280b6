"""What a run of the budget alone is asked for: a given economy, and what changes beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from moneygood.core.periods import Quarter

RELATIVE = re.compile(r"\s*[qQ](\d+)\s*(?:\.\.\s*[qQ](\d+)\s*)?\Z")
"""A quarter counted from the shock (q1), or a range of them."""
CALENDAR = re.compile(r"\s*(\d{4}Q[1-4])\s*(?:\.\.\s*(\d{4}Q[1-4])\s*)?\Z")
"""A quarter of the calendar (2035Q3), or a range of them."""


@dataclass(frozen=True)
class Span:
    """Quarters from `first` to `last`: numbers count from the quarter of the shock, which is 1."""

    first: int | Quarter
    last: int | Quarter

    @classmethod
    def parse(cls, text: object) -> Span | None:
        """The span that a text such as q8, q1..q8 or 2035Q3 names; None when it names none."""
        relative, calendar = RELATIVE.match(str(text)), CALENDAR.match(str(text))
        if relative is not None:
            first, last = int(relative[1]), int(relative[2] or relative[1])
            return cls(first, last) if 1 <= first <= last else None
        if calendar is not None:
            begin, end = Quarter.parse(calendar[1]), Quarter.parse(calendar[2] or calendar[1])
            return cls(begin, end) if begin <= end else None
        return None

    def offsets(self, start: Quarter) -> tuple[int, int]:
        """First and last quarter as whole numbers, 0 being `start`; negative ones lie before it."""
        ends = (self.first, self.last)
        first, last = (v - start if isinstance(v, Quarter) else v - 1 for v in ends)
        return first, last


@dataclass(frozen=True)
class FrozenChange:
    """What changes beside a frozen economy from the quarter `first` on: `size` added once, added anew every
    year, or in percent a year, as `kind` says (change, change_a_year, percent_a_year)."""

    variables: tuple[str, ...]
    first: Span
    kind: str
    size: float


@dataclass(frozen=True)
class Frozen:
    """A run of the budget alone: `economy` is "own" (this model's baseline) or the name of a CBO baseline.

    `given` puts outside variables on one figure in both runs, such as a closure that CBO does not have.
    """

    economy: str
    changes: tuple[FrozenChange, ...]
    given: Mapping[str, float] = field(default_factory=dict)
