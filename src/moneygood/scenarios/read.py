"""A scenario file, or a mapping of the same form, read into a `Plan`; what it extends is merged in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import spans
from moneygood.core.record_reading import Reading
from moneygood.core.record_text import Entry
from moneygood.core.texts import parse_yaml
from moneygood.core.texts import read_text as read_file
from moneygood.scenarios.plan import BASELINE, CHAINED, Band, HeldPath, LeverMove, Plan, Spot
from moneygood.scenarios.records import SCENARIOS


def read_plan_file(path: Path, find: Callable[[str], Plan] | None = None, name: str | None = None) -> Plan:
    """The plan in a YAML file; `find` gives the plan of a name under ``extends`` (baseline needs none)."""
    text = read_file(path)
    return parse_plan(parse_yaml(text, path), name or path.stem, path, text, find)


def parse_plan(
    data: Any,
    name: str,
    file: Path | None = None,
    text: str = "",
    find: Callable[[str], Plan] | None = None,
) -> Plan:
    """The plan that a mapping of the scenario form says; S001 to S004, S019, S020, C001, C002."""
    root = Spot(file)
    entry: Entry = SCENARIOS.read_content(data, root, Reading(SCENARIOS.codes), name)
    levers = dict(entry["levers"]).items()
    held = [p for written in entry["paths"] for p in written]
    paths = tuple(p for p in held if isinstance(p, HeldPath))
    bands = tuple(p for p in held if isinstance(p, Band))
    written = _cells(paths, bands)
    plan = Plan(
        name=name,
        title=entry["title"],
        question=entry["question"],
        narrative=entry["narrative"],
        author=entry["author"],
        date=entry["date"],
        sources=entry["sources"],
        sizes_from=entry["sizes_from"],
        size=entry["size"],
        systems=entry["systems"],
        risks=entry["risks"],
        claims=entry["claims"],
        expected=entry["expected"],
        levers=tuple(
            m if isinstance(m, LeverMove) else LeverMove(n, m, None, None, root.at("levers", n))
            for n, m in levers
        ),
        parameters=tuple(dict(entry["parameters"]).values()),
        paths=tuple(q for p in entry["supervisors"] for q in _less(p, written)) + paths,
        bands=bands,
        shocks=tuple(s for written in entry["shocks"] for s in written),
        adds=tuple(a for written in entry["adds"] for a in written),
        switches=dict(entry["switches"]),
        variants=entry["variants"],
        releases=entry["release"],
        file=file,
        text=text,
    )
    parent = entry["extends"]
    if parent == BASELINE:
        return plan if name != BASELINE else replace(plan, chain=())
    if find is None:
        raise MoneygoodError("S005", f"{parent!r} cannot be looked up here", root.at("extends").place)
    try:
        return merge_plans(find(parent), plan)
    except MoneygoodError as fault:
        if fault.code == "S005" and fault.place is None:
            raise MoneygoodError(fault.code, fault.message, root.at("extends").place, fault.hint) from None
        raise


def merge_plans(parent: Plan, child: Plan) -> Plan:
    """The child's plan on top of its parent's: what both name, the child decides."""
    moved = {m.lever for m in child.levers}
    altered = {m.parameter for m in child.parameters}
    held = _cells(child.paths, child.bands)
    return replace(
        child,
        question=child.question or parent.question,
        chain=(parent.name, *parent.chain),
        levers=tuple(m for m in parent.levers if m.lever not in moved) + child.levers,
        parameters=tuple(m for m in parent.parameters if m.parameter not in altered) + child.parameters,
        paths=tuple(q for p in parent.paths for q in _less(p, held)) + child.paths,
        bands=tuple(b for p in parent.bands for b in _less_band(p, held)) + child.bands,
        shocks=parent.shocks + child.shocks,
        adds=parent.adds + child.adds,
        switches={**parent.switches, **child.switches},
        variants=tuple(dict.fromkeys(parent.variants + child.variants)),
        releases=tuple(dict.fromkeys(parent.releases + child.releases)),
        origins={**dict.fromkeys(_named(parent) - _named(child), parent.name), **_kept(parent, child)},
    )


def _named(plan: Plan) -> set[str]:
    """What a plan says by a name alone: its switches, variants and released variables."""
    return {*plan.switches, *plan.variants, *plan.releases}


def _kept(parent: Plan, child: Plan) -> dict[str, str]:
    return {n: where for n, where in parent.origins.items() if n not in _named(child)}


Cells = set[tuple[str, Any]]


def _cells(paths: Iterable[HeldPath], bands: Iterable[Band]) -> Cells:
    """The variables that are held, each with its quarter."""
    return {(p.variable, q) for p in (*paths, *bands) for q in p.periods}


def _less(path: HeldPath, held: Cells) -> list[HeldPath]:
    """What is left of a parent's path: one path for each stretch of quarters without a gap.

    S016 when what is left of growth or an index would begin anew in the middle: it counts from the quarter
    before its first.
    """
    left = dict(zip(path.periods, path.values, strict=True))
    keep = [q for q in path.periods if (path.variable, q) not in held]
    if path.measure in CHAINED and keep and keep != list(path.periods[: len(keep)]):
        of = f"the {path.measure} of {path.variable} from {path.periods[0]}"
        what = f"{of} is held anew in some of its quarters"
        hint = "Hold it anew in all of them, or in the last ones"
        raise MoneygoodError("S016", what, path.spot.place, hint)
    return [replace(path, periods=part, values=tuple(left[q] for q in part)) for part in spans(keep)]


def _less_band(band: Band, held: Cells) -> list[Band]:
    keep = [q for q in band.periods if (band.variable, q) not in held]
    return [replace(band, periods=part) for part in spans(keep)]
