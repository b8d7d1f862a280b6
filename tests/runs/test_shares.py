"""Shares of variance: where the truth is known by hand, and on the model."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.runs.shares import first_and_total, with_error


def design(f, n: int = 200_000):
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((3, n)), rng.standard_normal((3, n))

    def mixed(i: int) -> np.ndarray:
        x = a.copy()
        x[i] = b[i]
        return f(*x)

    return f(*a), f(*b), mixed


def test_shares_of_a_sum_are_those_of_its_variances() -> None:
    a, b, mixed = design(lambda x, y, z: x + 2 * y + 0 * z + 10)
    for i, share in enumerate((0.2, 0.8, 0.0)):
        first, total = first_and_total(a, b, mixed(i))
        assert first == pytest.approx(share, abs=0.01)
        assert total == pytest.approx(share, abs=0.01)


def test_what_only_works_together_counts_in_total_only() -> None:
    a, b, mixed = design(lambda x, y, z: x * y + z)
    first, total = first_and_total(a, b, mixed(0))
    assert first == pytest.approx(0.0, abs=0.01)
    assert total == pytest.approx(0.5, abs=0.01)


def test_error_is_the_spread_of_repeated_designs() -> None:
    found = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        a, b = rng.standard_normal((2, 400)), rng.standard_normal((2, 400))
        found.append(with_error(a[0] + a[1], b[0] + b[1], b[0] + a[1]))
    table = np.array(found)
    assert table[:, 1].mean() == pytest.approx(table[:, 0].std(), rel=0.35)
    assert table[:, 3].mean() == pytest.approx(table[:, 2].std(), rel=0.35)


def test_nothing_that_moves_has_no_share() -> None:
    assert np.isnan(first_and_total(np.ones(9), np.ones(9), np.ones(9))[0])


def test_correlated_parameters_stay_in_one_sector() -> None:
    from moneygood import api
    from moneygood.runs.shares import parameters_by_sector

    model = api.load().model
    names = [p.name for p in model.parameters.values() if p.draw]
    found = parameters_by_sector(model, names)
    assert sorted(n for group in found.values() for n in group) == sorted(names)
    owner = {n: sector for sector, group in found.items() for n in group}
    pairs = [(p.name, other) for p in model.parameters.values() for other, _ in p.together]
    assert len(pairs) >= 10
    assert all(owner[a] == owner[b] for a, b in pairs)


def test_shares_of_the_model_and_what_is_asked_wrongly() -> None:
    from moneygood import api
    from moneygood.core.errors import MoneygoodError
    from moneygood.core.periods import Quarter

    done = api.run(draws=64, quarters=4, shocks="bootstrap")
    found = api.variance_shares(done, ["rate_10y"], [Quarter.parse("2026Q4")])
    kinds = {r.kind: r for r in found.rows}
    assert set(kinds) == {"shock", "parameter", "regime"}
    assert kinds["shock"].total > 0.6
    assert kinds["regime"].total < 0.2
    assert found.draws == found.asked == 64
    drawn = [p for p in done.workspace.model.parameters.values() if p.draw]
    assert found.parameters == len(drawn) >= 60
    sectors = {r.kind for r in found.sectors}
    assert {"AI and compute", "The Fed", "Term structure"} <= sectors
    (median,) = found.medians
    assert median.drawn == pytest.approx(float(np.median(done.paths.series("rate_10y")[1])), abs=1e-6)
    fixed = api.run(draws=64, quarters=4, shocks="bootstrap", parameter_draws=False)
    assert median.fixed == pytest.approx(float(np.median(fixed.paths.series("rate_10y")[1])), abs=1e-6)
    with pytest.raises(MoneygoodError) as caught:
        api.variance_shares(done, ["rate_10y"], [Quarter.parse("2040Q4")])
    assert caught.value.code == "A606"
    with pytest.raises(MoneygoodError, match="no shocks of the shape") as caught:
        api.run(draws=8, quarters=2, shocks="gauss")
    assert caught.value.code == "A606"


def test_own_distribution_named_is_the_run_without_a_name() -> None:
    from moneygood import api

    kind = api.load().model.distribution.kind
    a, b = api.run(draws=32, quarters=3), api.run(draws=32, quarters=3, shocks=kind)
    assert (a.paths.values == b.paths.values).all()
