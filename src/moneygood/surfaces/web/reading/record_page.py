"""The page of the record: shown from what was kept or shipped, which says so where it is out of date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moneygood.core.answer import Column, Table
from moneygood.core.figures import inside
from moneygood.core.periods import Quarter
from moneygood.questions.record.answer import MEAN, worse_words
from moneygood.questions.record.kept import KeptRecord, kept_record
from moneygood.questions.record.tables import (
    cell_table,
    last_table,
    odds_table,
    part_tables,
    reliability_table,
    revision_table,
    rival_table,
    sector_table,
)
from moneygood.questions.record.words import ahead, sector_words
from moneygood.surfaces.web.reading.answer_pages import signed
from moneygood.surfaces.web.reading.draw import LINES, Bar, bars_svg
from moneygood.surfaces.web.reading.parts import PageChart, PageTable, PageWords, Part, ReadingPage
from moneygood.surfaces.web.reading.record_drawings import reliability_svg, replay_svg
from moneygood.validation.forecast_record.rival_scores import LEAST

NAME, TITLE, QUESTION = "record", "Record", "How good have forecasts and odds been?"
YEAR = 4
Found = Mapping[str, Any]


def record_page() -> ReadingPage:
    """The record at hand; without one, how to make it."""
    from moneygood.baseline.opening import load

    kept = kept_record(load(None))
    if kept is None:
        said = (
            "No record is at hand. The command “moneygood record” plays all restarts since 2005 and keeps it."
        )
        source = "Nothing was scored: the record is made by moneygood record, and kept."
        return ReadingPage(NAME, TITLE, QUESTION, said, (), source)
    return page_of(kept)


def page_of(kept: KeptRecord) -> ReadingPage:
    """The page of a record."""
    found, receipt = kept.answer.found, kept.receipt
    mark = str(receipt["id"])
    parts: list[Part] = []
    if kept.notice:
        parts.append(PageWords("Out of date" if kept.differs != ("code",) else "Made before", (kept.notice,)))
    charts = (
        _rivals(found, mark), _cells(found, mark), _reliability(found, mark), _skill(found, mark),
        _last(found, mark), _revisions(found, mark), *_sector(found, mark),
    )  # fmt: skip
    parts += [c for c in charts if c is not None]
    parts.append(PageWords("Beside whom", kept.answer.beside))
    parts.append(PageWords("Were the odds honest", kept.answer.odds_words))
    if found["last"]:
        told = tuple(f"{m['origin']}. {m['words']}" for m in found["last"])
        parts.append(PageWords("The last restarts: what was missed, and why", told))
    parts.append(PageWords("On figures as published", kept.answer.revision_words))
    parts.append(PageWords("AI, replayed", sector_words(found["sector"] or ())))
    tables = (
        (rival_table(found), False), (last_table(found), False), (odds_table(found), True),
        (revision_table(found), True), (sector_table(found), True), (cell_table(found), True),
        *((t, True) for t in part_tables(found)),
    )  # fmt: skip
    there = [(t, folded) for t, folded in tables if t is not None]
    parts += [PageTable(f"record-{i + 1}", t, mark, folded) for i, (t, folded) in enumerate(there)]
    return ReadingPage(NAME, TITLE, QUESTION, kept.answer.lead, tuple(parts), _source(kept), {mark: receipt})


def _source(kept: KeptRecord) -> str:
    found, made = kept.answer.found, kept.receipt["hashes"]["model"][:12]
    note = f" {kept.notice}" if kept.notice else ""
    return (
        f"Source: moneygood, model {made}; vintage {found['vintage']}, {found['draws']:,} draws a restart, "
        f"seed {found['seed']}.{note}"
    )


def short(label: str) -> str:
    """A label without what stands behind its comma, for a drawing."""
    return label.partition(",")[0]


def _better(ratio: float) -> float:
    """By how many percent a score is better than the one it is over."""
    return 100.0 * (1.0 - ratio)


def _percent(value: float) -> str:
    return f"{value:+.0f}%".replace("-", "−")


def _rivals(found: Found, mark: str) -> PageChart | None:
    """By how much scores are better than each rival's."""
    rows, table = found["summaries"], rival_table(found)
    if not rows or table is None:
        return None
    bars = [
        Bar(f"{s['rival']} ({s['origins']} restarts)", _better(s["ratio"]), total=s["name"] == MEAN,
            shown=_percent(_better(s["ratio"])))
        for s in rows
    ]  # fmt: skip
    by = {s["name"]: _better(s["ratio"]) for s in rows}
    alone = [s for s in rows if s["name"] != MEAN]
    often = [s for s in alone if s["origins"] >= LEAST] or alone
    mean, best = by.get(MEAN), max(often, key=lambda s: s["ratio"])
    hardest = f"hardest to beat is {best['rival']} ({_percent(_better(best['ratio']))})"
    title = (
        hardest
        if mean is None
        else f"Scores are {abs(mean):.0f}% {_word(mean)} than the mean of rivals; {hardest}"
    )
    svg = bars_svg("rivals", "Beside whom", "percent by which mean scores (CRPS) are better", bars, title)
    return PageChart("rivals", title, svg, table, mark)


