"""The lab's replies: what makes one is in its receipt, and whoever changes a figure is found out."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from moneygood.api.lab_replies import lab_reply, verify_lab, with_levers
from moneygood.api.stored import verify_any
from moneygood.baseline.opening import find_scenario
from moneygood.core.errors import MoneygoodError
from moneygood.runs.run import RunRequest

LEVERS = {"term_premium": 0.3}


@pytest.fixture(scope="module")
def reply() -> dict[str, Any]:
    plan = find_scenario(with_levers("foreign-strike", LEVERS))
    request = RunRequest(draws=64, seed=3, quarters=44, keep=("rate_10y",))
    asked = {"scenario": "foreign-strike", "levers": LEVERS}
    found = lab_reply(plan, request, ("bands", "first", "differences"), ("rate_10y",), asked)
    return json.loads(json.dumps(found))


def changed(reply: dict[str, Any], *path: Any, by: float = 0.0, to: Any = None) -> dict[str, Any]:
    out = copy.deepcopy(reply)
    at: Any = out
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to if to is not None else at[path[-1]] + by
    return out


def test_a_reply_comes_out_equal_from_its_file(reply: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "lab.json"
    file.write_text(json.dumps(reply))
    verdict = verify_any(file)
    assert verdict.same
    assert "come out equal" in verdict.sentence
    bands = len(reply["bands"]["rate_10y"]["quantiles"]) + 1 + 3
    assert verdict.as_json()["figures"] == 44 * bands + 2 * len(reply["first"]["highs"])


def test_what_was_changed_is_named(reply: dict[str, Any]) -> None:
    cases = [
        (changed(reply, "bands", "rate_10y", "quantiles", 3, 5, by=1e-4), "the fan of rate_10y"),
        (changed(reply, "differences", "rate_10y", "median", 9, by=1e-4), "the differences of rate_10y"),
        (changed(reply, "first", "highs", "rates", "p_first", by=1 / 64), "the odds of rates"),
        (changed(reply, "receipt", "hashes", "model", to="0" * 64), "the model"),
        (changed(reply, "receipt", "asked", "levers", to={"term_premium": 0.31}), "the fan of rate_10y"),
    ]
    for document, said in cases:
        verdict = verify_lab(document)
        assert not verdict.same
        assert any(d.startswith(said) for d in verdict.differs), (said, verdict.sentence)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("receipt", "asked"), {"scenario": "baseline"}),
        (("receipt", "asked", "scenario"), 3),
        (("receipt", "hashes"), {}),
        (("bands",), 7),
    ],
)
def test_what_is_no_receipt_is_one_line(reply: dict[str, Any], path: tuple[str, ...], to: Any) -> None:
    """C-26: R006, whatever is missing in it."""
    with pytest.raises(MoneygoodError) as caught:
        verify_lab(changed(reply, *path, to=to))
    assert caught.value.code == "R006"
