"""Years, shared and weighted absorbers, surprises, what a change is counted from, and forced sizes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shipped
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, YearQuarters, parse_range, quarter_range
from moneygood.runs.run_tables import counted_sentence
from moneygood.scenarios.check import find_faults
from moneygood.scenarios.document import plan_document
from moneygood.scenarios.entries import smooth_years
from moneygood.scenarios.lever_sizes import lever_size
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan
from moneygood.scenarios.words import counted_paths, describe_plan

SPAN = quarter_range("2026Q4", "2030Q4")
TEN = {"hold": "rate_10y", "periods": "2027Q1..2027Q2", "value": 5, "unit": "pct/yr"}


def plan(**fields: Any) -> Plan:
    return parse_plan({"title": "made", **fields}, "made")


def faults(said: Plan) -> list[str]:
    found = find_faults(
        said, shipped.model(), shipped.levers(), Panel.empty(("ffr",), SPAN), (SPAN[0], SPAN[-1])
    )
    return [str(f) for f in found]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2027", "2027Q1", "2027Q4"),
        ("FY2027", "2026Q4", "2027Q3"),  # fiscal 2027 begins in October 2026
        ("FY2027..FY2028", "2026Q4", "2028Q3"),
        ("2027 .. 2028", "2027Q1", "2028Q4"),
    ],
)
def test_years_are_their_quarters(text: str, first: str, last: str) -> None:
    found = parse_range(text)
    assert isinstance(found, YearQuarters)
    assert tuple(found) == quarter_range(first, last)
    assert found.years * 4 == len(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [("FY2028..FY2027", "ends before it begins"), ("FY2027..2028", "mixes fiscal and calendar")],
)
def test_years_that_make_no_span_are_refused(text: str, said: str) -> None:
    with pytest.raises(MoneygoodError, match=said):
        parse_range(text)


def test_one_number_a_year_stands_in_its_quarters_or_is_their_mean() -> None:
    path = {**TEN, "periods": "FY2027..FY2028", "values": [4.0, 5.0]}
    del path["value"]
    flat = plan(paths=[path]).paths[0]
    assert flat.values == (4.0,) * 4 + (5.0,) * 4
    assert flat.periods[0] == Quarter.parse("2026Q4")
    smooth = plan(paths=[{**path, "within_year": "smooth"}]).paths[0].values
    assert np.mean(smooth[:4]) == pytest.approx(4.0, abs=1e-12)
    assert np.mean(smooth[4:]) == pytest.approx(5.0, abs=1e-12)
    assert list(smooth) == sorted(smooth)


def test_the_smooth_path_of_two_years_is_the_one_worked_by_hand() -> None:
    # The least squared changes with means -m and m: the first-order condition makes second differences
    # constant within each year, so by symmetry steps are proportional to 1, 2, 3, 4, 3, 2, 1.
    steps = np.array([1, 2, 3, 4, 3, 2, 1], dtype=float)
    raw = np.concatenate([[0], np.cumsum(steps)])
    raw -= raw.mean()
    raw /= raw[4:].mean()
    assert smooth_years([-1.0, 1.0]) == pytest.approx(raw, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-20, 20), min_size=1, max_size=6))
def test_smooth_years_keep_every_mean(means: list[float]) -> None:
    found = np.reshape(smooth_years(means), (-1, 4))
    assert found.mean(axis=1) == pytest.approx(means, abs=1e-9)


def test_a_table_may_have_a_row_a_year(tmp_path: Path) -> None:
    (tmp_path / "cbo.csv").write_text("year,rate_10y\nFY2026,1\nFY2027,4.25\nFY2028,4.5\n")
    (tmp_path / "own.yaml").write_text(
        "title: own\npaths: [{hold: rate_10y, periods: FY2027..FY2028, values: cbo.csv, unit: pct/yr}]\n"
    )
    from moneygood.scenarios.read import read_plan_file

    assert read_plan_file(tmp_path / "own.yaml").paths[0].values == (4.25,) * 4 + (4.5,) * 4
    (tmp_path / "cbo.csv").write_text("year,rate_10y\nFY2027,4.25\nlater,4.5\n")
    with pytest.raises(MoneygoodError, match=r"cbo.csv, cell A3: 'later' is not a year"):
        read_plan_file(tmp_path / "own.yaml")


def test_several_shocks_absorb_a_path_quarter_by_quarter() -> None:
    entry = {k: v for k, v in TEN.items() if k != "value"}
    both = ["eps_rate_10y", "eps_ffr_rule"]
    said = plan(paths=[{**entry, "values": [4.8, 5], "absorbed_by": both}])
    assert [(b.low, b.high, str(b.periods[0])) for b in said.bands] == [
        (4.8, 4.8, "2027Q1"),
        (5.0, 5.0, "2027Q2"),
    ]
    assert not said.paths
    assert parse_plan(plan_document(said), "made").bands[0].absorbers == tuple(both)
    assert describe_plan(said, shipped.levers())["paths"][0]["how"] == "held at"


def test_weights_are_kept_and_written_again() -> None:
    weighted = {"eps_rate_10y": 1.0, "eps_ffr_rule": -0.5}
    said = plan(paths=[{**TEN, "absorbed_by": weighted}])
    assert said.bands[0].weights == (1.0, -0.5)
    assert plan_document(said)["paths"][0]["absorbed_by"] == weighted


def test_a_surprise_is_learned_each_quarter_when_it_comes() -> None:
    said = plan(shocks=[{"shock": "eps_eff", "periods": "2027Q1..2027Q3", "size": 0.1, "known": "surprise"}],
                paths=[{**TEN, "known": "surprise"}])  # fmt: skip
    assert [(len(s.periods), s.known == s.periods[0]) for s in said.shocks] == [(1, True)] * 3
    assert [(len(p.periods), p.known == p.periods[0]) for p in said.paths] == [(1, True)] * 2
    assert parse_plan(plan_document(said), "made").shocks == tuple(
        s.__class__(**{**s.__dict__, "spot": t.spot})
        for s, t in zip(said.shocks, parse_plan(plan_document(said), "made").shocks, strict=True)
    )


def test_what_a_change_is_counted_from_is_said_in_words() -> None:
    change = {"hold": "rate_10y", "periods": "2027Q1", "change": 0.5, "unit": "pct/yr"}
    words = [
        describe_plan(plan(paths=[{**change, **more}]), shipped.levers())["paths"][0]["draws"]
        for more in ({}, {"relative_to": "number"}, {"relative_to": "draws"}, {"exact": False})
    ]
    assert words[0] == words[1] == "the baseline's path without surprises, one number for all draws"
    assert words[2] == words[3] == "each draw of the baseline, moved by what the path without surprises takes"


def test_the_answer_says_what_changes_are_counted_from() -> None:
    change = {"hold": "rate_10y", "periods": "2027Q1", "change": 0.5, "unit": "pct/yr"}
    later = {**change, "periods": "2027Q2", "relative_to": "draws"}
    ffr = {**change, "hold": "ffr", "absorbed_by": "eps_ffr_rule"}
    counted = counted_paths(plan(paths=[change, later, ffr, {**TEN, "hold": "rate_30y"}]))
    assert counted == {"rate_10y": "both", "ffr": "number"}
    assert counted_sentence(counted, {"ffr": "Funds rate"}) == (
        "Changes count from the baseline's path without surprises, one number for all draws (Funds rate); "
        "in part that path, in part each draw (rate_10y)."
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"relative_to": "draws"}, "relative_to goes with change"),
        ({"within_year": "smooth"}, "within_year .* goes with one number for each of several years"),
        ({"absorbed_by": ["eps_rate_10y", "eps_ffr_rule"], "exact": True}, "absorbed by several shocks"),
        ({"absorbed_by": {"eps_rate_10y": 0}}, "gives eps_rate_10y the weight 0"),
        ({"absorbed_by": {}}, "absorbed_by of .* is empty"),
        ({"known": "later"}, "known .*is not a quarter"),
    ],
)
def test_what_a_path_says_in_vain_is_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises(MoneygoodError, match=said) as caught:
        plan(paths=[{**TEN, **more}])
    assert caught.value.exit_code == 2


def test_growth_of_a_rate_is_refused_and_so_is_an_index_that_looks_like_a_ratio() -> None:
    path = {"hold": "rate_10y", "periods": "2027Q1", "growth": 2, "unit": "pct/yr"}
    assert "is in percent, so its growth is not a path to hold" in faults(plan(paths=[path]))[0]
    path = {"hold": "sp500", "periods": "2027Q1", "index": 0.8, "absorbed_by": "eps_premium_market"}
    (said,) = faults(plan(paths=[path]))
    assert "S007" in said
    assert "80" in said


def test_a_size_beyond_the_range_needs_force_and_is_told_what_is_usual() -> None:
    (said,) = faults(plan(levers={"term_premium": 9.0}))
    assert said.startswith("S009: lever term_premium is 9, outside -1.5 to 2.5")
    assert "force: true" in said
    assert "ordinary is" in said
    assert faults(plan(levers={"term_premium": {"value": 9.0, "force": True}})) == []
    assert plan_document(plan(levers={"oil_price": {"value": 2, "force": True}}))["levers"] == {
        "oil_price": {"value": 2.0, "force": True}
    }


def test_usual_sizes_are_quantiles_of_the_shocks_of_the_equation() -> None:
    # a lever that acts once, on a shock of standard deviation s: Student t with 6 degrees of freedom and unit
    # variance exceeds 1.084 * sqrt(4/6) one time in three, 3.707 * sqrt(4/6) one in a hundred (tables)
    lever = shipped.levers()["term_premium"]
    sd = shipped.model().shocks[lever.target if lever.acts_on == "shock" else f"eps_{lever.target}"].sd
    found = lever_size(lever, shipped.model())
    assert found is not None
    unit = sd / abs(lever.scale) * math.sqrt(4 / 6)
    assert found.stress == pytest.approx(3.7074 * unit, rel=1e-4)
    assert found.ordinary == pytest.approx(1.0836 * unit, rel=2e-3)
