"""Sobol indices of correlated inputs of a linear function, whose values are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.questions.sensitivity.dependent import dependent_indices, dependent_shares
from moneygood.questions.sensitivity.design import Design
from moneygood.questions.sensitivity.marginals import Dependence, Marginal, check_groups

NAMES = ("a", "b")


def design(rho: float) -> Design:
    marginals = tuple(Marginal(n, "normal", -9.0, 9.0) for n in NAMES)
    dependence = Dependence(NAMES, {("a", "b"): rho} if rho else {})
    return Design("dependent", marginals, dependence, check_groups(NAMES, {}), 4096, 1)


@pytest.mark.parametrize("rho", [0.0, 0.6, -0.5])
def test_first_and_total_of_a_sum_of_two_normals(rho: float) -> None:
    """y = 2 a + b: V = 5 + 4 rho, first_a = (2 + rho)^2 / V, total_a = 4 (1 - rho^2) / V, likewise b."""
    from scipy.special import ndtri

    own = design(rho)
    z = ndtri(dependent_shares(own))
    found = {(i.kind, i.unit): i for i in dependent_indices(own, 2 * z[:, 0] + z[:, 1])}
    variance = 5 + 4 * rho
    known = {
        ("first", "a"): (2 + rho) ** 2 / variance,
        ("first", "b"): (1 + 2 * rho) ** 2 / variance,
        ("total", "a"): 4 * (1 - rho**2) / variance,
        ("total", "b"): (1 - rho**2) / variance,
    }
    assert set(found) == set(known)
    for key, truth in known.items():
        assert found[key].value == pytest.approx(truth, abs=0.03), key
        assert abs(found[key].value - truth) < 3 * found[key].error + 2e-3, key


def test_samples_redrawn_keep_the_correlation_and_what_is_given() -> None:
    from scipy.special import ndtri

    own = design(0.6)
    blocks = ndtri(dependent_shares(own)).reshape(-1, own.size, 2)
    assert len(blocks) == 2 + 2 * len(NAMES)
    for block in blocks:
        assert np.corrcoef(block.T)[0, 1] == pytest.approx(0.6, abs=0.02)
    np.testing.assert_allclose(blocks[2][:, 0], blocks[0][:, 0])  # a kept, b redrawn
    np.testing.assert_allclose(blocks[3][:, 1], blocks[0][:, 1])  # b kept, a redrawn
