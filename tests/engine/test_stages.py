"""What `model show --stage` prints: golden texts of five equations, and one by one on the shipped model.

The texts in ``stages/`` exist to review a change: they are short enough to be checked by hand, and were. The
model is three equations that determine one another and two that follow from them:

- graph: `gap` has fifteen nodes; the residual is left less right, ``gap - (rho gap[-1] - slope (rate - infl)
  + eps + add)``. The numbers of nodes run through all equations, and what two equations share has one number.
- schedule: gap, infl and rate form the only block. Its tears are the fewest unknowns without which the rest
  follows: with `gap` given, `infl` follows, then `rate`, so one suffices. The residual is gap less its right
  side; its slope is 1 + slope (d rate/d gap - kappa), with d rate/d gap = 1.5 kappa + 0.5 above the floor and
  0 below. `level` = level[-1] exp(gap / 100 + eps) and `price` = price[-1] exp(infl / 400) follow.
- program: what is fixed for a run (1.5 kappa + 0.5, say) stands outside the loop; the step of Newton's method
  is residual over slope; an identity is computed a second time from stored values, unless that would repeat
  the very instructions of its value (`price`).
- llvm: the function of `level` and `price` alone: gap is row 0 of the sorted variables, infl 1, level 2,
  price 3; two divisions by numbers of the run, two calls of exp, two products with last quarter's values
  (bank 1), two stores. Eight paths stand in each vector.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.units import Unit
from moneygood.engine.stages import SHOWN, Stages, _formulas, _labels, stage_lines
from moneygood.model.build import load_model
from moneygood.model.evaluate import evaluate
from moneygood.model.formula import parse_expression

GOLDEN = Path(__file__).with_name("stages")
TEXT = """
[gap] "Gap" source: ours
gap ~ rho * gap[-1] - slope * (rate - infl)

[infl] "Inflation" source: ours
infl ~ 0.5 * infl[-1] + kappa * gap

[rate] "Rate" source: ours
rate = max(1.5 * infl + 0.5 * gap, floor)

[level] "Level" source: ours
dlog(level) ~ gap / 100

[price] "Price" source: ours
price = price[-1] * exp(infl / 400)
"""
PARAMETERS = {"rho": (0.8, "1"), "slope": (0.3, "1"), "kappa": (0.1, "1"), "floor": (0.1, "1")}
SHOCKS = {"eps_gap": 1.0, "eps_infl": 1.0, "eps_level": 0.01}


@pytest.fixture(scope="module")
def five(small):
    return small.build(
        TEXT, dict.fromkeys(("gap", "infl", "rate", "level", "price"), "1"), PARAMETERS, SHOCKS
    )


@pytest.mark.parametrize(
    ("stage", "name"), [("graph", None), ("schedule", None), ("program", None), ("llvm", "level")]
)
def test_five_equations_are_shown_as_in_the_golden_text(five, stage: str, name: str | None) -> None:
    shown = "\n".join(stage_lines(five, stage, name)) + "\n"
    assert shown == (GOLDEN / f"{stage}.txt").read_text(encoding="utf-8")


def test_one_variable_shows_its_own_equation_and_what_it_stands_in(five) -> None:
    assert list(stage_lines(five, "schedule", "level")) == [
        "2. level = level[-1] * exp(gap / 100 + eps_level)"
    ]
    block = list(stage_lines(five, "schedule", "infl"))
    assert block == list(stage_lines(five, "schedule", "block 1"))
    assert block[0] == "1. block 1: gap, infl, rate"
    program = list(stage_lines(five, "program", "price"))
    assert [line for line in program if "->" in line] == ["  v50 = mul v46 v49 -> price"]
    assert "v46 <- price[-1], for every draw and quarter" in program
    assert not [line for line in program if "level" in line or "Newton" in line]


FORMULAS = ("a - (b - c)", "(a - b) - c", "a / (b / c)", "(a + b) * c", "-(a + b)", "(-a)^3", "-a^2",
            "a - -b", "(a > b) * c", "(a * b)^-1", "2^a", "max(a, b - c)", "normal_cdf(a) / (b * c)",
            "a * (b / c)", "(a >= b) - (c > a)", "(a^2)^3")  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_keeps_its_meaning_on_paper(text: str) -> None:
    """Brackets are where they have to be: what is printed, read again, has the same value."""
    names = dict.fromkeys("abc", Unit())
    given = {"a": 0.7, "b": 1.9, "c": 0.4}
    node = parse_expression(text, names).node
    *shared, last = _formulas([("it", node)], "")
    assert not shared
    again = parse_expression(last.removeprefix("it = "), names).node
    one, two = (evaluate([n], lambda v: given[v.payload[0]])[0] for n in (node, again))
    assert one == pytest.approx(two, rel=1e-15)


def test_what_two_formulas_share_is_written_once_above_them() -> None:
    node = parse_expression("exp(a + b) / (exp(a + b) - 1)", dict.fromkeys("ab", Unit())).node
    shared, last = _formulas([("it", node)], "")
    name = shared.split(" = ")[0]
    assert shared == f"{name} = exp(a + b)"
    assert last == f"it = {name} / ({name} - 1)"


def test_every_equation_of_the_shipped_model_stands_in_every_stage() -> None:
    model = load_model()
    stages = Stages(model)
    assert len([line for line in stages.graph() if not line.startswith(" ")]) == len(model.equations)
    shown = [label for step in stages.schedule.steps for label in _labels(step)]
    assert sorted(shown) == sorted(e.label for e in model.equations)
    program = "\n".join(stages.program())
    assert all(f"-> {e.label}" in program or f" {e.label} from " in program for e in model.equations)
    for stage, show in SHOWN.items():
        assert list(show(Stages(model, "rate_10y"))), stage


def test_what_has_no_stage_is_refused_in_one_line(five) -> None:
    for stage, name in (("assembly", None), ("graph", "gapp"), ("program", "block 2"), ("llvm", "rho")):
        with pytest.raises(MoneygoodError) as fault:
            list(stage_lines(five, stage, name))
        assert fault.value.code == "E047"
    assert "given from outside" in str(_fault(load_model(), "tax_customs"))


def _fault(model, name: str) -> MoneygoodError:
    with pytest.raises(MoneygoodError) as fault:
        Stages(model, name)
    return fault.value


@pytest.mark.parametrize("stage", SHOWN)
def test_a_reader_who_leaves_early_is_no_fault(stage: str) -> None:
    """As `model show --stage llvm | head -1`: exit code 0, nothing on stderr."""
    command = [sys.executable, "-m", "moneygood", "model", "show", "--stage", stage]
    read, write = os.pipe()
    child = subprocess.Popen(command, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert os.read(read, 1)
    os.close(read)
    assert child.communicate(timeout=120)[1] == b""
    assert child.returncode == 0
