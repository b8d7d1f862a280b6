"""Building a vintage: the figures of a source folder, in the project's own names, units and tidy form.

``python -m moneygood.data.builder SOURCE_DIR OUT_DIR`` writes the tables, the record of every series and a
manifest with hashes. The same source and catalogue give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from moneygood.core.atomic import fresh_folder, publish
from moneygood.core.errors import MoneygoodError, show_path
from moneygood.core.periods import Quarter
from moneygood.data.builder_cbo import cbo_files, cbo_tables
from moneygood.data.catalogue import FREQUENCIES, Catalogue, CatalogueEntry, read_catalogue
from moneygood.data.difference import DIFFERENCE, difference_text
from moneygood.data.tables import broken_row, figure, number_text, source_table, tidy_text

FORMAT = 1
_PERIODS = {
    "monthly": re.compile(r"\d{4}-\d\d\Z"),
    "annual": re.compile(r"\d{4}(Q\d|-\d\d(-\d\d)?)?\Z"),
    "fiscal": re.compile(r"\d{4}\Z"),
    "quarterly": re.compile(r"\d{4}Q[1-4]\Z"),
    "long_quarterly": re.compile(r"\d{4}Q[1-4]\Z"),
    "long_monthly": re.compile(r"\d{4}-\d\d\Z"),
}

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")

Series = dict[str, float]
"""Figures by period, as text."""


def build(source: Path, out: Path, as_of: str, catalogue: Catalogue | None = None) -> dict[str, object]:
    """Write the vintage of `source` as it stood on `as_of` (ISO date) into the new folder `out`.

    Returns the manifest. The folder appears whole or not at all. D003 for a missing source file, D004 for a
    broken row, D008 for a catalogue entry that names a column which does not exist.
    """
    catalogue = catalogue or read_catalogue()
    if not source.is_dir():
        raise MoneygoodError("D003", f"the source folder {show_path(source)} does not exist")
    sources = _Sources(source)
    budgets = cbo_tables(sources.table, catalogue)
    figures = {
        frequency: {n: sources.read(e, budgets.actual) for n, e in catalogue.entries[frequency].items()}
        for frequency in FREQUENCIES
    }
    texts: dict[str, str] = {}
    for frequency in FREQUENCIES:
        entries = catalogue.entries[frequency]
        rows = (
            (name, period, number_text(value), _standing(entries[name], period))
            for name, series in figures[frequency].items()
            for period, value in series.items()
        )
        texts[f"{frequency}.csv"] = tidy_text(("series", "period", "value", "status"), rows)
    texts.update(cbo_files(budgets))
    texts["records.yaml"] = _records(catalogue, figures)
    return write_vintage(out, texts, as_of, {"built_from": dict(sorted(sources.hashes.items()))})


class _Sources:
    """The files of a source folder, each read once, with their hashes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables: dict[str, list[dict[str, str]]] = {}
        self.hashes: dict[str, str] = {}

    def table(self, file: str) -> list[dict[str, str]]:
        if file not in self.tables:
            self.tables[file] = source_table(self.folder / file)
            self.hashes[file] = hashlib.sha256((self.folder / file).read_bytes()).hexdigest()
        return self.tables[file]

    def read(self, entry: CatalogueEntry, actual: dict[str, dict[str, float]]) -> Series:
        """The figures of one series by period, in order of time."""
        file, column = entry.source
        if file == "cbo:actual":
            raw = dict(actual.get(column, {}))
        elif entry.sum_of:
            raw = self._added_up(entry, file, column)
        else:
            raw = self._column(entry, file, column)
        if entry.daily:
            raw = _month_means(raw, entry)
        if not raw:
            raise MoneygoodError("D008", f"the series {entry.name!r} finds no figure at {entry.read!r}")
        for period in raw:
            if not _PERIODS[entry.frequency].match(period):
                raise MoneygoodError("D004", f"{period!r} is not a {entry.frequency} period ({entry.read})")
        return _shaped(entry, dict(sorted(raw.items())))

    def _column(self, entry: CatalogueEntry, file: str, column: str) -> Series:
        rows = self.table(file)
        header = list(rows[0]) if rows else []
        if ":" in column:
            return self._of_company(entry, file, column)
        if "variable" in header and "value" in header:
            rows = [{"period": r[header[0]], column: r["value"]} for r in rows if r["variable"] == column]
            header = ["period", column]
        if column not in header:
            raise MoneygoodError(
                "D008", f"the series {entry.name!r} reads {entry.read!r}, which does not exist"
            )
        out: Series = {}
        for line, row in enumerate(rows, start=2):
            if row[column] != "":
                out[row[header[0]]] = figure(row[column], self.folder / file, line, list(row.values()))
        return out

    def _of_company(self, entry: CatalogueEntry, file: str, column: str) -> Series:
        """The figures of ``company:variable`` (and ``:words of the note``) by period, or of ``ticker:column``
        by the day of the announcement; D004 for a period that stands twice."""
        company, variable, *words = column.split(":")
        out: Series = {}
        for line, row in enumerate(self.table(file), start=2):
            if "ticker" in row:
                mine, period, text = row["ticker"] == company, row["announced"], row.get(variable, "")
            else:
                mine = row["company"] == company and row["variable"] == variable
                period, text = row["period"], row["value"]
            if not mine or text == "" or not all(w in row["note"] for w in words):
                continue
            if period in out:
                raise broken_row(self.folder / file, line, "", f"{column} has {period} twice")
            out[period] = figure(text, self.folder / file, line, list(row.values()))
        return out

    def _added_up(self, entry: CatalogueEntry, file: str, column: str) -> Series:
        cells: dict[str, dict[str, float]] = {}
        for line, row in enumerate(self.table(file), start=2):
            if column not in row:
                raise MoneygoodError(
                    "D008", f"the series {entry.name!r} reads {entry.read!r}, which does not exist"
                )
            if row["ticker"] in entry.sum_of and row[column] != "":
                of_period = cells.setdefault(row["calendar_quarter"], {})
                if row["ticker"] in of_period:
                    raise broken_row(
                        self.folder / file, line, "", f"{row['ticker']} reports the quarter twice"
                    )
                of_period[row["ticker"]] = figure(row[column], self.folder / file, line, list(row.values()))
        return {p: sum(v[t] for t in entry.sum_of) for p, v in cells.items() if len(v) == len(entry.sum_of)}


