"""A scenario file, or a mapping of the same form, read into a `Plan`; what it extends is merged in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, spans
from moneygood.core.texts import parse_yaml
from moneygood.core.texts import read_text as read_file
from moneygood.scenarios.bands import read_band
from moneygood.scenarios.fields import (
    check_fields,
    pick_one,
    read_flag,
    read_number,
    read_quarters,
    read_sizes,
    read_switch,
    read_text,
    read_unit,
)
from moneygood.scenarios.plan import (
    BASELINE,
    Band,
    HeldPath,
    Judgement,
    LeverMove,
    ParameterMove,
    Plan,
    ShockHit,
    Spot,
)
from moneygood.scenarios.value_files import names_a_file, read_values

WORDS = ("title", "question", "narrative", "author", "date")
FIELDS = (*WORDS, "extends", "levers", "parameters", "paths", "shocks", "adds", "switches", "variants")
MEASURES = ("value", "values", "change", "change_percent")
PATH_FIELDS = (
    "hold", "periods", *MEASURES, "column", "sheet", "unit", "absorbed_by", "exact", "note", "source",
)  # fmt: skip


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
    if not isinstance(data, Mapping):
        raise MoneygoodError(
            "S001",
            f"{name} does not hold a scenario",
            root.place,
            "Write fields such as title:, paths:, shocks:",
        )
    record = check_fields(data, FIELDS, ("title",), "the scenario", root)
    words = {w: read_text(record[w], w, root.at(w)) for w in WORDS if record.get(w) is not None}
    held = _read_listed(record, "paths", _read_path_or_band, root)
    plan = Plan(
        name=name,
        title=words.get("title") or _reject_empty_title(root),
        question=words.get("question", ""),
        narrative=words.get("narrative", ""),
        author=words.get("author", ""),
        date=words.get("date", ""),
        levers=_read_named(record, "levers", _read_lever, root),
        parameters=_read_named(record, "parameters", _read_parameter, root),
        paths=tuple(p for p in held if isinstance(p, HeldPath)),
        bands=tuple(p for p in held if isinstance(p, Band)),
        shocks=_read_listed(record, "shocks", _read_shock, root),
        adds=_read_listed(record, "adds", _read_add, root),
        switches=dict(_read_named(record, "switches", _read_switch_entry, root)),
        variants=_read_listed(record, "variants", lambda v, s: read_text(v, "the variant", s), root),
        file=file,
        text=text,
    )
    parent = (
        BASELINE
        if record.get("extends") is None
        else read_text(record["extends"], "extends", root.at("extends"))
    )
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
    held = {(p.variable, q) for p in (*child.paths, *child.bands) for q in p.periods}
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
    )


def _less(path: HeldPath, held: set[tuple[str, Any]]) -> list[HeldPath]:
    """What is left of a parent's path: one path for each stretch of quarters without a gap."""
    left = dict(zip(path.periods, path.values, strict=True))
    keep = [q for q in path.periods if (path.variable, q) not in held]
    return [replace(path, periods=part, values=tuple(left[q] for q in part)) for part in spans(keep)]


def _less_band(band: Band, held: set[tuple[str, Any]]) -> list[Band]:
    keep = [q for q in band.periods if (band.variable, q) not in held]
    return [replace(band, periods=part) for part in spans(keep)]


def _reject_empty_title(root: Spot) -> str:
    raise MoneygoodError("S004", "title is empty", root.at("title").place, "Write a few words")


def _read_named(
    record: Mapping[str, Any], field: str, read: Callable[..., Any], root: Spot
) -> tuple[Any, ...]:
    entries = record.get(field)
    if entries is None:
        return ()
    if not isinstance(entries, Mapping):
        raise MoneygoodError(
            "S004", f"{field} is not a mapping", root.at(field).place, "Write name: value pairs"
        )
    return tuple(read(str(name), value, root.at(field, str(name))) for name, value in entries.items())


def _read_listed(
    record: Mapping[str, Any], field: str, read: Callable[..., Any], root: Spot
) -> tuple[Any, ...]:
    entries = record.get(field)
    if entries is None:
        return ()
    if not isinstance(entries, list):
        raise MoneygoodError(
            "S004", f"{field} is not a list", root.at(field).place, "Begin each entry with a dash"
        )
    return tuple(read(value, root.at(field, i)) for i, value in enumerate(entries))


