"""What tests amount to, worked by hand, and laws that every verdict keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygood.questions.claims.judge import Finding, verdict
from moneygood.questions.claims.judge import TestResult as Result

OUTCOMES = st.sampled_from(["holds", "fails", "between", "missing"])
RESULTS = st.lists(st.builds(Result, st.just("t"), OUTCOMES, st.booleans()), max_size=6)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], "not_testable"),
        (["missing", "missing"], "not_testable"),
        (["holds", "holds"], "supported"),
        (["fails", "fails"], "contradicted"),
        (["holds", "fails"], "mixed"),
        (["between"], "mixed"),
        (["holds", "between"], "mixed"),
        (["holds", "missing"], "mixed"),
        (["fails", "missing"], "mixed"),
    ],
)
def test_the_verdict_of_outcomes(outcomes, expected):
    assert verdict([Result("t", o, False) for o in outcomes]) == expected


def test_a_decisive_failure_contradicts_whatever_else_holds():
    assert verdict([Result("a", "fails", True), Result("b", "holds", False)]) == "contradicted"
    assert verdict([Result("a", "holds", True), Result("b", "fails", False)]) == "mixed"


@given(RESULTS)
def test_the_order_of_tests_never_matters(results):
    assert verdict(results) == verdict(results[::-1])


@given(RESULTS)
def test_one_more_test_that_holds_never_makes_a_claim_contradicted(results):
    before, after = verdict(results), verdict([*results, Result("t", "holds", False)])
    assert not (after == "contradicted" and before != "contradicted")


@given(RESULTS)
def test_support_takes_every_test_told_and_holding(results):
    said = verdict(results)
    assert (said == "supported") == (bool(results) and all(r.outcome == "holds" for r in results))


def test_a_verdict_that_only_a_recalled_figure_carries_hangs_on_it():
    read, recalled = Result("a", "holds", False), Result("b", "fails", True, recalled=True)
    assert Finding(verdict([read, recalled]), (read, recalled), ()).hangs_on_recalled
    assert not Finding(verdict([read, read]), (read, read), ()).hangs_on_recalled
    beside = Result("c", "holds", False, recalled=True)
    assert not Finding(verdict([read, beside]), (read, beside), ()).hangs_on_recalled
    assert Finding(verdict([beside]), (beside,), ()).hangs_on_recalled
