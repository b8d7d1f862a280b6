"""Nothing that came after a day moves what is said on it, planted at every layer at once (C-15)."""

import csv
import datetime
import io
import shutil

import numpy as np
import pytest

from moneygood.baseline.reward import reward_state
from moneygood.core.texts import economics_root
from moneygood.data.as_of import dated
from moneygood.data.projected import projections
from moneygood.data.realtime import read_realtime
from moneygood.data.vintage import load_vintage
from moneygood.restarts.opening import load
from moneygood.runs.first_passage.base_rates import base_rate, read_long_history
from moneygood.runs.first_passage.triggers import read_breaks

DAY = datetime.date(2024, 6, 30)
ANNOUNCED = [f"announcement_return_{firm}" for firm in ("amzn", "googl", "meta", "msft")]


def last_day(period, fiscal=False):
    """The last day of a period, worked out here and not by the code under test."""
    if len(period) == 10:
        return datetime.date.fromisoformat(period)
    year, month = int(period[:4]), 9 if fiscal else 12
    if "Q" in period:
        month = 3 * int(period[-1])
    elif len(period) == 7:
        month = int(period[5:])
    after = datetime.date(year + (month == 12), month % 12 + 1, 1)
    return after - datetime.timedelta(days=1)


def rewritten(path, late):
    """Triples and moves the value of every row that is late; how many there were."""
    lines = path.read_text().splitlines()
    notes = [x for x in lines if x.startswith("#")]
    rows = list(csv.DictReader([x for x in lines if not x.startswith("#")]))
    out, count = io.StringIO(), 0
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        if row["value"] != "" and late(row):
            row["value"], count = repr(3.0 * float(row["value"]) + 7.0), count + 1
        writer.writerow(row)
    path.write_text("\n".join([*notes, out.getvalue()]))
    return count


UNPUBLISHED = ("gdp_real", "pce_core_price", "unemployment_rate", "profits")
"""Series of which the quarter that ends on the day was not yet out."""
REVISED = ("gdp_real", "pce_core_price", "unemployment_rate")
"""Series of which the archive has what was known on the day: what they became since is planted too."""
ESTIMATED_ANEW = ("potential_real", "output_gap_cbo", "nairu_frbus")


def ended_later(row):
    return last_day(row["period"]) > DAY


def quarterly_later(row):
    name, period = row["series"], row["period"]
    known = "2022Q2" if name in REVISED else "2024Q2" if name in UNPUBLISHED else "2024Q3"
    return name in ESTIMATED_ANEW or period >= known


def budget_later(row):
    year = row.get("year") or row.get("fiscal_year") or row["period"]
    return int(year[:4]) >= 2024 if row["vintage"] == "actual" else row["vintage"] > "2024-06"


LATE = {
    "quarterly.csv": quarterly_later,
    "long_quarterly.csv": lambda row: row["period"] >= "2024Q1",  # out four months after the quarter
    "fiscal.csv": lambda row: last_day(row["period"], fiscal=True) > DAY,
    **dict.fromkeys(("cbo_annual.csv", "cbo_budget.csv", "cbo_economy.csv"), budget_later),
}


@pytest.fixture(scope="module")
def planted_root(tmp_path_factory):
    """A copy of the texts in which all that is of after the day, or was out after it, is nonsense."""
    import hashlib
    import json

    root = tmp_path_factory.mktemp("later") / "economics"
    shutil.copytree(economics_root(), root)
    folder = root / "vintages" / "2026-11"
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in manifest["files"]:
        if not name.endswith(".csv"):
            continue
        assert rewritten(folder / name, LATE.get(name, ended_later)) > 0, name
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    for text in ("realtime/projections.csv", "backtest/adoption.csv"):
        assert rewritten(root / text, lambda r: r["published"] > str(DAY)) > 0, text
    assert rewritten(root / "realtime/archive.csv", lambda r: r["published"] > "2024-06") > 0
    for table in ("cbo-2025-01", "cbo-2026-02"):
        assert rewritten(root / "policy" / f"{table}.csv", lambda r: True) > 0
    return root


def base_rates(workspace):
    long = read_long_history(workspace.vintage, workspace.start - 1, workspace.model.root)
    return [base_rate(long, d, side, 12) for d in read_breaks(workspace.model) for side in d.sides]


@pytest.mark.slow
def test_what_came_after_moves_nothing_at_any_layer(planted_root, monkeypatch, tmp_path):
    """Figures, revisions, projections, budgets, AI adoption; what is made of them: state, baseline, regimes,
    the triggers' base rates, how investors took announcements, where scenarios begin."""
    then = load(f"2026-11@{DAY}")
    monkeypatch.setenv("MONEYGOOD_ECONOMICS", str(planted_root))
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path))
    again = load(f"2026-11@{DAY}")
    assert again is not then
    assert np.array_equal(again.history.values, then.history.values, equal_nan=True)
    assert np.array_equal(again.baseline(16).values, then.baseline(16).values, equal_nan=True)
    assert again.judged.paths == then.judged.paths
    assert (again.start, again.moved) == (then.start, then.moved)
    assert again.regimes.odds == then.regimes.odds
    assert {n: p.value for n, p in again.model.parameters.items()} == {
        n: p.value for n, p in then.model.parameters.items()
    }
    assert base_rates(again) == base_rates(then)
    ours, theirs = (reward_state(w.model, w.vintage, ANNOUNCED, w.start) for w in (again, then))
    assert np.array_equal(ours.level, theirs.level)
    # and each planting bites once its day has come
    later = datetime.date(2025, 10, 31)
    ours, theirs = (dated(load_vintage(root=r), later, r) for r in (planted_root, economics_root_of(then)))
    assert ours.at("treasury_10y", "2024Q3") != theirs.at("treasury_10y", "2024Q3")
    assert ours.long_quarterly.at("unemployment_rate", "2024Q3") != theirs.long_quarterly.at(
        "unemployment_rate", "2024Q3"
    )
    assert (
        reward_state(then.model, ours, ANNOUNCED, then.start + 8).level[-1]
        != reward_state(then.model, theirs, ANNOUNCED, then.start + 8).level[-1]
    )
    known = [
        {p.variable: p.years for p in projections(later, r)} for r in (planted_root, economics_root_of(then))
    ]
    assert known[0] != known[1]
    assert read_realtime(planted_root) != read_realtime(economics_root_of(then))


def economics_root_of(workspace):
    return workspace.model.root


def test_base_rates_of_a_day_end_with_what_was_out(planted_root):
    """Unemployment of 2024Q2 came out on 5 July: no base rate of 30 June has it, planted or not."""
    vintage = dated(load_vintage(), DAY)
    assert str(vintage.long_quarterly.periods[-1]) <= "2024Q2"
    assert np.isnan(vintage.long_quarterly.at("unemployment_rate", "2024Q2"))
    assert np.isfinite(load_vintage().long_quarterly.at("unemployment_rate", "2024Q2"))
    assert vintage.long_monthly.months[-1] <= "2024-06"


def test_a_broken_file_of_a_day_is_made_anew():
    from moneygood.restarts.workspace import _packed, _unpacked

    assert _unpacked(b"broken") is None
    assert _unpacked(None) is None
    assert _unpacked(_packed({"exogenous": np.zeros(1)})) is None  # a part is missing
