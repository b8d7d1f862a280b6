"""The Wall Street-Fed loop: gains against baselines of their own, one point of entry, statistics with
errors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.questions.loop.answer import measure_loop
from moneygood.questions.loop.gain import gain, settled_pair
from moneygood.questions.loop.text import Variant, read_loop
from moneygood.questions.loop.volatility import error, measured, noise


@pytest.fixture(scope="module")
def work():
    return api.load()


@pytest.fixture(scope="module")
def loop(work):
    return replace(read_loop(work), horizons=(4, 8))


@pytest.fixture(scope="module")
def central(work, loop):
    return gain(work, loop, loop.ways["open"])


def test_the_central_gain_lies_in_the_plausible_range(central) -> None:
    """0.1 to 0.5 of a point after eight quarters, growing with the horizon."""
    assert 0.1 <= central.at(8) <= 0.5
    assert 0 < central.at(4) < central.at(8)


def test_closing_a_way_lowers_the_gain(work, loop, central) -> None:
    for name in ("yields_closed", "stocks_closed"):
        assert 0 < gain(work, loop, loop.ways[name]).at(8) < central.at(8)


def test_hope_enters_at_one_point_only(work, loop) -> None:
    """With the impulse nothing else is imposed: no other shock, judgement, parameter, switch or outside
    path."""
    base, moved = settled_pair(work, loop, loop.ways["open"])
    rows = [i for i, name in enumerate(base.model.shocks) if name != loop.absorber]
    assert np.array_equal(base.central.shocks[rows], moved.central.shocks[rows])
    assert np.array_equal(base.central.adds, moved.central.adds)
    assert base.setting.parameters == moved.setting.parameters
    assert base.setting.switches_off == moved.setting.switches_off
    assert np.array_equal(base.setting.exogenous, moved.setting.exogenous, equal_nan=True)
    assert np.array_equal(base.setting.history, moved.setting.history)


def test_a_doubled_hope_doubles_hope_and_its_shock_and_leaves_the_gain(work, loop, central) -> None:
    """The impulse doubles, and so does what it needs beside what hope hears from shares (by hand);
    the gain, which is per point, moves by non-linearity alone."""
    own = list(work.model.shocks).index(loop.absorber)
    base, once = settled_pair(work, loop, loop.ways["open"])
    _, twice = settled_pair(work, loop, loop.ways["open"], 2 * loop.size)
    hope = [s.central.series(loop.variable)[: loop.quarters] for s in (base, once, twice)]
    assert np.allclose(hope[2] - hope[0], 2 * (hope[1] - hope[0]), atol=1e-12)
    lean = work.model.parameters["b_hope_stocks"].value

    def with_heard(settled):
        calm, shares = settled.central.series("inflation_calm"), np.log(settled.central.series("sp500"))
        heard = lean * calm[1:-1] * np.diff(shares)[:-1]  # of the quarter before, from the third on
        return (settled.central.shocks[own][2:] + heard)[: loop.quarters - 2]

    eps = [with_heard(s) for s in (base, once, twice)]
    assert np.allclose(eps[2] - eps[0], 2 * (eps[1] - eps[0]), atol=1e-10)
    assert gain(work, loop, loop.ways["open"], 2 * loop.size).at(8) == pytest.approx(central.at(8), rel=0.1)


def test_a_variant_is_measured_against_a_baseline_of_its_own(work, loop) -> None:
    """With the parameters of the variant in both paths, and not with the central baseline."""
    own = loop.variants["rule_strong"]
    base, moved = settled_pair(work, loop, own)
    assert base.setting.parameters == moved.setting.parameters == dict(own.parameters)
    rate = moved.central.series("ffr") - base.central.series("ffr")
    hope = moved.central.series(loop.variable) - base.central.series(loop.variable)
    arrived = hope[
        : loop.quarters
    ].mean()  # the variant's own hope hears its own shares: not one to the last digit
    assert arrived == pytest.approx(loop.size, rel=0.01)
    assert gain(work, loop, own).at(8) == pytest.approx(rate[7] / arrived, abs=1e-9)
    wrong = moved.central.series("ffr")[7] - work.baseline().series("ffr")[7]
    assert abs(wrong - rate[7]) > 0.01


def test_without_the_channel_there_is_no_gain(work, loop) -> None:
    off = Variant("off", "hope moves nothing", {}, ("hope",))
    assert gain(work, loop, off).at(8) == pytest.approx(0.0, abs=1e-10)


def test_statistics_are_those_of_a_known_process() -> None:
    """A random walk of 5 percent a quarter: 10 percent a year, 5 sqrt(8) after eight quarters."""
    rng = np.random.default_rng(1)
    logs = np.cumsum(np.vstack([np.zeros(20_000), 0.05 * rng.standard_normal((12, 20_000))]), axis=0)
    found = measured(logs, 8, 20)
    assert found["sd_year"][0] == pytest.approx(10.0, abs=3 * error(found["sd_year"][1]))
    assert found["sd_span"][0] == pytest.approx(5 * np.sqrt(8), abs=3 * error(found["sd_span"][1]))
    falls = (logs - np.maximum.accumulate(logs, axis=0)).min(axis=0) <= np.log(0.8)
    assert found["crash"][0] == pytest.approx(falls.mean())


def test_errors_are_the_spread_between_samples() -> None:
    rng = np.random.default_rng(2)
    found = []
    for _ in range(300):
        logs = np.cumsum(0.05 * rng.standard_normal((10, 400)), axis=0)
        own = measured(logs, 8, 15)
        found.append([(own[k][0], error(own[k][1])) for k in ("sd_year", "sd_span", "crash")])
    table = np.array(found)
    assert np.allclose(table[:, :, 0].std(axis=0), table[:, :, 1].mean(axis=0), rtol=0.15)


def test_hopes_that_chase_add_volatility_and_hopes_that_lean_take_crashes_away(work) -> None:
    loop = read_loop(work)
    cases = {k: loop.cases[k] for k in ("open", "put", "chase")}
    found = {n.case.name: n for n in noise(work, replace(loop, cases=cases), 500, 1, 28)}
    chase, put = found["chase"].less_reference, found["put"].less_reference
    assert chase["sd_span"][0] > 3 * chase["sd_span"][1]
    assert put["sd_span"][0] < -3 * put["sd_span"][1]
    assert chase["crash"][0] > 0 > put["crash"][0]
    assert found["open"].less_reference["crash"] == (0.0, 0.0)


def test_no_draws_leave_the_volatility_out(work) -> None:
    found = measure_loop(work, "wall-street-fed", draws=0, seed=1, quarters=44)
    assert found.as_json()["volatility"] == []
    assert all(v.inside for v in found.verdicts), [v for v in found.verdicts if not v.inside]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("size: 1,", "size: 0,", "A330"),
        ("answer: ffr", "answer: ffrr", "A301"),
        ("b_cons_stocks: 0.02}", "b_cons_stock: 0.02}", "A301"),
        ("total: open", "total: opened", "A301"),
        ("horizons: [1,", "horizons: [0,", "A301"),
    ],
)
def test_a_faulty_loop_is_refused(work, tmp_path, monkeypatch, old, new, code) -> None:
    text = (economics_root() / "loops" / "wall-street-fed.yaml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "own.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr("moneygood.questions.loop.text.question_names", lambda folder: {"own": file})
    with pytest.raises(MoneygoodError) as caught:
        read_loop(work, "own")
    assert caught.value.code == code


def test_an_impulse_that_does_not_arrive_is_refused(work, loop) -> None:
    with pytest.raises(MoneygoodError) as caught:
        gain(work, loop, loop.ways["open"], 0.0)
    assert caught.value.code == "A330"


@pytest.mark.parametrize(("draws", "quarters", "code"), [(1, 44, "E005"), (-1, 44, "E005"), (50, 7, "A074")])
def test_too_few_draws_or_quarters_for_the_volatility_are_refused(work, draws, quarters, code) -> None:
    with pytest.raises(MoneygoodError) as caught:
        measure_loop(work, "wall-street-fed", draws=draws, seed=1, quarters=quarters)
    assert caught.value.code == code


def test_the_reading_names_no_case_as_the_worst_when_none_has_a_crash(work) -> None:
    found = measure_loop(work, "wall-street-fed", draws=4, seed=1, quarters=8)
    calm = tuple(replace(n, crash=(0.0, 0.0)) for n in found.volatility)
    assert replace(found, volatility=calm).reading.endswith(
        "0 ± 0.0 percent of paths fall by 50 percent, as many in every case."
    )


def test_an_unknown_loop_is_refused(work) -> None:
    with pytest.raises(MoneygoodError) as caught:
        read_loop(work, "main-street")
    assert caught.value.code == "A320"
