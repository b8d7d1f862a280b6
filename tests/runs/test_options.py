"""Draw options: declared once, checked once, and the same wherever they are asked for."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from moneygood.core.asked import asked
from moneygood.core.errors import MoneygoodError
from moneygood.runs.options import DrawOptions
from moneygood.runs.run import RunRequest

BOUNDED = {n: a for n, a in asked(DrawOptions).items() if a.least is not None or a.most is not None}
WORDS = {n: a for n, a in asked(DrawOptions).items() if a.choices}


def refused(request: type, **given: Any) -> MoneygoodError:
    """The error of a request, which has to be one line."""
    with pytest.raises(MoneygoodError) as caught:
        request(**given)
    assert len(str(caught.value).splitlines()) == 1
    return caught.value


def test_every_option_says_what_it_is() -> None:
    assert set(asked(DrawOptions)) == {f.name for f in fields(DrawOptions)}
    for name, spec in asked(DrawOptions).items():
        assert spec.help.endswith("."), name


@pytest.mark.parametrize("request_class", [DrawOptions, RunRequest])
@pytest.mark.parametrize("name", BOUNDED)
def test_a_number_out_of_its_range_is_one_line_that_names_the_range(request_class: type, name: str) -> None:
    spec = BOUNDED[name]
    assert spec.least is not None
    outside = [min((spec.least, *spec.also)) - 1]
    outside += [spec.most + 1] if spec.most is not None else []
    for value in outside:
        fault = refused(request_class, **{name: int(value)})
        assert fault.code == spec.code
        assert str(int(value)) in str(fault)
        assert fault.hint is not None
    edges = [spec.least, *spec.also, *([spec.most] if spec.most is not None else [])]
    for value in edges:
        assert getattr(request_class(**{name: int(value)}), name) == value


@pytest.mark.parametrize("name", BOUNDED)
@pytest.mark.parametrize("value", ["12", 2.5, True])
def test_what_is_no_whole_number_is_refused(name: str, value: Any) -> None:
    assert "whole number" in str(refused(DrawOptions, **{name: value}))


@pytest.mark.parametrize("name", WORDS)
def test_a_misspelt_word_is_answered_with_the_nearest(name: str) -> None:
    word = WORDS[name].choices[-1]
    assert f"did you mean '{word}'?" in str(refused(DrawOptions, **{name: word + "x"})).lower()


def test_another_vintage_than_the_opened_one_is_refused() -> None:
    from moneygood.baseline.opening import find_scenario, load
    from moneygood.runs.run_plan import run_plan

    with pytest.raises(MoneygoodError, match="not 1999-01"):
        run_plan(load(), find_scenario("baseline"), RunRequest(draws=4, quarters=2, vintage="1999-01"))
