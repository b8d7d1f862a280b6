"""The example of every question runs and says what it says."""

from __future__ import annotations

import doctest

import pytest

import moneygood as mg
from moneygood.questions.registry import QUESTIONS, Question


@pytest.mark.slow
@pytest.mark.parametrize("one", QUESTIONS, ids=lambda q: q.name)
def test_the_example_of_a_question_runs(one: Question, capsys: pytest.CaptureFixture[str]) -> None:
    text = getattr(mg, one.function).__doc__
    test = doctest.DocTestParser().get_doctest(text, {}, one.name, None, 0)
    assert test.examples, f"{one.name} has no example"
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test)
    assert runner.failures == 0, capsys.readouterr().out
