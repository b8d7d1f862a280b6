"""The chart of `validate`: places in the range, edges, and verdicts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moneygood.questions.validate import chart as chart_of
from moneygood.validation.responses import Verdict
from moneygood.validation.validation import Validation

MET = Verdict("a.b", "wealth effect", "frbus_run", "It rises.", "pct", 2.0, 4.0, 3.5, "met")


def rows(*verdicts: Verdict) -> list[dict[str, object]]:
    return chart_of.chart(Validation(responses=verdicts))["data"]["values"]


def test_a_response_stands_in_half_widths_from_the_middle_of_its_range() -> None:
    assert rows(MET)[0]["place"] == pytest.approx(0.5)
    assert rows(replace(MET, ours=2.0))[0]["place"] == pytest.approx(-1.0)


def test_what_lies_beyond_the_edge_is_marked_there() -> None:
    far, near = rows(replace(MET, ours=-100.0, verdict="missed"), MET)
    assert (far["place"], far["beyond"]) == (-chart_of.REACH, "left")
    assert near["beyond"] == "no"


def test_our_own_expectations_are_not_counted_as_published() -> None:
    own = replace(MET, published=False)
    drawn = chart_of.chart(Validation(responses=(MET, own)))
    assert drawn["title"]["text"].startswith("1 of 1 ")


def test_every_verdict_has_its_colour() -> None:
    scale = chart_of.chart(Validation(responses=(MET,)))["spec"]["layer"][1]["encoding"]["color"]["scale"]
    for verdict in ("met", "missed", "wrong_sign"):
        assert rows(replace(MET, verdict=verdict))[0]["verdict"] in scale["domain"]
