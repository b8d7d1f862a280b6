"""The lab's engine gives what Python gives, for every shipped scenario: fans, first passages, differences.

What Python computes goes through NumPy and the native kernel; the lab's workers run in Node here, three of
them, each with its own draws.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kernel_in_node import ASSETS, NODE
from kinds_of_scenarios import KINDS
from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.core.paths import Paths
from moneygood.engine.simulate import simulate
from moneygood.runs.compare import compare
from moneygood.runs.fan import fan
from moneygood.runs.first_passage.passage import first_passage
from moneygood.runs.first_passage.triggers import read_breaks, required_variables
from moneygood.scenarios.library import BASELINE, find_plan
from moneygood.scenarios.plan import LeverMove, Plan, Spot
from moneygood.scenarios.read import merge_plans
from moneygood.surfaces.web.lab import LabFolder, write_lab

pytestmark = pytest.mark.slow
PROGRAM = Path(__file__).parents[2] / "run_share.mjs"
WORKERS = "3"
VIEWS = ["bands", "first", "differences"]


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load()


@pytest.fixture(scope="module")
def lab(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LabFolder]:
    folder = tmp_path_factory.mktemp("lab")
    return folder, write_lab(workspace, folder)


def answers(folder: Path, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    (folder / "requests.json").write_text(json.dumps(requests))
    how = [str(NODE), "--experimental-default-type=module", str(PROGRAM), str(ASSETS), str(folder), WORKERS]
    subprocess.run(how, check=True, timeout=600)
    return json.loads((folder / "answers.json").read_text())


def native(workspace: Workspace, request: dict[str, Any], keep: list[str]) -> Paths:
    """The paths of a request, as a scenario that extends another: what both name, the request decides."""
    moves = tuple(LeverMove(n, v, None, None, Spot(None)) for n, v in request["levers"].items())
    settled = workspace.settle(merge_plans(find_plan(request["scenario"]), Plan("moved", "", levers=moves)))
    return simulate(
        settled.model, settled.setting, draws=request["draws"], seed=request["seed"], keep=keep,
        backend="compiled", threads=1,
    ).paths  # fmt: skip


def test_answers_are_those_of_python(workspace, lab):
    """Ten requests and more: every scenario that a browser can run, and levers on top of three of them."""
    folder, written = lab
    definitions = read_breaks(workspace.model)
    shown = [*json.loads((folder / model_name(written)).read_text())["first_charts"]]
    shown += [next(iter(workspace.model.exogenous))]
    keep = list(dict.fromkeys([*shown, *required_variables(definitions)]))
    assert written.left_out == {}
    names = list(KINDS)
    lever = {n: 0.2 * x.range[1] for n, x in workspace.levers.items()}
    few = dict(list(lever.items())[::4])
    asked = [{"scenario": n, "levers": {}, "draws": 712, "seed": 1} for n in names]
    own = next(n for n in names if find_plan(n).levers)
    taken_back = {m.lever: 0.5 * k % 1 * m.value for k, m in enumerate(find_plan(own).levers)}
    for name, moved in ((BASELINE, lever), (names[1], few), (own, taken_back | few)):
        asked.append({"scenario": name, "levers": moved, "draws": 1400, "seed": 5})
    asked = [a | {"show": shown, "views": VIEWS} for a in asked]
    for request, got in zip(asked, answers(folder, asked), strict=True):
        assert "fault" not in got, got
        paths = native(workspace, request, keep)
        base = native(workspace, request | {"scenario": BASELINE, "levers": {}}, keep)
        assert got["draws"] == request["draws"]
        assert got["failed"] == int((~paths.ok).sum())
        for name in shown:
            own, want = got["bands"][name], fan(paths, name)
            np.testing.assert_allclose(own["quantiles"], want.quantiles, rtol=1.3e-7)
            np.testing.assert_allclose(own["mean"], want.mean, rtol=1e-9)
            printed = [[f"{x:.4g}" for x in row] for row in own["quantiles"]]
            assert printed == [[f"{x:.4g}" for x in row] for row in want.quantiles]
        passage = first_passage(paths, workspace.history, definitions)
        assert got["first"]["none"] == pytest.approx(passage.none, abs=1e-12)
        for high, risk in passage.highs.items():
            for key in ("p_first", "p_ever", "p_within_4q", "p_within_12q", "median_quarter"):
                assert got["first"]["highs"][high][key] == pytest.approx(getattr(risk, key), abs=1e-12), key
        for side, risk in passage.sides.items():
            high, _, own_side = side.partition(".")
            assert got["first"]["highs"][high]["sides"][own_side]["p_ever"] == pytest.approx(risk.p_ever)
        rows = compare(paths, base, shown).rows
        for name in shown:
            want_rows = [r for r in rows if r.variable == name]
            size = np.abs(fan(base, name).median).max()
            for key, field in (
                ("mean", "difference"),
                ("median", "median"),
                ("low70", "low70"),
                ("high70", "high70"),
            ):
                expected = [getattr(r, field) for r in want_rows]
                np.testing.assert_allclose(
                    got["differences"][name][key], expected, rtol=1e-9, atol=3e-7 * size
                )


def model_name(written: LabFolder) -> str:
    return next(f for f in written.files if f.startswith("model-"))


def test_what_is_wrong_with_a_request_is_said(workspace, lab):
    folder, _ = lab
    asked = [
        {"scenario": "nowhere"},
        {"scenario": BASELINE, "levers": {"nothing": 1}},
        {"scenario": BASELINE, "show": ["constructor"]},
        {"scenario": BASELINE, "draws": 0},
        {"scenario": BASELINE, "draws": 10**9},
        {"scenario": BASELINE, "seed": -1},
        {"scenario": BASELINE, "views": ["everything"]},
        {"scenario": "__proto__"},
        {"scenario": BASELINE, "levers": {next(iter(workspace.levers)): 1e6}},
    ]
    said = [a.get("fault", "") for a in answers(folder, asked)]
    assert said[0] == "there is no scenario nowhere"
    assert said[1] == "there is no lever nothing"
    assert said[2] == "there is no variable constructor"
    assert all("draws cannot be run here" in s for s in said[3:5])
    assert said[5] == "-1 is no seed"
    assert said[6] == "there is no view everything"
    assert said[7] == "there is no scenario __proto__"
    assert f"{next(iter(workspace.levers))} is 1000000, outside" in said[8]


def test_no_seam_between_workers():
    """Any draws by any number of workers are each draw once, in order."""
    code = f"""
        import {{shareOut}} from {(ASSETS / "engine.js").as_uri()!r};
        const out = [];
        for (const d of [1, 8, 31, 64, 256, 712, 1000, 1024, 2000, 5000, 20000])
          for (const w of [1, 2, 3, 4, 8]) out.push([d, w, shareOut(d, w, 1024)]);
        console.log(JSON.stringify(out));
    """
    how = [str(NODE), "--experimental-default-type=module", "--input-type=module", "-e", code]
    found = json.loads(subprocess.run(how, check=True, capture_output=True, text=True).stdout)
    assert len(found) == 55
    for draws, workers, shares in found:
        assert len(shares) <= workers
        numbers = [c * 1024 + d for share in shares for c, low, high in share for d in range(low, high)]
        assert numbers == list(range(draws))
        sizes = [sum(high - low for _, low, high in share) for share in shares]
        assert max(sizes) <= 1.3 * draws / len(shares) + 8
