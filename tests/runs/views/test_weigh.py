"""Views laid over draws: what they make of them, what they cost, and which cannot be had."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from made_paths import make_history, make_paths
from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.runs.first_passage.triggers import read_breaks
from moneygood.runs.path_formula import Calendar
from moneygood.runs.run import RunRequest
from moneygood.runs.views.found import ViewWeights
from moneygood.runs.views.run_weights import run_weights
from moneygood.runs.views.text import View, read_view
from moneygood.runs.views.weigh import weigh
from moneygood.runs.weighted import weighted_quantiles

CHANCE = np.random.default_rng(11)
DRAWS = 4000
YIELDS = 4.0 + CHANCE.normal(size=(4, DRAWS))
STOCKS = 7000.0 * np.exp(0.15 * CHANCE.normal(size=(4, DRAWS)))


def paths() -> Paths:
    return make_paths({"rate_10y": YIELDS, "sp500": STOCKS}, failed=(0, 7))


def history() -> Panel:
    return make_history({"rate_10y": [4.0] * 12, "sp500": [7000.0] * 12})


def views(*texts: str) -> list[View]:
    model, start = api.load().model, paths().periods[0]
    calendar = Calendar(history().periods[0], start, start + 3)
    stocks = [d for d in read_breaks(model) if d.name == "stocks"]
    return [read_view(t, model, calendar, stocks) for t in texts]


def weighed(*texts: str) -> ViewWeights:
    return weigh(views(*texts), paths(), history())


def test_every_kind_of_view_holds_afterwards() -> None:
    """Mean, spread, quantile, bound and probability, read off the weights by hand."""
    found = weighed(
        "rate_10y[q2] ~ 4.3 ± 0.8", "median(sp500[q4]) ~ 7200", "q90(rate_10y[q3]) <= 5",
        "expected(sp500[q2]) >= 7300 index", "rate_10y[q1] > 4.5 or sp500[q1] < 6000 : 50 %", "stocks : 20 %",
    )  # fmt: skip
    w = found.weights
    assert w.sum() == pytest.approx(1.0, abs=1e-12)
    assert w[0] == w[7] == 0.0
    assert w @ YIELDS[1] == pytest.approx(4.3, abs=1e-9)
    assert np.sqrt(w @ (YIELDS[1] - 4.3) ** 2) == pytest.approx(0.8, abs=1e-9)
    assert w @ (STOCKS[3] <= 7200) == pytest.approx(0.5, abs=1e-9)
    assert w @ (YIELDS[2] <= 5.0) >= 0.9 - 1e-9
    assert w @ STOCKS[1] >= 7300 - 1e-6
    assert w @ ((YIELDS[0] > 4.5) | (STOCKS[0] < 6000)) == pytest.approx(0.5, abs=1e-9)
    peak = np.maximum.accumulate(np.maximum(STOCKS, 7000.0), axis=0)
    fallen = (0.75 * peak >= STOCKS).any(axis=0)
    assert w @ fallen == pytest.approx(0.2, abs=1e-9)
    assert found.count == 6
    assert [e.after for e in found.effects] == pytest.approx(
        [4.3, 0.8, 7200.0, found.effects[3].after, found.effects[4].after, 0.5, 0.2], rel=1e-3
    )
    good = w[w > 0]
    assert found.effective == pytest.approx(1 / np.sum(good**2))
    assert found.entropy == pytest.approx(np.sum(good * np.log(good * (DRAWS - 2))))
    assert found.bits == pytest.approx(found.entropy / np.log(2))


def test_a_view_that_the_model_holds_costs_nothing() -> None:
    own = float(np.delete(YIELDS[1], [0, 7]).mean())
    found = weighed(f"rate_10y[q2] ~ {own!r}", "expected(rate_10y[q2]) >= 1.5")
    assert found.entropy == pytest.approx(0.0, abs=1e-12)
    assert found.effective_share == pytest.approx(1.0)


def test_a_spread_alone_keeps_the_mean() -> None:
    w = weighed("rate_10y[q2] ~ ± 0.5").weights
    mean = float(np.delete(YIELDS[1], [0, 7]).mean())
    assert w @ YIELDS[1] == pytest.approx(mean, abs=1e-9)
    assert np.sqrt(w @ (YIELDS[1] - mean) ** 2) == pytest.approx(0.5, abs=1e-9)


def test_a_median_view_is_the_median_of_the_fan() -> None:
    w = weighed("median(rate_10y[q2]) ~ 4.4").weights
    found = weighted_quantiles(YIELDS, w * DRAWS, (0.5,))[0, 1]
    assert found == pytest.approx(4.4, abs=0.01)


@pytest.mark.parametrize(
    ("texts", "code", "words"),
    [
        (["rate_10y[q2] ~ 42"], "A712", r"rate_10y\[q2\] go from .* pct/yr\. Effective sample: none"),
        (["rate_10y[q2] ~ 0.042"], "A712", "go from"),
        (["rate_10y[q2] > 40 : 10 %"], "A712", "happens on none of the 3,998 draws"),
        (["rate_10y[q2] > -40 : 10 %"], "A712", "happens on every one"),
        (["rate_10y[q0] ~ 4.1"], "A712", "every draw has 4.00 pct/yr"),
        (["sd(rate_10y[q2]) ~ 30"], "A712", "no weights of the draws are so"),
        (["rate_10y[q2] ~ 4.2", "rate_10y[q2] ~ 4.4"], "A713",
         "'rate_10y.q2. ~ 4.2' and 'rate_10y.q2. ~ 4.4' contradict each other: .* effective sample is none"),
        (["sp500[q2] ~ 7100", "rate_10y[q3] > 4 : 80 %", "rate_10y[q3] > 3.9 : 20 %"], "A713",
         "A713: 'rate_10y.q3. > 4 : 80 %' and 'rate_10y.q3. > 3.9 : 20 %' contradict"),
        (["rate_10y[q2] ~ 6.5 ± 0.3"], "A714", r"contradicts the model: .* sample is \d+ of 3,998"),
    ],
)  # fmt: skip
def test_what_the_draws_do_not_bear_out_is_one_line(texts: list[str], code: str, words: str) -> None:
    """It says so with its effective sample size."""
    with pytest.raises(MoneygoodError, match=words) as caught:
        weighed(*texts)
    assert caught.value.code == code
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_weights_of_a_partition_add_up() -> None:
    """Whatever the views, the weights of states that exclude each other and leave nothing out add to one."""
    w = weighed("rate_10y[q2] ~ 4.3 ± 0.8", "stocks : 20 %").weights
    states = np.digitize(YIELDS[2], [3.0, 4.0, 5.0])
    assert sum(w[states == s].sum() for s in range(4)) == pytest.approx(1.0, abs=1e-12)


def test_weights_go_with_their_draws() -> None:
    one = paths()
    with pytest.raises(ValueError, match="weights of shape"):
        replace(one, weights=np.ones(3))


def test_a_scenario_carries_the_weights_of_the_baseline() -> None:
    """C-20: draw by draw, so that differences are between equal shocks; asked twice they are made once."""
    workspace, how = api.load(), {"draws": 64, "seed": 3, "quarters": 6}
    text = "rate_10y[2027Q1] ~ 4.6"
    runs = [api.run(s, **how, view=text) for s in ("baseline", "cuts-arrive")]
    assert runs[0].views is runs[1].views
    one, other = (r.paths.weights for r in runs)
    assert np.array_equal(one, other)
    base = runs[0].paths
    at = [str(q) for q in base.periods].index("2027Q1")
    assert one @ base.series("rate_10y")[at].astype(float) == pytest.approx(4.6, abs=1e-9)
    request = RunRequest(**how, view=(text,))
    again = run_weights(workspace, request, runs[0].definitions)
    assert np.array_equal(again.weights, one)
    assert run_weights(workspace, RunRequest(**how), runs[0].definitions) is None


def test_a_run_under_views_is_stored_replayed_and_exported(tmp_path: Path) -> None:
    """The views are part of the identity, of a receipt and of the store; exports carry the weights."""
    from moneygood.core.answer import as_plain
    from moneygood.runs.export.datasets import dataset_of
    from moneygood.runs.store.receipt import read_receipt, receipt_of, verify_receipt

    file = tmp_path / "mine.yaml"
    file.write_text("views:\n  - {of: 'rate_10y[2027Q1]', mean: 4.6, unit: '%'}\n")
    how = {"draws": 64, "seed": 3, "quarters": 6}
    run, plain = api.run(**how, view=[str(file)]), api.run(**how)
    line = api.run(**how, view="rate_10y[2027Q1] ~ 4.6 %")
    assert run.id == line.id != plain.id
    assert "weight" in dataset_of(run)
    assert "weight" not in dataset_of(plain)
    receipt = receipt_of(run, "rate_10y", "2027Q1")
    file.unlink()  # the receipt knows the views themselves
    verdict = verify_receipt(read_receipt(as_plain(receipt.as_json())))
    assert verdict.same, verdict
