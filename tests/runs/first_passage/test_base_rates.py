"""Base rates of events: against counts made by another program, and against a slow script of our own."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root
from moneygood.core.units import Unit
from moneygood.data.vintage import load_vintage
from moneygood.model.scope import Scope
from moneygood.runs.first_passage.base_rates import LongHistory, base_rate, read_long_history
from moneygood.runs.first_passage.triggers import read_break

SERIES = {
    "core": ("pce_core_inflation_revised", "pce_core_inflation"), "core_cpi": ("cpi_core_inflation",),
    "funds": ("funds_rate",), "ten": ("treasury_10y",), "interest": ("interest_over_receipts",),
    "primary": ("primary_balance",), "jobless": ("unemployment_rate",),
}  # fmt: skip
SCOPE = Scope(variables={n: Unit.parse("pct") for n in SERIES}, open_formulas=True)
# event: variable, bound, change, start condition; then by (window, sample): windows, those that began able,
# those with the event, episodes. Counted beforehand from the same source file by two separate programs.
COUNTED = {
    "core_down": ("core", "at_most", 2.25, None, ("at_least", 2.75), {
        (4, "1960Q1"): (262, 123, 2, 1), (12, "1960Q1"): (254, 116, 9, 2), (4, "1985Q1"): (162, 50, 2, 1),
        (12, "1985Q1"): (154, 43, 9, 2)}),
    "core_up": ("core", "at_least", 4.0, None, ("at_most", 3.5), {
        (4, "1960Q1"): (262, 169, 12, 4), (12, "1960Q1"): (254, 162, 32, 4), (4, "1985Q1"): (162, 132, 5, 2),
        (12, "1985Q1"): (154, 125, 16, 2)}),
    "core_cpi_down": ("core_cpi", "at_most", 2.25, None, ("at_least", 2.75), {
        (4, "1960Q1"): (262, 136, 1, 1), (12, "1960Q1"): (254, 128, 7, 2)}),
    "core_cpi_up": ("core_cpi", "at_least", 4.0, None, ("at_most", 3.5), {
        (4, "1960Q1"): (262, 159, 10, 4), (12, "1960Q1"): (254, 154, 30, 5)}),
    "funds_down150": ("funds", "at_most", None, -1.5, None, {
        (4, "1960Q1"): (263, 263, 55, 13), (12, "1960Q1"): (255, 255, 97, 14),
        (4, "1985Q1"): (163, 163, 27, 5),
        (12, "1985Q1"): (155, 155, 53, 6)}),
    "funds_down150_possible": ("funds", "at_most", None, -1.5, ("at_least", 1.75), {
        (4, "1960Q1"): (263, 201, 54, 13), (12, "1960Q1"): (255, 193, 95, 14)}),
    "ten_up100_within": ("ten", "at_least", None, 1.0, None, {
        (4, "1960Q1"): (263, 263, 41, 13), (12, "1960Q1"): (255, 255, 97, 13),
        (4, "1985Q1"): (163, 163, 16, 6),
        (12, "1985Q1"): (155, 155, 34, 8)}),
    "ten_down100_within": ("ten", "at_most", None, -1.0, None, {
        (4, "1960Q1"): (263, 263, 49, 16), (12, "1960Q1"): (255, 255, 111, 14)}),
    "netint_up3_within": ("interest", "at_least", None, 3.0, None, {
        (4, "1960Q1"): (248, 248, 16, 5), (12, "1960Q1"): (240, 240, 46, 9)}),
    "primary_up1_within": ("primary", "at_least", None, 1.0, None, {
        (4, "1960Q1"): (248, 248, 60, 25), (12, "1960Q1"): (240, 240, 122, 15)}),
    "unemp_up1_within": ("jobless", "at_least", None, 1.0, None, {
        (4, "1960Q1"): (263, 263, 41, 9), (12, "1960Q1"): (255, 255, 97, 8)}),
}  # fmt: skip


@pytest.fixture(scope="module")
def counted() -> LongHistory:
    long = load_vintage("2026-11").long_quarterly
    rows = []
    for names in SERIES.values():
        row = np.full(len(long.periods), np.nan)
        for name in reversed(names):
            row = np.where(np.isfinite(long.series(name)), long.series(name), row)
        rows.append(row)
    last = long.periods.index(Quarter.parse("2026Q3")) + 1  # what the counts were made on
    values = np.array(rows)[:, :last]
    values[0, long.periods.index(Quarter.parse("2026Q2")) + 1 :] = np.nan  # core counts end in 2026Q2
    values[1, long.periods.index(Quarter.parse("2026Q2")) + 1 :] = np.nan
    panel = Panel(tuple(SERIES), long.periods[:last], values, np.full(values.shape, OBSERVED, np.uint8))
    return LongHistory(panel, {})


def one_sided(folder: Path, name: str, how: str, bound: float):
    file = folder / "own.yaml"
    file.write_text(
        f"name: own\nsides:\n  - {{name: it, direction: up, when: [{{expression: {name}, {how}: {bound}}}]}}"
    )
    return read_break(file, SCOPE)


@pytest.mark.parametrize("event", COUNTED)
def test_counts_are_those_of_two_other_programs(counted, tmp_path, event: str) -> None:
    name, how, bound, change, start, rows = COUNTED[event]
    definition = one_sided(tmp_path, name, how, change if bound is None else bound)
    begin = () if start is None else one_sided(tmp_path, name, *start).sides[0].when
    for (window, since), (total, eligible, events, episodes) in rows.items():
        found = base_rate(
            counted, definition, definition.sides[0], window, distance=change, starts=begin,
            since=Quarter.parse(since),
        )  # fmt: skip
        assert found is not None
        assert (found.total, found.eligible, found.events, found.episodes) == (
            total,
            eligible,
            events,
            episodes,
        )
        assert found.share == pytest.approx(events / eligible)


def figures() -> dict[str, dict[str, float]]:
    """The long tables, read with nothing but csv."""
    out: dict[str, dict[str, float]] = {}
    for name in ("long_quarterly", "long_monthly"):
        path = economics_root() / "vintages" / "2026-11" / f"{name}.csv"
        for row in csv.DictReader(path.read_text().splitlines()):
            if row["value"]:
                out.setdefault(row["series"], {})[row["period"]] = float(row["value"])
    return out


def quarters() -> list[str]:
    return [f"{y}Q{q}" for y in range(1959, 2027) for q in (1, 2, 3, 4)]


def slow_count(series: dict[str, float], state, window: int) -> tuple[int, int]:
    """Starts able and starts with the event: each window looked at by itself, quarter by quarter."""
    names, able, hits = quarters(), 0, 0
    for t, start in enumerate(names):
        if start < "1960Q1" or t + window >= len(names):
            continue
        if any(names[k] not in series for k in range(t, t + window + 1)):
            continue
        told = [state(series, names, t, k) for k in range(t, t + window + 1)]
        if None in told or told[0]:
            continue
        able += 1
        hits += any(told[1:])
    return able, hits


def test_base_rates_of_the_shipped_triggers_by_a_slow_script() -> None:
    from moneygood import api
    from moneygood.runs.first_passage.triggers import read_breaks

    w = api.load()
    raw = figures()
    core = raw["pce_core_inflation"] | raw["pce_core_inflation_revised"]
    funds = raw["funds_rate"]
    shares = {f"{m[:4]}Q{int(m[5:]) // 3}": v for m, v in raw["sp500"].items() if int(m[5:]) % 3 == 0}

    def twice(bound: float, up: bool):
        def state(x, names, t, k):
            pair = [x.get(names[j]) for j in (k, k - 1)]
            return None not in pair and all((v >= bound) if up else (v <= bound) for v in pair)

        return state

    def cut(x, names, t, k):
        before = x.get(names[k - 4]) if k >= 4 else None
        return None if before is None else x[names[k]] - before <= -1.5

    def fall(x, names, t, k):
        peak = max(x[n] for n in names[max(t - 7, 0) : k + 1] if n in x)
        return x[names[k]] / peak <= 0.75

    slow = {
        "prices.disinflation": (core, twice(2.25, False)), "prices.reacceleration": (core, twice(4.0, True)),
        "rates.cuts": (funds, cut), "stocks.drawdown": (shares, fall),
    }  # fmt: skip
    long = read_long_history(w.vintage, Quarter.parse("2026Q4"))
    assert long is not None
    for d in read_breaks(w.model):
        for s in d.sides:
            for window in (4, 12):
                found = base_rate(long, d, s, window)
                if f"{d.name}.{s.name}" in slow:
                    assert found is not None
                    series, state = slow[f"{d.name}.{s.name}"]
                    assert (found.eligible, found.events) == slow_count(series, state, window), s.name
                if s.name == "consolidation":
                    assert found is None  # what Congress means is in no long series


def test_a_long_series_that_there_is_not_is_refused(tmp_path) -> None:
    """A053."""
    (tmp_path / "dictionary").mkdir()
    (tmp_path / "dictionary" / "long_history.yaml").write_text("ffr: {series: [funds_rat]}\n")
    with pytest.raises(MoneygoodError, match="funds_rat") as fault:
        read_long_history(load_vintage("2026-11"), Quarter.parse("2026Q2"), tmp_path)
    assert fault.value.code == "A053"
