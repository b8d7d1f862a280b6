"""Shocks from whole past quarters, and streams with seeds of their own."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.engine import simulate
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.sampling.shock_sources import BootstrapSource, SplitSource
from moneygood.engine.sampling.sources import ShockSource

NOISE = "\n\n".join(f'[x{i}] "Noise" source: ours\nx{i} ~ zero' for i in range(3))
SD = {"eps_x0": 1.0, "eps_x1": 2.0, "eps_x2": 0.5}


def model(small, extra: str = "uniforms:\n  u_luck: {source: ours}\n"):
    text = NOISE + '\n\n[luck] "Luck" source: ours\nluck = u_luck' if extra else NOISE
    units = {**{f"x{i}": "1" for i in range(3)}, **({"luck": "1"} if extra else {})}
    return small.build(text, units, {"zero": (0.0, "1")}, SD, extra_shocks=extra)


def pool(quarters: int = 30) -> np.ndarray:
    rng = np.random.default_rng(3)
    z = rng.standard_normal((2, quarters))
    z[1] = 0.8 * z[0] + 0.6 * z[1]
    return (z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, keepdims=True)


def test_a_drawn_quarter_is_a_whole_quarter_of_the_table(small) -> None:
    table = pool()
    shocks = BootstrapSource(model(small), 1, ["eps_x0", "eps_x1"], table).cell(2, 0)
    pairs = {(round(a, 9), round(b, 9)) for a, b in zip(table[0], 2 * table[1], strict=True)}
    assert {(round(a, 9), round(b, 9)) for a, b in zip(shocks[0], shocks[1], strict=True)} <= pairs


def test_bootstrapped_shocks_have_the_spread_of_their_records_and_the_joint_moves_of_the_table(small) -> None:
    """C-19: standard deviations are those of the records."""
    table = pool(200)
    source = BootstrapSource(model(small), 1, ["eps_x0", "eps_x1"], table)
    drawn = np.concatenate([source.cell(t, c) for t in range(8) for c in range(4)], axis=1)
    assert drawn[:3].std(axis=1) == pytest.approx([1.0, 2.0, 0.5], rel=0.02)
    assert np.corrcoef(drawn[0], drawn[1])[0, 1] == pytest.approx(np.corrcoef(table)[0, 1], abs=0.02)
    assert abs(np.corrcoef(drawn[0], drawn[2])[0, 1]) < 0.02
    assert drawn[3].min() > 0
    assert drawn[3].max() < 1


def test_a_gap_in_the_table_is_drawn_from_the_normal_distribution(small) -> None:
    table = pool()
    table[1, :] = np.nan
    own = model(small)
    shocks = BootstrapSource(own, 1, ["eps_x0", "eps_x1"], table).cell(0, 0)
    assert (shocks[1] == ShockSource(own, 1, "normal").cell(0, 0)[1]).all()


def test_bootstrap_does_not_depend_on_batch_or_workers(small) -> None:
    """C-17, C-18: for shocks from a table too."""
    own = model(small)
    setting = small.start(own, 5, dict.fromkeys(own.variables, 0.0))

    def run(**how):
        source = BootstrapSource(own, 4, ["eps_x0", "eps_x1"], pool())
        return simulate(own, setting, draws=2500, seed=4, source=source, **how).paths.values

    whole = run(threads=1)
    assert (run(threads=1, batch=300) == whole).all()
    assert (run(threads=2) == whole).all()


def test_unknown_shocks_and_wrong_tables_are_refused(small) -> None:
    own = model(small)
    with pytest.raises(MoneygoodError, match="no shock 'eps_z'") as caught:
        BootstrapSource(own, 1, ["eps_z"], pool()[:1])
    assert caught.value.code == "E005"
    with pytest.raises(MoneygoodError) as caught:
        BootstrapSource(own, 1, ["eps_x0"], pool())
    assert caught.value.code == "E008"


def test_equal_seeds_split_give_the_source_itself_and_others_change_one_kind_only(small) -> None:
    own = model(small)
    a, b = (
        ShockSource(own, 1, "student_t" if np.isfinite(own.distribution.df) else "normal"),
        ShockSource(own, 2, "normal"),
    )
    same = SplitSource(a, a, 1).cell(3, 1)
    assert (same == a.cell(3, 1)).all()
    mixed = SplitSource(a, b, 1).cell(3, 1)
    assert (mixed[:3] == a.cell(3, 1)[:3]).all()
    assert (mixed[3] == b.cell(3, 1)[3]).all()
    assert mixed.shape == (4, CELL)


@pytest.mark.parametrize("backend", ["numpy", "compiled"])
def test_either_backend_takes_whole_quarters_and_sizes_on_top(small, backend: str) -> None:
    own = model(small, extra="")
    table = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
    source = BootstrapSource(own, 4, ["eps_x0", "eps_x1"], table)
    sizes = np.arange(2 * 3000, dtype=float).reshape(2, 3000)
    setting = small.start(own, 2, {})
    run = simulate(
        own, setting, draws=3000, seed=4, source=source, shock_values={"eps_x2": sizes}, backend=backend,
        exact=True,
    )  # fmt: skip
    plain = simulate(own, setting, draws=3000, seed=4, source=source, backend=backend, exact=True)
    assert run.backend == backend
    x, y = run.paths.series("x0"), run.paths.series("x1")
    np.testing.assert_allclose(y, 20 * x, rtol=1e-12)
    for value in (1.0, 2.0, 3.0):
        assert (x == value).mean() == pytest.approx(1 / 3, abs=4 * (2 / 9 / x.size) ** 0.5)
    np.testing.assert_allclose(run.paths.series("x2") - plain.paths.series("x2"), sizes, atol=1e-9)
