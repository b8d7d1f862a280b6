"""The notation of FRB/US files and the tables of figures beside them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.data.longbase import read_longbase
from moneygood.model.evaluate import evaluate
from moneygood.model.graph import Graph
from moneygood.model.importers.expression import Reader
from moneygood.model.importers.frbus import read_frbus

VALUES = {("x", 0): 0.7, ("x", -2): 1.3, ("x", 5): 2.1, ("z", 0): -0.4, ("c_1", 0): 3.0}


def value(text: str) -> float:
    graph = Graph()

    def leaf(name, lead):
        if (name, lead) not in VALUES:
            raise KeyError(name)
        return graph.var(name, -lead)

    left, right = Reader(graph, leaf).equation(f"{text} = 0")
    assert right.is_const(0.0)
    return float(evaluate([left], lambda n: VALUES[n.payload[0], -n.payload[1]])[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x(-2) + x(5)*c_1", 1.3 + 2.1 * 3.0),
        ("-x + -(.5)", -1.2),
        ("2 - 3 - 4", -5.0),
        ("8/4/2", 1.0),
        ("2**-1", 0.5),
        ("-x**2", -(0.7**2)),
        ("c_1**.25", 3.0**0.25),
        ("2**x", 2.0**0.7),
        ("1.5e-3*x", 0.00105),
        ("exp (log( x ))", 0.7),
        ("max((z),( .01))", 0.01),
        ("min(x, z, 5)", -0.4),
        ("abs(z)", 0.4),
        ("ind_ltezero(z) + 10*ind_ltezero(x)", 1.0),
        ("1/(1+exp(c_1*(x-z)))", 1 / (1 + math.exp(3.3))),
    ],
)
def test_formula_has_the_value_that_arithmetic_gives(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    "text", ["x +", "x ? z", "(x", "x x", "log", "log(x, z)", "max(x)", "* x", "x(-2", "exp()"]
)
def test_formula_outside_the_notation_is_refused(text: str) -> None:
    """C-25: what is not in the notation is an error, never run."""
    with pytest.raises(MoneygoodError) as fault:
        value(text)
    assert fault.value.code == "M041"


def test_formula_with_an_undeclared_name_is_refused() -> None:
    with pytest.raises(MoneygoodError) as fault:
        value("x + __import__")
    assert fault.value.code == "M042"


def test_coefficients_belong_to_their_own_equation(file) -> None:
    source = read_frbus(file)
    assert source.variables["zinf"].standard.coefficients == {"y_zinf_1": 0.7}
    assert source.variables["zinf"].forward.coefficients == {"y_zinf_1": 0.95}
    both = source.equations("all").parameters
    assert both["zinf.forward.y_zinf_1"] == 0.95
    assert "zinf.y_zinf_1" not in both


def test_groups_choose_the_forward_looking_equations(file) -> None:
    source = read_frbus(file)
    assert source.forward_looking("var") == ()
    assert source.forward_looking("mcap") == ("zlong",)
    assert source.forward_looking("wp") == ("zinf",)
    assert source.forward_looking("mcap+wp") == ("zinf", "zlong")
    assert source.forward_looking("all") == ("zinf", "zlong", "zfar")
    assert source.forward_looking("zfar, zinf") == ("zinf", "zfar")
    with pytest.raises(MoneygoodError) as fault:
        source.forward_looking("mcaps")
    assert fault.value.code == "M044"


def test_place_of_a_fault_is_the_line_of_its_variable(file, tmp_path) -> None:
    text = file.read_text().replace("y_inf_2*ygap<", "y_inf_2*ygapp<")
    bad = tmp_path / "bad.xml"
    bad.write_text(text)
    with pytest.raises(MoneygoodError) as fault:
        read_frbus(bad).equations()
    assert fault.value.code == "M042"
    assert "inf</name>" in text.splitlines()[fault.value.place.line - 1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t[:200], "well-formed"),
        (lambda t: "<model></model>", "standard_equation"),
        (lambda t: t.replace(">0.8<", ">much<"), "not a number"),
        (lambda t: t.replace("<name>inf</name>", "<name>ygap</name>"), "twice"),
        (lambda t: t.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1), "document type"),
        (lambda t: t.replace("<name>inf</name>", "<name></name>"), "no name"),
    ],
)
def test_file_that_is_no_model_is_refused(file, tmp_path, change, says) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_text(change(file.read_text()))
    with pytest.raises(MoneygoodError) as fault:
        read_frbus(bad)
    assert fault.value.code == "M040"
    assert says in str(fault.value)


def test_figures_are_read_whatever_separates_them(tmp_path) -> None:
    for mark in (",", ";", "\t"):
        path = tmp_path / "figures.txt"
        path.write_text(f'OBS{mark}AA{mark}"Bb"\n1999:4{mark}1.5{mark}NA\n2000:1{mark}-2e3{mark}4\n')
        panel = read_longbase(path)
        assert panel.names == ("aa", "bb")
        assert panel.periods == (Quarter.of(1999, 4), Quarter.of(2000, 1))
        assert panel.at("aa", "2000Q1") == -2000.0
        assert np.isnan(panel.at("bb", "1999Q4"))


@pytest.mark.parametrize(
    "text",
    ["OBS,a\n", "OBS,a,A\n2000Q1,1,2\n", "OBS,a\n2000Q1,1,2\n", "OBS,a\n2000Q5,1\n", "OBS,a\n2000Q1,x\n",
     "OBS,a\n2000Q1,1\n2000Q3,1\n"],
)  # fmt: skip
def test_table_that_cannot_be_trusted_is_refused(tmp_path, text: str) -> None:
    """C-2: no gaps, no name twice."""
    path = tmp_path / "figures.txt"
    path.write_text(text)
    with pytest.raises(MoneygoodError) as fault:
        read_longbase(path)
    assert fault.value.code == "M043"
