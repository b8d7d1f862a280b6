"""FRB/US beside other solvers: the same work, the rule of comparison, words for what is absent."""

from __future__ import annotations

import json
import math
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.__main__ import main
from benchmarks.peers import find as peers
from benchmarks.peers.modelflow_text import modelflow_text
from benchmarks.suite import frbus
from benchmarks.suite.agreement import agreement, largest_terms
from benchmarks.suite.chart import chart

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.data.longbase import read_longbase
from moneygood.engine.foresight.system import System
from moneygood.model.graph import Graph
from moneygood.questions.bench.frbus_work import FrbusFiles, FrbusWork, Work, find_files, read_work
from moneygood.runs.imported.imported_model import ImportedModel

LITTLE = Path(__file__).parents[1] / "runs" / "imported"
sys.path.insert(0, str(LITTLE))
import by_hand  # noqa: E402 - it stands beside the little model

START, QUARTERS = Quarter.of(2008, 1), 8
SHOCK = ("rule_aerr", 1.0)
# A peer made for these tests: it hands over a solution from a file, solved elsewhere by other means.
PEER = """
import numpy, pandas
class Frbus:
    def __init__(self, file, mce=None):
        self.kind = mce or "var"
        self.orig_endo_names = list(numpy.load(HERE + "/names.npy"))
    def init_trac(self, start, end, data):
        return data
    def solve(self, start, end, data, options=None):
        assert data.loc[start, "rule_aerr"] == 1.0, "the shock did not arrive"
        out = data.copy()
        values = numpy.load(HERE + f"/{self.kind}.npy")
        for i, name in enumerate(self.orig_endo_names):
            out.loc[start:end, name] = values[i]
        return out
"""
LOAD = """
import pandas
def load_data(file):
    data = pandas.read_csv(file)
    data.columns = [c.lower() for c in data.columns]
    data.index = pandas.PeriodIndex(data.pop(data.columns[0]).tolist(), freq="Q")
    data["rule_aerr"] = 0.0
    return data
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The small model with a peer whose solutions were found by hand."""
    root = tmp_path_factory.mktemp("frbus")
    shutil.copy(LITTLE / "little.xml", root / "model.xml")
    shutil.copy(LITTLE / "little.txt", root / "LONGBASE.TXT")
    (root / "pyfrbus").mkdir()
    (root / "pyfrbus" / "__init__.py").write_text("")
    (root / "pyfrbus" / "frbus.py").write_text(f"HERE = {str(root)!r}\n{PEER}")
    (root / "pyfrbus" / "load_data.py").write_text(LOAD)
    figures, end = read_longbase(root / "LONGBASE.TXT"), START + (QUARTERS - 1)
    np.save(root / "names.npy", np.array(by_hand.NAMES))
    for kind, forward in (("var", ()), ("all", ("zinf", "zlong", "zfar"))):
        model = ImportedModel.read(root / "model.xml", kind)
        tracked = model.tracking(figures, START, end)
        solved = by_hand.solve(tracked, START, end, forward, {SHOCK[0]: {START: SHOCK[1]}})
        np.save(root / f"{kind}.npy", solved)
    return root


def files_in(folder: Path | None) -> FrbusFiles:
    found = find_files(folder)
    assert found is not None
    return found


def work(*rows: Work) -> FrbusWork:
    return FrbusWork(START, {}, SHOCK, ("2002Q1", "2007Q4"), 1e-6, 1e-15, 1e-7, rows)


def quick(monkeypatch) -> None:
    for name, count in (
        ("STARTS", 1),
        ("WARM", 1),
        ("PEER_WARM", 1),
        ("PEER_WARM_WITH_LEADS", 1),
        ("DRAWS", 16),
    ):
        monkeypatch.setattr(frbus, name, count)


