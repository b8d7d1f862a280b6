"""Deterministic paths kept on disk: the same to the last bit, and never those of another setting."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from moneygood.baseline import solved
from moneygood.core.cache import PLACE, cache_root
from moneygood.engine import Hold, solve_path
from moneygood.engine.setting import Setting

TEXT = """
[y] "Output" source: ours
y = c + g

[c] "Consumption" source: ours
c ~ a + b * tanh(y) + l * c[-1]
"""


@pytest.fixture
def model(small, tmp_path, monkeypatch):
    monkeypatch.setenv(PLACE, str(tmp_path / "kept"))
    units = {"y": "1", "c": "1", "g": "exo 1"}
    numbers = {"a": (0.1, "1"), "b": (0.3, "1"), "l": (0.5, "1")}
    return dataclasses.replace(small.build(TEXT, units, numbers, {"eps_c": 1.0}), hash="a text")


def kept() -> list:
    root = cache_root()
    assert root is not None
    return sorted(root.glob("solved-*"))


def same(a, b) -> None:
    for part in dataclasses.fields(a):
        x, y = getattr(a, part.name), getattr(b, part.name)
        assert np.array_equal(x, y) if isinstance(x, np.ndarray) else x == y, part.name


def test_a_kept_path_is_the_solved_one_to_the_last_bit(model, small, monkeypatch):
    """C-17: the first time as on later ones; the second time nothing is solved."""
    setting = small.start(model, 8, {"c": 0.5}, g=np.linspace(0.1, 0.9, 8))
    truth = solve_path(model, setting)
    same(solved.solve_kept(model, setting), truth)
    monkeypatch.setattr(solved, "solve_path", lambda *_: pytest.fail("solved again"))
    same(solved.solve_kept(model, setting), truth)


def test_whatever_decides_a_path_is_in_its_name(model, small):
    setting = small.start(model, 4, {"c": 0.5}, g=0.2)
    other = {
        "periods": tuple(q + 1 for q in setting.periods),
        "history": setting.history + 1e-12,
        "exogenous": setting.exogenous + 1e-12,
        "adds": setting.adds + 1e-12,
        "shocks": setting.shocks + 1e-12,
        "parameters": {"b": 0.31},
        "switches_off": frozenset({"wealth"}),
        "references": np.zeros((0, 4)),
        "holds": (Hold("c", 1, 0.7, "eps_c"),),
    }
    assert set(other) == {f.name for f in dataclasses.fields(Setting)}
    marks = [solved._mark(model, dataclasses.replace(setting, **{k: v})) for k, v in other.items()]
    marks += [solved._mark(model, setting), solved._mark(dataclasses.replace(model, hash="other"), setting)]
    assert len(set(marks)) == len(marks)


def test_a_broken_entry_is_solved_again_and_no_model_without_a_hash_is_kept(model, small):
    setting = small.start(model, 4, {"c": 0.5}, g=0.2)
    truth = solved.solve_kept(model, setting)
    (entry,) = kept()
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-9] + b"012345678")
    same(solved.solve_kept(model, setting), truth)
    assert kept()[0].read_bytes() == whole
    solved.solve_kept(dataclasses.replace(model, hash=""), small.start(model, 4, {"c": 0.6}, g=0.2))
    assert len(kept()) == 1


def test_a_machine_that_is_used_again_leaves_no_trace(model, small):
    """C-17: paths with other lags, numbers and holds in between change no digit of a path."""
    setting = small.start(model, 6, {"c": 0.5}, g=0.2)
    first = solve_path(model, setting)
    shifted = dataclasses.replace(setting, shocks=setting.shocks + 0.3, history=setting.history * 4.0)
    held = dataclasses.replace(setting, holds=(Hold("c", 3, 0.9, "eps_c"),))
    lower = dataclasses.replace(setting, parameters={"b": 0.1})
    for between in (shifted, held, lower, shifted):
        solve_path(model, between)
        same(solve_path(model, setting), first)
    from moneygood.engine.numpy.machine import Machine

    made = []
    init = Machine.__init__

    def counted(self, *given):
        made.append(self)
        init(self, *given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Machine, "__init__", counted)
        same(solve_path(model, setting), first)
    assert not made, "the programs are tied once"
