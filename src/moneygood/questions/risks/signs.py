"""The present reading of an early sign, from published figures alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.panel import MISSING
from moneygood.data.vintage import Vintage
from moneygood.model.evaluate import evaluate_series
from moneygood.model.graph import leaves
from moneygood.questions.risks.definitions import Sign


@dataclass(frozen=True)
class SignReading:
    """A sign today: its last `value` in `quarter`, its place in history, and whether it is `on`.

    `percentile` is the share of the published quarters since `since` whose value is at or below the last
    one, in percent; `on_share` the share of them in which the sign was on. `partial` says that the figure
    rests on part of the quarter or on a projection.
    """

    sign: Sign
    value: float | None
    quarter: str | None
    percentile: float | None
    since: str | None
    on: bool | None
    on_share: float | None
    quarters: int
    partial: bool

    def as_json(self) -> dict[str, Any]:
        """The reading as a plain dictionary for `--json`."""
        s = self.sign
        return {
            "label": s.label, "series": s.series.text, "threshold": s.bound, "above": s.above, "unit": s.unit,
            "value": self.value, "quarter": self.quarter, "percentile": self.percentile, "since": self.since,
            "quarters": self.quarters, "on": self.on, "on_share": self.on_share, "partial": self.partial,
            "source": s.source, "note": s.note,
        }  # fmt: skip


def read_sign(sign: Sign, vintage: Vintage) -> SignReading:
    """The last published value of a sign and its percentile in the published history.

    Missing stays missing: quarters without all figures that the sign needs do not count.
    """
    data = vintage.quarterly
    values = np.asarray(evaluate_series(sign.series.node, data.series), dtype=np.float64)
    values = np.broadcast_to(values, (len(data.periods),))
    known = np.flatnonzero(np.isfinite(values))
    if known.size == 0:
        return SignReading(sign, None, None, None, None, None, None, 0, False)
    last = int(known[-1])
    past = values[known]
    on = past >= sign.bound if sign.above else past <= sign.bound
    marks = [
        data.status[data.row(name)][last - lag]
        for name, lag in (n.payload for n in leaves(sign.series.node) if n.op == "var")
    ]
    return SignReading(
        sign=sign,
        value=float(values[last]),
        quarter=str(data.periods[last]),
        percentile=float(100.0 * np.mean(past <= values[last])),
        since=str(data.periods[int(known[0])]),
        on=bool(on[-1]),
        on_share=float(on.mean()),
        quarters=int(known.size),
        partial=any(m not in (MISSING, 1) for m in marks),
    )
