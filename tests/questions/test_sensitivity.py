"""Sensitivity: the Ishigami function, linear functions of correlated inputs, samples that know their
order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.questions.sensitivity.design import Design
from moneygood.questions.sensitivity.indices import SensitivityRequest, sensitivity
from moneygood.questions.sensitivity.marginals import Dependence, Marginal, check_groups, marginal_of
from moneygood.questions.sensitivity.sample import draw_sample, fingerprint, indices
from moneygood.runs.inputs import find_input

NAMES = ("x1", "x2", "x3")


def ishigami(x: np.ndarray) -> np.ndarray:
    """sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1, the textbook case (Ishigami and Homma 1990)."""
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def design(method: str, size: int, pairs=None, groups=None, second=False, normal=False, seed=1) -> Design:
    if normal:
        marginals = tuple(Marginal(n, "normal", -9.0, 9.0) for n in NAMES)
    else:
        marginals = tuple(Marginal(n, "uniform", -np.pi, np.pi) for n in NAMES)
    own = check_groups(NAMES, groups or {})
    return Design(method, marginals, Dependence(NAMES, pairs or {}), own, size, seed, second)


def by_kind(found, kind: str) -> dict[str, float]:
    return {i.unit: i.value for i in found if i.kind == kind}


def test_the_ishigami_function_has_its_known_indices() -> None:
    """Analytic: first .3139 .4424 0, total .5576 .4424 .2437, second order .2437 for x1 with x3."""
    sample = draw_sample(design("sobol", 4096, second=True))
    found = indices(sample, ishigami(sample.values))
    assert list(by_kind(found, "first").values()) == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert list(by_kind(found, "total").values()) == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    pairs = {frozenset((i.unit, i.other)): i.value for i in found if i.kind == "second"}
    assert pairs[frozenset(("x1", "x3"))] == pytest.approx(0.2437, abs=0.03)
    assert pairs[frozenset(("x1", "x2"))] == pytest.approx(0.0, abs=0.03)


def test_intervals_hold_the_known_indices() -> None:
    sample = draw_sample(design("sobol", 1024))
    known = {"first": [0.3139, 0.4424, 0.0], "total": [0.5576, 0.4424, 0.2437]}
    for index in indices(sample, ishigami(sample.values)):
        truth = known[index.kind][NAMES.index(index.unit)]
        assert abs(index.value - truth) < 2 * index.error + 1e-3


def test_a_shuffled_sample_is_refused() -> None:
    """Rows and outputs shuffled together would give wrong indices without a word."""
    sample = draw_sample(design("sobol", 256))
    order = np.random.default_rng(0).permutation(len(sample.values))
    mixed = replace(sample, values=sample.values[order])
    with pytest.raises(MoneygoodError) as caught:
        indices(mixed, ishigami(mixed.values))
    assert caught.value.code == "A350"
    with pytest.raises(MoneygoodError) as caught:
        indices(sample, ishigami(mixed.values), rows=mixed.values)
    assert caught.value.code == "A350"
    with pytest.raises(MoneygoodError) as caught:
        indices(sample, ishigami(sample.values)[:-1])
    assert caught.value.code == "A350"


def test_a_sample_of_another_design_is_refused() -> None:
    one, other = draw_sample(design("sobol", 64)), draw_sample(design("sobol", 64, seed=2))
    assert one.fingerprint != other.fingerprint
    with pytest.raises(MoneygoodError):
        indices(replace(one, values=other.values), ishigami(other.values))


def test_the_fingerprint_feels_the_order_of_rows() -> None:
    own = design("morris", 8)
    values = draw_sample(own).values
    assert fingerprint(own, values) != fingerprint(own, values[::-1])


def test_morris_effects_of_a_linear_function_are_its_slopes() -> None:
    """Over the whole range 2 pi: slope times 2 pi, no spread."""
    sample = draw_sample(design("morris", 20))
    found = indices(sample, sample.values @ np.array([1.0, -2.0, 0.0]))
    assert by_kind(found, "mu") == pytest.approx({"x1": 2 * np.pi, "x2": -4 * np.pi, "x3": 0.0}, abs=1e-9)
    assert by_kind(found, "mu_star") == pytest.approx({"x1": 2 * np.pi, "x2": 4 * np.pi, "x3": 0.0}, abs=1e-9)
    assert by_kind(found, "sigma") == pytest.approx({"x1": 0, "x2": 0, "x3": 0}, abs=1e-9)


def test_correlated_normals_have_the_indices_of_theory() -> None:
    """Y = a'x: first = (C a)_i^2 / a'Ca, total = a_i^2 var(x_i given the rest) / a'Ca."""
    a, rho = np.array([1.0, 2.0, -1.0]), 0.6
    c = np.eye(3)
    c[0, 1] = c[1, 0] = rho
    variance = a @ c @ a
    first = (c @ a) ** 2 / variance
    total = a**2 / np.diag(np.linalg.inv(c)) / variance
    sample = draw_sample(design("dependent", 8192, {("x1", "x2"): rho}, normal=True))
    found = indices(sample, sample.values @ a)
    assert list(by_kind(found, "first").values()) == pytest.approx(first, abs=0.03)
    assert list(by_kind(found, "total").values()) == pytest.approx(total, abs=0.03)
    assert np.corrcoef(sample.values[:8192].T)[0, 1] == pytest.approx(rho, abs=0.02)


