from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from made_paths import make_history, make_paths
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root, read_yaml
from moneygood.core.units import Unit
from moneygood.model.scope import Scope
from moneygood.runs.first_passage.passage import first_passage
from moneygood.runs.first_passage.triggers import read_break, read_breaks, required_variables

SCOPE = Scope(
    variables={
        "infl_core_yoy": Unit.parse("pct/yr"),
        "ffr": Unit.parse("pct/yr"),
        "rate_10y": Unit.parse("pct/yr"),
        "interest_revenue": Unit.parse("pct"),
        "reform": Unit.parse("pct"),
        "term_premium": Unit.parse("pct/yr"),
        "sp500": Unit.parse("index"),
    },
    open_formulas=True,
)

GOOD = """name: stocks
label: Stocks
derived:
  high: {kind: running_peak, of: sp500, quarters: 8}
sides:
  - name: fall
    direction: down
    when:
      - {expression: "sp500 / high", at_most: 0.75, unit: "1"}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_definitions_are_read_in_order() -> None:
    found = read_breaks(SCOPE)
    assert [d.name for d in found] == ["prices", "rates", "debt", "stocks"]
    assert required_variables(found) == tuple(sorted(SCOPE.variables))
    sides = {f"{d.name}.{s.name}": [str(c) for c in s.when] for d in found for s in d.sides}
    assert sides["prices.disinflation"] == ["infl_core_yoy <= 2.25"]
    assert sides["rates.cuts"] == ["ffr - ffr[-4] <= -1.5"]
    assert sides["debt.consolidation"] == ["reform - reform[-4] >= 0.5", "term_premium - premium_norm >= 1"]
    running = {s.name: s.quarters_running for d in found for s in d.sides}
    assert running["reacceleration"] == running["breakout"] == 2


def test_every_source_of_the_shipped_definitions_is_a_reference() -> None:
    keys = {
        line.split("{", 1)[1].split(",", 1)[0].strip()
        for line in (economics_root() / "references.bib").read_text(encoding="utf-8").splitlines()
        if line.startswith("@")
    }
    for path in sorted((economics_root() / "triggers").glob("*.yaml")):
        record = read_yaml(path)
        assert {record["source"], *(s["source"] for s in record["sides"])} <= keys


def test_the_shipped_definitions_break_where_a_reader_says_so() -> None:
    quarters = 8
    calm = {
        "infl_core_yoy": 3.0,
        "ffr": 3.6,
        "rate_10y": 4.4,
        "interest_revenue": 19.0,
        "reform": 0.0,
        "term_premium": 0.6,
        "sp500": 7000.0,
    }
    series = {k: np.full((quarters, 7), v) for k, v in calm.items()}
    series["infl_core_yoy"][3:, 0] = 2.2  # disinflation, second quarter is the fifth
    series["infl_core_yoy"][3, 1] = 4.5  # one quarter is not enough
    series["ffr"][5:, 2] = 2.1  # cut by 150 basis points against four quarters before
    series["rate_10y"][2:4, 3] = 5.6
    series["interest_revenue"][6, 4] = 23.0
    series["reform"][4:, 5] = 0.6  # consolidation needs acts and the premium as well
    series["term_premium"][5:, 5] = 1.7
    series["sp500"][7, 6] = 5250.0
    history = make_history({k: [v] * 40 for k, v in calm.items()})
    result = first_passage(make_paths(series), history, read_breaks(SCOPE))
    found = {k: t.tolist() for k, t in result.side_times.items()}
    assert found["prices.disinflation"] == [5, 0, 0, 0, 0, 0, 0]
    assert found["prices.reacceleration"] == [0] * 7
    assert found["rates.cuts"] == [0, 0, 6, 0, 0, 0, 0]
    assert found["rates.breakout"] == [0, 0, 0, 4, 0, 0, 0]
    assert found["debt.interest"] == [0, 0, 0, 0, 7, 0, 0]
    assert found["debt.consolidation"] == [0, 0, 0, 0, 0, 6, 0]
    assert found["stocks.drawdown"] == [0, 0, 0, 0, 0, 0, 8]


def test_own_definition_with_a_constant(tmp_path: Path) -> None:
    text = GOOD.replace("derived:", "constants:\n  b_fall: {value: 0.5, unit: '1', source: ours}\nderived:")
    text = text.replace('"sp500 / high", at_most: 0.75', '"sp500 / high - b_fall", at_most: 0.0')
    definition = read_break(write(tmp_path, text), SCOPE)
    values = np.array([[60.0], [49.0]])
    result = first_passage(make_paths({"sp500": values}), make_history({"sp500": [100.0]}), [definition])
    assert result.times["stocks"].tolist() == [2]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "at_most: 0.75, ",
            "",
            "A051 .*own.yaml:9: a condition has none of at_least, at_most. Write exactly one of",
        ),
        (
            "at_most: 0.75",
            "at_most: much",
            "A051 .*own.yaml:9: at_most of a condition is 'much', not a number.",
        ),
        ('unit: "1"', "unit: pct", "A051 .*own.yaml:9: the bound is in pct, but sp500 / high is in 1."),
        (
            "direction: down",
            "direction: sideways",
            "A051 .*own.yaml:7: direction of a side is 'sideways'. It is one of up, down.",
        ),
        (
            "kind: running_peak",
            "kind: peak",
            "A051 .*:4: kind of derived series 'high' is 'peak'. It is one of",
        ),
        ("  high:", "  sp500:", "A052 .*: 'sp500' is already the name of something else."),
        (
            "label: Stocks",
            "lable: Stocks",
            "A051 .*own.yaml:2: the break definition has an unknown field 'lable'. Did you mean 'label'?",
        ),
        ("sp500 / high", "sp50 / high", "M001 .*own.yaml:9: unknown variable 'sp50'. Did you mean 'sp500'?"),
        ("sp500 / high", "sp500 / ", "M004 .*own.yaml:9"),
        (
            "    when:\n",
            "    when: []\n    note:\n",
            "A051 .*own.yaml:8: when of a side has no entry. Write 1 or more.",
        ),
        (
            "    direction: down",
            "    direction: down\n    quarters_running: 0",
            "A051 .*own.yaml:8: quarters_running of a side is 0, not a whole number from 1 to 400.",
        ),
    ],
)
def test_a_fault_is_one_line_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(MoneygoodError, match=message.replace("?", r"\?").replace("[-", r"\[-")) as caught:
        read_break(write(tmp_path, GOOD.replace(old, new, 1)), SCOPE)
    assert "\n" not in str(caught.value)


def test_two_definitions_of_one_name_are_an_error(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(MoneygoodError, match="A052: two break definitions are called 'stocks'"):
        read_breaks(SCOPE, tmp_path)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MoneygoodError, match="A051: there is no break definition in"):
        read_breaks(SCOPE, tmp_path)


def test_a_folder_of_the_old_name_is_pointed_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder was called breaks; its texts are not passed over without a word."""
    (tmp_path / "breaks").mkdir()
    monkeypatch.setattr("moneygood.runs.first_passage.triggers.economics_root", lambda: tmp_path)
    with pytest.raises(MoneygoodError, match=r"A051: .*Rename the folder .*breaks to triggers"):
        read_breaks(SCOPE)