def _shaped(entry: CatalogueEntry, raw: Series) -> Series:
    """Linked, added up over the window, scaled, and cut to the span that the catalogue asks for."""
    for at, ratio in entry.link.items():
        raw = {p: v * ratio if p < at else v for p, v in raw.items()}
    if entry.window > 1:
        raw = {p: total for p in raw if (total := _window_sum(raw, p, entry.window)) is not None}
    start, stop = entry.start or "", entry.stop or "9999"
    return {p: v * entry.scale for p, v in raw.items() if start <= p <= stop}


def _month_means(raw: Series, entry: CatalogueEntry) -> Series:
    """The mean of the days of each month; D004 for a row that is not a day."""
    days: dict[str, list[float]] = {}
    for day, value in raw.items():
        if not _DAY.match(day):
            raise MoneygoodError("D004", f"{day!r} is not a day ({entry.read})")
        days.setdefault(day[:7], []).append(value)
    return {month: sum(values) / len(values) for month, values in days.items()}


def _window_sum(raw: Series, period: str, window: int) -> float | None:
    last = Quarter.parse(period)
    parts = [raw.get(str(last - k)) for k in range(window)]
    return sum(p for p in parts if p is not None) if None not in parts else None


def _standing(entry: CatalogueEntry, period: str) -> str:
    if entry.projected_from is not None and period >= entry.projected_from:
        return "projected"
    return "partial" if period in entry.partial else ""


