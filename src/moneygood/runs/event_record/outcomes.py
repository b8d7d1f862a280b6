"""Which events happened after a quarter of the past, how often they did before, and what draws gave them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.runs.event_record.events import EventRules
from moneygood.runs.first_passage.cascade import NEVER
from moneygood.runs.first_passage.passage import earliest, passage_times


def times_of(rules: EventRules, paths: Paths, history: Panel) -> dict[str, np.ndarray]:
    """When each event first happens [good draw], counted from 1, 0 for never within the paths."""
    found, _ = passage_times(paths, history, rules.definitions)
    return {d.name: earliest([found[f"{d.name}.{s.name}"] for s in d.sides]) for d in rules.definitions}


def happened(rules: EventRules, past: Panel, origin: Quarter) -> dict[tuple[str, int], bool | None]:
    """Whether each event happened within each horizon after `origin`; None where the horizon is not over.

    It is None then even for an event that has happened: one that has not could not be counted yet.
    """
    longest = max(rules.horizons)
    last = min(past.periods[-1], origin + longest)
    ahead = last - origin
    if ahead < 1:
        return {(d.name, h): None for d in rules.definitions for h in rules.horizons}
    begin = past.column(origin) + 1
    names = rules.variables
    values = np.stack([past.series(n)[begin : begin + ahead] for n in names])[:, :, None]
    paths = Paths(names, past.periods[begin : begin + ahead], values, np.zeros(1, np.uint8))
    times = times_of(rules, paths, past.window(past.periods[0], origin))
    out: dict[tuple[str, int], bool | None] = {}
    for name, time in times.items():
        first = int(time[0])
        for h in rules.horizons:
            out[name, h] = first != NEVER and first <= h if ahead >= h else None
    return out


def base_rates(
    rules: EventRules, past: Panel, origins: Sequence[Quarter]
) -> dict[tuple[str, int, Quarter], float]:
    """How often each event had happened within each horizon of the quarters that were over by each origin.

    All starts since `climatology_from` whose horizon had ended count alike, with half an event and half a
    non-event added (Jeffreys), so that no base rate is 0 or 1.
    """
    starts = [q for q in past.periods if rules.climatology_from <= q <= max(origins)]
    seen = {q: happened(rules, past, q) for q in starts}
    out = {}
    for d in rules.definitions:
        for h in rules.horizons:
            for origin in origins:
                known = [seen[q][d.name, h] for q in starts if origin - q >= h]
                out[d.name, h, origin] = (sum(map(bool, known)) + 0.5) / (len(known) + 1.0)
    return out


def event_rows(rules: EventRules, paths: Paths, past: Panel, origin: Quarter) -> list[dict[str, Any]]:
    """A row an event or trigger and horizon as plain data: the share of draws on which it happens."""
    everything = rules.only((*rules.definitions, *rules.highs))
    times = times_of(everything, paths, past.window(past.periods[0], origin))
    return [
        {"event": name, "horizon": h, "probability": float(np.mean((t != NEVER) & (t <= h)))}
        for name, t in times.items()
        for h in rules.horizons
    ]
