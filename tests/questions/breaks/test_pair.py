"""Pairs of series: units, gaps, and what is refused; the answer on the bundled vintage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from moneygood.core.answer import AbstractAnswer
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.core.units import Unit
from moneygood.data.vintage import load_vintage
from moneygood.estimation.figures import Figures, monthly_figures
from moneygood.estimation.structural_breaks.strength import by_circumstance, rolling
from moneygood.questions.breaks.answer import BreaksAnswer
from moneygood.questions.breaks.definition import FILE, read_breaks_text
from moneygood.questions.breaks.pair import make_pair
from moneygood.questions.breaks.reading import RelationReading, as_months, as_quarter, read_relation

INDEX, RATE = Unit.parse("index"), Unit.parse("pct/yr")


def book(**series: list[float]) -> Figures:
    n = len(next(iter(series.values())))
    periods = tuple(f"{2000 + i // 12}-{i % 12 + 1:02d}" for i in range(n))
    units = {name: INDEX if name.startswith("i") else RATE for name in series}
    return Figures(periods, {k: np.array(v) for k, v in series.items()}, units)


@pytest.fixture(scope="module")
def default() -> RelationReading:
    return read_relation(load_vintage())


def test_index_points_are_in_logs_and_rates_are_not() -> None:
    pair = make_pair(("i", "r"), {"monthly": book(i=[100.0, 110.0], r=[4.0, -1.0])})
    np.testing.assert_allclose(np.diff(pair.a.values), 100 * np.log(1.1))
    np.testing.assert_allclose(pair.b.values, [4.0, -1.0])
    assert (pair.a.unit_words, pair.b.unit_words) == ("log percent", "points")


def test_a_pair_is_the_last_stretch_without_a_gap() -> None:
    gap = float("nan")
    pair = make_pair(("r", "s"), {"monthly": book(r=[1, gap, 3, 4, 5.0], s=[1, 2, 3, 4, gap])})
    assert pair.periods == ("2000-03", "2000-04")


def test_the_finer_frequency_that_has_both_is_used(default: RelationReading) -> None:
    assert default.pair.frequency == "monthly"
    quarterly = read_relation(load_vintage(), ("cyclicals_defensives", "treasury_30y"))
    assert quarterly.pair.frequency == "quarterly"


def test_unknown_names_and_searches_are_refused() -> None:
    vintage = load_vintage()
    cases = [
        ({"names": ("vixx", "sp500")}, "A411"),
        ({"names": ("capital_gains", "sp500")}, "A411"),
        ({"names": ("vix", "vix")}, "A411"),
        ({"names": ("vix", "sp500"), "first": "2025-01"}, "A412"),
        ({"names": ("vix", "sp500"), "first": "1812-01"}, "A412"),
        ({"names": ("vix", "sp500"), "frequency": "weekly"}, "A413"),
        ({"names": ("vix", "sp500"), "most": 0}, "A413"),
        ({"names": ("vix", "sp500"), "seed": -1}, "A413"),
    ]
    for options, code in cases:
        with pytest.raises(MoneygoodError) as fault:
            read_relation(vintage, **options)
        assert fault.value.code == code, options
    with pytest.raises(MoneygoodError, match="Did you mean 'vix'"):
        read_relation(vintage, ("vixx", "sp500"))


def test_series_that_never_meet_are_refused() -> None:
    gap = float("nan")
    with pytest.raises(MoneygoodError, match="same period"):
        make_pair(("r", "s"), {"monthly": book(r=[1, gap], s=[gap, 2.0])})
    with pytest.raises(MoneygoodError, match="in common"):
        make_pair(("r", "s"), {"monthly": book(r=[1.0, 2.0]), "quarterly": book(s=[1.0, 2.0])})


def test_rolling_strength_is_that_of_each_window() -> None:
    rng = np.random.default_rng(1)
    y, x = rng.normal(size=(2, 20))
    found = rolling(y, x, tuple(str(i) for i in range(20)), 8)
    assert found.periods[0] == "7"
    assert found.correlations[3] == pytest.approx(np.corrcoef(y[3:11], x[3:11])[0, 1])
    assert found.slopes[-1] == pytest.approx(np.polyfit(x[12:], y[12:], 1)[0])


def test_a_circumstance_splits_the_sample_and_leaves_out_what_is_not_known() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=90)
    holds = np.repeat([1.0, 0.0, np.nan], 30)
    y = np.where(holds == 1, 2 * x, -x) + 0.01 * rng.normal(size=90)
    found = by_circumstance(y, x, holds, "calm")
    assert found.counts == (30, 30)
    assert found.slopes[0] == pytest.approx(2, abs=0.05)
    assert found.slopes[1] == pytest.approx(-1, abs=0.05)
    assert found.ratio > 10


def test_months_and_quarters_meet() -> None:
    assert as_quarter("2024-09") == "2024Q3"
    assert as_quarter("2024Q3") == "2024Q3"
    assert as_months("2024Q3") == ("2024-07", "2024-09")


def test_levels_and_changes_part_in_opposite_directions_around_the_break_asked_about(
    default: RelationReading,
) -> None:
    """Correlations by hand from the monthly figures on either side of the date found."""
    figures = monthly_figures(load_vintage())
    for form, signs in zip(default.forms, ((1, -1), (-1, 1)), strict=True):
        one = form.asked
        assert one is not None
        span = [figures.spot(p) for p in form.asked_periods]
        y = 100 * np.log(figures.values["cyclicals_defensives"])
        x = figures.values["treasury_10y"]
        if form.form == "changes":
            y, x = np.r_[np.nan, np.diff(y)], np.r_[np.nan, np.diff(x)]
        before, after = span[: one.position], span[one.position :]
        by_hand = [np.corrcoef(y[part], x[part])[0, 1] for part in (before, after)]
        np.testing.assert_allclose(one.correlations, by_hand, atol=1e-12)
        assert (by_hand[0] - by_hand[1]) * signs[0] > 0.2
        assert "2024-07" <= form.asked_periods[one.position] <= "2025-06"


def test_the_evidence_is_called_weak_when_chance_often_does_as_well(default: RelationReading) -> None:
    answer = BreaksAnswer(default)
    assert isinstance(answer, AbstractAnswer)
    for form in default.forms:
        assert form.asked is not None
        called = f"in {form.form} fits best at {form.asked_periods[form.asked.position]}" in answer.reading
        assert called
        weak = form.asked.value > 0.10
        sentence = next(s for s in answer.reading.split(". ") if f"2024-25 in {form.form}" in s)
        assert ("weak" in sentence) == weak


def test_false_alarms_in_levels_are_reported_beside_the_date(default: RelationReading) -> None:
    levels = default.forms[0].found
    assert levels.alarms[0].kind == "unrelated"
    assert levels.alarms[0].bic > 0.9
    assert levels.alarms[0].error(0.5) == pytest.approx(0.5 / np.sqrt(default.search.false_alarms))


def test_events_near_a_break_lie_within_its_interval(default: RelationReading) -> None:
    near = default.near("2024-08", "2024-12")
    assert {e.month for e in near} == {"2024-08", "2024-09", "2024-11"}
    assert {e.month for e in default.near("2024Q3", "2024Q4")} == {"2024-08", "2024-09", "2024-11"}


def test_a_model_variable_can_be_one_side() -> None:
    from moneygood import api

    found = api.breaks("unemployment", "DGS10", frequency="quarterly").relation
    assert found.pair.b.name == "rate_10y"
    assert found.pair.periods[0] >= "1990Q1"
    assert found.forms[0].asked is None  # too few quarters since 2022 to look for one


def test_one_name_alone_is_refused() -> None:
    from moneygood import api

    with pytest.raises(MoneygoodError) as fault:
        api.breaks("vix")
    assert fault.value.code == "A411"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("month: 2000-03", "month: 2000-13", "is '2000-13'. Write it like 2024-09"),
        ("frequency: monthly", "frequency: daily", "daily"),
        ("most_breaks: 5", "most_breaks: 50", "whole number from 1 to 10"),
        ("from: 2024-07\n", "from: 2022-01\n", "the first is not before the second"),
        ("size: 0.05", "size: five", "not a number"),
    ],
)
def test_a_faulty_text_is_named_with_its_place(tmp_path: Path, old: str, new: str, what: str) -> None:
    shipped = (economics_root() / FILE).read_text(encoding="utf-8")
    assert old in shipped
    file = tmp_path / "breaks.yaml"
    file.write_text(shipped.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MoneygoodError, match=what) as fault:
        read_breaks_text(file)
    assert fault.value.code == "A401"