def test_without_correlation_both_ways_agree() -> None:
    plain, other = draw_sample(design("sobol", 4096)), draw_sample(design("dependent", 4096))
    one, two = (by_kind(indices(s, ishigami(s.values)), "total") for s in (plain, other))
    assert list(one.values()) == pytest.approx(list(two.values()), abs=0.04)


def test_a_group_has_the_index_of_its_inputs_together() -> None:
    """x1 and x2 in one group, correlated inside it; with Y = x1 + x2 + x3 the group has (2 + 2 rho) / (3 +
    2 rho)."""
    rho = 0.5
    sample = draw_sample(design("sobol", 4096, {("x1", "x2"): rho}, {"both": ("x1", "x2")}, normal=True))
    assert np.corrcoef(sample.values.T)[0, 1] == pytest.approx(rho, abs=0.05)
    found = indices(sample, sample.values.sum(axis=1))
    assert by_kind(found, "first")["both"] == pytest.approx((2 + 2 * rho) / (3 + 2 * rho), abs=0.02)
    assert by_kind(found, "total")["x3"] == pytest.approx(1 / (3 + 2 * rho), abs=0.02)


def test_marginals_have_the_quantiles_of_cut_distributions() -> None:
    from scipy.stats import truncnorm

    own = Marginal("x", "normal", 0.5, 2.0, 1.1, 0.25)
    shares = np.linspace(0, 1, 11)
    expected = truncnorm((0.5 - 1.1) / 0.25, (2.0 - 1.1) / 0.25, 1.1, 0.25).ppf(shares)
    assert np.allclose(own.value(shares), expected)
    log = Marginal("x", "lognormal", 0.1, 9.0, 1.0, 0.3).value(np.array([0.0, 0.5, 1.0]))
    assert log == pytest.approx([0.1, 1.0, 9.0], abs=1e-6)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: design("sobol", 100), "A351"),
        (lambda: design("morris", 2), "A351"),
        (lambda: design("sobol", 64, {("x1", "x2"): 0.5}), "A353"),
        (lambda: design("morris", 8, {("x1", "x2"): 0.5}), "A353"),
        (lambda: design("dependent", 64, {("x1", "x2"): 0.5}, {"g": ("x2", "x3")}), "A353"),
        (lambda: design("dependent", 64, {("x1", "x2"): 1.0}), "A353"),
        (lambda: design("dependent", 64, {("x1", "x2"): 0.9, ("x2", "x3"): 0.9, ("x1", "x3"): -0.9}), "A353"),
        (lambda: design("sobol", 64, {("x1", "y"): 0.5}), "A306"),
        (lambda: design("sobol", 64, None, {"g": ()}), "A354"),
        (lambda: design("sobol", 64, None, {"g": ("x1", "z")}), "A354"),
        (lambda: design("sobol", 64, None, {"g": ("x1",), "h": ("x1", "x2")}), "A354"),
    ],
)
def test_designs_that_make_no_sense_are_refused(make, code) -> None:
    with pytest.raises(MoneygoodError) as caught:
        make()
    assert caught.value.code == code