def test_peer_solves_the_same_work_and_agrees(folder, monkeypatch) -> None:
    quick(monkeypatch)
    rows = [Work("warm", "var", QUARTERS, 1e3), Work("warm", "all", QUARTERS, 0.0)]
    rows += [Work("first", "var", QUARTERS, None), Work("memory", "var", QUARTERS, None)]
    rows += [Work("replication", "var", QUARTERS, 1.0)]
    answer = frbus.bench_frbus(files_in(folder), work=work(*rows))
    found = {(r.work.kind, r.work.expectations): r for r in answer.rows_on_frbus}
    for key in (("warm", "var"), ("warm", "all")):
        assert found[key].peer == "pyfrbus"
        apart = found[key].agreement
        assert apart is not None
        assert apart.largest < 1e-7
        assert apart.figures == QUARTERS * len(by_hand.NAMES)
        ratio = found[key].ratio
        assert ratio is not None
        assert found[key].theirs == pytest.approx(ratio * found[key].ours)
    assert found["warm", "var"].met
    assert not found["warm", "all"].met
    assert found["first", "var"].met is None
    assert found["first", "var"].ours > found["warm", "var"].ours
    assert found["memory", "var"].ours > 20
    # the made-up peer knows no bootstrap: its row is left out in words, ours stands
    assert found["replication", "var"].peer is None
    assert 0 < found["replication", "var"].ours < 1
    assert any("pyfrbus" in n and "stochsim" in n for n in answer.notes)
    assert any("ModelFlow is not installed: its rows are left out" in n for n in answer.notes)
    assert "Missed" in answer.reading
    assert "1e-07" in answer.reading
    document = json.loads(json.dumps(answer.as_json()))
    assert {"work", "seconds", "peer_seconds", "ratio", "target", "met", "largest_difference"} <= set(
        document[0]
    )
    assert len(answer.tables[0].rows) == len(answer.rows_on_frbus)
    drawn = chart(answer)
    marks = drawn["data"]["values"]
    assert {v["who"] for v in marks} == {"moneygood", "pyfrbus"}
    assert not any("memory" in v["work"] for v in marks)  # seconds alone


def test_solution_that_differs_is_told(folder, monkeypatch) -> None:
    quick(monkeypatch)
    values = np.load(folder / "var.npy")
    wrong = values.copy()
    wrong[by_hand.NAMES.index("inf"), 3] *= 1.001
    np.save(folder / "var.npy", wrong)
    try:
        answer = frbus.bench_frbus(files_in(folder), work=work(Work("warm", "var", QUARTERS, None)))
    finally:
        np.save(folder / "var.npy", values)
    (row,) = answer.rows_on_frbus
    assert row.agreement is not None
    assert row.agreement.variable == "inf"
    assert row.agreement.largest == pytest.approx(0.001 / 1.001, rel=1e-3)
    assert row.agreement.plainly_above == 1
    assert "NOT within" in answer.reading


def test_without_a_peer_our_rows_stand_alone(folder, tmp_path, monkeypatch) -> None:
    quick(monkeypatch)
    for name in ("model.xml", "LONGBASE.TXT"):
        shutil.copy(folder / name, tmp_path / name)
    answer = frbus.bench_frbus(files_in(tmp_path), work=work(Work("warm", "var", QUARTERS, 1e3)))
    (row,) = answer.rows_on_frbus
    assert (row.peer, row.theirs, row.ratio, row.agreement) == (None, None, None, None)
    assert row.met
    assert "pyfrbus is not installed: its rows are left out" in answer.reading


def test_difference_near_zero_is_relative_to_what_it_is_made_of() -> None:
    """x = a - b of two large numbers is zero but for rounding; y is an ordinary number."""
    g = Graph()
    residuals = (
        g.apply("sub", g.var("a", 0), g.apply("mul", g.const(2.0), g.var("p", 0))),
        g.apply("sub", g.var("x", 0), g.apply("sub", g.var("a", 0), g.var("a", 1))),
    )
    system = System(g, ("a", "x"), residuals, {})
    table = np.zeros((3, 3))
    table[:, system.row["p"]] = 500.0
    table[:, 0] = 1000.0
    np.testing.assert_allclose(largest_terms(system, table, 1, 3), [[1000.0, 1000.0]] * 2)
    other = table[1:3, :2].copy()
    other[0, 1] = 1e-13
    same = agreement(system, table, (1, 3), other, near_zero=1e-6, zero=1e-15, limit=1e-7)
    assert same.largest == pytest.approx(1e-13 / (1e-6 * 1000.0))
    assert same.plainly_above == 1
    tiny = table.copy()
    tiny[1, 1] = 3e-16  # zero in both, whatever their ratio
    other[0, 1] = 1e-16
    assert agreement(system, tiny, (1, 3), other, near_zero=1e-6, zero=1e-15, limit=1e-7).largest == 0.0
    other[1, 0] = 1000.1
    apart = agreement(system, table, (1, 3), other, near_zero=1e-6, zero=1e-15, limit=1e-7)
    assert apart.variable == "a"
    assert apart.largest == pytest.approx(0.1 / 1000.1)
    other[1, 0] = math.nan
    assert agreement(system, table, (1, 3), other, near_zero=1e-6, zero=1e-15, limit=1e-7).largest == math.inf


