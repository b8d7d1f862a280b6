"""Claim files: what is claimed, by whom and when, the figures that speak to it, and the tests on them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.questions.claims.calendar import day
from moneygood.questions.claims.known import TABLES

CLAIM_FIELDS = (
    "id", "statement", "meaning", "date", "by", "source", "figures", "as_of", "since", "chart", "check",
)  # fmt: skip
FIGURE_FIELDS = (
    "label", "formula", "on", "at", "take", "with", "baseline", "unit", "quoted", "value", "model", "against",
)  # fmt: skip
TAKES = (
    "value", "mean", "sum", "highest", "lowest", "change", "growth", "correlation", "slope", "share", "count",
)  # fmt: skip
MODEL_TAKES = ("value", "change", "growth")
TEST_FIELDS = ("test", "needs", "holds", "fails", "decisive")
CHART_FIELDS = ("formula", "on", "from", "label", "unit", "baseline")


@dataclass(frozen=True)
class FigureText:
    """One figure as written: read from a table, quoted, stated in the claim, or a response of the model."""

    name: str
    label: str
    kind: str
    fields: Mapping[str, Any]
    place: Place

    def text(self, key: str, default: str = "") -> str:
        """A field as text."""
        value = self.fields.get(key, default)
        return " ".join(str(value).split())


@dataclass(frozen=True)
class TestText:
    """One test as written: it holds when all of `holds` are true, fails when all of `fails` are.

    Without `fails` it fails whenever it does not hold. It cannot be told unless all of `needs` are true.
    When a `decisive` test fails the claim is contradicted.
    """

    name: str
    needs: tuple[str, ...]
    holds: tuple[str, ...]
    fails: tuple[str, ...]
    decisive: bool
    place: Place

    @property
    def conditions(self) -> tuple[str, ...]:
        """All conditions of the test."""
        return (*self.needs, *self.holds, *self.fails)


@dataclass(frozen=True)
class ClaimText:
    """One claim as written."""

    id: str
    topic: str
    statement: str
    meaning: str
    date: datetime.date
    by: str
    source: str
    figures: Mapping[str, FigureText]
    as_of: tuple[TestText, ...]
    since: tuple[TestText, ...]
    chart: Mapping[str, str]
    check: str
    file: Path
    place: Place


def claim_folder(root: Path | None = None) -> Path:
    """The folder of the shipped claims."""
    return (root or economics_root()) / "claims"


def read_claim_files(files: Sequence[Path] = ()) -> tuple[ClaimText, ...]:
    """The claims of some files, by default of all that ship, oldest first.

    A501 for a claim that is not well formed and for an id that stands twice, with file and line.
    """
    paths = list(files) or sorted(claim_folder().glob("*.yaml"))
    if not paths:
        raise MoneygoodError("A501", f"there is no claim in {claim_folder()}")
    found = [claim for path in paths for claim in read_claim_file(path)]
    seen: set[str] = set()
    for claim in found:
        if claim.id in seen:
            raise MoneygoodError("A501", f"two claims have the id {claim.id!r}", claim.place, "Rename one")
        seen.add(claim.id)
    return tuple(sorted(found, key=lambda c: (c.date, c.topic, c.file.name)))


def read_claim_file(path: Path) -> tuple[ClaimText, ...]:
    """The claims of one file in the order in which they stand; see `read_claim_files`."""
    record = _mapping(path, read_yaml(path), (), ("topic", "claims"), ("topic", "claims"))
    claims = record["claims"]
    if not isinstance(claims, list) or not claims:
        raise _fault(path, "claims holds no claim", ("claims",))
    return tuple(_claim(path, str(record["topic"]), i, c) for i, c in enumerate(claims))


def _claim(path: Path, topic: str, index: int, value: Any) -> ClaimText:
    place = ("claims", index)
    entry = _mapping(path, value, place, CLAIM_FIELDS, ("id", "statement", "date", "by", "source", "figures"))
    try:
        date = day(entry["date"])
    except ValueError:
        raise _fault(path, f"{entry['date']!r} is not a date", (*place, "date"), "Write 2024-07-01") from None
    figures = entry["figures"]
    if not isinstance(figures, Mapping) or not figures:
        raise _fault(path, "figures holds no figure", (*place, "figures"))
    own = {str(n): _figure(path, (*place, "figures", str(n)), str(n), f) for n, f in figures.items()}
    chart = entry.get("chart") or {}
    if chart:
        chart = _mapping(path, chart, (*place, "chart"), CHART_FIELDS, ("formula", "on", "from"))
        _choice(path, chart["on"], TABLES, (*place, "chart", "on"), "table")
    tests = {w: _tests(path, (*place, w), entry.get(w) or []) for w in ("as_of", "since")}
    if not tests["as_of"] and not tests["since"]:
        raise _fault(path, "a claim needs tests under as_of or since", place)
    return ClaimText(
        str(entry["id"]), topic, _words(entry["statement"]), _words(entry.get("meaning", "")), date,
        _words(entry["by"]), str(entry["source"]), own, tests["as_of"], tests["since"],
        {k: _words(v) for k, v in chart.items()}, _words(entry.get("check", "")), path,
        place_of(path, (*place, "id")),
    )  # fmt: skip


def _figure(path: Path, place: tuple[str | int, ...], name: str, value: Any) -> FigureText:
    entry = _mapping(path, value, place, FIGURE_FIELDS, ("label",))
    kinds = [k for k in ("on", "quoted", "value", "model") if k in entry]
    if len(kinds) != 1:
        hint = "on: a table; quoted: a quoted figure; value: what the claim says; model: a scenario"
        raise _fault(path, f"the figure {name!r} needs exactly one of on, quoted, value, model", place, hint)
    kind = {"on": "table", "value": "claimed"}.get(kinds[0], kinds[0])
    needed = {"table": ("formula", "at"), "model": ("formula", "at"), "claimed": ("unit",), "quoted": ()}[
        kind
    ]
    for key in needed:
        if key not in entry:
            raise _fault(path, f"the figure {name!r} lacks {key!r}", place)
    if kind == "table":
        _choice(path, entry["on"], TABLES, (*place, "on"), "table")
    takes = MODEL_TAKES if kind == "model" else TAKES
    _choice(path, entry.get("take", "value"), takes, (*place, "take"), "summary")
    if entry.get("take") in ("correlation", "slope") and "with" not in entry:
        raise _fault(path, f"the figure {name!r} needs a second formula under with", place)
    if kind == "claimed" and (
        isinstance(entry["value"], bool) or not isinstance(entry["value"], int | float)
    ):
        raise _fault(path, f"value is {entry['value']!r}, which is not a number", (*place, "value"))
    return FigureText(name, _words(entry["label"]), kind, entry, place_of(path, place))


def _tests(path: Path, place: tuple[str | int, ...], value: Any) -> tuple[TestText, ...]:
    if not isinstance(value, list):
        raise _fault(path, "a list of tests is expected here", place)
    out: list[TestText] = []
    for i, raw in enumerate(value):
        at = (*place, i)
        entry = _mapping(path, raw, at, TEST_FIELDS, ("test", "holds"))
        needs, holds, fails = (_listed(entry.get(k, [])) for k in ("needs", "holds", "fails"))
        name, decisive = _words(entry["test"]), entry.get("decisive") is True
        out.append(TestText(name, needs, holds, fails, decisive, place_of(path, at)))
    return tuple(out)


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(_words(v) for v in (value if isinstance(value, list) else [value]))


def _words(value: Any) -> str:
    return " ".join(str(value).split())


def _choice(path: Path, value: Any, allowed: Iterable[str], place: Sequence[str | int], what: str) -> None:
    names = tuple(allowed)
    if str(value) not in names:
        hint = did_you_mean(str(value), names) or f"It is one of {', '.join(names)}"
        raise MoneygoodError("A502", f"{value!r} is not a {what}", place_of(path, place), hint)


def _mapping(
    path: Path, value: Any, place: Sequence[str | int], allowed: Iterable[str], needed: Iterable[str]
) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _fault(path, "a mapping of names to values is expected here", place)
    names = tuple(allowed)
    for key in value:
        if key not in names:
            hint = did_you_mean(str(key), names) or f"Fields are {', '.join(names)}"
            raise _fault(path, f"{key!r} is not a field of a claim file here", (*place, str(key)), hint)
    for key in needed:
        if key not in value:
            raise _fault(path, f"the field {key!r} is missing", place)
    return {str(k): v for k, v in value.items()}


def _fault(path: Path, what: str, place: Sequence[str | int], hint: str | None = None) -> MoneygoodError:
    return MoneygoodError("A501", what, place_of(path, place), hint)
