"""The tables of the record, each made from its document; None where a part was not asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moneygood.core.answer import Column, Table
from moneygood.questions.record.words import ahead
from moneygood.validation.forecast_record.rival_scores import LEAST

Found = Mapping[str, Any]


def record_tables(found: Found) -> tuple[Table, ...]:
    """Rivals, odds, the last restarts, the cost of revised data, the sector; every cell and part behind."""
    made = (
        rival_table(found), odds_table(found), last_table(found), revision_table(found), sector_table(found),
        cell_table(found), *part_tables(found),
    )  # fmt: skip
    return tuple(t for t in made if t is not None)


def rival_table(found: Found) -> Table | None:
    """A line for each rival."""
    columns = (
        Column("beside"), Column("restarts", "d"), Column("cells", "d"), Column("ahead", "d"),
        Column("surely ahead", "d"), Column("surely behind", "d"), Column("score over theirs", ".2f"),
        Column("without 2020-21", ".2f"), Column("error over theirs", ".2f"),
    )  # fmt: skip
    rows = []
    for s in found["summaries"] or ():
        sure = (s["surely_ahead"], s["surely_behind"]) if s["origins"] >= LEAST else (None, None)
        counts = (s["rival"], s["origins"], s["cells"], s["ahead"], *sure)
        rows.append((*counts, s["ratio"], s["calm"], s["points"]))
    note = (
        "Over the forecasts that both made: geometric means of the ratios of mean CRPS, and of root mean "
        f"square errors of the means. Surely: at 90% significance, not said below {LEAST} restarts."
    )
    return Table("Beside whom", columns, tuple(rows), note) if rows else None


def odds_table(found: Found) -> Table | None:
    """Each direction of the triggers, and either."""
    if found["odds"] is None:
        return None
    columns = (
        Column("trigger"), Column("within", "d"), Column("given, %", ".0f"), Column("came, %", ".0f"),
        Column("Brier", ".3f"), Column("base rate", ".3f"), Column("skill", "+.2f"), Column("90% from",
        "+.2f"), Column("to", "+.2f"), Column("n", "d"),
    )  # fmt: skip
    rows = tuple(
        (s["label"], s["horizon"], 100 * s["said"], 100 * s["happened"], s["brier"], s["climatology"],
         s["skill"]["value"], s["skill"]["low"], s["skill"]["high"], s["n"])
        for s in found["odds"]["scores"]
    )  # fmt: skip
    note = "Within: quarters. Skill: 1 less the Brier score over that of base rates known at each restart."
    return Table("Odds of the triggers against what came", columns, rows, note)


def reliability_table(found: Found) -> Table | None:
    """The bins of the reliability diagram."""
    if found["odds"] is None:
        return None
    columns = (
        Column("odds given from, %", ".0f"), Column("to", ".0f"), Column("forecasts", "d"),
        Column("mean", ".0f"), Column("came, %", ".0f"), Column("90% from", ".0f"), Column("to, %", ".0f"),
        Column("honest"),
    )  # fmt: skip
    rows = []
    for b in found["odds"]["bins"]:
        came = [100 * b["happened"][k] for k in ("value", "low", "high")]
        given = (100 * b["low"], 100 * b["high"], b["n"], 100 * b["said"])
        rows.append((*given, *came, "yes" if b["honest"] else "no"))
    note = "All directions and horizons together; bands of a block bootstrap over neighbouring restarts."
    return Table("Odds given, and how often it came", columns, tuple(rows), note)


def last_table(found: Found) -> Table | None:
    """Every miss of the last restarts, in standard deviations of the forecast."""
    if not found["last"]:
        return None
    labels = {c["variable"]: c["label"] for c in found["cells"]}
    columns = (
        Column("restart"),
        Column("quarters ahead", "d"),
        *(Column(n, "+.1f") for n in labels.values()),
    )
    rows = tuple(
        (m["origin"], m["horizon"], *(m["misses_in_sd"].get(v) for v in labels)) for m in found["last"]
    )
    note = "Outcome less mean of the draws, in standard deviations of the draws."
    return Table("The last restarts", columns, rows, note)


def revision_table(found: Found) -> Table | None:
    """What revised figures flatter, cell by cell."""
    if not found["revisions"]:
        return None
    columns = (
        Column("variable"), Column("quarters", "d"), Column("n", "d"), Column("as published", ".3f"),
        Column("revised", ".3f"), Column("ratio", ".2f"), Column("±", ".2f"),
    )  # fmt: skip
    keys = ("label", "horizon", "n", "published", "revised", "ratio", "se")
    rows = tuple(tuple(c[k] for k in keys) for c in found["revisions"])
    note = (
        "Mean CRPS of the same restarts on figures as published by their last day and on those of today. As "
        "published, quarters not yet out are nowcast, and medians of the FOMC out by then are judgement."
    )
    return Table("The cost of revised data", columns, rows, note)


def sector_table(found: Found) -> Table | None:
    """The sector replayed."""
    if not found["sector"]:
        return None
    columns = (
        Column("from"), Column("variable"), Column("unit"), Column("quarter"), Column("figure then", ",.1f"),
        Column("said", ",.1f"), Column("10%", ",.1f"), Column("90%", ",.1f"), Column("came", ",.1f"),
        Column("draws below, %", ".0f"),
    )  # fmt: skip
    keys = (
        "origin", "label", "unit", "period", "before", "median", "low80", "high80", "came", "percentile",
    )  # fmt: skip
    rows = tuple(tuple(r[k] for k in keys) for r in found["sector"])
    note = "Baseline of the day, median and band of 80%. Nothing stands under came where no figure is held."
    return Table("AI, replayed", columns, rows, note)


def cell_table(found: Found) -> Table | None:
    """Every rival in every cell."""
    if not found["rivals"]:
        return None
    columns = (
        Column("beside"), Column("variable"), Column("quarters", "d"), Column("n", "d"), Column("ours",
        ".3f"), Column("theirs", ".3f"), Column("ratio", ".2f"), Column("±", ".2f"), Column("p", ".2f"),
        Column("without 2020-21", ".2f"), Column("our error", ".2f"), Column("their error", ".2f"),
    )  # fmt: skip
    keys = (
        "rival", "label", "horizon", "n", "crps", "rival_crps", "ratio", "se", "p", "calm", "rmse",
        "rival_rmse",
    )  # fmt: skip
    note = "Ours and theirs: mean CRPS. p: of such a ratio between equals. Errors: root mean square."
    rows = tuple(tuple(r[k] for k in keys) for r in found["rivals"])
    return Table("Rivals by variable and horizon", columns, rows, note, full=True)


def part_tables(found: Found) -> tuple[Table, ...]:
    """The farthest miss of each of the last restarts, part by part."""
    out = []
    for m in found["last"] or ():
        kinds = (("driver", m["drivers"]), ("mechanism", m["mechanisms"]), ("at the start", m["seen"]))
        rows = tuple((kind, p["label"], p["value"]) for kind, parts in kinds for p in parts)
        note = (
            f"Drivers, and mechanisms, each add up with what was there at the start to {m['miss']:+.3f} "
            f"{m['unit']}; residual {m['residual']:.0e}."
        )
        columns = (Column("kind"), Column("part"), Column(m["unit"], "+.3f"))
        title = f"{m['origin']}: {m['label']}, {ahead(m['horizon'])} on"
        out.append(Table(title, columns, rows, note, full=True))
    return tuple(out)
