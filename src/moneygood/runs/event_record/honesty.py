"""The rows of all restarts added up: how honest the odds of events were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.runs.event_record.outcomes import base_rates, happened
from moneygood.runs.event_record.reliability import EventHonesty, event_score, reliability
from moneygood.runs.event_record.watch import EventWatch


def honesty(
    watch: EventWatch,
    results: Sequence[Mapping[str, Any]],
    step: int,
    seed: int = 1,
    *,
    highs: bool = False,
) -> EventHonesty | None:
    """The scores of events from the results of a record (`play_all` with this watch), origins in order.

    Origins are `step` quarters apart; blocks of the bootstrap hold as many as the longest horizon spans and
    half as many more, as neighbouring forecasts share quarters. With `highs` it is of the triggers of
    `first`, in the place of the record's own events. None where nothing can be scored yet.
    """
    rules = watch.rules.only(watch.rules.highs) if highs else watch.rules.only(watch.rules.definitions)
    origins = [Quarter.parse(r["origin"]) for r in results]
    if not origins:
        return None
    rates = base_rates(rules, watch.past, origins)
    keys = [(d.name, d.label, h) for d in rules.definitions for h in rules.horizons]
    said, came, base = np.full((3, len(origins), len(keys)), np.nan)
    for i, (origin, result) in enumerate(zip(origins, results, strict=True)):
        rows = {(row["event"], row["horizon"]): row["probability"] for row in result["events"]}
        outcome = happened(rules, watch.past, origin)
        for k, (name, _, h) in enumerate(keys):
            said[i, k], base[i, k] = rows[name, h], rates[name, h, origin]
            seen = outcome[name, h]
            came[i, k] = np.nan if seen is None else float(seen)
    block = max(1, round(1.5 * max(rules.horizons) / step))
    scores = []
    for k, (name, label, h) in enumerate(keys):
        known = np.isfinite(came[:, k])
        if known.sum() >= 2:
            scores.append(
                event_score(name, label, h, said[known, k], came[known, k], base[known, k], block, seed)
            )
    if not scores:
        return None
    bins = reliability(said, came, block, seed)
    return EventHonesty(tuple(scores), bins, str(origins[0]), str(origins[-1]), block)
