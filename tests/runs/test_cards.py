"""Cards of the library: odds and results are formed once and then read, and change with the texts."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from moneygood import api
from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.runs import cards


def _no_workspace() -> Workspace:
    raise AssertionError("the cache was not used")


def test_odds_are_those_of_a_run_and_are_read_from_the_cache_the_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path))
    monkeypatch.setattr(cards, "list_scenarios", lambda: ("baseline", "term-premium-shock", "tariffs-stay"))
    first = cards.library_odds(load)
    assert cards.library_odds(_no_workspace) == first
    own = api.run("term-premium-shock", draws=2).plausibility
    assert first["term-premium-shock"].p_value == own.p_value
    assert first["term-premium-shock"].words == own.sentence
    assert first["tariffs-stay"].p == ""
    assert first["tariffs-stay"].grade == "without odds"
    monkeypatch.setattr(cards, "library_hash", lambda: "other texts")
    with pytest.raises(AssertionError, match="the cache was not used"):
        cards.library_odds(_no_workspace)


def test_results_are_kept_by_scenario_and_count_what_is_met(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path))
    monkeypatch.setattr(cards, "DRAWS", 100)
    first = cards.library_results(load, ["term-premium-shock"])["term-premium-shock"]
    assert cards.library_results(_no_workspace, ["term-premium-shock"]) == {"term-premium-shock": first}
    assert len(first.verdicts) == 5
    assert first.met == sum(v.low <= v.found <= v.high for v in first.verdicts)
    assert first.failed_share == 0.0


def test_a_result_in_a_line() -> None:
    row = SimpleNamespace(label="S&P 500", found=-21.4, how="change_percent", unit="%", at="2027Q4")
    assert cards.result_words(row) == "S&P 500 -21% (2027Q4)"
    level = SimpleNamespace(label="10-year yield", found=4.3512, how="value", unit="%", at="2028Q4")
    assert cards.result_words(level) == "10-year yield 4.35% (2028Q4)"