def _word(value: float) -> str:
    return "better" if value >= 0 else "worse"


def _cells(found: Found, mark: str) -> PageChart | None:
    """Variable by variable a year ahead, against the mean of rivals."""
    rows = [r for r in found["rivals"] or () if r["name"] == MEAN and r["horizon"] == YEAR]
    if not rows:
        return None
    bars = [
        Bar(short(r["label"]), _better(r["ratio"]), None if r["se"] is None else 100.0 * r["se"],
            shown=_percent(_better(r["ratio"])))
        for r in rows
    ]  # fmt: skip
    best, worst = min(rows, key=lambda r: r["ratio"]), max(rows, key=lambda r: r["ratio"])
    title = (
        f"A year ahead best at {inside(short(best['label']))} ({_percent(_better(best['ratio']))} against "
        f"the mean of rivals), worst at {inside(short(worst['label']))} ({_percent(_better(worst['ratio']))})"
    )
    columns = (
        Column("variable"), Column("better by, %", "+.1f"), Column("standard error", ".1f"),
        Column("without 2020-21", "+.1f"), Column("restarts", "d"),
    )  # fmt: skip
    cells = tuple(
        (r["label"], _better(r["ratio"]), None if r["se"] is None else 100 * r["se"],
         None if r["calm"] is None else _better(r["calm"]), r["n"])
        for r in rows
    )  # fmt: skip
    svg = bars_svg(
        "variables", "A year ahead, against the mean of rivals", "percent better; bars: one standard error",
        bars, title,
    )  # fmt: skip
    return PageChart("variables", title, svg, Table("A year ahead", columns, cells), mark)


def _reliability(found: Found, mark: str) -> PageChart | None:
    """The reliability diagram of the triggers."""
    odds, table = found["odds"], reliability_table(found)
    if odds is None or table is None:
        return None
    honest = sum(b["honest"] for b in odds["bins"])
    title = f"Odds of the highs were honest in {honest} of {len(odds['bins'])} bins (90% bands)"
    svg = reliability_svg("reliability", "Odds of the highs against what came", odds["bins"], title)
    return PageChart("reliability", title, svg, table, mark)


def _skill(found: Found, mark: str) -> PageChart | None:
    """Brier scores against base rates, trigger by trigger."""
    odds, table = found["odds"], odds_table(found)
    if odds is None or table is None:
        return None
    shown = [s for s in odds["scores"] if s["happened"] > 0.0]
    if not shown:
        return None
    bars = []
    for s in shown:
        name, colon, _ = s["label"].partition(":")
        either = ", either" if colon else ""
        value = 100 * s["skill"]["value"]
        bars.append(Bar(f"{name}{either}, {s['horizon']} quarters", value, shown=_percent(value)))
    below, once = odds["once_each_below_base_rates"], odds["once_each"]
    title = f"Odds beat base rates for {below} of {once} highs and windows"
    svg = bars_svg("skill", "Brier score against base rates", "percent better than base rates", bars, title)
    left = len(odds["scores"]) - len(shown)
    note = f"{left} directions and windows that never came are left out of the drawing." if left else ""
    return PageChart("skill", title, svg, table, mark, note)


