"""Reading the YAML records of a model; every fault is collected with its line."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.texts import place_of, read_text, read_yaml
from moneygood.core.units import PURE, Unit
from moneygood.model.fields import Fields, Records
from moneygood.model.records import (
    Constant,
    Correlation,
    Parameter,
    Shock,
    ShockDistribution,
    Start,
    Switch,
    Variable,
)

METHODS = ("published", "estimated", "judged")
DRAWS = ("normal", "lognormal", "uniform")
_KEY = re.compile(r"@\w+\s*\{\s*([^,\s}]+)\s*,")


class RecordReader:
    """Reads all record files below the folder `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.records = Records()

    def read_all(self) -> Records:
        """All records with their faults."""
        self._references()
        dictionary, calibration = self.root / "dictionary", self.root / "calibration"
        self._each(dictionary / "constants.yaml", self._constant)
        for path in sorted((dictionary / "variables").glob("*.yaml")):
            self._each(path, self._variable)
        for path in sorted(calibration.glob("*.yaml")):
            if path.name != "shocks.yaml":
                self._each(path, self._parameter)
        self._each(dictionary / "switches.yaml", self._switch)
        if (calibration / "shocks.yaml").exists():
            sections = {
                "shocks": self._shock_section,
                "distribution": self._distribution,
                "correlations": self._correlations,
                "uniforms": self._uniforms,
            }
            self._each(calibration / "shocks.yaml", self._shock, sections)
        if (dictionary / "series.yaml").exists():
            self.records.series = self._series(dictionary / "series.yaml")
        return self.records

    def _references(self) -> None:
        try:
            self.records.references = frozenset(_KEY.findall(read_text(self.root / "references.bib")))
        except MoneygoodError as fault:
            self.records.errors.append(fault)
            self.records.cited = False

    def _each(
        self,
        path: Path,
        read: Callable[[Fields, str], None],
        sections: Mapping[str, Callable[[Any, Path], None]] = MappingProxyType({}),
    ) -> None:
        """Call `read` for every record of a file, and the reader of a section for each of `sections`."""
        try:
            content = read_yaml(path)
        except MoneygoodError as fault:
            self.records.errors.append(fault)
            self.records.incomplete = True
            return
        if content is None:
            return
        if not isinstance(content, dict):
            self.records.errors.append(
                MoneygoodError("M018", "the file is not a mapping of names to records", Place(path, 1))
            )
            return
        for name, record in content.items():
            section = sections.get(str(name))
            if section is not None:
                section(record, path)
            else:
                self._one(Fields(self.records, record, path, (str(name),)), read, path.stem)

    def _one(self, fields: Fields, read: Callable[[Fields, str], None], sector: str) -> None:
        if not fields.bad:
            read(fields, sector)

    def _keep(self, table: dict[str, Any], record: Any, fields: Fields) -> None:
        """Put a record into its table unless it is faulty or its name is taken."""
        if record.name in table:
            first = getattr(table[record.name], "place", None)
            fields.fault(f"'{record.name}' has a second record", None, f"The first is in {first}", "M019")
        elif not re.fullmatch(r"[a-z][a-z0-9_]*", record.name):
            fields.fault(f"'{record.name}' is not a name", None, "Use lower case letters, digits and _")
        else:
            table[record.name] = record

    def _constant(self, f: Fields, sector: str) -> None:
        f.only("value", "unit", "label", "note")
        value, unit = f.number("value"), f.unit()
        self._keep(self.records.constants, Constant(f.name, value or 0.0, unit, Place(f.path)), f)

    def _variable(self, f: Fields, sector: str) -> None:
        f.only("label", "unit", "source", "aliases", "exogenous", "start", "note")
        aliases = f.content.get("aliases") or ()
        if isinstance(aliases, str):
            aliases = [aliases]
        exogenous = f.content.get("exogenous", False)
        if not isinstance(exogenous, bool):
            f.fault(f"'exogenous' of '{f.name}' is neither true nor false", "exogenous")
        start = None
        if f.content.get("start") is not None:
            s = Fields(self.records, f.content["start"], f.path, (*f.keys, "start"))
            s.name = f.name
            s.only("value", "source", "method", "note")
            start = Start(s.number("value") or 0.0, s.source(), s.choice("method", METHODS))
        record = Variable(
            f.name,
            f.text("label"),
            f.unit(),
            f.source(),
            sector,
            bool(exogenous),
            tuple(str(a) for a in aliases),
            start,
            Place(f.path),
        )
        self._keep(self.records.variables, record, f)

    def _parameter(self, f: Fields, sector: str) -> None:
        f.only("value", "unit", "range", "se", "source", "method", "note", "draw", "sample", "as_of", "prior")
        value = f.number("value")
        bounds = self._range(f)
        se = f.number("se", needed=False)
        draw = f.choice("draw", DRAWS) if f.content.get("draw") is not None else None
        if value is not None and bounds and not bounds[0] <= value <= bounds[1]:
            f.fault(
                f"{f.name} is {value:g}, outside its own range {bounds[0]:g} to {bounds[1]:g}",
                "value",
                "Correct the value or the range",
                "M014",
            )
        if se is not None and se < 0:
            f.fault(f"the standard error of {f.name} is negative", "se", None, "M014")
        if draw in ("normal", "lognormal") and not se:
            f.fault(
                f"{f.name} is drawn ({draw}) but has no standard error", "draw", "Add the field se", "M014"
            )
        if draw == "lognormal" and value is not None and value <= 0:
            f.fault(f"{f.name} is drawn lognormal but is not above 0", "draw", None, "M014")
        if draw == "uniform" and not bounds:
            f.fault(f"{f.name} is drawn uniform but has no range", "draw", "Add the field range", "M014")
        record = Parameter(
            f.name,
            value or 0.0,
            f.unit(),
            bounds,
            se,
            f.source(),
            f.choice("method", METHODS),
            sector,
            f.text("note", ""),
            draw,
            Place(f.path),
        )
        self._keep(self.records.parameters, record, f)

    def _range(self, f: Fields) -> tuple[float, float] | None:
        bounds = f.content.get("range")
        if bounds is None:
            return None
        if not isinstance(bounds, list) or len(bounds) != 2:
            f.fault(f"the range of {f.name} is not [lowest, highest]", "range")
            return None
        low, high = (f.as_number(b, "range") for b in bounds)
        if low is None or high is None:
            return None
        if low > high:
            f.fault(
                f"the range of {f.name} runs from {low:g} to {high:g}",
                "range",
                "Put the lowest first",
                "M014",
            )
            return None
        return low, high

    def _switch(self, f: Fields, sector: str) -> None:
        f.only("label", "system", "source", "note")
        record = Switch(f.name, f.text("label"), f.text("system", ""), f.source(), Place(f.path))
        self._keep(self.records.switches, record, f)

    def _shock(self, f: Fields, sector: str) -> None:
        f.only("sd", "source", "method", "note", "unit", "label", "sample")
        sd = f.number("sd")
        if sd is not None and sd < 0:
            f.fault(f"the standard deviation of {f.name} is negative", "sd", None, "M014")
        record = Shock(
            f.name,
            "normal",
            sd or 0.0,
            f.unit(default="1"),
            f.source(),
            f.choice("method", METHODS),
            None,
            f.text("note", ""),
            Place(f.path),
        )
        self._keep(self.records.shocks, record, f)

    def _shock_section(self, content: Any, path: Path) -> None:
        if not isinstance(content, dict):
            place = place_of(path, ("shocks",))
            self.records.errors.append(MoneygoodError("M018", "shocks is not a mapping", place))
            return
        for name, item in content.items():
            self._one(Fields(self.records, item, path, ("shocks", str(name))), self._shock, path.stem)

    def _distribution(self, content: Any, path: Path) -> None:
        f = Fields(self.records, content, path, ("distribution",))
        f.only("kind", "df", "source", "method", "note")
        kind = str(f.content.get("kind", ""))
        if kind not in ("normal", "student_t"):
            f.fault(
                f"the distribution of the shocks is '{kind}'", "kind", "Write normal or student_t", "M026"
            )
        df = f.number("df", default=math.inf)
        if kind == "student_t" and not (df is not None and 2 < df < math.inf):
            f.fault(
                "a Student t distribution needs df above 2, for its variance to exist", "df", None, "M026"
            )
        self.records.distribution = ShockDistribution(kind, df or math.inf, f.source(default="ours"))

    def _correlations(self, content: Any, path: Path) -> None:
        if not isinstance(content, list):
            place = place_of(path, ("correlations",))
            self.records.errors.append(MoneygoodError("M025", "correlations is not a list", place))
            return
        for i, item in enumerate(content):
            f = Fields(self.records, item, path, ("correlations", i))
            f.name = f"correlation {i + 1}"
            f.only("a", "b", "rho", "source", "method", "note")
            rho = f.number("rho")
            if rho is not None and not -1.0 < rho < 1.0:
                f.fault(f"the correlation {rho:g} is not between -1 and 1", "rho", None, "M025")
            place = Place(path) if not f.bad else None
            self.records.correlations.append(
                Correlation(f.text("a"), f.text("b"), rho or 0.0, f.source(default="ours"), place)
            )

    def _uniforms(self, content: Any, path: Path) -> None:
        if not isinstance(content, dict):
            place = place_of(path, ("uniforms",))
            self.records.errors.append(MoneygoodError("M018", "uniforms is not a mapping", place))
            return
        for name, item in content.items():
            f = Fields(self.records, item, path, ("uniforms", str(name)))
            f.only("source", "note", "label", "method")
            record = Shock(
                f.name,
                "uniform",
                0.0,
                PURE,
                f.source(default="ours"),
                "judged",
                None,
                f.text("note", "") or f.text("label", ""),
                Place(path),
            )
            self._keep(self.records.shocks, record, f)

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
