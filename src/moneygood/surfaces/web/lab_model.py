"""The model as the lab reads it: modules, scenarios, levers, variables, triggers, as plain values."""

from __future__ import annotations

import hashlib
import math
import pickle
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.api.lab_replies import lab_hashes
from moneygood.baseline.settle import Settled
from moneygood.charts.data import unit_words
from moneygood.charts.lab_text import read_lab_text
from moneygood.charts.recessions import read_recessions
from moneygood.core.cache import read_cached, write_cached
from moneygood.core.code_version import ROOMS, code_hash
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root, text_hash
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.wasm.image import KernelCase, KernelImage, make_case
from moneygood.model.names import names_of
from moneygood.runs.first_passage.triggers import BreakDefinition, read_breaks, required_variables
from moneygood.scenarios.guard import convert_unit
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.library import BASELINE, find_plan, list_scenarios
from moneygood.scenarios.plan import Plan
from moneygood.surfaces.web.lab_odds import scenario_odds, spreads
from moneygood.surfaces.web.lab_triggers import trigger_words

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.model.model import Model

PAST = 24
"""Quarters of history that charts can show."""
MOST_DRAWS = 20_000
UNREAD = ("vintages", "claims", "realtime", "backtest", "projections", "blocks")
"""Folders of ``economics/`` that the lab does not read; the vintage's own hash stands for its figures."""
FIXED = (
    "This scenario meets a path on average or keeps a range, and what it takes would change with a lever: "
    "run it with levers on the command line"
)


@dataclass(frozen=True)
class LabModel:
    """`document` as the page reads it, `files` (modules and tables) by name, and the `left_out` scenarios."""

    document: dict[str, Any]
    files: dict[str, bytes]
    left_out: dict[str, str]


def build_lab(workspace: Workspace) -> LabModel:
    """The shipped scenarios of a workspace, each settled, and the modules that run them.

    Scenarios share a module where their programs are the same. One that a browser cannot run is named with
    the reason and is left out. Takes a second a scenario and three a new program; what was made before of the
    same texts, figures and code is found again in a moment.
    """
    name = f"lab-{_made_from(workspace)}"
    kept = read_cached(name)
    if kept is not None:
        try:
            found = pickle.loads(zlib.decompress(kept))
        except Exception:  # kept by another version, or damaged: made again
            found = None
        if isinstance(found, LabModel):
            return found
    made = _build(workspace)
    write_cached(name, zlib.compress(pickle.dumps(made), 6), keep=2)
    return made


def _made_from(workspace: Workspace) -> str:
    """A hash of all that decides the lab: texts, figures, the code that makes it, and LLVM."""
    import llvmlite

    root = economics_root()
    texts = sorted(f for f in root.rglob("*") if f.is_file() and f.relative_to(root).parts[0] not in UNREAD)
    own = [
        Path(__file__),
        Path(__file__).with_name("lab_triggers.py"),
        Path(__file__).with_name("lab_odds.py"),
    ]
    said = [code_hash((*ROOMS, "charts")), text_hash(texts), text_hash(own), llvmlite.__version__]
    said += [workspace.model.hash, workspace.vintage.hash]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]


def _build(workspace: Workspace) -> LabModel:
    plans = {name: find_plan(name) for name in list_scenarios()}
    settled: dict[str, Settled] = {}
    left_out: dict[str, str] = {}
    for name, plan in plans.items():
        try:
            settled[name] = workspace.settle(plan)
        except MoneygoodError as fault:
            left_out[name] = fault.message
    judged = _judged(workspace, settled)
    modules: dict[str, tuple[int, KernelImage, KernelCase]] = {}
    scenarios: dict[str, Any] = {}
    for name in sorted(settled, key=lambda n: n != BASELINE):
        own = settled[name]
        try:
            image, case = make_case(own.model, own.setting, judged=judged & _labels(own.model))
        except MoneygoodError as fault:
            left_out[name] = fault.message
            continue
        number, first, base = modules.setdefault(_same(image), (len(modules), image, case))
        drawn = [r["name"] for r in first.document["records"]]
        words = {"module": number, "case": case.changes_from(base, drawn)}
        scenarios[name] = _scenario(plans[name], own, settled[BASELINE], workspace.levers) | words
    files: dict[str, bytes] = {}
    documents = []
    for _, image, _ in modules.values():
        wasm, tables = f"kernel-{image.key}.wasm", f"tables-{image.key}.bin"
        files |= {wasm: image.module, tables: image.tables}
        documents.append({"wasm": wasm, "tables": tables, "doc": image.document})
    whole = _texts(workspace, settled[BASELINE]) | {
        "modules": documents,
        "scenarios": {n: scenarios[n] for n in plans if n in scenarios},
        "left_out": left_out,
    }
    return LabModel(whole, files, left_out)


def _same(image: KernelImage) -> str:
    """What two settings have in common that can share a module and its memory."""
    places = repr(sorted(image.document["place"].items()))
    return hashlib.sha256(image.module + places.encode()).hexdigest()


def _judged(workspace: Workspace, settled: dict[str, Settled]) -> frozenset[str]:
    """The equations whose add-factors levers move or scenarios set: they stay in every program."""
    found = {x.target for x in workspace.levers.values() if x.acts_on == "add"}
    for own in settled.values():
        moved = np.any(own.setting.adds != 0.0, axis=1)
        found |= {e.label for e, m in zip(own.model.behavioural, moved, strict=True) if m}
    return frozenset(found)


