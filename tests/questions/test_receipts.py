"""Every answer has a receipt, and whoever has it asks again and hears what differs."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import moneygood as mg
from moneygood.api import stored
from moneygood.api.asking import FoundAnswer, found, make_request
from moneygood.core.errors import MoneygoodError
from moneygood.questions import receipts
from moneygood.questions.receipts import read_answer_receipt, verify_answer
from moneygood.questions.registry import QUESTIONS, question

ASKED: dict[str, dict[str, Any]] = {
    "run": {"scenario": "ai-disappoints", "draws": 40, "quarters": 8},
    "first": {"draws": 60, "causes": 0, "quarters": 8},
    "compare": {"scenarios": ["cuts-arrive", "ai-disappoints"], "draws": 40, "quarters": 8},
    "risks": {"draws": 60},
    "why": {"variable": "DGS10", "scenario": "ai-disappoints", "at": "2027Q4"},
    "odds": {"scenarios": "cuts-arrive", "draws": 100, "quarters": 8},
    "rally": {"first": "2022Q4", "last": "2024Q2"},
    "regimes": {"until": "2008Q1"},
    "breakeven": {"target": "debt_ratio[2027Q4] <= 102", "levers": "ai_productivity", "draws": 0},
    "branch": {"draws": 60},
    "loop": {"draws": 0},
    "validate": {"parts": "structure"},
    "claims": {"only": "interest-above-trillion"},
    "foresight": {"scenario": "cuts-arrive", "variables": "rate_10y", "variants": "foresight_yields"},
    "invert": {"scenario": "higher-for-longer"},
}
"""A cheap request of each question; left out are those that take long (backtest, fit, sensitivity, discover,
breaks) and those that need files of others (frbus)."""


def answered(name: str, **changed: Any) -> FoundAnswer:
    one = question(name)
    return found(one, make_request(one, (), ASKED[name] | changed))


@pytest.mark.parametrize("name", ASKED)
def test_a_receipt_that_was_sent_is_computed_again_equal(name: str) -> None:
    receipt = answered(name).receipt
    assert receipt is not None
    sent = json.loads(json.dumps(receipt.as_json()))
    verdict = verify_answer(read_answer_receipt(sent))
    assert verdict.same, verdict.sentence
    assert verdict.equal_answer


def test_a_document_carries_its_receipt_and_a_figure_changed_in_it_shows() -> None:
    document = json.loads(json.dumps(answered("why").document()))
    assert stored.verify_any(document).same
    document["parts"][0]["value"] += 1e-9
    with pytest.raises(MoneygoodError, match="not the one it was made for"):
        read_answer_receipt(document)


def test_rows_carry_the_id_of_their_receipt() -> None:
    one = answered("claims")
    assert one.receipt is not None
    assert [row["receipt"] for row in one.document()] == [one.receipt.id]


@pytest.mark.parametrize("field", ["seed", "draws", "question", "vintage"])
def test_a_receipt_changed_by_hand_is_refused(field: str) -> None:
    receipt = answered("run").receipt
    assert receipt is not None
    with pytest.raises(MoneygoodError, match="changed after it was made"):
        read_answer_receipt(receipt.as_json() | {field: "x"})


@pytest.mark.parametrize("part", receipts.PARTS)
def test_the_hash_that_differs_is_named(part: str) -> None:
    receipt = answered("why").receipt
    assert receipt is not None
    other = replace(receipt, hashes=receipt.hashes | {part: "0" * 64})
    verdict = verify_answer(other)
    assert [line.split(" (")[1].split()[0] for line in verdict.differs] == [part]
    assert verdict.equal_answer == (part != "answer")


def test_what_changes_a_figure_changes_a_hash_and_what_does_not_changes_none() -> None:
    def hashes(**changed: Any) -> dict[str, str]:
        receipt = answered("run", **changed).receipt
        assert receipt is not None
        return receipt.hashes

    own = hashes()
    assert hashes(threads=1, batch=8, keep="ffr") == own
    for changed, part in (({"seed": 2}, "options"), ({"scenario": "cuts-arrive"}, "scenario")):
        other = hashes(**changed)
        assert {p for p in own if own[p] != other[p]} == {part, "answer"}


def test_a_file_of_the_readers_own_travels_in_the_receipt(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("title: Mine\nlevers: {term_premium: 0.5}\n", encoding="utf-8")
    receipt = answered("run", scenario=file).receipt
    file.unlink()
    assert receipt is not None
    assert verify_answer(receipt).same


def test_answers_in_python_know_their_receipts() -> None:
    assert mg.why("rate_10y", "ai-disappoints").receipt.question == "why"
    assert mg.compare("cuts-arrive", draws=20, quarters=4).receipt.draws == 20
    result = mg.run("cuts-arrive", draws=20, quarters=4)
    assert result.whole_receipt is not None
    assert result.whole_receipt.backend == result.run.simulation.backend


def test_every_question_says_whether_it_can_be_asked_again() -> None:
    assert {q.name for q in QUESTIONS if not q.repeatable} == {"bench", "note"}


WATCH = """
import json, sys
opened = set()
sys.addaudithook(lambda e, a: opened.add(a[0]) if e == "open" and isinstance(a[0], str) else None)
from moneygood.core.texts import economics_root
from moneygood.api.asking import make_request
from moneygood.questions.registry import question
asked, root, out = json.loads(sys.argv[1]), str(economics_root()) + "/", {}
from moneygood.baseline.opening import load
load()
for name, values in asked.items():
    opened.clear()
    one = question(name)
    one.answer(make_request(one, (), values))
    out[name] = sorted({f[len(root):].split("/")[0] for f in opened if f.startswith(root)})
print(json.dumps(out))
"""
HASHED = {"equations", "calibration", "policy", "vintages", "scenarios", "references.bib"}
"""What the hashes of model, setting, vintage and scenario are of."""


def test_no_question_reads_a_text_that_its_receipt_does_not_hash() -> None:
    names = {n: v for n, v in ASKED.items() if n != "foresight"}
    said = subprocess.run(
        [sys.executable, "-c", WATCH, json.dumps(names)], capture_output=True, text=True, check=True
    )
    for name, folders in json.loads(said.stdout).items():
        known = {*receipts.ALWAYS_READ, *question(name).reads, *HASHED}
        assert set(folders) <= known, name
