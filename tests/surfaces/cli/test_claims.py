"""The claims verb: document, tables, chart, and its faults in one line."""

from __future__ import annotations

import json

import pytest

import moneygood as mg
from moneygood.questions.charts import spec
from moneygood.questions.claims.chart import KNOWN, LATER
from moneygood.surfaces.cli.main import call


def test_the_document_has_the_keys_that_others_rely_on(capsys):
    """C-29."""
    assert call(["claims", "--only", "interest-above-trillion", "--json"]) == 0
    heard = capsys.readouterr()
    assert heard.err == ""
    (claim,) = json.loads(heard.out)
    assert {"id", "date", "statement", "verdict_as_of", "verdict_since", "evidence"} <= set(claim)
    for figure in claim["evidence"]:
        assert {"series", "value", "unit", "vintage"} <= set(figure)
    told = {f["name"]: f for f in claim["evidence"] if f["used"] != "since"}
    assert told["fiscal_expected"]["vintage"] == "CBO 2024-06"


def test_one_claim_is_shown_with_its_tests_and_figures(capsys):
    assert call(["claims", "--only", "fed-low-rates", "--full"]) == 0
    out = capsys.readouterr().out
    assert "4.83" in out
    assert "fails" in out
    assert "2026-11" in out


def test_an_unknown_claim_is_one_line_and_nothing_is_written(tmp_path, capsys):
    """C-27: A504 is bad input."""
    target = tmp_path / "x.png"
    assert call(["claims", "--only", "fed-low-rate", "--chart", str(target)]) == 2
    assert (
        capsys.readouterr().err == "A504: there is no claim 'fed-low-rate'. Did you mean 'fed-low-rates'?\n"
    )
    assert not target.exists()


def test_a_missing_file_is_one_line(capsys):
    assert call(["claims", "no-such.yaml"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_chart_of_a_claim_parts_its_series_at_what_was_out():
    answer = mg.claims(only=["earnings-outrun-cash"])
    rows = spec("claims", answer.answer)["layer"][0]["data"]["values"]
    known = [r["period"] for r in rows if r["when"] == KNOWN]
    later = [r["period"] for r in rows if r["when"] == LATER]
    assert known[-1] == "2024Q4" == later[0]
    assert later[-1] == "2026Q2"


def test_the_chart_of_many_claims_has_both_verdicts_of_each():
    answer = mg.claims(only=["fed-low-rates", "rates-may-rise"])
    rows = spec("claims", answer.answer)["data"]["values"]
    assert [(r["when"], r["verdict"]) for r in rows] == [
        ("as of its date", "contradicted"),
        ("since", "contradicted"),
        ("as of its date", "supported"),
        ("since", "supported"),
    ]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_tables_hold_their_rows_in_a_notebook(number):
    answer = mg.claims(only=["earnings-healthy"])
    assert len(answer.table(number)) >= 1
    assert "contradicted" in answer.reading
