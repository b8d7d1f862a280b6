"""Causes of breaks: they add up, and agree with the simulated paths and their shocks."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from moneygood import api
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.sampling.sources import ShockSource
from moneygood.questions.first.answer import FirstAnswer
from moneygood.runs.attribution.causes import WINDOW
from moneygood.runs.first_passage.passage import first_passage

DRAWS, QUARTERS = 120, 24


@cache
def answer() -> FirstAnswer:
    return api.first("baseline", draws=DRAWS, causes=DRAWS, quarters=QUARTERS, seed=3)


@cache
def run() -> api.RunResult:
    return api.run("baseline", draws=DRAWS, quarters=QUARTERS, seed=3)


def test_the_parts_of_every_cause_add_up() -> None:
    assert len(answer().causes) >= 3
    for cause in answer().causes:
        assert abs(cause.residual) < 1e-9
        assert cause.cases >= 8


def test_the_gap_is_that_of_walking_along_the_simulated_paths() -> None:
    """The ten-year where it breaks out, less its mean over all draws in the same quarters."""
    cause = next(c for c in answer().causes if c.side == "rates.breakout")
    rates = run().paths.series("rate_10y").astype(float)
    times = run().first.side_times["rates.breakout"]
    gaps = [rates[t - 1, d] - rates[t - 1].mean() for d, t in enumerate(times) if t]
    assert cause.cases == len(gaps)
    assert cause.total == pytest.approx(np.mean(gaps), abs=1e-4)
    assert cause.total_error == pytest.approx(np.std(gaps, ddof=1) / np.sqrt(len(gaps)), rel=1e-3)


def test_pressures_are_sums_of_the_shocks_that_were_drawn() -> None:
    model = run().settled.model
    source = ShockSource(model, 3, model.distribution.kind)
    cause = next(c for c in answer().causes if c.side == "rates.breakout")
    shown = next(p for p in cause.pressures if p.kind == "shock")
    row = list(model.shocks).index(shown.name)
    drawn = np.stack([source.cell(t, 0)[row, :DRAWS] for t in range(QUARTERS)]) / model.shocks[shown.name].sd
    assert DRAWS < CELL
    sums = []
    for d, t in enumerate(run().first.side_times["rates.breakout"]):
        if t:
            begin = max(t - WINDOW, 0)
            sums.append(drawn[begin:t, d].sum() / np.sqrt(t - begin))
    assert shown.mean == pytest.approx(np.mean(sums), abs=1e-4)
    assert cause.pressure_cases == len(sums)


def test_breaks_are_brought_about_by_the_shocks_that_an_economist_expects() -> None:
    largest = {c.side: max(c.parts, key=lambda p: abs(p.value)).name for c in answer().causes}
    assert largest["rates.breakout"] == "06_term_structure"
    assert largest["prices.disinflation"] == "04_prices_labour"
    pushed = {c.side: {p.name: p.mean for p in c.pressures} for c in answer().causes}
    assert pushed["rates.breakout"]["eps_rate_10y"] > 0.3
    assert pushed["prices.disinflation"]["eps_cost_push"] < -0.3


def test_causes_by_channel_add_up_too() -> None:
    answer = api.first("baseline", draws=60, causes=60, causes_by="channel", quarters=16, seed=3)
    assert answer.causes
    for cause in answer.causes:
        assert abs(cause.residual) < 1e-9
        assert {p.kind for p in cause.parts} == {"direct", "channel"}


def test_the_answer_carries_the_same_passage_as_a_run() -> None:
    again = first_passage(run().paths, run().history, run().definitions)
    assert answer().passage.as_json() == again.as_json()


@pytest.mark.parametrize(("options", "code"), [({"causes_by": "sector"}, "A202"), ({"causes": -1}, "A208")])
def test_wrong_options_are_caught_before_anything_is_run(options: dict, code: str) -> None:
    from moneygood.core.errors import MoneygoodError

    with pytest.raises(MoneygoodError, match=code):
        api.first("baseline", draws=20, **options)
