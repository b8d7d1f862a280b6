"""What is appended is drawn after all others, whose draws stay what they were without it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moneygood.engine.sampling.draws import parameter_rows
from moneygood.engine.sampling.sources import ShockSource
from moneygood.model.build import load_model
from moneygood.model.compile import sort_shocks


def test_appended_shocks_and_parameters_are_the_last_of_their_kind() -> None:
    model = load_model()
    shocks = list(model.shocks.values())
    normal = [s.name for s in shocks if s.kind == "normal"]
    late = [s.name for s in shocks if s.appended]
    assert late
    assert normal[-len(late) :] == late
    assert [s.kind for s in shocks] == sorted((s.kind for s in shocks), key="uniform".__eq__)
    drawn = [p.name for p in model.parameters.values() if p.draw]
    last = [p.name for p in model.parameters.values() if p.draw and p.appended]
    assert last
    assert drawn[-len(last) :] == last


def test_shocks_keep_their_draws_when_others_are_appended() -> None:
    """C-18: with the appended ones taken out of the model, every other shock is what it is with them."""
    model = load_model()
    less = {n: s for n, s in model.shocks.items() if not s.appended}
    own = replace(model, shocks=less)
    rows = [i for i, s in enumerate(model.shocks.values()) if not s.appended]
    whole = ShockSource(model, 5, "student_t").cell(3, 0)
    assert np.array_equal(whole[rows], ShockSource(own, 5, "student_t").cell(3, 0))


def test_parameters_keep_their_draws_when_others_are_appended() -> None:
    model = load_model()
    every = [p for p in model.parameters.values() if p.draw]
    less = [p for p in every if not p.appended]
    whole = parameter_rows(every, [p.value for p in every], 5, 0)
    assert np.array_equal(whole[: len(less)], parameter_rows(less, [p.value for p in less], 5, 0))


def test_a_shock_of_an_early_equation_goes_last_when_it_is_appended() -> None:
    model = load_model()
    units = {n: v.unit for n, v in model.variables.items()}
    first = next(iter(model.shocks))
    moved = {n: replace(s, appended=s.appended or n == first) for n, s in model.shocks.items()}
    found = list(sort_shocks(model.equations, units, moved))
    rest = [n for n in model.shocks if n != first]
    assert [n for n in found if n != first] == rest
    kinds = [model.shocks[n].kind for n in found]
    assert found.index(first) < kinds.index("uniform")
    assert all(model.shocks[n].appended for n in found[found.index(first) + 1 : kinds.index("uniform")])
