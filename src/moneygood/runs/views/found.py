"""What views make of the draws: the weights, what they cost, and how far each view moved what it is of."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from moneygood.core.answer import Column, Table


@dataclass(frozen=True)
class ViewEffect:
    """One view: what the draws said before and say after, in its `unit` (a probability from 0 to 1 of an
    event)."""

    text: str
    kind: str
    unit: str
    before: float
    after: float

    def as_json(self) -> dict[str, Any]:
        """The row as a plain dictionary."""
        return {
            "view": self.text, "kind": self.kind, "unit": self.unit, "before": self.before,
            "after": self.after,
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class ViewWeights:
    """`weights` [draw] of a baseline's draws under views; they add up to one, failed draws have none.

    `effects` has a row for each of the `count` views, two for a mean with its ±. `entropy` is the relative
    entropy to equal weights in nats, `effective` the effective number of the `draws` good ones.
    """

    weights: np.ndarray
    effects: tuple[ViewEffect, ...]
    count: int
    entropy: float
    effective: float
    draws: int

    @property
    def bits(self) -> float:
        """The relative entropy in bits."""
        return self.entropy / log(2.0)

    @property
    def effective_share(self) -> float:
        """The effective share of the good draws (0..1)."""
        return self.effective / self.draws

    @property
    def sentence(self) -> str:
        """What the views cost, in a sentence."""
        count = f"{self.count} view{'s' * (self.count != 1)}"
        return (
            f"Read under {count}: {self.entropy:.2f} nats ({self.bits:.2f} bits) from the model's own odds; "
            f"{100 * self.effective_share:.0f}% of the draws count ({self.effective:,.0f} of {self.draws:,})."
        )

    @property
    def caveat(self) -> str:
        """That an answer is under views, for its lead."""
        count = f"{self.count} view{'s' * (self.count != 1)}"
        return f"Under {count} of yours; {100 * self.effective_share:.0f}% of the draws count."

    @property
    def table(self) -> Table:
        """The views, and what the baseline's draws say of each before and after."""
        rows = tuple(
            (e.text, e.kind, *(100 * v if e.kind == "event" else v for v in (e.before, e.after)),
             "%" if e.kind == "event" else e.unit)
            for e in self.effects
        )  # fmt: skip
        columns = (
            Column("view"),
            Column("of"),
            Column("model", ",.2f"),
            Column("under views", ",.2f"),
            Column("unit"),
        )
        return Table("Views, on the baseline's draws", columns, rows, self.sentence)

    def as_json(self) -> dict[str, Any]:
        """The block `views` of a document."""
        return {
            "views": [e.as_json() for e in self.effects],
            "relative_entropy_nats": self.entropy,
            "relative_entropy_bits": self.bits,
            "effective_draws": self.effective,
            "effective_share": self.effective_share,
            "draws": self.draws,
        }
