"""The catalogue of series: what each figure is, in which unit, from whom, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.core.units import Unit

FREQUENCIES = ("quarterly", "monthly", "annual", "fiscal")
LICENCES = {
    "us-gov": "work of the US government, public domain",
    "cited": "free to use with citation of the source",
    "derived": "computed from published figures",
    "filings": "facts from companies' public reports",
    "page": "single figure from a public page",
}


@dataclass(frozen=True)
class CatalogueEntry:
    """One series: its meaning and provenance, and how it is read (fields as in series.yaml)."""

    name: str
    frequency: str
    label: str
    unit: str
    agency: str
    id: str
    licence: str
    read: str
    how: str = "as published"
    caveat: str = ""
    scale: float = 1.0
    window: int = 1
    daily: bool = False
    start: str | None = None
    stop: str | None = None
    splice: tuple[str, ...] = ()
    link: dict[str, float] = field(default_factory=dict)
    partial: tuple[str, ...] = ()
    projected_from: str | None = None
    sum_of: tuple[str, ...] = ()

    @property
    def source(self) -> tuple[str, str]:
        """The file (or ``cbo:actual``) and the column it is read from."""
        file, _, column = self.read.rpartition("/")
        return file, column


@dataclass(frozen=True)
class PublishedLine:
    """A line of CBO's tables: own name, unit, CBO's variable; or a sum and difference of other lines."""

    name: str
    label: str
    unit: str
    variable: str = ""
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """All series by frequency, and the lines of CBO's economic, budget and calendar-year tables."""

    entries: dict[str, dict[str, CatalogueEntry]]
    cbo_vintages: tuple[str, ...]
    cbo_economy: dict[str, PublishedLine]
    cbo_budget: dict[str, PublishedLine]
    cbo_derived: dict[str, PublishedLine]
    cbo_annual: dict[str, PublishedLine]
    potential: str
    path: Path


def read_catalogue(path: Path | None = None) -> Catalogue:
    """The catalogue written in `path` (default: the bundled series.yaml); D008 when broken."""
    path = path or economics_root() / "dictionary" / "series.yaml"
    raw = read_yaml(path)
    if not isinstance(raw, dict):
        raise MoneygoodError("D008", f"{path.name} is not a mapping of series", place_of(path, []))
    entries = {}
    for frequency in FREQUENCIES:
        block = raw.get(frequency) or {}
        entries[frequency] = {n: _entry(path, frequency, n, r) for n, r in block.items()}
    cbo = raw.get("cbo") or {}
    tables = {
        part: {n: _line(path, part, n, r) for n, r in (cbo.get(part) or {}).items()}
        for part in ("economy", "budget", "derived", "annual")
    }
    return Catalogue(
        entries,
        tuple(str(v) for v in cbo.get("vintages", ())),
        tables["economy"],
        tables["budget"],
        tables["derived"],
        tables["annual"],
        str(cbo.get("potential", "")),
        path,
    )


def _entry(path: Path, frequency: str, name: str, record: Any) -> CatalogueEntry:
    known = {f.name for f in fields(CatalogueEntry)} - {"name", "frequency"}
    data = _checked(
        path, (frequency, name), record, known, ("label", "unit", "agency", "id", "licence", "read")
    )
    if data["licence"] not in LICENCES:
        raise _broken(
            path,
            (frequency, name),
            f"unknown licence tag {data['licence']!r}",
            str(data["licence"]),
            LICENCES,
        )
    for key in ("splice", "partial", "sum_of"):
        if key in data:
            data[key] = tuple(str(p) for p in data[key])
    for key in ("start", "stop", "projected_from", "id"):
        if key in data:
            data[key] = str(data[key])
    if "link" in data:
        data["link"] = {str(k): float(v) for k, v in data["link"].items()}
    return CatalogueEntry(name=name, frequency=frequency, **data)


def _line(path: Path, part: str, name: str, record: Any) -> PublishedLine:
    known = {f.name for f in fields(PublishedLine)} - {"name"}
    need = ("label", "unit", "plus") if part == "derived" else ("label", "unit", "variable")
    data = _checked(path, ("cbo", part, name), record, known, need)
    for key in ("plus", "minus"):
        if key in data:
            data[key] = tuple(data[key])
    return PublishedLine(name=name, **data)


def _checked(
    path: Path, keys: tuple[str, ...], record: Any, known: Any, need: tuple[str, ...]
) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise _broken(path, keys, f"the entry {keys[-1]!r} is not a mapping")
    for key in record:
        if key not in known:
            raise _broken(path, keys, f"the entry {keys[-1]!r} has an unknown field {key!r}", str(key), known)
    for key in need:
        if key not in record:
            raise _broken(path, keys, f"the entry {keys[-1]!r} lacks the field {key!r}")
    Unit.parse(str(record["unit"]))
    return {**record, "unit": str(record["unit"])}


def _broken(path: Path, keys: tuple[str, ...], what: str, name: str = "", known: Any = ()) -> MoneygoodError:
    hint = did_you_mean(name, known) if name else None
    return MoneygoodError("D008", what, place_of(path, list(keys)), hint)
