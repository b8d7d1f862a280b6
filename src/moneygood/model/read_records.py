"""Reading the YAML records of a model; every fault is collected with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.record_reading import Reading
from moneygood.core.record_text import TextKind
from moneygood.core.texts import SourceLocation, place_of, read_text, read_yaml, reference_keys
from moneygood.core.units import Unit
from moneygood.model.record_declarations import CONSTANTS, PARAMETERS, SHOCKS, SWITCHES, VARIABLES
from moneygood.model.records import Records

NAME = re.compile(r"[a-z][a-z0-9_]*")


class RecordReader:
    """Reads all record files below the folder `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.records = Records()

    def read_all(self) -> Records:
        """All records with their faults."""
        records = self.records
        self._references()
        dictionary, calibration = self.root / "dictionary", self.root / "calibration"
        self._keep(records.constants, self._read(CONSTANTS, dictionary / "constants.yaml"))
        for path in sorted((dictionary / "variables").glob("*.yaml")):
            self._keep(records.variables, self._read(VARIABLES, path))
        for path in sorted(calibration.glob("*.yaml")):
            if path.name != "shocks.yaml":
                self._keep(records.parameters, self._read(PARAMETERS, path))
        last = {n: p for n, p in records.parameters.items() if p.appended}
        records.parameters = {n: p for n, p in records.parameters.items() if n not in last} | last
        self._keep(records.switches, self._read(SWITCHES, dictionary / "switches.yaml"))
        if (calibration / "shocks.yaml").exists():
            self._shocks(calibration / "shocks.yaml")
        if (dictionary / "series.yaml").exists():
            records.series = self._series(dictionary / "series.yaml")
        return records

    def _references(self) -> None:
        try:
            read_text(self.root / "references.bib")
            self.records.references = reference_keys(self.root) or frozenset()
        except MoneygoodError as fault:
            self.records.errors.append(fault)
            self.records.cited = False

    def _read(self, kind: TextKind, path: Path) -> Any:
        """The content of a file; None where it cannot be read at all, with its faults noted."""
        records = self.records
        before = len(records.errors)
        known = records.references if records.cited else None
        try:
            content = read_yaml(path)
        except MoneygoodError as fault:
            records.errors.append(fault)
            records.incomplete = True
            return None
        if content is None:
            return None
        reading = Reading(kind.codes, {}, known, records.errors)
        found = kind.read_content(content, SourceLocation(path), reading)
        if any(fault.code == kind.codes.unit for fault in records.errors[before:]):
            records.incomplete = True
        return found

    def _keep(self, table: dict[str, Any], found: Mapping[str, Any] | None) -> None:
        """Put records into their table, unless a name is none or is taken."""
        errors = self.records.errors
        for name, record in dict(found or {}).items():
            if record is None:
                self.records.incomplete = True
                continue
            if name in table:
                what, hint = f"'{name}' has a second record", f"The first is in {table[name].place}"
                errors.append(MoneygoodError("M019", what, place_of(record.place.file, (name,)), hint))
            elif not NAME.fullmatch(name):
                what, hint = f"'{name}' is not a name", "Use lower case letters, digits and _"
                errors.append(MoneygoodError("M018", what, place_of(record.place.file, (name,)), hint))
            else:
                table[name] = record

    def _shocks(self, path: Path) -> None:
        found = self._read(SHOCKS, path)
        if found is None:
            return
        own, sections = found
        for group in (own, sections["shocks"], sections["uniforms"]):
            self._keep(self.records.shocks, dict(group))
        self.records.correlations = [c for c in sections["correlations"] if c is not None]
        self.records.distribution = sections["distribution"] or self.records.distribution

    def _series(self, path: Path) -> dict[str, Unit] | None:
        """The quarterly series of the vintage with their units (the data room reads the rest)."""
        try:
            content = read_yaml(path)
        except MoneygoodError as fault:
            self.records.errors.append(fault)
            return None
        quarterly = content.get("quarterly") if isinstance(content, dict) else None
        if not isinstance(quarterly, dict):
            return None
        table: dict[str, Unit] = {}
        for name, record in quarterly.items():
            try:
                table[str(name)] = Unit.parse((record or {}).get("unit", "1"))
            except MoneygoodError as fault:
                place = place_of(path, ("quarterly", str(name), "unit"))
                self.records.errors.append(MoneygoodError("C003", fault.message, place, fault.hint))
        return table
