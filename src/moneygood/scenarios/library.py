"""The scenarios that ship, and how a name or a path finds its plan."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.texts import economics_root, is_file
from moneygood.scenarios.plan import BASELINE, WORDS, Plan, baseline_plan


def scenario_folder(root: Path | None = None) -> Path:
    """The folder of the shipped scenarios."""
    return (root or economics_root()) / "scenarios"


def list_scenarios(root: Path | None = None) -> tuple[str, ...]:
    """The names of the shipped scenarios, the baseline first."""
    names = sorted(p.stem for p in scenario_folder(root).glob("*.yaml"))
    return (BASELINE, *(n for n in names if n != BASELINE))


def find_plan(name: str, root: Path | None = None) -> Plan:
    """The plan of a shipped scenario's name or of a file's path, with all that it extends; S005, S018.

    The baseline gives the plan that imposes nothing: its judgement is part of the baseline's own solution.
    """
    return _find(name, root, ())


def read_baseline(root: Path | None = None) -> Plan:
    """The baseline's own judgement, from ``scenarios/baseline.yaml`` (nothing when there is no such file)."""
    from moneygood.scenarios.read import read_plan_file  # names are listed without a reader of what they name

    path = scenario_folder(root) / f"{BASELINE}.yaml"
    return read_plan_file(path, name=BASELINE) if path.is_file() else baseline_plan()


def _find(name: str, root: Path | None, seen: tuple[Path, ...]) -> Plan:
    if name == BASELINE:
        return _bare_baseline(root)
    path = _path_of(name, root, seen[-1].parent if seen else None)
    if path in seen:
        chain = " -> ".join(p.stem for p in (*seen[seen.index(path) :], path))
        raise MoneygoodError("S018", f"the scenario extends itself: {chain}", None, "Extend baseline instead")
    from moneygood.scenarios.read import read_plan_file

    return read_plan_file(path, lambda parent: _find(parent, root, (*seen, path)))


def _bare_baseline(root: Path | None) -> Plan:
    own = read_baseline(root)
    return replace(baseline_plan(), **{name: getattr(own, name) for name in WORDS if name != "chain"})


def _path_of(name: str, root: Path | None, beside: Path | None) -> Path:
    """The file of a name; a path is looked for `beside` the child first, then in the working folder."""
    shipped = scenario_folder(root) / f"{name}.yaml"
    looks_like_path = "/" in name or "\\" in name or name.endswith((".yaml", ".yml"))
    if not looks_like_path:
        if is_file(shipped):
            return shipped.resolve()
        known = list_scenarios(root)
        hint = did_you_mean(name, known) or "`moneygood scenario list` shows those that ship"
        raise MoneygoodError("S005", f"there is no scenario {name!r}", None, hint)
    path = Path(name)
    if beside is not None and is_file(beside / name):
        path = beside / name
    if os.path.isdir(path):
        raise MoneygoodError("S005", f"{name} is a folder, not a scenario file", None, "Name the file in it")
    if not is_file(path):
        raise MoneygoodError("S005", f"the scenario file {name} does not exist", None, "Check the path")
    return path.resolve()
