"""Labels that tell scenarios apart: a name may be shared by two files, or by none but mappings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from moneygood.core.errors import show_path
from moneygood.scenarios.library import scenario_folder
from moneygood.scenarios.plan import Plan


def distinct_labels(plans: Sequence[Plan]) -> tuple[str, ...]:
    """One label a plan, no two the same: its name alone where no other has it.

    Files of one name get as many of their folders in front as tell them apart (``low/tariff``), a shipped
    scenario keeps its bare name, mappings go by their titles, and what is still the same is counted.
    """
    labels = [p.name for p in plans]
    for name, times in Counter(labels).items():
        if times > 1:
            rows = [i for i, p in enumerate(plans) if p.name == name]
            for i, label in zip(rows, _told_apart([plans[i] for i in rows]), strict=True):
                labels[i] = label
    return _counted(labels)


def folder_names(labels: Sequence[str]) -> tuple[str, ...]:
    """Labels as names of folders, no two the same on any file system: ``low-tariff``."""
    bare = [re.sub(r"[^\w.]+", "-", label).strip("-.") or "scenario" for label in labels]
    return _counted(bare, "{}-{}", str.casefold)


def spoken(plan: Plan) -> str:
    """What a user types to mean the plan: a shipped scenario's name, a file's path, or the name it has."""
    return plan.name if plan.file is None or _shipped(plan) else show_path(plan.file)


def _shipped(plan: Plan) -> bool:
    return plan.file is not None and plan.file.parent == scenario_folder().resolve()


def _told_apart(plans: Sequence[Plan]) -> list[str]:
    """Labels of plans that share a name, by their folders or titles."""
    folders = [None if p.file is None or _shipped(p) else Path(p.file).parent.parts for p in plans]
    depth = max((len(f) for f in folders if f is not None), default=0)
    for k in range(1, depth + 1):
        ends = [None if f is None else f[-k:] for f in folders]
        named = [e for e in ends if e is not None]
        if len(set(named)) == len({f for f in folders if f is not None}):
            break
    else:
        ends = [None] * len(plans)
    return [
        p.name if p.file is not None and end is None
        else p.title if end is None
        else "/".join((*end, p.name))
        for p, end in zip(plans, ends, strict=True)
    ]  # fmt: skip


def _counted(
    labels: Sequence[str], form: str = "{} ({})", same: Callable[[str], str] = str
) -> tuple[str, ...]:
    """The labels, a number behind each that has been there before."""
    taken: set[str] = set()
    out = []
    for label in labels:
        fresh, number = label, 2
        while same(fresh) in taken:
            fresh, number = form.format(label, number), number + 1
        taken.add(same(fresh))
        out.append(fresh)
    return tuple(out)