def _records(catalogue: Catalogue, figures: dict[str, dict[str, Series]]) -> str:
    """The record of every series as YAML text, one line each."""
    told: dict[str, dict[str, dict[str, object]]] = {}
    for frequency in FREQUENCIES:
        of_frequency = told.setdefault(frequency, {})
        for name, entry in catalogue.entries[frequency].items():
            periods = list(figures[frequency][name])
            how = ["mean of the days of the month" if entry.daily else entry.how]
            how += [f"before {at} times {ratio:g} (two vintages linked)" for at, ratio in entry.link.items()]
            record = {
                "label": entry.label,
                "unit": entry.unit,
                "agency": entry.agency,
                "id": entry.id,
                "transformation": "; ".join(how),
                "licence": entry.licence,
                "first": periods[0],
                "last": periods[-1],
                "splice": list(entry.splice),
                "linked": list(entry.link),
                "partial": list(entry.partial),
                "caveat": entry.caveat,
            }
            of_frequency[name] = record
    return records_text(told)


def records_text(records: Mapping[str, Mapping[str, Mapping[str, object]]]) -> str:
    """The records of series by frequency and name as YAML text, one line each."""
    lines = ["# What each series is and where it comes from; written by the builder, not by hand."]
    for frequency, of_frequency in records.items():
        lines.append(f"{frequency}:")
        lines += [f"  {n}: {json.dumps(r, ensure_ascii=False)}" for n, r in of_frequency.items()]
    return "\n".join(lines) + "\n"


def write_vintage(
    out: Path,
    texts: dict[str, str],
    as_of: str,
    further: dict[str, object],
    *,
    replace: bool = True,
    base: tuple[str, Mapping[str, str]] | None = None,
) -> dict[str, object]:
    """Write the tables of a vintage and its manifest, which is returned; `further` are more lines of it.

    With `base` (name and texts of another vintage in the same folder) only what differs from it is written.
    The folder appears whole or not at all, on disk before it has its name. Where it is there already, an
    earlier build of it is replaced, or (`replace` false) D003 is raised.
    """
    files = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(texts.items())}
    whole = hashlib.sha256("\n".join(f"{n} {h}" for n, h in files.items()).encode()).hexdigest()
    manifest: dict[str, object] = {
        "format": FORMAT,
        "name": out.name,
        "as_of": as_of,
        "hash": whole,
        "files": files,
        **further,
    }
    if base is not None:
        manifest["differs_from"] = base[0]
        texts = {DIFFERENCE: difference_text(base[1], texts)}
    texts = {**texts, "manifest.json": json.dumps(manifest, indent=1) + "\n"}
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists() and not replace:
            raise MoneygoodError("D003", f"{show_path(out)} is there already", hint="Name another vintage")
        with fresh_folder(out.parent) as fresh:
            for name, text in texts.items():
                (fresh / name).write_bytes(text.encode("utf-8"))
            if out.exists():
                _check_replaceable(out, set(texts))
            publish(fresh, out.resolve(), "manifest.json", merge=False)
    except OSError as fault:
        raise MoneygoodError("D003", f"cannot write {show_path(out)} ({fault.strerror})") from None
    return manifest


def _check_replaceable(out: Path, names: set[str]) -> None:
    """An earlier build of the same vintage is replaced; a folder with anything else in it is left alone."""
    strange = sorted(p.name for p in out.iterdir() if p.name not in names) if out.is_dir() else [out.name]
    if strange:
        raise MoneygoodError(
            "D003",
            f"{show_path(out)} holds {strange[0]!r}, which is not part of a vintage",
            hint="Name a new folder",
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """``SOURCE_DIR OUT_DIR [AS_OF]``: build a vintage and say what it holds."""
    import datetime

    words = list(sys.argv[1:] if arguments is None else arguments)
    if len(words) not in (2, 3):
        print("usage: python -m moneygood.data.builder SOURCE_DIR OUT_DIR [AS_OF]", file=sys.stderr)
        return 2
    as_of = words[2] if len(words) == 3 else datetime.date.today().isoformat()
    try:
        manifest = build(Path(words[0]), Path(words[1]), as_of)
    except MoneygoodError as fault:
        print(fault, file=sys.stderr)
        return fault.exit_code
    print(f"{manifest['name']} as of {as_of}: hash {str(manifest['hash'])[:16]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
