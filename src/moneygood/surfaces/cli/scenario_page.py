"""A scenario on a page: its story, what it assumes, what was expected of it and what it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from moneygood.core.answer import Column, Table
from moneygood.surfaces.cli.show import words_of

Part = str | Table

_LINES = (("systems", "Systems"), ("risks", "Risks"), ("claims", "Claims"), ("extends", "Extends"),
          ("switches_off", "Mechanisms off"), ("variants", "Variants"), ("releases", "Not held"))  # fmt: skip


def scenario_page(told: Mapping[str, Any]) -> Iterator[Part]:
    """The page below its first line, from what `describe_scenario` gives."""
    if told["narrative"]:
        yield told["narrative"].strip()
    assumed = [*_levers(told), *_parameters(told), *_paths(told), *_disturbances(told)]
    if assumed:
        columns = tuple(Column(c) for c in ("what", "quarters", "size", "how"))
        yield Table("What it assumes", columns, tuple(assumed))
    if told["expected"]:
        yield _expected(told["expected"])
    odds = told.get("plausibility")
    if odds is not None:
        yield f"Odds: {odds['words']}."
    for key, word in _LINES:
        if told.get(key):
            yield f"{word}: {', '.join(told[key])}."
    by = ", ".join(str(told[k]) for k in ("author", "date", "file") if told[k])
    yield f"By {by}." if by else ""
    if told["sizes_from"]:
        yield f"Sizes from: {told['sizes_from'].strip()}"
    if told["sources"]:
        sources = told["sources"]
        yield f"Sources: {sources if isinstance(sources, str) else ', '.join(sources)}."


def _size(value: Any, unit: str | None) -> str:
    """A number or a number a quarter with its unit; a run of equal ones at the end is written once."""
    words = words_of(unit) if unit else ""
    gap = "" if words.startswith("%") else " "
    if not isinstance(value, Sequence) or isinstance(value, str):
        return f"{_figure(value)}{gap}{words}".strip()
    figures = [_figure(v) for v in value]
    last = len(figures)
    while last > 1 and figures[last - 2] == figures[-1]:
        last -= 1
    shown = [*figures[: last - 1], f"then {figures[-1]}"] if last < len(figures) else figures
    return f"{', '.join(shown)}{gap}{words}".strip()


def _figure(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _row(what: str, quarters: str | None, size: str, how: str, entry: Mapping[str, Any]) -> tuple[str, ...]:
    inherited = f"; from {entry['from']}" if entry.get("from") else ""
    return what, quarters or "from the first on", size, f"{how}{inherited}"


def _levers(told: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for m in told["levers"]:
        how = f"lever {m['lever']}{', beyond what history supports' if m.get('forced') else ''}"
        yield _row(m["label"], m["periods"], _size(m["value"], m["unit"]), how, m)


def _parameters(told: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for m in told["parameters"]:
        how = "changed by" if m["how"] == "change" else "set to"
        yield _row(m.get("label", m["parameter"]), None, _size(m["value"], m["unit"]), f"parameter, {how}", m)


def _paths(told: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for p in told["paths"]:
        unit = "%" if "percent" in p["how"] else p["unit"]
        value = " to ".join(map(_figure, p["value"])) if p["how"] == "kept between" else p["value"]
        size = _size(value, unit)
        how = p["how"].replace(" percent", "").replace("held at baseline plus", "held beside the baseline")
        by = p["absorbed_by"]
        if by:
            named = by if isinstance(by, str) else ", ".join(by)
            how += f"; {named} gives way"
        if p.get("known"):
            how += f"; known {p['known']}"
        yield _row(
            p.get("label", p["variable"]), p["periods"], size, f"{how}; {p['draws'].rpartition(', ')[2]}", p
        )


def _disturbances(told: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, name, word in (("shocks", "shock", "shock"), ("adds", "equation", "judgement on")):
        for s in told[key]:
            how = f"{word} {s[name]}{'; known ' + s['known'] if s.get('known') else ''}"
            yield _row(s.get("label", s[name]), s["periods"], _size(s["size"], s["unit"]), how, s)


def _expected(rows: Sequence[Mapping[str, Any]]) -> Table:
    """What was expected of it, what it does where that is known, and why that was expected."""
    cells = []
    for e in rows:
        words = words_of(e["unit"])
        gap = "" if words.startswith("%") else " "
        beside = "" if e["how"] == "median from" else ", change"
        asked = f"{_figure(e['low'])} to {_figure(e['high'])}{gap}{words}"
        found = "" if e.get("found") is None else f"{e['found']:.2f}{' (no)' * (e['holds'] == 'no')}"
        cells.append((f"{e.get('label', e['variable'])}{beside}", e["at"], asked, found, e["why"]))
    columns = (Column("median of"), Column("at"), Column("expected"), Column("found", "s"), Column("because"))
    return Table("What it should do, and does", columns, tuple(cells))
