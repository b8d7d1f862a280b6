from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from moneygood.baseline.budget.frozen import changed, solve_frozen
from moneygood.baseline.budget.frozen_run import Frozen, FrozenChange, Span
from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.validation.response_claims import read_experiment

RATES = ("rate_3m", "rate_2y", "rate_5y", "rate_10y", "rate_30y", "ffr")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load()


def test_the_budget_alone_gives_the_baseline_that_the_whole_model_gives(workspace: Workspace) -> None:
    frozen = Frozen("own", (FrozenChange(("cpi",), Span(1, 1), "change", 0.0),))
    base, same = solve_frozen(workspace, frozen, 44)
    for line in ("revenue", "outlays", "interest_net", "debt_public"):
        whole = workspace.baseline(44).series(line)
        assert np.allclose(base.series(line), whole, rtol=1e-9)
        assert np.allclose(same.series(line), whole, rtol=1e-9)


def test_higher_rates_add_interest_and_debt_and_nothing_before(workspace: Workspace) -> None:
    frozen = Frozen("own", (FrozenChange(RATES, Span(5, 5), "change", 1.0),))
    base, dearer = solve_frozen(workspace, frozen, 44)
    more = dearer.series("interest_net") - base.series("interest_net")
    assert np.allclose(more[:4], 0.0)
    assert np.all(np.diff(more[4:]) > 0)
    # what is borrowed more in all is what the balance of all quarters lacks
    added = dearer.series("debt_public") - base.series("debt_public")
    balance = dearer.series("balance") - base.series("balance")
    assert added[-1] == pytest.approx(-balance.sum() / 4, rel=1e-6)
    assert np.array_equal(base.series("wages"), dearer.series("wages"))


def test_changes_count_from_their_first_quarter() -> None:
    values = {"a": np.ones(6), "b": np.ones(6)}
    first, start = Quarter.of(2026, 1), Quarter.of(2026, 3)
    changes = (
        FrozenChange(("a",), Span(1, 1), "change_a_year", 4.0),
        FrozenChange(("b",), Span(Quarter.of(2026, 2), Quarter.of(2026, 2)), "percent_a_year", 100.0),
    )
    out = changed(values, first, start, {}, changes)
    assert out["a"].tolist() == [1, 1, 2, 3, 4, 5]
    assert out["b"] == pytest.approx(np.exp([0, 0.25, 0.5, 0.75, 1.0, 1.25]))
    assert values["a"].tolist() == [1] * 6
    assert changed(values, first, start, {"b": 7.0}, ())["b"].tolist() == [7] * 6


def test_what_the_budget_does_not_take_cannot_be_changed(workspace: Workspace) -> None:
    frozen = Frozen("own", (FrozenChange(("vix",), Span(1, 1), "change", 1.0),))
    with pytest.raises(MoneygoodError, match="A091: the budget takes no 'vix' from the economy"):
        solve_frozen(workspace, frozen, 8)


def test_a_frozen_file_needs_one_change_and_no_experiment(tmp_path: Path) -> None:
    text = """title: t
frozen:
  economy: own
  changes:
    - {variables: [ffr], from: q1, change: 1.0}
checks:
  - {id: a, channel: c, source: ours, statement: "s", variable: debt_public, transform: difference, at: q8,
     unit: usd, low: 0, high: 9e9, sign: positive}
"""
    path = tmp_path / "t.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_experiment(path).frozen is not None
    for old, new, what in (
        ("change: 1.0", "change: 1.0, change_a_year: 2.0", "exactly one of change"),
        ("from: q1", "from: soon", "from of a change is 'soon'"),
        ("checks:", "experiment: {}\nchecks:", "both experiment and frozen"),
    ):
        path.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(MoneygoodError, match=what):
            read_experiment(path)
