"""The validate verb: published responses, interest on history, budgets under CBO, the baseline beside CBO."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

import pytest

from moneygood.surfaces.cli.main import call
from moneygood.surfaces.cli.show import print_json
from moneygood.surfaces.cli.validate import print_responses
from moneygood.validation.validation import Validation


@pytest.fixture(scope="module")
def document(validation: Validation) -> Any:
    """What ``--json`` prints of it."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        print_json(validation.as_json())
    return json.loads(out.getvalue())


def test_a_chart_without_responses_is_refused_before_anything_is_computed(tmp_path: Any, capsys: Any) -> None:
    assert call(["validate", "interest", "--chart", str(tmp_path / "x.html")]) == 2
    assert "A063" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_every_published_response_has_a_verdict_and_most_are_met(document: Any) -> None:
    assert {"claims", "met_share", "count"} <= set(document)
    assert document["count"] == len(document["claims"]) >= 60
    assert document["met_share"] >= 0.85
    keys = {"id", "channel", "source", "unit", "low", "high", "ours", "verdict"}
    assert all(keys <= set(claim) for claim in document["claims"])


def test_interest_bill_of_history_is_within_its_limits(document: Any) -> None:
    found = {h["composition"]: h for h in document["interest_history"]}
    assert found["given"]["mean_error"] <= 3
    assert found["given"]["largest_error"] <= 8
    assert found["rule"]["mean_error"] <= 4
    assert found["rule"]["largest_error"] <= 11
    for history in found.values():
        assert [y["year"] for y in history["years"]] == list(range(2002, 2026))
        by_year = {y["year"]: y for y in history["years"]}
        assert by_year[2024]["published"] == pytest.approx(880, abs=1)


def test_budget_under_cbos_economies_is_within_its_limits(document: Any) -> None:
    limits = {"revenue": 2, "outlays_primary": 2, "balance": 0.25, "debt_public": 1.5}
    interest = {"2026-02": 3, "2025-01": 4}
    assert {r["baseline"] for r in document["cbo"]} == set(interest)
    for replication in document["cbo"]:
        assert replication["policy_inputs"]
        for line in replication["lines"]:
            limit = limits.get(line["line"], 6)
            if line["line"] == "interest_net":
                limit = interest[replication["baseline"]]
            assert max(abs(y["error"]) for y in line["years"]) <= limit, line["line"]


def test_one_part_alone_says_nothing_of_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["validate", "baseline", "--json"]) == 0
    alone = json.loads(capsys.readouterr().out)
    assert alone["baseline_against_cbo"]
    assert not alone["claims"]
    assert not alone["cbo"]


def test_tables_are_printed_year_by_year(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["validate", "interest", "--full"]) == 0
    said = capsys.readouterr().out
    assert all(f"\n{year}" in said for year in range(2003, 2026))
    assert "composition given" in said
    assert "composition rule" in said


def test_misses_are_printed_with_their_reason(
    capsys: pytest.CaptureFixture[str], document: Any, validation: Validation
) -> None:
    print_responses(validation.responses)
    said = " ".join(capsys.readouterr().out.split())
    missed = [c for c in document["claims"] if c["verdict"] != "met"]
    assert missed
    for claim in missed:
        assert f"{claim['id']}: {claim['why_missed']}" in said


def test_structure_is_printed_with_its_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["validate", "structure", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert not found["claims"]
    assert found["stability"] is None
    by_id = {f["id"]: f for f in found["structure"]}
    assert by_id["crash_odds"]["mc_error"] > 0
    assert by_id["tracking_consumption"]["mc_error"] is None
    assert all(f["met"] for f in found["structure"])