def test_equations_in_the_language_of_modelflow_hold_at_the_solution() -> None:
    """The text is read again by a few replacements and Python's arithmetic: every line is a fixed point."""
    import re

    model = ImportedModel.read(LITTLE / "little.xml", "all")
    figures, end = read_longbase(LITTLE / "little.txt"), START + (QUARTERS - 1)
    solved = model.solve(model.tracking(figures, START, end), START, end, changes={"rule_aerr": {START: 1.0}})
    panel = solved.figures
    names = {"LOG": math.log, "EXP": math.exp, "ABS": abs, "MIN": min, "MAX": max}
    lines = modelflow_text(model.system()).splitlines()
    assert len(lines) == len(by_hand.NAMES)
    at = panel.column(START) + 3
    for line in lines:
        read = re.fullmatch(r"FRML <> (\w+) = (.*) \$", line)
        assert read, line
        left, right = read.groups()
        python = re.sub(r"([A-Z_]+)\(([-+]\d+)\)", lambda m: f"v('{m[1]}',{int(m[2])})", right)
        python = re.sub(r"(?<!['\w])([A-Z][A-Z_]*)\b(?![('])", r"v('\1',0)", python)
        value = eval(python, {**names, "v": lambda n, k: float(panel.series(n.lower())[at + k])})  # noqa: S307
        assert value == pytest.approx(float(panel.series(left.lower())[at]), rel=1e-9, abs=1e-9)


def test_faulty_requests_are_refused_before_anything_is_measured(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.delenv("MONEYGOOD_FRBUS", raising=False)

    def refused(*words: str) -> str:
        assert main(["frbus", *words]) == 2
        return capsys.readouterr().err

    assert refused().startswith("M040")
    assert refused("--frbus", str(tmp_path)).startswith("M040")
    shutil.copy(LITTLE / "little.xml", tmp_path / "model.xml")
    assert refused("--frbus", str(tmp_path)).startswith("M043")
    shutil.copy(LITTLE / "little.txt", tmp_path / "LONGBASE.TXT")
    for python in (str(tmp_path / "no-python"), str(tmp_path / "model.xml")):
        assert refused("--frbus", str(tmp_path), "--peers", python).startswith("M049")


def test_folder_of_the_published_package_is_understood(folder, tmp_path, monkeypatch) -> None:
    for part, name in (("models", "model.xml"), ("data", "LONGBASE.TXT")):
        (tmp_path / part).mkdir()
        shutil.copy(folder / name, tmp_path / part / name)
    monkeypatch.setenv("MONEYGOOD_FRBUS", str(tmp_path))
    files = files_in(None)
    assert files.model == tmp_path / "models" / "model.xml"
    assert files.package is None
    assert files_in(folder).package == folder


def test_peer_that_dies_or_is_silent_is_a_note_and_no_crash(tmp_path) -> None:
    shutil.copy(LITTLE / "little.xml", tmp_path / "model.xml")
    peer = peers.Peer("pyfrbus", sys.executable, str(tmp_path))
    side = peers.run_peer(peer, {"what": "solve"})
    assert side.figures == {}
    assert side.fault.startswith("failed: ")
    gone = replace(peer, python=str(tmp_path / "none"))
    assert "No such file" in peers.run_peer(gone, {}).fault


def test_targets_are_those_of_the_text() -> None:
    said = read_work()
    assert {w.kind for w in said.rows} == {"warm", "first", "again", "replication", "memory"}
    targets = {(w.kind, w.expectations, w.quarters): w.target for w in said.rows if w.target}
    assert targets["warm", "var", 40] == 0.015
    assert targets["warm", "all", 81] == 0.15
    assert targets["first", "var", 40] == 1.5
    assert targets["replication", "var", 24] == 0.001


@pytest.mark.parametrize(
    ("line", "by"),
    [
        ("kind: warm", "kind: tepid"),
        ("start: 2040Q1", "begin: 2040Q1"),
        ("residuals: 1975Q1..2018Q4", "residuals: 1975Q1"),
        ("quarters: 40, target: 0.015", "quarters: forty"),
    ],
)
def test_text_that_is_not_well_formed_is_refused(tmp_path, line, by) -> None:
    from moneygood.core.texts import economics_root

    text = (economics_root() / "peers" / "frbus.yaml").read_text()
    assert line in text
    file = tmp_path / "frbus.yaml"
    file.write_text(text.replace(line, by, 1))
    with pytest.raises(MoneygoodError, match="A301"):
        read_work(file)
