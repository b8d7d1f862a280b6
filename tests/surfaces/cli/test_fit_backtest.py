"""The verbs fit and backtest, proposals on disk, and runs that use them."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.estimation.fitting.answer import FitAnswer
from moneygood.estimation.fitting.proposal import read_draws
from moneygood.surfaces.cli.main import call


@pytest.fixture(scope="module")
def answer() -> FitAnswer:
    return api.fit(["unemployment", "rate_10y"])


@pytest.fixture(scope="module")
def proposal(answer: FitAnswer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fit") / "proposal"
    api.write_proposal(answer, folder)
    return folder


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = call(arguments)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_posterior_lies_between_prior_and_data_and_is_narrower_than_the_prior(answer: FitAnswer) -> None:
    for row in answer.parameters:
        assert row.se < row.prior_sd
        assert row.low90 < row.mean < row.high90
        assert 0 < row.learnt < 1


def test_document_of_fit_has_parameters_equations_and_states(answer: FitAnswer) -> None:
    document = answer.as_json()
    assert [e["label"] for e in document["equations"]] == ["unemployment", "rate_10y"]
    methods = {e["label"]: e["method"] for e in document["equations"]}
    assert methods == {"unemployment": "metropolis", "rate_10y": "conjugate"}
    assert len(document["states"]["rstar"]) == len(document["states"]["periods"])
    regimes = np.array(list(document["states"]["regimes"].values()))
    assert regimes.sum(axis=0) == pytest.approx(np.ones(regimes.shape[1]), abs=1e-4)
    assert json.loads(json.dumps(document)) == document


def test_regimes_of_2001_and_2008_are_reckoning_and_today_is_conviction(answer: FitAnswer) -> None:
    """Dates that any reader of these figures would write down."""
    found = answer.regimes
    names = {str(q): found.names[int(np.argmax(found.filtered[i]))] for i, q in enumerate(found.periods)}
    assert names["2002Q2"] == names["2009Q1"] == "regime_reckoning"
    assert names["2006Q2"] == names["2017Q3"] == "regime_conviction"


def test_proposal_never_touches_adopted_values(proposal: Path) -> None:
    assert {p.name for p in proposal.iterdir()} == {
        "report.md", "parameters.yaml", "draws.csv", "correlation.csv", "states.csv", "manifest.json",
    }  # fmt: skip
    assert "This is a proposal" in (proposal / "report.md").read_text(encoding="utf-8")
    assert api.load().model.parameters["b_okun_lag"].value == 0.55


def test_proposal_is_written_again_but_not_over_something_else(
    answer: FitAnswer, proposal: Path, tmp_path: Path
) -> None:
    before = (proposal / "draws.csv").read_bytes()
    api.write_proposal(answer, proposal)
    assert (proposal / "draws.csv").read_bytes() == before
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(MoneygoodError) as caught:
        api.write_proposal(answer, tmp_path)
    assert caught.value.code == "A613"
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(MoneygoodError) as caught:
        api.check_proposal_folder(tmp_path / "thesis.txt")
    assert caught.value.code == "A613"


def test_posterior_draws_keep_spread_and_correlation_around_adopted_values(
    answer: FitAnswer, proposal: Path
) -> None:
    from moneygood.estimation.uncertainty import parameter_table

    model = api.load().model
    drawn = parameter_table(model, 4000, 3, proposal, {})
    draws = read_draws(proposal, model)
    pair = ("b_okun_lag", "b_okun_gap")
    ours = np.corrcoef([drawn[n] for n in pair])[0, 1]
    assert ours == pytest.approx(np.corrcoef([draws[n] for n in pair])[0, 1], abs=0.08)
    assert drawn["b_okun_lag"].mean() == pytest.approx(model.parameters["b_okun_lag"].value, abs=0.01)
    assert (parameter_table(model, 100, 3, proposal, {})["b_okun_lag"] == drawn["b_okun_lag"][:100]).all()
    low, high = model.parameters["b_okun_gap"].range or (0, 0)
    assert drawn["b_okun_gap"].min() >= low
    assert drawn["b_okun_gap"].max() <= high


def test_run_takes_posterior_draws_and_says_so(proposal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    how = ["run", "--draws", "16", "--quarters", "3", "--no-files", "--no-charts", "--json"]
    code, out, _ = said([*how, "--posterior", str(proposal), "--shocks", "normal", "--shares", "ffr"], capsys)
    document = json.loads(out)
    assert code == 0
    assert document["run"]["posterior"] == str(proposal)
    assert document["run"]["shocks"] == "normal"
    assert {r["kind"] for r in document["shares"]} == {"shock", "parameter", "regime"}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("", "holds no proposal"),
        ("b_nothing\n1\n", "does not have"),
        ("b_okun_lag\nx\n", "not a number"),
        ("b_okun_lag\n", "whole table"),
    ],
)
def test_draws_that_cannot_be_used_are_refused(
    proposal: Path, tmp_path: Path, spoil: str, words: str
) -> None:
    (tmp_path / "manifest.json").write_text(
        (proposal / "manifest.json").read_text(encoding="utf-8"), encoding="utf-8"
    )
    if spoil:
        (tmp_path / "draws.csv").write_text(spoil, encoding="utf-8")
    with pytest.raises(MoneygoodError, match=words) as caught:
        api.run(draws=4, quarters=2, posterior=tmp_path)
    assert caught.value.code == "A614"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (
            ["fit", "--equation", "unemploymint"],
            "A612: the equation of 'unemploymint' has no priors. Did you mean",
        ),
        (["backtest", "--from", "1999Q1"], "A603: no restart from 1999Q1 to"),
        (["backtest", "--step", "0"], "A603: a step of 0 quarters"),
        (["run", "--shocks", "normul", "--no-files"], "A606: there are no shocks of the shape 'normul'. Did"),
        (["fit", "--out", "/proc/proposal"], "A613: /proc/proposal cannot be written"),
        (["fit", "--chart", "x.gif"], "R005"),
    ],
)
def test_faulty_command_gets_one_line_and_exit_code_two(
    arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """C-26, C-27."""
    status, out, err = said(arguments, capsys)
    assert status == 2
    assert out == ""
    assert code in err
    assert err.count("\n") == 1


def test_backtest_document_and_chart(tmp_path: Path) -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        how = ["--from", "2012Q1", "--to", "2012Q1", "--draws", "40", "--json", "--threads", "1"]
        assert call(["backtest", *how, "--out", str(tmp_path), "--chart", str(tmp_path / "a.json")]) == 0
    document: Any = json.loads(out.getvalue())
    assert document["origins"]["n"] == 1
    assert len(document["cells"]) == 32
    chart = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert len(chart["data"]["values"]) == 32


def test_answers_show_themselves_in_a_notebook(answer: FitAnswer) -> None:
    from moneygood.surfaces.notebook import Answered

    shown = Answered("fit", answer)
    assert shown.table(0)["parameter"][0] == "b_okun_lag"
    assert "proposal" in shown.reading
    assert shown.chart() is not None
