"""The kernel in WebAssembly gives what the native one gives: same seed, same draws, same figures.

The native kernel is another program for another processor, made by other parts of LLVM; it differs in that
it rounds exp and log's inner sums once where WebAssembly rounds twice.
"""

from __future__ import annotations

import dataclasses
import gzip
import math
import random

import numpy as np
import pytest

from kernel_in_node import NodeJob, in_node
from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.engine.sampling.draws import parameter_rows
from moneygood.engine.setting import Hold
from moneygood.engine.simulate import simulate
from moneygood.engine.wasm.image import make_case, parameter_records
from moneygood.engine.wasm.tape import TAPE_OPERATIONS
from moneygood.model.operations import OPERATIONS
from moneygood.scenarios.plan import LeverMove, Plan, Spot, baseline_plan

CELLS = [(0, 0, 1024), (1, 0, 976)]
DRAWS = 2000


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load()


def moved_levers(workspace: Workspace) -> dict[str, float]:
    """A fifth of the range of every lever: parameters, drawn ones among them, add-factors and shocks.

    At a quarter, all at once, one draw of 2,000 has no solution, natively as in the browser.
    """
    return {name: 0.2 * lever.range[1] for name, lever in workspace.levers.items()}


def lever_words(workspace: Workspace) -> dict[str, dict[str, object]]:
    fields = ("acts_on", "target", "profile", "scale", "half_life")
    return {n: {f: getattr(x, f) for f in fields} for n, x in workspace.levers.items()}


def judged(workspace: Workspace) -> frozenset[str]:
    return frozenset(x.target for x in workspace.levers.values() if x.acts_on == "add")


def settled(workspace: Workspace, moved: dict[str, float]):
    moves = tuple(LeverMove(n, v, None, None, Spot(None)) for n, v in moved.items())
    plan = Plan("moved", "Moved", levers=moves)
    return workspace.settle(plan)


def test_figures_are_those_of_the_native_kernel(workspace, tmp_path):
    """With no lever moved and with all of them, at single and at double precision, from kept shocks too."""
    keep = list(workspace.model.variables)
    model, base = workspace.model, workspace.settle(baseline_plan())
    moved = moved_levers(workspace)
    image, case = make_case(model, base.setting, judged=judged(workspace))
    keep = [n for n in keep if n in image.document["rows"]][::7]
    jobs = [
        NodeJob(case, CELLS),
        NodeJob(case, CELLS, moved, keeping=True),
        NodeJob(case, CELLS, moved, keeping=True),
        NodeJob(case, [(0, 0, 96)], moved, exact=True, keeping=True),
        NodeJob(case, [(0, 0, 96)], exact=True, seed=7),
        NodeJob(case, CELLS, moved, keeping=True),
        NodeJob(case, CELLS, keeping=True),
    ]
    found, _ = in_node(tmp_path, image, case, jobs, keep, lever_words(workspace))
    how = {"keep": keep, "backend": "compiled", "threads": 1}
    with_levers = settled(workspace, moved).setting
    for got, setting in ((found[0], base.setting), (found[1], with_levers)):
        native = simulate(model, setting, draws=DRAWS, seed=1, **how).paths.values
        own = np.concatenate(got, axis=2)
        assert np.mean(own == native) >= 0.99999
        np.testing.assert_allclose(own, native, rtol=2.0**-22)  # a neighbour where a figure lies between two
    for a, b in zip(found[1], found[2], strict=True):
        assert np.array_equal(a, b), "shocks that were kept are the shocks that were drawn"
    for kept, alone in ((found[5], found[1]), (found[6], found[0])):
        for a, b in zip(kept, alone, strict=True):
            assert np.array_equal(a, b), "parameters that were kept follow a lever out and back"
    for got, setting, seed in ((found[3], with_levers, 1), (found[4], base.setting, 7)):
        native = simulate(model, setting, draws=96, seed=seed, exact=True, **how).paths.values
        np.testing.assert_allclose(got[0], native, rtol=1e-8, atol=1e-12)


def test_held_paths_are_programs_of_their_own(workspace, tmp_path):
    """A variable held in some quarters: two programs in one module, and a lever on top of the hold."""
    base = workspace.settle(baseline_plan())
    model = workspace.model
    equation = model.behavioural[0]
    path = base.central.series(equation.lhs_variable)
    holds = tuple(Hold(equation.lhs_variable, t, 1.02 * path[t], equation.shock) for t in range(2, 7))
    held = dataclasses.replace(base.setting, holds=holds)
    image, case = make_case(model, held, judged=judged(workspace))
    assert len(image.programs) == 2
    keep = [n for n in model.variables if n in image.document["rows"]][::11]
    if equation.lhs_variable not in keep:
        keep.append(equation.lhs_variable)
    moved = dict(list(moved_levers(workspace).items())[::3])
    jobs = [NodeJob(case, [(2, 100, 612)]), NodeJob(case, [(2, 100, 612)], moved)]
    found, _ = in_node(tmp_path, image, case, jobs, keep, lever_words(workspace))
    on_top = dataclasses.replace(settled(workspace, moved).setting, holds=holds)
    for (got,), setting in zip(found, (held, on_top), strict=True):
        native = simulate(
            model, setting, draws=512, first_draw=2148, seed=1, keep=keep, backend="compiled", threads=1
        ).paths.values
        assert np.mean(got == native) >= 0.99999
        np.testing.assert_allclose(got, native, rtol=2.0**-22)
        held_row = got[keep.index(equation.lhs_variable)]
        np.testing.assert_allclose(held_row[2:7], np.outer(1.02 * path[2:7], np.ones(512)), rtol=1e-6)