def _labels(model: Model) -> frozenset[str]:
    return frozenset(e.label for e in model.behavioural)


def _own_levers(plan: Plan, levers: Mapping[str, Lever]) -> dict[str, float]:
    """Where a plan has the levers that it moves over the whole run, in their own units."""
    out = {}
    for move in plan.levers:
        if move.periods is None:
            lever = levers[move.lever]
            out[move.lever] = move.value * convert_unit(move.unit, lever.unit, lever.name, move.spot)
    return out


def _scenario(plan: Plan, own: Settled, base: Settled, levers: Mapping[str, Lever]) -> dict[str, Any]:
    """Words, the levers that it moves (`dated` ones in some quarters only), and the exogenous paths that are
    not the baseline's."""
    exact = all(c.exact or c.residual is None for c in own.plan.conditions) and not own.plan.ranges
    paths = {}
    for i, name in enumerate(own.model.variables):
        row = own.setting.exogenous[i]
        if own.model is base.model and not np.array_equal(row, base.setting.exogenous[i], equal_nan=True):
            paths[name] = row.tolist()
    return {
        "title": plan.title, "question": plan.question, "narrative": plan.narrative.strip(),
        "levers": _own_levers(plan, levers), "dated": [m.lever for m in plan.levers if m.periods is not None],
        "exogenous": paths, "fixed": "" if exact else FIXED,
        "odds": scenario_odds(plan, own, levers),
        "imposes": [f"{e.kind}: {_name(e.name, own.model, levers)}" for e in own.plan.entries],
    }  # fmt: skip


def _name(name: str, model: Model, levers: Mapping[str, Lever]) -> str:
    """What something that a plan names is called."""
    if name in levers:
        return levers[name].label
    return model.variables[name].label if name in model.variables else name


def _texts(workspace: Workspace, base: Settled) -> dict[str, Any]:
    """Everything but programs and scenarios."""
    model, history = workspace.model, workspace.history
    definitions = read_breaks(model)
    lab = read_lab_text(names_of(model))
    last = history.periods.index(workspace.start - 1) + 1
    first = max(0, last - PAST)
    past = history.values[:, first:last]
    exogenous = {
        n: row.tolist()
        for n, row in zip(model.variables, base.setting.exogenous, strict=True)
        if np.isfinite(row).all()
    }
    return {
        "hash": model.hash, "vintage": workspace.vintage.name, "hashes": lab_hashes(workspace),
        "baseline": BASELINE, "cell": CELL, "most_draws": MOST_DRAWS,
        "periods": [str(q) for q in base.setting.periods],
        "variables": {
            n: {"label": v.label, "unit": unit_words(str(v.unit)), "aliases": list(v.aliases)}
            for n, v in model.variables.items()
        },
        "levers": {n: _lever(x, model) for n, x in workspace.levers.items()},
        "groups": _groups(lab.groups, workspace.levers.values()),
        "first_charts": list(lab.charts), "tiles": list(lab.tiles), "tile_quarter": lab.tile_quarters - 1,
        "exogenous": exogenous, "spreads": spreads(model, workspace.levers),
        "history": {
            "periods": [str(q) for q in history.periods[first:last]],
            "values": {n: [_short(x) for x in row] for n, row in zip(model.variables, past, strict=True)},
        },
        "recessions": [list(r) for r in read_recessions()],
        "triggers": _triggers(workspace, definitions),
    }  # fmt: skip


def _triggers(workspace: Workspace, definitions: Sequence[BreakDefinition]) -> dict[str, Any]:
    return trigger_words(definitions, required_variables(definitions), workspace.history, workspace.start)


def _lever(lever: Lever, model: Model) -> dict[str, Any]:
    """A lever with the marks on its track: `ordinary` is one standard deviation of what it moves, `stress`
    three (a parameter's standard error in the place of the deviation), None where the model has none."""
    if lever.acts_on == "parameter":
        spread = model.parameters[lever.target].se
    else:
        name = lever.target if lever.acts_on == "shock" else f"eps_{lever.target}"
        spread = model.shocks[name].sd if name in model.shocks else None
    ordinary = abs(spread / lever.scale) if spread and lever.scale else None
    return {
        "label": lever.label, "unit": unit_words(str(lever.unit)), "range": list(lever.range),
        "acts_on": lever.acts_on, "target": lever.target, "profile": lever.profile, "scale": lever.scale,
        "half_life": lever.half_life, "sector": lever.sector, "note": lever.note, "source": lever.source,
        "ordinary": ordinary, "stress": None if ordinary is None else 3 * ordinary,
    }  # fmt: skip


def _groups(groups: Sequence[tuple[str, tuple[str, ...]]], levers: Any) -> list[dict[str, Any]]:
    """Headings with the names of their levers; levers of a sector that no group names come last."""
    rest = {x.name: x.sector for x in levers}
    out = []
    for title, sectors in groups:
        mine = [n for n, s in rest.items() if s in sectors]
        rest = {n: s for n, s in rest.items() if n not in mine}
        if mine:
            out.append({"title": title, "levers": mine})
    return [*out, {"title": "Other", "levers": list(rest)}] if rest else out


def _short(x: float) -> float | None:
    """A figure of history for a chart, to nine digits."""
    return float(f"{x:.9g}") if math.isfinite(x) else None
