"""The record as one answer: it says what its document holds, and a stale one never passes for fresh."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from moneygood import api
from moneygood.core.answer import AbstractAnswer
from moneygood.core.errors import MoneygoodError
from moneygood.questions.record import kept
from moneygood.questions.record.answer import RecordAnswer
from moneygood.questions.record.ask import AskRecord, _is_whole
from moneygood.questions.record.chart import chart
from moneygood.questions.record.document import made_from
from moneygood.questions.record.kept import kept_record
from moneygood.questions.record.tables import part_tables
from moneygood.questions.record.words import miss_words, sector_words

HASHES = {"model": "a", "figures": "b", "texts": "c", "code": "d"}


def part(name: str, value: float, of: str = "") -> dict[str, Any]:
    return {"name": name, "label": name.capitalize(), "value": value, "of": of}


def miss(**other: Any) -> dict[str, Any]:
    found = {
        "origin": "2024Q1", "horizon": 4, "variable": "gdp_growth", "label": "GDP growth", "unit": "points",
        "said": 1.0, "sd": 0.5, "came": 2.0, "miss": 1.0, "residual": 1e-15,
        "misses_in_sd": {"gdp_growth": 2.0},
        "drivers": [part("demand", 1.2), part("trade", -0.4), part("abroad", 0.05)],
        "shocks": [
            part("spending", 1.0, "demand"), part("building", 0.2, "demand"), part("imports", -0.4, "trade"),
        ],
        "mechanisms": [part("direct", 0.55), part("wealth", 0.3)],
        "seen": [part("state", 0.15), part("draws", 0.0)],
    }  # fmt: skip
    return {**found, **other}


@pytest.fixture(scope="module")
def played() -> RecordAnswer:
    return api.record("2005Q1", "2005Q1", draws=20, workers=1, parts=("rivals", "odds"))


def test_what_it_says_is_in_its_document(played: RecordAnswer) -> None:
    assert isinstance(played, AbstractAnswer)
    document = json.loads(json.dumps(played.as_json(), allow_nan=False))
    assert document["odds"] is None, "one restart is no frequency"
    assert [s["rival"] for s in document["summaries"]] == [
        "Random walk", "Autoregression", "Minnesota vector autoregression", "Forwards", "Mean of rivals",
    ]  # fmt: skip
    assert {r["variable"] for r in document["rivals"] if r["rival"] == "Forwards"} == {"ffr", "rate_10y"}
    assert f"{played.tied} of {len(document['cells'])} forecasts" in played.lead
    assert document["made_from"] == made_from(api.load())
    assert chart(played)["concat"]


def test_a_part_that_there_is_not_is_refused() -> None:
    with pytest.raises(MoneygoodError, match="no part 'odd'") as fault:
        api.record(parts=("odd",))
    assert fault.value.exit_code == 2
    assert "odds" in (fault.value.hint or "")


def test_only_a_record_asked_by_default_is_kept_for_its_page() -> None:
    assert _is_whole(AskRecord())
    assert _is_whole(AskRecord(workers=1))
    assert not _is_whole(AskRecord(draws=20))
    assert not _is_whole(AskRecord(parts=("odds",)))


def test_the_paragraph_of_a_miss_names_shock_and_mechanism() -> None:
    said = miss_words(miss())
    assert "1.00 ± 0.50 for GDP growth, a year on; 2.00 came, 2.0 standard deviations above" in said
    assert "demand (+1.20 points, above all spending)" in said
    assert "Against that: trade (−0.40 points" in said
    assert "abroad" not in said, "a twentieth of the miss is not told"
    assert "through the mechanism “Wealth” (+0.30 points)" in said
    assert "as seen then (+0.15 points)" in said
    assert "central path" not in said


def test_a_miss_that_no_surprise_made_says_so() -> None:
    found = miss(
        drivers=[], shocks=[], mechanisms=[part("direct", 0.0)], seen=[part("state", 0.9), part("draws", 0.1)]
    )
    assert "No surprise of the time moved it there." in miss_words(found)


def test_each_part_stands_in_a_table_that_adds_up() -> None:
    (table,) = part_tables({"last": [miss()]})
    for kind in ("driver", "mechanism"):
        rows = [r[2] for r in table.rows if r[0] in (kind, "at the start")]
        assert sum(rows) == pytest.approx(1.0)


def test_a_sector_without_figures_is_not_scored() -> None:
    row = {
        "variable": "load",
        "label": "Load",
        "held": False,
        "origin": "2024Q4",
        "median": 2.0,
        "period": "2027Q4",
    }
    (said,) = sector_words([row])
    assert "no figures are held" in said


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    file = tmp_path / "record.json"
    monkeypatch.setattr(kept, "shipped_file", lambda _: file)
    monkeypatch.setattr(kept, "read_cached", lambda _: None)
    monkeypatch.setattr(kept, "made_from", lambda _: HASHES)

    def put(**changed: str) -> None:
        record = {"made_from": {**HASHES, **changed}}
        file.write_text(json.dumps({"record": record, "receipt": {"id": "record-1"}}), encoding="utf-8")

    return put


def test_a_shipped_record_says_what_has_changed_since(shelf) -> None:
    workspace = api.load()
    assert kept_record(workspace) is None
    shelf()
    fresh = kept_record(workspace)
    assert fresh is not None
    assert (fresh.differs, fresh.notice) == ((), "")
    shelf(model="x", code="y")
    stale = kept_record(workspace)
    assert stale is not None
    assert stale.notice.startswith("This record is out of date: the model and the program have changed")
    shelf(code="y")
    older = kept_record(workspace)
    assert older is not None
    assert "The program has changed" in older.notice


def test_a_fresh_record_of_ones_own_comes_before_a_stale_shipped_one(shelf, monkeypatch) -> None:
    shelf(model="x")
    own = json.dumps({"record": {"made_from": HASHES}, "receipt": {"id": "own"}}).encode()
    monkeypatch.setattr(kept, "read_cached", lambda _: own)
    found = kept_record(api.load())
    assert found is not None
    assert found.receipt["id"] == "own"
    monkeypatch.setattr(kept, "read_cached", lambda _: b"{ broken")
    found = kept_record(api.load())
    assert found is not None
    assert found.differs == ("model",)