def test_identities_can_be_checked_and_change_no_figure(workspace, tmp_path):
    base = workspace.settle(baseline_plan()).setting
    whole, case = make_case(workspace.model, base)
    short, _ = make_case(workspace.model, base, audits=False)
    assert len(whole.module) > len(short.module)
    keep = list(short.document["rows"])[::13]
    both = []
    for image in (short, whole):
        found, _ = in_node(tmp_path, image, case, [NodeJob(case, [(0, 0, 64)], exact=True)], keep)
        both.append(found[0][0])
    assert np.array_equal(*both), "a check changes no figure"


def test_module_is_small_and_kept(workspace, monkeypatch):
    """70 KB go over the line; a module that was made before is read, not made."""
    base = workspace.settle(baseline_plan()).setting
    image, _ = make_case(workspace.model, base)
    assert len(gzip.compress(image.module)) < 130_000
    monkeypatch.setattr("moneygood.engine.wasm.module._object", lambda texts: pytest.fail("compiled again"))
    again, _ = make_case(workspace.model, base)
    assert again.module == image.module
    assert again.key == image.key


def test_drawn_parameters_are_those_of_the_engine(workspace, tmp_path):
    """Normal with a range so narrow that most draws are drawn again, lognormal, and uniform."""
    base = workspace.settle(baseline_plan()).setting
    image, case = make_case(workspace.model, base)
    first = next(p for p in workspace.model.parameters.values() if p.draw)
    records = [
        dataclasses.replace(first, name=name, value=value, se=se, draw=draw, range=span, together=pairs)
        for name, value, se, draw, span, pairs in (
            ("a", 1.0, 0.5, "normal", (0.9, 1.3), (("b", -0.4),)),
            ("b", 2.0, 0.4, "lognormal", (0.5, 9.0), ()),
            ("c", 0.0, None, "uniform", (-1.0, 3.0), ()),
            ("d", 1.0, 0.3, "normal", (0.8, 1.4), (("a", 0.3), ("b", 0.2))),
        )
    ]
    words = parameter_records(records)
    more = [f"rest{i}" for i in range(len(image.document["drawn"]) - 4)]
    rows = {"b": 0, "c": 1, "a": 2, "d": 3} | {n: 4 + i for i, n in enumerate(more)}
    doc = image.document | {"records": words, "drawn": rows}
    changed = dataclasses.replace(image, document=doc)
    centres = {"a": 1.35, "b": 2.5, "c": 0.5, "d": 1.1}
    case = dataclasses.replace(case, parameters=case.parameters | dict.fromkeys(more, 0.0) | centres)
    keep = list(image.document["rows"])[:1]
    job = NodeJob(case, [(3, 0, 8)], seed=2**53 - 1, table=True)
    found, _ = in_node(tmp_path, changed, case, [job], keep)
    table = found[0][1]
    expected = parameter_rows(records, [centres[p.name] for p in records], 2**53 - 1, 3)
    np.testing.assert_allclose(table[[2, 0, 1, 3]], expected, rtol=1e-14)
    assert (expected[0] == 1.35).sum() < 1024


def test_operations_are_those_of_the_table(workspace, tmp_path):
    base = workspace.settle(baseline_plan()).setting
    image, case = make_case(workspace.model, base)
    chance = random.Random(3)
    asked = []
    for name in sorted(TAPE_OPERATIONS - {"copy"}):
        for _ in range(20):
            asked.append([name, *(chance.uniform(0.1, 3.0) for _ in range(OPERATIONS[name].arity))])
    job = NodeJob(case, [(0, 0, 8)])
    _, said = in_node(tmp_path, image, case, [job], list(image.document["rows"])[:1], operations=asked)
    assert said["supported"]
    assert set(said["names"]) == TAPE_OPERATIONS
    for (name, *given), got in zip(asked, said["operations"], strict=True):
        assert math.isclose(got, OPERATIONS[name].number(*given), rel_tol=1e-15), name


def test_shocks_that_only_a_table_gives_are_refused(small):
    model = small.build(
        "[y] 'Output' source: ours\ny ~ 0.5 * y[-1]\n".replace("'", '"'), {"y": "1"}, {}, {"eps_y": 0.1},
        extra_shocks="distribution: {kind: student_t, df: 5.5, source: ours}",
    )  # fmt: skip
    with pytest.raises(MoneygoodError, match="E023"):
        make_case(model, small.start(model, 4, {"y": 1.0}))
