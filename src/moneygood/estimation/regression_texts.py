"""Regressions as texts: what is explained by what, over which quarters, and which records it informs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.periods import Quarter, parse_range
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.core.units import Unit
from moneygood.data.by_day import days_of
from moneygood.data.vintage import Vintage
from moneygood.model.formula import Formula, parse_expression
from moneygood.model.graph import Graph
from moneygood.model.model import Model
from moneygood.model.scope import Scope

CONSTANT = "constant"
"""The name under which transformations use the intercept."""

RESIDUALS = "resid_"
"""What the name of a regression is preceded by when a later one uses its residuals."""

_FIELDS = (
    "label", "dependent", "regressors", "instruments", "constant", "sample", "excluded", "lags", "informs",
    "shock", "shock_sd", "note", "panel",
)  # fmt: skip


@dataclass(frozen=True)
class Regression:
    """One regression: `dependent` on `regressors` (and a constant), by quarter over `sample`.

    A regressor that has a parameter's name informs that parameter directly; `informs` gives further
    parameters as formulas in the coefficients (`constant` is the intercept). `shock` is the shock whose
    standard deviation the residuals show, and `shock_sd` what the records make of that standard deviation,
    a formula in the records of shocks and parameters. `excluded` are quarters left out, `lags` those of the
    Newey-West standard errors. `instruments` stand in for the regressors that they name. The residuals are a
    series ``resid_<name>`` for the regressions after it.

    With `panel` the regression is over several members, each with an effect of its own: it holds the formulas
    of each member, in the order of `formulas`; `dependent` and `regressors` are those of the first.
    """

    name: str
    label: str
    dependent: Formula
    regressors: Mapping[str, Formula]
    instruments: Mapping[str, Formula]
    constant: bool
    sample: tuple[Quarter, ...]
    excluded: frozenset[Quarter]
    lags: int
    informs: Mapping[str, Formula]
    shock: str | None
    shock_sd: Formula | None
    note: str
    place: Place
    panel: tuple[tuple[Formula, ...], ...] = ()

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """All formulas over the data, the dependent one first."""
        return (self.dependent, *self.regressors.values(), *self.instruments.values())


def read_regressions(model: Model, vintage: Vintage, folder: Path | None = None) -> tuple[Regression, ...]:
    """The regressions of a folder by file and place; `folder` defaults to `calibration/regressions`.

    Formulas use the model's measured variables, the vintage's quarterly series, parameters at their adopted
    values and constants; a name that is both is the variable. Units are checked throughout: a coefficient's
    unit is the dependent's over the regressor's and has to be that of the parameter it informs.
    Errors: A081 for a faulty text, and the errors of its formulas, with file and line.
    """
    root = folder if folder is not None else (model.root or economics_root()) / "calibration" / "regressions"
    reader = _RegressionReader(model, data_scope(model, vintage))
    found: dict[str, Regression] = {}
    for path in sorted(root.glob("*.yaml")):
        for regression in reader.file(path):  # one by one: each may use the residuals of those before it
            if regression.name in found:
                raise reader.fault(path, (regression.name,), f"{regression.name!r} stands in two files")
            found[regression.name] = regression
            if not regression.panel:
                reader.note_residuals(regression)
    return tuple(found.values())


def data_scope(model: Model, vintage: Vintage) -> Scope:
    """The names that a regression may use, with their units; series by day are means over the quarter."""
    series = {n: Unit.parse(r.unit) for n, r in vintage.records["quarterly"].items()}
    daily = {n: r for n, r in vintage.records.get("annual", {}).items() if days_of(vintage, n)}
    series |= {n: Unit.parse(r.unit) for n, r in daily.items() if n not in series}
    measured = {n: model.variables[n].unit for n in model.measurements}
    return Scope(
        variables={**series, **measured},
        parameters={n: p.unit for n, p in model.parameters.items()},
        constants=model.constants,
        noun="series or measured variable",
        open_formulas=True,
    )


class _RegressionReader:
    """Reads files of regressions against one model and vintage."""

    def __init__(self, model: Model, scope: Scope) -> None:
        self.model = model
        self.scope = scope

    def fault(self, path: Path, place: tuple[str, ...], what: str, hint: str | None = None) -> MoneygoodError:
        return MoneygoodError("A081", what, place_of(path, place), hint)

    def fields(
        self, path: Path, place: tuple[str, ...], value: Any, allowed: Iterable[str] | None = None
    ) -> dict[str, Any]:
        """A mapping of the file, with the fields allowed only."""
        if not isinstance(value, Mapping):
            raise self.fault(path, place, "a mapping of names to values is expected here")
        if allowed is not None:
            names = tuple(allowed)
            for key in value:
                if key not in names:
                    hint = did_you_mean(str(key), names)
                    raise self.fault(
                        path, (*place, str(key)), f"{key!r} is not a field of a regression", hint
                    )
        return {str(k): v for k, v in value.items()}

    def quarters(self, path: Path, place: tuple[str, ...], value: Any) -> tuple[Quarter, ...]:
        """The quarters of one range, or of a list of ranges."""
        ranges = value if isinstance(value, list) else [value]
        try:
            return tuple(q for text in ranges for q in parse_range(str(text)))
        except MoneygoodError as fault:
            raise self.fault(path, place, fault.message, fault.hint) from None

    def note_residuals(self, regression: Regression) -> None:
        """Let the regressions that follow use the residuals of this one."""
        name = RESIDUALS + regression.name
        self.scope = replace(self.scope, variables={**self.scope.variables, name: regression.dependent.unit})

    def file(self, path: Path) -> Iterator[Regression]:
        """The regressions of one file; its `defaults` hold for all that do not say otherwise."""
        content = self.fields(path, (), read_yaml(path))
        common = ("sample", "excluded", "lags")
        defaults = self.fields(path, ("defaults",), content.pop("defaults", {}), common)
        for name, entry in content.items():
            yield self.regression(path, name, entry, defaults)

    def regression(self, path: Path, name: str, value: Any, defaults: Mapping[str, Any]) -> Regression:
        """One regression of a file."""
        entry = {**defaults, **self.fields(path, (name,), value, _FIELDS)}
        for key in ("label", "dependent", "sample", "lags"):
            if key not in entry:
                raise self.fault(path, (name,), f"the regression {name!r} lacks the field {key!r}")
        constant = entry.get("constant", True)
        if not isinstance(constant, bool):
            raise self.fault(path, (name, "constant"), "constant is neither true nor false")
        lags = entry["lags"]
        if isinstance(lags, bool) or not isinstance(lags, int) or lags < 0:
            raise self.fault(path, (name, "lags"), f"lags is {lags!r}, not a whole number of quarters")
        family, members = self.members(path, name, entry.get("panel"))
        constant = constant and not members
        written = [self.terms(path, name, entry, family, m) for m in members or ("",)]
        dependent, regressors, instruments = written[0]
        if not regressors and not constant:
            raise self.fault(path, (name,), f"the regression {name!r} has neither regressors nor a constant")
        units = {n: dependent.unit / f.unit for n, f in regressors.items()}
        units |= {CONSTANT: dependent.unit} if constant else {}
        informs = self.informs(path, name, entry.get("informs") or {}, units)
        shock, sd = self.shock(path, name, entry, dependent.unit)
        return Regression(
            name=name,
            label=str(entry["label"]),
            dependent=dependent,
            regressors=regressors,
            instruments=instruments,
            constant=constant,
            sample=self.quarters(path, (name, "sample"), entry["sample"]),
            excluded=frozenset(self.quarters(path, (name, "excluded"), entry.get("excluded") or [])),
            lags=lags,
            informs=informs,
            shock=shock,
            shock_sd=sd,
            note=" ".join(str(entry.get("note") or "").split()),
            place=place_of(path, (name,)),
            panel=tuple((d, *r.values(), *i.values()) for d, r, i in written) if members else (),
        )

    def members(self, path: Path, name: str, given: Any) -> tuple[str, tuple[str, ...]]:
        """The family of a panel and its members, as in ``panel: {firm: [amzn, meta]}``."""
        if given is None:
            return "", ()
        families = self.fields(path, (name, "panel"), given)
        members = next(iter(families.values()), None)
        if len(families) != 1 or not isinstance(members, list) or len(members) < 2:
            what = "a panel has one family with two members or more"
            raise self.fault(path, (name, "panel"), what, "Write panel: {firm: [amzn, meta]}")
        return next(iter(families)), tuple(str(m) for m in members)

    def terms(
        self, path: Path, name: str, entry: Mapping[str, Any], family: str, member: str
    ) -> tuple[Formula, dict[str, Formula], dict[str, Formula]]:
        """The dependent series, regressors and instruments, written out for one member of a panel."""
        graph = Graph()

        def written(key: str, text: Any) -> Formula:
            words = str(text if text is not None else "")
            words = words.replace(f"{{{family}}}", member) if member else words
            place = (name, key) if key == "dependent" else (name, *key.split("/"))
            return self.formula(path, place, words, self.scope, graph)

        dependent = written("dependent", entry["dependent"])
        texts = self.fields(path, (name, "regressors"), entry.get("regressors") or {})
        regressors = {n: written(f"regressors/{n}", text) for n, text in texts.items()}
        texts = self.fields(path, (name, "instruments"), entry.get("instruments") or {}, regressors)
        return dependent, regressors, {n: written(f"instruments/{n}", text) for n, text in texts.items()}

    def informs(self, path: Path, name: str, given: Any, units: Mapping[str, Unit]) -> dict[str, Formula]:
        """What each parameter is in terms of the coefficients: itself, or the formula of the text."""
        parameters = self.model.parameters
        known = {n: p.unit for n, p in parameters.items() if n not in units}
        scope = Scope(
            variables=units,
            parameters=known,
            constants=self.model.constants,
            noun="coefficient",
            open_formulas=True,
        )
        texts = {n: n for n in units if n in parameters}
        texts |= self.fields(path, (name, "informs"), given)
        found = {}
        for parameter, text in texts.items():
            place = (name, "informs", parameter) if parameter in given else (name, "regressors", parameter)
            if parameter not in parameters:
                hint = did_you_mean(parameter, parameters)
                raise self.fault(path, place, f"there is no parameter {parameter!r} to inform", hint)
            unit = parameters[parameter].unit
            found[parameter] = self.formula(path, place, text, scope, Graph(), unit)
        return found

    def shock(
        self, path: Path, name: str, entry: Mapping[str, Any], unit: Unit
    ) -> tuple[str | None, Formula | None]:
        """The shock that the residuals show and the standard deviation that the records give them."""
        shock = entry.get("shock")
        if shock is None:
            return None, None
        shocks = {n: s.unit for n, s in self.model.shocks.items()}
        if shock not in shocks:
            raise self.fault(
                path, (name, "shock"), f"there is no shock {shock!r}", did_you_mean(shock, shocks)
            )
        scope = Scope(
            variables=shocks,
            parameters={n: p.unit for n, p in self.model.parameters.items()},
            constants=self.model.constants,
            noun="shock",
            open_formulas=True,
        )
        place = (name, "shock_sd") if "shock_sd" in entry else (name, "shock")
        return shock, self.formula(path, place, entry.get("shock_sd", shock), scope, Graph(), unit)

    def formula(
        self,
        path: Path,
        place: tuple[str, ...],
        text: Any,
        scope: Scope,
        graph: Graph,
        unit: Unit | None = None,
    ) -> Formula:
        """A checked formula of the file."""
        words = " ".join(str(text if text is not None else "").split())
        return parse_expression(words, scope, place=place_of(path, place), graph=graph, unit=unit)
