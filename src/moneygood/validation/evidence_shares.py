"""How many published ranges are met on each side of the split, in sums that show no single blind row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from moneygood.validation.responses import Verdict, met_by_source
from moneygood.validation.split import Opening, SplitText

FEWEST = 3
"""Blind sources with fewer rows are added up with others, so that no row's verdict can be read off."""


@dataclass(frozen=True)
class SideShare:
    """How many ranges are met of how many, and the same by source."""

    met: int = 0
    count: int = 0
    by_source: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """The share met, None where there is no range."""
        return self.met / self.count if self.count else None

    def reaches(self, needed: float) -> bool:
        """Whether the share is at least `needed`; without a range nothing is asked."""
        return self.share is None or self.share >= needed

    def __str__(self) -> str:
        return f"{self.met} of {self.count}" + (f" ({self.share:.0%})" if self.share is not None else "")

    def as_json(self) -> dict[str, Any]:
        """The share as a plain dictionary."""
        by = {k: {"met": m, "count": n} for k, (m, n) in self.by_source.items()}
        return {"met": self.met, "count": self.count, "met_share": self.share, "met_by_source": by}


@dataclass(frozen=True)
class EvidenceShares:
    """The shares of the two sides.

    `outside` leaves out the sources counted apart, `unopened` is of blind rows that no one opened.
    """

    split: SplitText
    looked_at: SideShare
    looked_at_outside: SideShare
    blind: SideShare
    blind_outside: SideShare
    unopened: SideShare
    opened: tuple[Opening, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether each side reaches the share that is asked of it."""
        s = self.split
        return (
            self.looked_at.reaches(s.needed)
            and self.blind.reaches(s.needed_blind)
            and self.blind_outside.reaches(s.needed_outside)
        )

    def as_json(self) -> dict[str, Any]:
        """The shares as a plain dictionary for `--json`."""
        return {
            "looked_at": self.looked_at.as_json(),
            "looked_at_outside": self.looked_at_outside.as_json(),
            "blind": self.blind.as_json(),
            "blind_outside": self.blind_outside.as_json(),
            "blind_never_opened": self.unopened.as_json(),
            "rule": self.split.rule,
            "outside": self.split.apart_name,
            "opened": [{"date": str(o.date), "rows": list(o.rows), "why": o.why} for o in self.opened],
        }


def evidence_shares(verdicts: Sequence[Verdict], split: SplitText) -> EvidenceShares:
    """The shares of all verdicts on published ranges; blind ones by source where a source has several."""
    looked = [v for v in verdicts if v.published and not v.blind]
    blind = [v for v in verdicts if v.published and v.blind]
    opened = split.opened_rows

    def outside(rows: list[Verdict]) -> list[Verdict]:
        return [v for v in rows if v.source not in split.apart]

    return EvidenceShares(
        split,
        _share(looked),
        _share(outside(looked)),
        _share(blind, FEWEST),
        _share(outside(blind), FEWEST),
        _share([v for v in blind if v.id not in opened], FEWEST),
        split.opened,
    )


def _share(rows: Sequence[Verdict], fewest: int = 1) -> SideShare:
    counts = met_by_source(rows)
    return SideShare(sum(v.verdict == "met" for v in rows), len(rows), together(counts, fewest))


def together(counts: Mapping[str, tuple[int, int]], fewest: int) -> dict[str, tuple[int, int]]:
    """Counts by source, largest first; sources with fewer rows than `fewest` are one entry.

    >>> together({"a": (3, 4), "b": (1, 1), "c": (0, 2)}, 3)
    {'a': (3, 4), '2 other sources': (1, 3)}
    """
    order = sorted(counts, key=lambda k: (-counts[k][1], k))
    own = [k for k in order if counts[k][1] >= fewest]
    rest = [k for k in order if counts[k][1] < fewest]
    while rest and own and sum(counts[k][1] for k in rest) < fewest:
        rest.insert(0, own.pop())
    out = {k: counts[k] for k in own}
    if rest:
        met, count = (sum(counts[k][i] for k in rest) for i in (0, 1))
        out[f"{len(rest)} other source{'s' if len(rest) > 1 else ''}"] = (met, count)
    return out
