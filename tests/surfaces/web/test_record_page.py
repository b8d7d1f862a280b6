"""The page of the record: what was kept is drawn and said; a stale record says so before its first chart."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from moneygood.questions.record.answer import RecordAnswer
from moneygood.questions.record.kept import KeptRecord
from moneygood.surfaces.web.reading import record_page
from moneygood.surfaces.web.reading.parts import PageWords, count_words
from moneygood.surfaces.web.reading.record_drawings import reliability_svg, replay_svg


def found() -> dict[str, Any]:
    cell = {"variable": "ffr", "label": "Federal funds rate", "horizon_q": 4, "ratio": 0.9}
    rival = {"name": "mean_of_rivals", "rival": "Mean of rivals", "variable": "ffr", "label": cell["label"],
             "horizon": 4, "n": 40, "crps": 0.9, "rival_crps": 1.0, "ratio": 0.9, "se": 0.05, "p": 0.05,
             "calm": 0.95, "rmse": 1.0, "rival_rmse": 1.1}  # fmt: skip
    total = {"name": "mean_of_rivals", "rival": "Mean of rivals", "origins": 40, "cells": 1, "ahead": 1,
             "surely_ahead": 1, "surely_behind": 0, "ratio": 0.9, "calm": 0.95, "points": 0.91}  # fmt: skip
    band = {"value": 0.5, "low": 0.3, "high": 0.7}
    score = {"event": "stocks.drawdown", "label": "25% drawdown", "horizon": 4, "n": 40, "said": 0.2,
             "happened": 0.25, "gap": {"value": -0.05, "low": -0.2, "high": 0.1}, "brier": 0.15,
             "climatology": 0.2, "skill": {"value": 0.25, "low": 0.0, "high": 0.4}}  # fmt: skip
    odds = {"bins": [{"low": 0.4, "high": 0.5, "said": 0.45, "happened": band, "n": 12, "honest": True}],
            "scores": [score], "once_each": 1, "once_each_below_base_rates": 1}  # fmt: skip
    row = {"origin": "2022Q4", "variable": "ai_capex", "label": "Capex", "unit": "usd/yr", "period": "2023Q4",
           "before": 100.0, "median": 120.0, "low80": 90.0, "high80": 150.0, "came": 176.0,
           "percentile": 99.0, "horizon": 4, "held": True}  # fmt: skip
    return {
        "origins": {"first": "2010Q1", "last": "2019Q4", "step": 1, "n": 40}, "draws": 100, "seed": 1,
        "vintage": "2026-11", "ties": 1.02, "benchmarks": {}, "cells": [cell], "rivals": [rival],
        "summaries": [{**total, "name": "forwards", "rival": "Forwards"}, total], "odds": odds, "last": None,
        "revisions": None, "sector": [row], "made_from": {},
    }  # fmt: skip


def kept(*differs: str) -> KeptRecord:
    return KeptRecord(RecordAnswer(found()), {"id": "record-1", "hashes": {"model": "0" * 64}}, differs)


def test_a_record_is_drawn_and_says_what_it_holds() -> None:
    page = record_page.page_of(kept())
    assert [c.key for c in page.charts] == [
        "rivals", "variables", "reliability", "skill", "sector-ai_capex",
    ]  # fmt: skip
    assert page.charts[0].title.startswith("Scores are 10% better than the mean of rivals")
    assert "176 came" in page.charts[-1].title
    assert count_words(page.answer) <= 40
    assert not any(isinstance(p, PageWords) and "date" in p.title for p in page.parts)
    for chart in page.charts:
        ET.fromstring(chart.svg)


@pytest.mark.parametrize(
    ("differs", "said"), [(("model",), "out of date"), (("code",), "program has changed")]
)
def test_a_stale_record_says_so_first_and_under_every_chart(differs: tuple[str, ...], said: str) -> None:
    page = record_page.page_of(kept(*differs))
    first = page.parts[0]
    assert isinstance(first, PageWords)
    assert said in first.paragraphs[0]
    assert said in page.source


def test_without_a_record_the_page_says_how_to_make_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_page, "kept_record", lambda _: None)
    page = record_page.record_page()
    assert "moneygood record" in page.answer
    assert page.parts == ()


def test_drawings_place_odds_and_figures_where_they_belong() -> None:
    """A bin of honest odds lies on the diagonal: as far from the left as from the bottom, in shares."""
    honest = {"said": 0.5, "happened": {"value": 0.5, "low": 0.4, "high": 0.6}, "n": 3, "honest": True}
    root = ET.fromstring(reliability_svg("k", "T", [honest], "S"))
    (dot,) = [e for e in root if e.tag.endswith("circle")]
    (line,) = [e for e in root if e.get("stroke-dasharray")]
    middle = [(float(line.get(f"{a}1") or 0) + float(line.get(f"{a}2") or 0)) / 2 for a in "xy"]
    assert (float(dot.get("cx") or 0), float(dot.get("cy") or 0)) == pytest.approx(middle, abs=0.1)
    rows = found()["sector"]
    svg = replay_svg("k", "T", "u", [], {"2022Q4": rows}, ("#0b5394",), "S")
    assert svg.count("<circle") == 1
