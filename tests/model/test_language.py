import numpy as np
import pytest

from moneygood.core.errors import ManyErrors, MoneygoodError, Place
from moneygood.core.units import Unit
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import parse_expression
from moneygood.model.read import parse_equations, parse_formula

ONE = Unit()
HISTORY = np.array([100.0, 101.0, 103.0, 102.0, 106.0, 110.0])


def value(text, **at):
    names = dict.fromkeys(at, ONE)
    return float(evaluate_series(parse_expression(text, names).node, lambda n: np.asarray(float(at[n]))))


def last(text):
    return evaluate_series(parse_expression(text, {"x": ONE}).node, lambda n: HISTORY)[-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 + 3 * 4", 14), ("2 * 3 + 4", 10), ("(2 + 3) * 4", 20), ("2 - 3 - 4", -5), ("16 / 4 / 2", 2),
        ("2^3^2", 512), ("(2^3)^2", 64), ("2**3", 8), ("-2^2", -4), ("(-2)^2", 4), ("2^-1", 0.5), ("--2", 2),
        ("-2 * -3", 6), ("+3 - +2", 1), ("2 * -x^2", -18), ("1e2 + .5 + 2.", 102.5), ("x > 2", 1),
        ("x >= 3", 1),
                ("x < 3", 0), ("x <= 2.9", 0), ("min(5, x, 4)", 3), ("max(1, x, 2)", 3), ("4^0.5", 2),
    ],
)  # fmt: skip
def test_precedence_and_signs(text, expected):
    assert value(text, x=3) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", 110.0),
        ("x[-1]", 106.0),
        ("x[ -2 ]", 102.0),
        ("d(x)", 4.0),
        ("d(x[-1])", 4.0),
        ("d(x^2)", 110.0**2 - 106.0**2),
        ("dlog(x)", np.log(110 / 106)),
        ("dlog(2 * x[-1])", np.log(106 / 102)),
        ("saar(x)", 400 * np.log(110 / 106)),
        ("yoy(x)", 100 * (110 / 101 - 1)),
        ("yoy(x[-1])", 100 * (106 / 100 - 1)),
        ("avg(x, 4)", (110 + 106 + 102 + 103) / 4),
        ("avg(x[-1], 2)", (106 + 102) / 2),
        ("total(d(x), 3)", 110 - 103),
        ("avg(x * x[-1], 2)", (110 * 106 + 106 * 102) / 2),
        ("highest(x, 3)", 110.0),
        ("lowest(x[-1], 3)", 102.0),
        ("d(avg(x, 2))", (110 + 106) / 2 - (106 + 102) / 2),
    ],
)
def test_lags_reach_into_every_function(text, expected):
    """C-14: a lag reaches every variable inside a function."""
    assert last(text) == pytest.approx(expected, rel=1e-13)


def test_quarters_before_the_first_are_missing():
    found = evaluate_series(parse_expression("avg(x, 3) > 0", {"x": ONE}).node, lambda n: HISTORY)
    assert np.isnan(found[:2]).all()
    assert (found[2:] == 1.0).all()


def test_a_formula_says_how_far_back_it_looks():
    formula = parse_expression("avg(yoy(x), 4) + y[-2]", {"x": Unit.parse("index"), "y": Unit.parse("pct")})
    assert formula.max_lag == 7
    assert formula.variables == ("x", "y")
    assert str(formula.unit) == "pct"


def test_labels_lags_and_line_breaks_are_told_apart():
    text = '[x] "One" source: a2014,\n  b_2020\nx = y[-1]\n  + z # comment [y]\n[y]\nd(y) ~ x\n  [-1]\n'
    one, two = parse_equations(text, "a.eq")
    assert (one.label, one.title, one.sources, one.relation) == ("x", "One", ("a2014", "b_2020"), "=")
    assert (two.label, two.title, two.sources, two.relation) == ("y", "", (), "~")
    assert two.right.lag == 1
    assert two.place.line == 5


def test_all_faults_of_a_file_are_found():
    with pytest.raises(ManyErrors) as caught:
        parse_equations("[x]\nx = )\n[y]\ny = 1\n[z]\nz = 2 2\n", "a.eq")
    assert [e.place.line for e in caught.value.errors] == [2, 6]


def test_a_long_sum_is_no_problem_and_a_deep_nest_is_refused():
    assert value(" + ".join(["x"] * 100), x=1) == 100.0
    with pytest.raises(MoneygoodError, match="M022"):
        parse_formula("(" * 5000 + "1" + ")" * 5000)
    with pytest.raises(MoneygoodError, match="M022"):
        parse_formula("-" * 400 + "1")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('__import__("os").system("true")', 'M004 f.yaml:7: text in quotes "os" inside a formula.'
         " Formulas hold numbers, names and the functions of the language only."),
        ("exec(x)", "M002 f.yaml:7: there is no function 'exec'."),
        ("smoth(x)", "M002 f.yaml:7: there is no function 'smoth'. Did you mean 'smoothstep'?"),
        ("x.__class__", "M004 f.yaml:7: unexpected '.'."),
        ("lambda: x", "M004 f.yaml:7: unexpected ':'."),
        ("x if x else y", "M004 f.yaml:7: an operator is missing before 'if'."),
        ("x; y", "M004 f.yaml:7: unexpected ';'."),
        ("x(-1)", "M002 f.yaml:7: there is no function 'x'. A lag is written in square brackets: x[-1]."),
        ("log", "M001 f.yaml:7: unknown variable 'log'. The function is called as log(x)."),
        ("", "M004 f.yaml:7: the formula ends too early."),
        ("x[+1]", "M010 f.yaml:7: `x[+1]` looks 1 quarter(s) ahead."
         " Write the expectation as a variable of its own."),
    ],
)  # fmt: skip
def test_hostile_and_mistaken_formulas_are_one_clear_line(text, line):
    """C-25: a formula that tries to run a program is an error."""
    with pytest.raises(MoneygoodError) as caught:
        parse_expression(text, {"x": ONE, "y": ONE}, place=Place("f.yaml", 7, None, f"when: {text}"))
    assert str(caught.value) == line
    assert caught.value.exit_code == 2


def test_a_literal_takes_the_unit_beside_it_in_formulas_of_users():
    names = {"rate": Unit.parse("pct/yr"), "debt": Unit.parse("usd")}
    assert str(parse_expression("rate + 0.5", names).unit) == "pct/yr"
    assert str(parse_expression("rate >= 5.5", names).unit) == "1"
    with pytest.raises(MoneygoodError, match=r"M009 .*`debt` is in usd, but `rate` is in pct/yr"):
        parse_expression("rate + debt", names)
    with pytest.raises(MoneygoodError, match=r"M009 .*`rate` is in pct/yr, but what is asked for is in usd"):
        parse_expression("rate", names, unit=Unit.parse("usd"))