def _read_lever(name: str, value: Any, spot: Spot) -> LeverMove:
    if not isinstance(value, Mapping):
        return LeverMove(name, read_number(value, f"lever {name}", spot), None, None, spot)
    what = f"lever {name}"
    record = check_fields(value, ("value", "unit", "periods", "note"), ("value",), what, spot)
    periods = None if record.get("periods") is None else read_quarters(record["periods"], spot.at("periods"))
    number = read_number(record["value"], what, spot.at("value"))
    return LeverMove(name, number, read_unit(record, spot), periods, spot)


def _read_parameter(name: str, value: Any, spot: Spot) -> ParameterMove:
    what = f"parameter {name}"
    record = check_fields(value, ("set", "change", "unit", "note"), (), what, spot)
    how = pick_one(record, ("set", "change"), what, spot)
    number = read_number(record[how], f"{what}: {how}", spot.at(how))
    return ParameterMove(name, number, how == "change", read_unit(record, spot), spot)


def _read_path_or_band(value: Any, spot: Spot) -> HeldPath | Band:
    if isinstance(value, Mapping) and "between" in value:
        return read_band(value, spot)
    return _read_path(value, spot)


def _read_known(record: Mapping[str, Any], spot: Spot) -> Quarter | None:
    return None if record.get("known") is None else read_quarters(record["known"], spot.at("known"))[0]


def _read_path(value: Any, spot: Spot) -> HeldPath:
    record = check_fields(value, PATH_FIELDS, ("hold", "periods"), "a path", spot)
    variable = read_text(record["hold"], "hold", spot.at("hold"))
    quarters = read_quarters(record["periods"], spot.at("periods"))
    how = pick_one(record, MEASURES, f"the path of {variable}", spot)
    values = _read_path_values(record, how, variable, quarters, spot)
    absorber = record.get("absorbed_by")
    return HeldPath(
        variable=variable,
        periods=quarters,
        measure="value" if how == "values" else how,
        values=values,
        unit=read_unit(record, spot),
        absorber=None if absorber is None else read_text(absorber, "absorbed_by", spot.at("absorbed_by")),
        exact=read_flag(record.get("exact", True), "exact", spot.at("exact")),
        spot=spot,
    )


def _read_path_values(
    record: Mapping[str, Any], how: str, variable: str, quarters: tuple[Quarter, ...], spot: Spot
) -> tuple[float, ...]:
    """The numbers of a path as written, or from the table that is named in their place."""
    named = {f: read_text(record[f], f, spot.at(f)) for f in ("column", "sheet") if f in record}
    if names_a_file(record[how]):
        column = named.get("column", variable)
        return read_values(record[how], column, named.get("sheet"), quarters, spot.at(how))
    for field in named:
        raise MoneygoodError(
            "S002", f"{field} goes with a table in the place of numbers", spot.at(field).place,
            f"Write {how}: figures.csv, or leave {field} out",
        )  # fmt: skip
    return read_sizes(record[how], quarters, how, spot.at(how))


def _read_shock(value: Any, spot: Spot) -> ShockHit:
    fields = ("shock", "periods", "size", "sd", "unit", "known", "note", "source")
    record = check_fields(value, fields, ("shock", "periods"), "a shock", spot)
    name = read_text(record["shock"], "shock", spot.at("shock"))
    quarters = read_quarters(record["periods"], spot.at("periods"))
    how = pick_one(record, ("size", "sd"), f"the shock {name}", spot)
    sizes = read_sizes(record[how], quarters, how, spot.at(how))
    return ShockHit(
        name, quarters, sizes, how == "sd", read_unit(record, spot), spot, _read_known(record, spot)
    )


def _read_add(value: Any, spot: Spot) -> Judgement:
    fields = ("equation", "periods", "size", "unit", "known", "note", "source")
    record = check_fields(value, fields, ("equation", "periods", "size"), "a judgement", spot)
    quarters = read_quarters(record["periods"], spot.at("periods"))
    sizes = read_sizes(record["size"], quarters, "size", spot.at("size"))
    name = read_text(record["equation"], "equation", spot.at("equation"))
    return Judgement(name, quarters, sizes, read_unit(record, spot), spot, _read_known(record, spot))


def _read_switch_entry(name: str, value: Any, spot: Spot) -> tuple[str, bool]:
    return name, read_switch(value, f"switch {name}", spot)