def _last(found: Found, mark: str) -> PageChart | None:
    """The farthest miss of each of the last restarts."""
    last = found["last"]
    if not last:
        return None
    bars = []
    for m in last:
        far = m["miss"] / m["sd"]
        bars.append(
            Bar(f"{m['origin']}: {short(m['label'])}, {ahead(m['horizon'])} on", far, shown=signed(far))
        )
    worst = max(last, key=lambda m: abs(m["miss"]) / m["sd"])
    drivers = [p for p in worst["drivers"] if p["value"] * worst["miss"] > 0]
    most = max(drivers, key=lambda p: abs(p["value"]), default=None)
    title = (
        f"Farthest off of the last {len(last)}: {inside(short(worst['label']))} from {worst['origin']}, "
        f"{abs(worst['miss']) / worst['sd']:.1f} standard deviations"
    )
    title += "" if most is None else f", most of it {inside(most['label'])}"
    columns = (
        Column("restart"), Column("variable"), Column("quarters ahead", "d"), Column("said", ",.2f"),
        Column("±", ".2f"), Column("came", ",.2f"), Column("miss in sd", "+.2f"), Column("largest driver"),
        Column("its part", "+.2f"), Column("unit"),
    )  # fmt: skip
    rows = []
    for m in last:
        top = max(m["drivers"], key=lambda p: abs(p["value"]))
        said = (m["origin"], m["label"], m["horizon"], m["said"], m["sd"], m["came"], m["miss"] / m["sd"])
        rows.append((*said, top["label"], top["value"], m["unit"]))
    table = Table("The farthest miss of each restart", columns, tuple(rows))
    unit = "outcome less forecast, standard deviations"
    svg = bars_svg("last", "The farthest miss of each of the last restarts", unit, bars, title)
    return PageChart("last", title, svg, table, mark)


def _revisions(found: Found, mark: str) -> PageChart | None:
    """The cost of revised data a quarter ahead, where it is largest."""
    rows, table = found["revisions"], revision_table(found)
    if not rows or table is None:
        return None
    first = min(r["horizon"] for r in rows)
    near = [r for r in rows if r["horizon"] == first]
    bars = [
        Bar(short(r["label"]), 100 * (r["ratio"] - 1), None if r["se"] is None else 100 * r["se"],
            shown=_percent(100 * (r["ratio"] - 1)))
        for r in near
    ]  # fmt: skip
    worst = max(near, key=lambda r: r["ratio"])
    title = (
        f"Revised figures flatter most at {inside(short(worst['label']))}: {ahead(first)} ahead, scores on "
        f"published ones are {worse_words(worst['ratio'])}"
    )
    svg = bars_svg(
        "revisions", f"The cost of revised data, {ahead(first)} ahead",
        "percent by which scores on figures as published are worse; bars: one standard error", bars, title,
    )  # fmt: skip
    return PageChart("revisions", title, svg, table, mark)


def _sector(found: Found, mark: str) -> list[PageChart]:
    """What was said of each variable of the sector that has figures, and what came."""
    rows, table = found["sector"], sector_table(found)
    out: list[PageChart] = []
    if not rows or table is None:
        return out
    for name in dict.fromkeys(r["variable"] for r in rows if r["held"]):
        own = [r for r in rows if r["variable"] == name]
        said = {o: [r for r in own if r["origin"] == o] for o in dict.fromkeys(r["origin"] for r in own)}
        points = {Quarter.parse(r["period"]): r["came"] for r in own}
        points |= {Quarter.parse(r["origin"]): r["before"] for r in own if r["before"] is not None}
        low = sum(r["came"] > r["high80"] for r in own)
        label = own[0]["label"]
        last = next(iter(said.values()))[-1]
        title = (
            f"{label}: {low} of {len(own)} figures came above the band of 80%; for {last['period']} "
            f"{last['median']:,.0f} was said in {last['origin']}, {last['came']:,.0f} came"
        )
        svg = replay_svg(
            f"sector-{name}", label, "billions of dollars a year; bars: 80% of draws", sorted(points.items()),
            said, LINES, title,
        )  # fmt: skip
        mine = Table(label, table.columns, tuple(r for r in table.rows if r[1] == label), table.note)
        out.append(PageChart(f"sector-{name}", title, svg, mine, mark))
    return out
