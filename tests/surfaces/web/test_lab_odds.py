"""How unlikely a scenario is with levers moved: what the browser says is what `moneygood run` says."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from kernel_in_node import ASSETS, NODE
from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.runs.imposed import imposed_plausibility
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.plan import Plan
from moneygood.surfaces.web.lab_model import _lever, _own_levers
from moneygood.surfaces.web.lab_odds import scenario_odds, spreads

PROGRAM = """
const { plausibility, chiSquareTail, erfc } = await import("ENGINE/plausibility.js");
const { model, cases, tails, errors } = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify({
  found: cases.map(([name, levers]) => plausibility(model, name, levers)),
  tails: tails.map(([x, n]) => chiSquareTail(x, n)), errors: errors.map(erfc),
}));
"""
CASES = [
    ("baseline", {}),
    ("baseline", {"term_premium": 0.5, "cost_pressure": 1.0, "neutral_rate": 0.4, "deficit_lasting": 1.0}),
    ("baseline", {"deficit_lasting": 1.0}),
    ("energy-limit", {"term_premium": 0.1}),
    ("foreign-strike", {"term_premium": -0.4}),
    ("ai-disappoints", {"neutral_rate": 0.5}),
    ("stress-test-severely-adverse", {"term_premium": 0.5}),
]


def in_node(sent: dict[str, Any]) -> dict[str, Any]:
    assert NODE is not None
    code = PROGRAM.replace("ENGINE", ASSETS.as_uri())
    how = [NODE, "--experimental-default-type=module", "--input-type=module", "-e", code]
    done = subprocess.run(how, input=json.dumps(sent), check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def moved(workspace: Workspace, name: str, levers: dict[str, float]) -> Plan:
    """The scenario with levers in the place of its own, as a file that extends it."""
    from moneygood.baseline.opening import find_scenario

    return find_scenario({"title": name, "extends": name, "levers": levers}) if levers else find_plan(name)


def test_the_browser_says_what_the_command_line_says() -> None:
    from scipy.special import erfc
    from scipy.stats import chi2

    workspace = load()
    names = list(dict.fromkeys(name for name, _ in CASES))
    assert {n for _, levers in CASES for n in levers} <= set(workspace.levers)
    scenarios = {
        n: {
            "levers": _own_levers(find_plan(n), workspace.levers),
            "odds": scenario_odds(find_plan(n), workspace.settle(find_plan(n)), workspace.levers),
        }
        for n in names
    }
    tails = [(x, n) for n in (1, 2, 7, 46, 301) for x in (0.01 * n, n, 2.5 * n)]
    errors = [-1.0, 0.0, 0.3, 2.4, 2.6, 5.0]
    model = {
        "periods": [str(q) for q in workspace.periods(44)],
        "spreads": spreads(workspace.model, workspace.levers),
        "levers": {n: _lever(x, workspace.model) for n, x in workspace.levers.items()},
        "scenarios": scenarios,
    }
    said = in_node({"model": model, "cases": CASES, "tails": tails, "errors": errors})
    for (name, levers), there in zip(CASES, said["found"], strict=True):
        if levers and scenarios[name]["odds"]["imposed"] is None:
            assert there is None, name  # its held paths would take other shocks
            continue
        plan = moved(workspace, name, levers)
        here = imposed_plausibility(workspace.settle(plan), plan, workspace.levers)
        assert (there["sentence"], there["grade"]) == (here.sentence, here.grade)
        assert there["p_value"] == pytest.approx(here.p_value, rel=1e-8)
        assert tuple(there["choices"]) == here.choices
    assert said["found"][-1] is None
    assert any("goes one way" in there["sentence"] for there in said["found"][:-1] if there)
    assert said["tails"] == pytest.approx([chi2.sf(x, n) for x, n in tails], rel=1e-10)
    assert said["errors"] == pytest.approx([erfc(x) for x in errors], rel=1e-12)