def test_an_output_that_is_missing_is_not_papered_over() -> None:
    sample = draw_sample(design("sobol", 64))
    outputs = ishigami(sample.values)
    outputs[3] = np.nan
    with pytest.raises(MoneygoodError) as caught:
        indices(sample, outputs)
    assert (caught.value.code, caught.value.exit_code) == ("A352", 3)


def test_an_output_that_does_not_move_hangs_on_nothing() -> None:
    sample = draw_sample(design("sobol", 64))
    assert {i.value for i in indices(sample, np.full(len(sample.values), 3.0))} == {0.0}


# ── on the model ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def work():
    return api.load()


def test_inputs_have_the_distributions_of_their_records(work) -> None:
    own = marginal_of(work.model, find_input(work, "b_ai_elasticity"))
    assert (own.kind, own.centre, own.spread, own.low, own.high) == ("normal", 1.1, 0.25, 0.5, 2.0)
    lever = marginal_of(work.model, find_input(work, "ai_productivity"))
    assert (lever.kind, lever.low, lever.high) == ("uniform", -1.0, 2.0)


def test_morris_on_the_model_is_the_difference_of_two_solved_paths(work) -> None:
    """The neutral rate alone from its lowest to its highest value, solved as scenarios."""
    request = SensitivityRequest(inputs=("neutral_rate", "term_premium"), method="morris", trajectories=8)
    found = sensitivity(work, api.find_scenario("baseline"), "rate_10y[2027Q2]", request)
    ends = [
        work.settle(api.find_scenario({"title": "x", "levers": {"neutral_rate": v}}), horizon=4).central
        for v in (-1.5, 2.0)
    ]
    effect = ends[1].series("rate_10y")[3] - ends[0].series("rate_10y")[3]
    assert found.of("mu")["neutral_rate"].value == pytest.approx(effect, rel=0.05)


def test_common_shocks_are_common_and_the_same_question_has_the_same_answer(work) -> None:
    request = SensitivityRequest(
        inputs=("neutral_rate", "b_premium_debt"), method="sobol", size=16, shock_paths=1
    )
    plan = api.find_scenario("baseline")
    one, two = (sensitivity(work, plan, "rate_10y[2026Q4]", request).as_json() for _ in range(2))
    assert one == two
    off = sensitivity(work, plan, "rate_10y[2026Q4]", replace(request, shock_paths=0))
    assert one["mean"] != pytest.approx(off.mean, abs=1e-3)
    assert one["spread"] == pytest.approx(off.spread, rel=0.25)


def test_correlated_inputs_across_groups_leave_morris_out_and_say_so(work) -> None:
    request = SensitivityRequest(
        inputs=("neutral_rate", "b_premium_debt"),
        correlations={("neutral_rate", "b_premium_debt"): 0.4},
        size=16,
    )
    found = sensitivity(work, api.find_scenario("baseline"), "rate_10y[2026Q4]", request)
    assert [p.method for p in found.parts] == ["dependent"]
    assert "left out" in found.reading


@pytest.mark.parametrize(
    ("output", "options", "code"),
    [
        ("debtt", {}, "A075"),
        ("rate_10y - rate_10y[2030Q4]", {}, "A304"),
        ("rate_10y[2090Q1]", {}, "A303"),
        ("debt", {"inputs": ("rate_10y", "neutral_rate")}, "A307"),
        ("debt", {"inputs": ("neutral_rate",)}, "A351"),
        ("debt", {"inputs": ("neutral_rate", "b_rstar_shift")}, "A308"),
        ("debt", {"method": "guess"}, "A351"),
        ("debt", {"size": 100}, "A351"),
        ("debt", {"shock_paths": -1}, "A351"),
        ("debt", {"correlations": {("b_ai_ceiling", "b_ai_elasticity"): 0.5}, "method": "morris"}, "A353"),
        ("debt", {"correlations": {("b_ai_ceiling", "b_ai_elasticity"): 0.5}, "second_order": True}, "A353"),
        ("debt", {"groups": {"g": ("b_nothing",)}}, "A354"),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(work, output, options, code) -> None:
    with pytest.raises(MoneygoodError) as caught:
        sensitivity(work, api.find_scenario("baseline"), output, SensitivityRequest(**options))
    assert caught.value.code == code or code in str(caught.value)
