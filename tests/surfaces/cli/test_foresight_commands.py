"""The verbs foresight, invert and model import, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from moneygood.surfaces.cli.main import call

LITTLE = Path(__file__).parents[2] / "runs" / "imported"
MODEL, DATA = str(LITTLE / "little.xml"), ["--data", str(LITTLE / "little.txt")]
SPAN = ["--start", "2008Q1", "--end", "2010Q4"]


def hear(capsys: pytest.CaptureFixture[str], *typed: str) -> Any:
    assert call([*typed, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_overview_counts_the_equations(capsys) -> None:
    found = hear(capsys, "model", "import", "frbus", MODEL)
    assert (found["equations"], found["exogenous"], found["stochastic"]) == (10, 3, 2)
    assert (found["max_lag"], found["max_lead"]) == (3, 3)
    assert found["forward_looking"] == {"mcwp": 1, "mcap": 1, "mcother": 1}


def test_shock_is_laid_beside_the_baseline(capsys) -> None:
    typed = [
        "model",
        "import",
        "frbus",
        MODEL,
        *DATA,
        *SPAN,
        "--shock",
        "rule_aerr=1@2008Q2",
        "--show",
        "rate,inf",
    ]
    document = hear(capsys, *typed)
    path = {(p["variable"], p["period"]): p["difference"] for p in document["paths"]}
    assert path["rate", "2008Q1"] == pytest.approx(0.0, abs=1e-9)
    assert path["rate", "2008Q2"] > 0.5
    assert document["import"]["expectations"] == "var"
    assert call(typed) == 0
    assert "Difference from the baseline" in capsys.readouterr().out


def test_surprise_and_shock_differ_when_people_look_ahead(capsys) -> None:
    typed = ["model", "import", "frbus", MODEL, *DATA, *SPAN, "--mce", "mcap", "--show", "zlong"]
    known = hear(capsys, *typed, "--shock", "rule_aerr=1@2009Q1")["paths"]
    late = hear(capsys, *typed, "--surprise", "rule_aerr=1@2009Q1")["paths"]
    assert abs(known[0]["difference"]) > 0.01
    assert abs(late[0]["difference"]) < 1e-9
    assert abs(late[4]["difference"]) > 0.01


def test_target_value_and_exogenised_variable_are_heard(capsys) -> None:
    typed = ["model", "import", "frbus", MODEL, *DATA, *SPAN, "--set", "rmin=0", "--exogenise", "zlong"]
    document = hear(capsys, *typed, "--target", "inf:inf_aerr=2.4,2.5@2008Q3", "--show", "inf,zlong,rmin")
    path = {(p["variable"], p["period"]): p for p in document["paths"]}
    assert path["inf", "2008Q3"]["value"] == pytest.approx(2.4, abs=1e-9)
    assert path["inf", "2008Q4"]["value"] == pytest.approx(2.5, abs=1e-9)
    assert path["zlong", "2009Q1"]["difference"] == 0.0
    assert path["rmin", "2009Q1"]["value"] == 0.0
    assert document["import"]["instruments"] == ["inf_aerr"]


def test_draws_come_with_their_error(capsys, tmp_path) -> None:
    typed = [
        "model",
        "import",
        "frbus",
        MODEL,
        *DATA,
        *SPAN,
        "--draws",
        "50",
        "--residuals",
        "2002Q1..2007Q4",
    ]
    document = hear(capsys, *typed, "--show", "inf")
    assert document["import"]["draws"] == 50
    assert all(f["mean_error"] > 0 for f in document["fans"])
    chart = tmp_path / "fan.json"
    assert call([*typed, "--show", "inf", "--chart", str(chart), "--full"]) == 0
    assert "Monte-Carlo error" in capsys.readouterr().out
    assert json.loads(chart.read_text())["concat"][0]["title"]["text"] == "inf"


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ([MODEL, *SPAN], "M046: solving needs figures. Add --data LONGBASE.TXT."),
        ([MODEL, *DATA], "M046: the quarters to solve are not given. Add --start and --end."),
        ([MODEL, *DATA, *SPAN, "--shock", "rule_aerr"], "M046: 'rule_aerr' cannot be read. Write it like rff_aerr=0.5@2040Q1."),  # noqa: E501
        ([MODEL, *DATA, *SPAN, "--shock", "rule_aerr=x@2008Q1"], "M046: 'x' is not a list of numbers. Write it like rff_aerr=0.5@2040Q1."),  # noqa: E501
        ([MODEL, *DATA, *SPAN, "--shock", "rule_aerr=1@2018Q1"], "M046: 2018Q1 in 'rule_aerr=1@2018Q1' is outside 2008Q1 to 2010Q4."),  # noqa: E501
        ([MODEL, *DATA, *SPAN, "--shock", "rule_aerr=1,2@2008Q1..2008Q3"], "M046: 'rule_aerr=1,2@2008Q1..2008Q3' has 2 numbers for 3 quarters."),  # noqa: E501
        ([MODEL, *DATA, *SPAN, "--target", "inf=2@2008Q1"], "M046: 'inf=2@2008Q1' cannot be read. Write it like lur:lhp_aerr=4.2,4.1@2040Q1..2040Q2."),  # noqa: E501
        ([MODEL, *DATA, *SPAN, "--show", "inff"], "M044: little has no variable 'inff'. Did you mean 'inf'?"),
        ([MODEL, *DATA, *SPAN, "--mce", "mcp"], "M044: 'mcp' has no model-consistent form. Did you mean 'mcap'?"),  # noqa: E501
        ([MODEL, *DATA, *SPAN, "--draws", "5"], "M046: draws need --residuals and go without shocks, surprises, targets and terminal. Add --residuals 1975Q1..2018Q4."),  # noqa: E501
        ([MODEL, *DATA, *SPAN, "--terminal", "never"], "E044: terminal never changes nothing: no equation looks ahead. Leave terminal out, or choose expectations such as mcap."),  # noqa: E501
        (["nowhere.xml"], "M040: nowhere.xml cannot be read (No such file or directory)."),
    ],
)  # fmt: skip
def test_slip_gets_its_line(capsys, typed: list[str], line: str) -> None:
    """C-26: one line that says what is wrong and how to mend it."""
    code = call(["model", "import", "frbus", *typed])
    heard = capsys.readouterr()
    assert code == 2
    assert heard.err.strip() == line
    assert heard.out == ""


def test_foresight_and_invert_are_told_as_documents(capsys, tmp_path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "title: t\npaths:\n  - {hold: rate_10y, periods: 2026Q3, value: 4.7, absorbed_by: eps_rate_10y}\n"
    )
    document = hear(capsys, "invert", str(plan), "--with", "eps_rate_10y", "--quarters", "8")
    (shock,) = document["shocks"]
    assert shock["shock"] == "eps_rate_10y"
    assert document["restrictions"] == 1
    assert document["miss"] < 1e-9
    chart = tmp_path / "f.json"
    typed = ["foresight", str(plan), "--with", "foresight_yields", "--variable", "gap", "--quarters", "8"]
    assert hear(capsys, *typed, "--chart", str(chart))["variants"] == ["foresight_yields"]
    assert chart.exists()
    assert call(["foresight", str(plan), "--with", "foresight_yields"]) == 2
    assert "S003" in capsys.readouterr().err


def refused(capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    assert call([*typed]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


@pytest.mark.parametrize("way", ["--shock", "--surprise"])
def test_a_number_on_a_variable_that_has_an_equation_is_refused(capsys, way: str) -> None:
    said = refused(capsys, "model", "import", "frbus", MODEL, *DATA, *SPAN, way, "inf=1@2008Q2")
    assert "M050" in said
    assert "inf_aerr" in said
    assert "exogenise" in said


def test_a_number_on_a_variable_that_is_held_moves_the_solution(capsys) -> None:
    typed = ["model", "import", "frbus", MODEL, *DATA, *SPAN, "--exogenise", "inf", "--show", "inf,rate"]
    path = {
        (p["variable"], p["period"]): p["difference"]
        for p in hear(capsys, *typed, "--shock", "inf=1@2008Q2")["paths"]
    }
    assert path["inf", "2008Q2"] == pytest.approx(1.0)
    assert abs(path["rate", "2008Q2"]) > 0.1


def test_a_number_on_the_instrument_of_a_target_is_refused(capsys) -> None:
    typed = ["model", "import", "frbus", MODEL, *DATA, *SPAN, "--target", "inf:inf_aerr=2.4@2008Q3"]
    assert "M050" in refused(capsys, *typed, "--shock", "inf_aerr=1@2008Q3")


def test_options_that_would_not_be_read_are_refused(capsys) -> None:
    typed = ["model", "import", "frbus", MODEL, *DATA, *SPAN]
    assert "no equation looks ahead" in refused(capsys, *typed, "--terminal", "growth")
    assert "a past to draw from goes with draws" in refused(capsys, *typed, "--residuals", "1975Q1..2018Q4")
