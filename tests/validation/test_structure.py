from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.validation.structure import correlation_where, read_structure, structure_findings

FILE = economics_root() / "claims" / "structure" / "baseline.yaml"


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load()


def test_every_limit_names_a_source_and_the_shipped_calibration_keeps_those_without_draws(
    workspace: Workspace,
) -> None:
    text = read_structure()
    bib = (economics_root() / "references.bib").read_text(encoding="utf-8")
    assert all(f"{{{c.source}," in bib for c in text.checks)
    assert {c.kind for c in text.checks} == {
        "tracking", "guards", "failed", "share", "fall", "below", "drift", "spread", "together", "cycle"
    }  # fmt: skip
    fixed = replace(text, checks=tuple(c for c in text.checks if c.kind in ("tracking", "drift")))
    findings = structure_findings(workspace, fixed)
    assert [f.check.id for f in findings if not f.met] == []
    assert all(f.mc_error is None for f in findings)


def test_figures_on_paths_are_those_of_the_paths_themselves(workspace: Workspace) -> None:
    from moneygood.engine.simulate import simulate
    from moneygood.scenarios.plan import baseline_plan

    text = read_structure()
    wanted = ("doubt", "crash_odds", "lower_bound", "failed")
    few = replace(text, draws=200, quarters=44, checks=tuple(c for c in text.checks if c.id in wanted))
    found = {f.check.id: f for f in structure_findings(workspace, few, seed=3)}
    settled = workspace.settle(baseline_plan(), 44)
    run = simulate(settled.model, settled.setting, draws=200, seed=3, keep=("sp500", "ffr", "regime_doubt"))
    assert found["failed"].ours == 100 * run.paths.failed_share
    sp500 = run.paths.series("sp500")
    crashes = 0
    for path in sp500.T:
        peak, worst = path[0], 0.0
        for level in path:
            peak = max(peak, level)
            worst = max(worst, 1 - level / peak)
        crashes += worst >= 0.5
    assert found["crash_odds"].ours == pytest.approx(100 * crashes / 200)
    assert found["lower_bound"].ours == pytest.approx(100 * np.mean(run.paths.series("ffr")[16:] < 0.25))
    shares = 100 * run.paths.series("regime_doubt").mean(axis=0)
    assert found["doubt"].ours == pytest.approx(shares.mean())
    assert found["doubt"].mc_error == pytest.approx(shares.std(ddof=1) / np.sqrt(200))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("kind: guards", "kind: gards", "kind of the check guards is 'gards'. Did you mean 'guards'"),
        ("low: 0, high: 25", "low: 26, high: 25", "the check guards runs from low 26 to high 25"),
        ("size: 50, ", "", "the check crash_odds lacks the field 'size', which kind: fall needs"),
        ("periods: q1..q44", "periods: soon", "periods of the check doubt is 'soon'"),
        (
            "variable: regime_doubt",
            "varable: regime_doubt",
            "an unknown field 'varable'. Did you mean 'variable'",
        ),
        ("checks:", "cheks:", "the text of structure has an unknown field 'cheks'. Did you mean 'checks'"),
    ],
)
def test_a_faulty_structure_check_is_one_clear_line(tmp_path: Path, old: str, new: str, what: str) -> None:
    content = FILE.read_text(encoding="utf-8")
    assert old in content
    path = tmp_path / "structure.yaml"
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MoneygoodError, match=f"A671 .*{what}"):
        read_structure(path)


def test_correlation_is_that_of_the_cells_asked_for_only() -> None:
    rng = np.random.default_rng(4)
    a, noise = rng.normal(size=(2, 50, 40))
    use = rng.random((50, 40)) < 0.3
    b = np.where(use, 0.6 * a + 0.8 * noise, -a)
    mine, theirs = [], []
    for i in range(50):
        for j in range(40):
            if use[i, j]:
                mine.append(a[i, j])
                theirs.append(b[i, j])
    assert correlation_where(a, b, use) == pytest.approx(np.corrcoef(mine, theirs)[0, 1])
    assert correlation_where(a, b, ~use) == pytest.approx(-1.0)
    assert np.isnan(correlation_where(a, b, np.zeros_like(use)))


def test_shares_and_bonds_part_while_inflation_is_low_and_fall_together_after_it_was_high(
    workspace: Workspace,
) -> None:
    text = read_structure()
    few = replace(text, quarters=44, checks=tuple(c for c in text.checks if c.kind == "together"))
    calm, high = structure_findings(workspace, few, seed=5)
    assert calm.ours < -3 * (calm.mc_error or 0)
    assert high.ours > 3 * (high.mc_error or 0)
    assert calm.met
    assert high.met


def test_check_of_what_moves_together_needs_its_other_variables(tmp_path: Path) -> None:
    entry = "{id: x, kind: together, statement: s, unit: '1', low: 0, high: 1, source: ours, variable: gap}"
    path = tmp_path / "baseline.yaml"
    path.write_text(f"draws: 10\nquarters: 8\nchecks:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(MoneygoodError) as fault:
        read_structure(path)
    assert fault.value.code == "A671"
    assert "against" in str(fault.value)
