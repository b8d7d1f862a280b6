"""The tables and sentences of the rivals that professionals read, and of what revised figures flatter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from moneygood.core.answer import Column, Table
from moneygood.validation.forecast_record.rival_scores import LEAST, RevisionCost, RivalScore, RivalSummary


def plain_row(row: RivalScore | RivalSummary | RevisionCost) -> dict[str, Any]:
    """A row as a plain dictionary, None for what is missing."""
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in asdict(row).items()}


def summary_words(label: str, s: RivalSummary) -> str:
    """How the model stands beside one rival, in a sentence.

    >>> summary_words("Forwards", RivalSummary("f", 84, 8, 6, 3, 1, 0.9, 0.92, 0.95))
    'Beside forwards (84 restarts): ahead in 6 of 8 cells, 3 of them at 90% significance, behind so in 1.'
    """
    name = label if label.isupper() else label[:1].lower() + label[1:]
    sure = f", {s.surely_ahead} of them at 90% significance, behind so in {s.surely_behind}"
    few = s.origins < LEAST
    return (
        f"Beside {name} ({s.origins} restarts): ahead in {s.ahead} of {s.cells} cells"
        f"{', too few to say more' if few else sure}."
    )


def cost_words(costs: Sequence[RevisionCost]) -> str:
    """What figures as published cost against revised ones, in a sentence."""
    ratios = [c.ratio for c in costs if c.ratio > 0]
    if not ratios:
        return ""
    usual = math.exp(sum(map(math.log, ratios)) / len(ratios))
    worst = max(costs, key=lambda c: c.ratio)
    word = "worse" if usual >= 1.0 else "better"
    return (
        f"On figures as published forecasts are {abs(100 * (usual - 1)):.0f}% {word} than on revised ones "
        f"({len(costs)} cells, {max(c.n for c in costs)} restarts); most for {worst.label}, {worst.horizon} "
        f"quarter{'s' * (worst.horizon > 1)} ahead ({100 * (worst.ratio - 1):+.0f}%)."
    )


def rival_tables(
    labels: Mapping[str, str], totals: Sequence[RivalSummary], scores: Sequence[RivalScore]
) -> tuple[Table, ...]:
    """A line for each rival; then every cell, behind `--full`."""
    if not totals:
        return ()
    columns = (
        Column("beside"), Column("restarts", "d"), Column("cells", "d"), Column("ahead", "d"),
        Column("surely", "d"), Column("surely behind", "d"), Column("score over theirs", ".2f"),
        Column("without 2020-21", ".2f"), Column("error over theirs", ".2f"),
    )  # fmt: skip
    rows = tuple(
        (labels[s.name], s.origins, s.cells, s.ahead, s.surely_ahead if s.origins >= LEAST else None,
         s.surely_behind if s.origins >= LEAST else None, s.ratio, s.calm, s.points)
        for s in totals
    )  # fmt: skip
    note = (
        "Over the forecasts that both made; geometric means of the ratios of mean CRPS, and of root mean "
        "square "
        f"errors of the means. Surely: at 90% significance, not said below {LEAST} restarts. Forwards have "
        "the spread of their own past misses, institutions that of the benchmarks."
    )
    heads = (
        Column("beside"), Column("variable"), Column("quarters", "d"), Column("n", "d"), Column("ours",
        ".3f"), Column("theirs", ".3f"), Column("ratio", ".2f"), Column("±", ".2f"), Column("p", ".2f"),
        Column("without 2020-21", ".2f"), Column("our error", ".2f"), Column("their error", ".2f"),
    )  # fmt: skip
    cells = tuple(
        (labels[s.name], s.label, s.horizon, s.n, s.crps, s.rival, s.ratio, _known(s.se), _known(s.p),
         _known(s.calm), s.rmse, s.rival_rmse)
        for s in scores
    )  # fmt: skip
    told = "Ours and theirs: mean CRPS; p: of such a ratio between equals; errors: root mean square."
    return (
        Table("Beside those whom professionals read", columns, rows, note),
        Table("Rivals by variable and horizon", heads, cells, told, full=True),
    )


def cost_tables(costs: Sequence[RevisionCost]) -> tuple[Table, ...]:
    """What revised figures flatter, by variable and horizon."""
    if not costs:
        return ()
    columns = (
        Column("variable"), Column("quarters", "d"), Column("n", "d"), Column("as published", ".3f"),
        Column("revised", ".3f"), Column("ratio", ".2f"), Column("±", ".2f"),
    )  # fmt: skip
    rows = tuple((c.label, c.horizon, c.n, c.published, c.revised, c.ratio, _known(c.se)) for c in costs)
    note = (
        "Mean CRPS of the same restarts on figures as published by their last day, and on those of today. As "
        "published, quarters not yet out are nowcast, and medians of the FOMC out by then are judgement."
    )
    return (Table("The cost of revised data", columns, rows, note),)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
