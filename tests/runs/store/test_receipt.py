"""Receipts: a figure that anyone can compute again, and what is said when it does not come out."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moneygood import api
from moneygood.api import stored
from moneygood.core.errors import MoneygoodError

MADE = {"title": "Made", "levers": {"term_premium": 0.5}}


@cache
def result() -> Any:
    return api.run(MADE, draws=40, quarters=8, seed=9)


def receipt(**said: Any) -> dict[str, Any]:
    """The receipt of a figure, with parts said otherwise; a function among them is given the true part."""
    true = stored.receipt_of(result(), "rate_10y", "2027Q4").as_json()
    return {**true, **{k: v(true[k]) if callable(v) else v for k, v in said.items()}}


def but(**said: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda true: {**true, **said}


@pytest.mark.parametrize("statistic", ["median", "mean", "q05", "q95"])
def test_a_receipt_is_the_figure_and_comes_out_the_same(statistic: str, tmp_path: Path) -> None:
    found = stored.receipt_of(result(), "DGS10", "2027Q4", statistic)
    assert (found.variable, found.unit) == ("rate_10y", result().units["rate_10y"])
    row = result().paths.series("rate_10y")[[str(p) for p in result().paths.periods].index("2027Q4")]
    slow = {"mean": np.mean, "median": np.median, "q05": lambda x: np.quantile(x, 0.05),
            "q95": lambda x: np.quantile(x, 0.95)}[statistic]  # fmt: skip
    assert found.value == pytest.approx(float(slow(row.astype(np.float64))), rel=1e-12)
    verdict = stored.verify_receipt(found.write(tmp_path / "r.json"), threads=1)
    assert verdict.same
    assert "same to the bit" in verdict.sentence


def test_a_receipt_of_a_high_and_of_a_difference() -> None:
    odds = stored.receipt_of(result(), "rates", statistic="p_ever")
    assert odds.value == result().first.highs["rates"].p_ever
    base = api.run(draws=40, quarters=8, seed=9)
    gap = stored.receipt_of(result(), "rate_10y", "2027Q4", "difference", against=base)
    at = [str(p) for p in result().paths.periods].index("2027Q4")
    pair = (r.paths.series("rate_10y")[at].astype(np.float64) for r in (result(), base))
    one, other = pair
    assert gap.value == pytest.approx(float((one - other).mean()), rel=1e-12)
    for found in (odds, gap):
        assert stored.verify_receipt(found.as_json()).same


def test_it_needs_no_scenario_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parent.yaml").write_text("title: P\nlevers: {term_premium: 0.25}\n")
    (tmp_path / "child.yaml").write_text("title: C\nextends: parent.yaml\nswitches: {hope: off}\n")
    run = api.run(str(tmp_path / "child.yaml"), draws=10, quarters=4)
    found = stored.receipt_of(run, "rate_10y", "2026Q4").as_json()
    for file in tmp_path.iterdir():
        file.unlink()
    monkeypatch.chdir(tmp_path)
    assert stored.verify_receipt(found).same


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"value": 4.0, "value_hex": (4.0).hex()}, "median rate_10y 2027Q4 is"),
        ({"scenario": 'title: "Made"\nlevers:\n  term_premium: 0.6\n'}, "plan hash"),
        ({"identity": but(model="0" * 64)}, "model hash 000000000000 there"),
        ({"identity": but(code="0" * 64)}, "code hash 000000000000 there"),
        ({"options": but(seed=10)}, "options hash"),
        ({"title": "Another"}, "seal hash"),
    ],
)
def test_what_was_changed_is_named(said: dict[str, Any], words: str) -> None:
    verdict = stored.verify_receipt(receipt(**said))
    assert not verdict.same
    assert words in verdict.sentence


def test_other_code_with_the_same_figure_says_both() -> None:
    """A hash differs, so it is not the same; but the reader hears that the figure is."""
    changed = receipt(identity=but(code="0" * 64))
    verdict = stored.verify_receipt(changed)
    assert not verdict.same
    assert verdict.figures == ()
    assert "come out the same to the bit" in verdict.sentence


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", '{"form": "moneygood receipt 1"}', '"text"', "null"],
)
def test_what_is_no_receipt_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text(content)
    with pytest.raises(MoneygoodError, match=r"R006: "):
        stored.verify_receipt(file)


@pytest.mark.parametrize(
    "said",
    [{"value_hex": "4.0q"}, {"options": {}}, {"options": but(draws=-1)},
     {"value": 3.0}, {"options": None}],
)  # fmt: skip
def test_a_receipt_with_something_wrong_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(MoneygoodError, match=r"(R006|E005)"):
        stored.verify_receipt(receipt(**said))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rate_10", "2027Q4"), "A075"),
        (("rate_10y", "2029Q4"), "A014"),
        (("rate_10y", None), "R006: a median needs a quarter"),
        (
            ("rate_10y", "2027Q4", "medium"),
            "R006: .* 'medium' of this. Did you mean 'median'",
        ),
        (("rate_10y", "2027Q4", "difference"), "R006"),
        (("debts", None, "p_ever"), "R006: there is no high 'debts'. Did you mean 'debt'"),
    ],
)
def test_a_figure_that_is_not_in_the_run_is_one_line(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(MoneygoodError, match=message):
        stored.receipt_of(result(), *arguments)


def test_the_document_is_small_and_exact() -> None:
    document = receipt()
    assert len(json.dumps(document)) < 4000
    assert float.fromhex(document["value_hex"]) == document["value"]
