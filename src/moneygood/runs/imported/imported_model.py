"""An imported model that can be solved: tracking residuals, expectations, exogenised variables, targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import ASSUMED, Panel
from moneygood.core.periods import Quarter
from moneygood.engine.foresight.recursive import Recursive
from moneygood.engine.foresight.shape import Residuals, read_residuals
from moneygood.engine.foresight.stacked import StackedSystem
from moneygood.engine.foresight.system import System
from moneygood.engine.foresight.targets import with_targets
from moneygood.model.importers.frbus import FrbusModel, check_names, read_frbus
from moneygood.runs.imported.bootstrap import Bootstrap, draw_paths
from moneygood.runs.imported.control import ControlTarget, lay_targets
from moneygood.runs.imported.window import SolvedWindow, cut

Changes = Mapping[str, Mapping[Quarter, float]]
"""Series -> quarter -> value put there."""


@dataclass(frozen=True)
class Solved:
    """Figures [series, quarter] after a solution (with the lags and leads it read), which quarters were
    solved, the most Newton steps of a quarter (or of the whole), and under which expectations."""

    figures: Panel
    periods: tuple[Quarter, ...]
    steps: int
    expectations: str

    def series(self, name: str) -> np.ndarray:
        """One series over the solved quarters."""
        at = self.figures.column(self.periods[0])
        return self.figures.series(name)[at : at + len(self.periods)]


@dataclass(frozen=True)
class ImportedModel:
    """A model read from a file of another institution, with a choice of `expectations` and exogenised
    variables. Every method leaves the object and the figures that it is given as they are.

    Compiled forms are kept, so that a second solution costs only the solution.
    """

    source: FrbusModel
    expectations: str = "var"
    exogenised: tuple[str, ...] = ()
    _kept: dict[object, object] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, file: Path | str, expectations: str = "var") -> ImportedModel:
        """The model of an FRB/US ``model.xml`` (M040 to M042), with expectations ``var``, ``mcap``, ``wp``,
        ``mcap+wp``, ``all`` or names of variables separated by commas (M044)."""
        return cls(read_frbus(file)).with_expectations(expectations)

    def with_expectations(self, expectations: str) -> ImportedModel:
        """The model with another choice of model-consistent expectations (M044)."""
        self.source.forward_looking(expectations)
        return replace(self, expectations=expectations)

    def exogenise(self, names: Sequence[str]) -> ImportedModel:
        """The model in which these variables follow their figures and their equations are left out (M044).

        The names replace those of an earlier call.
        """
        check_names(self.source, names, self.source.endogenous, "equation for")
        return replace(self, exogenised=tuple(dict.fromkeys(names)))

    @property
    def endogenous(self) -> tuple[str, ...]:
        """The variables that are solved for."""
        return self.system().unknowns

    def system(self, targets: Sequence[ControlTarget] = ()) -> System:
        """The equations as a system, with a switching equation for each target's instrument."""
        pairs = tuple((t.target, t.instrument) for t in targets)
        key = ("system", self.expectations, self.exogenised, pairs)
        if key not in self._kept:
            made = self.source.equations(self.expectations)
            out = set(self.exogenised)
            kept = [e for e in made.equations if e.variable not in out]
            system = System(
                made.graph,
                tuple(e.variable for e in kept),
                tuple(e.residual for e in kept),
                made.parameters,
            )
            self._kept[key] = with_targets(system, pairs) if pairs else system
        return self._kept[key]  # type: ignore[return-value]

    def tracking(
        self, figures: Panel, start: Quarter | str, end: Quarter | str, terminal: str = "given"
    ) -> Panel:
        """The figures with add-ons ``<name>_trac`` from `start` to `end` with which all equations hold.

        Solving the result over the same quarters, with the same `terminal`, gives the figures back. Figures
        missing: M045.
        """
        a, b = Quarter.parse(start), Quarter.parse(end)
        system = self.system()
        own = [f"{name}_trac" for name in system.unknowns]
        given = terminal == "given"
        window = cut(system, figures, a, b, given)
        table = window.table.copy()
        table[:, [system.row[n] for n in own if n in system.row]] = 0.0
        shape: Residuals = self._residuals(system)
        if system.max_lead:
            stacked = self._stacked(system, terminal)
            stacked.end(table, window.last)
            shape = stacked.shape
        missing = shape.missing(table, window.first, window.last, given)
        if missing is not None:
            raise MoneygoodError(
                "M045",
                f"{missing[0]} has no figure in {window.periods[missing[1]]}",
                hint="Choose other quarters",
            )
        residual = shape.residuals(shape.registers(b - a + 1), table, window.first, window.last)
        column = figures.column(a)
        new = {}
        for i, name in enumerate(own):
            row = figures.series(name).copy() if name in figures else np.zeros(len(figures.periods))
            row[column : column + len(residual)] = residual[:, i]
            new[name] = row
        return figures.with_values(new, ASSUMED)

    def solve(
        self,
        figures: Panel,
        start: Quarter | str,
        end: Quarter | str,
        *,
        changes: Changes | None = None,
        news: Sequence[tuple[Quarter | str, Changes]] = (),
        targets: Sequence[ControlTarget] = (),
        terminal: str = "given",
    ) -> Solved:
        """The model solved from `start` to `end` on `figures`, with `changes` known from the start.

        `news` are changes that become known only in their quarter: with model-consistent expectations the
        rest is then solved anew from there (with others it makes no difference). `targets` hold variables on
        paths by moving instruments. `terminal` says what leads find after `end`: ``given`` (the figures),
        ``steady`` (the last value) or ``growth`` (the last growth).
        Raises M044 and M045 for names and figures, E040 to E044.
        """
        a, b = Quarter.parse(start), Quarter.parse(end)
        system = self.system(targets)
        for moved in (changes or {}, *(late for _, late in news)):
            self._check_movable(system, moved, a, b)
        if terminal != "given" and not system.max_lead:
            raise MoneygoodError(
                "E044", f"terminal {terminal} changes nothing: no equation looks ahead",
                hint="Leave terminal out, or choose expectations such as mcap",
            )  # fmt: skip
        figures = lay_targets(figures, targets, a, b) if targets else figures
        window = cut(system, figures, a, b, terminal == "given")
        self._change(window, changes or {})
        pieces = _news_in_order(news, a, b)
        _fill_guess(window)
        missing = window.missing(terminal == "given")
        if missing is not None:
            raise MoneygoodError(
                "M045", f"{missing[0]} has no figure in {missing[1]}", hint="Choose other quarters"
            )
        steps = 0
        for at, late in [(a, {}), *pieces]:
            self._change(window, late)
            begin = window.first + (at - a)
            if system.max_lead:
                found = self._stacked(system, terminal).solve(window.table, begin, window.last)
                steps = max(steps, found.steps)
            elif at == a:
                for _, more in pieces:
                    self._change(window, more)
                steps = self._quarters(window, targets)
        return Solved(window.panel(), window.solved, steps, self.expectations)

    def bootstrap(
        self,
        figures: Panel,
        start: Quarter | str,
        end: Quarter | str,
        residuals: tuple[Quarter | str, Quarter | str],
        *,
        draws: int,
        seed: int = 1,
        keep: Sequence[str] = (),
    ) -> Bootstrap:
        """Paths with the add-ons of whole past quarters drawn at random; see `bootstrap.draw_paths`."""
        a, b = Quarter.parse(start), Quarter.parse(end)
        span = Quarter.parse(residuals[0]), Quarter.parse(residuals[1])
        source, system = self.source, self.system()
        return draw_paths(
            source, system, self.recursive, figures, (a, b), span, draws=draws, seed=seed, keep=tuple(keep)
        )

    def recursive(self, system: System) -> Recursive:
        """The compiled form of a system without leads."""
        key = ("recursive", id(system))
        if key not in self._kept:
            self._kept[key] = Recursive(system)
        return self._kept[key]  # type: ignore[return-value]

    def _residuals(self, system: System) -> Residuals:
        key = ("residuals", id(system))
        if key not in self._kept:
            self._kept[key] = read_residuals(system, system.parameters)
        return self._kept[key]  # type: ignore[return-value]

    def _stacked(self, system: System, terminal: str) -> StackedSystem:
        key = ("stacked", id(system), terminal)
        if key not in self._kept:
            self._kept[key] = StackedSystem(system, terminal=terminal)
        return self._kept[key]  # type: ignore[return-value]

    def _check_movable(self, system: System, changes: Changes, a: Quarter, b: Quarter) -> None:
        """M050 for a number put on a variable in a quarter in which its equation determines it: the solution
        would overwrite it."""
        for name, values in changes.items():
            solved = [q for q in values if a <= q <= b]
            if not solved or name not in system.unknowns:
                continue
            add = f"{name}_aerr"
            if add in system.row:
                how = f"Add to its equation ({add}), or hold it (exogenise {name}, or {name} as a target)"
            else:
                how = "It is the instrument of a target: leave one of the two out"
            raise MoneygoodError(
                "M050", f"{name} is solved for in {solved[0]}, so a number put on it would be overwritten",
                hint=how,
            )  # fmt: skip

    def _change(self, window: SolvedWindow, changes: Changes) -> None:
        row = window.system.row
        for name, values in changes.items():
            check_names(self.source, [name], list(row), "series")
            for quarter, value in values.items():
                at = quarter - window.periods[0]
                if not 0 <= at < len(window.periods):
                    raise MoneygoodError("M045", f"{name} is changed in {quarter}, outside the solution")
                window.table[at, row[name]] = value

    def _quarters(self, window: SolvedWindow, targets: Sequence[ControlTarget]) -> int:
        """Solves quarter by quarter, in runs of quarters in which the same targets bind."""
        compiled = self.recursive(window.system)
        table = window.table[:, :, None].copy()
        steps, t = 0, window.first
        while t < window.last:
            pattern = _binding(window, targets, t)
            end = t + 1
            while end < window.last and _binding(window, targets, end) == pattern:
                end += 1
            status, most = compiled.solve(table, t, end, pattern=pattern)
            steps, t = max(steps, most), end
            if status[0] >= 0:
                quarter = window.periods[int(status[0])]
                raise MoneygoodError(
                    "E040", f"{quarter} was not solved", hint="Soften the shock or the path of that quarter"
                )
        window.table[:] = table[:, :, 0]
        return steps


def _binding(window: SolvedWindow, targets: Sequence[ControlTarget], t: int) -> tuple[bool, ...]:
    row = window.system.row
    return tuple(bool(window.table[t, row[target.bound]]) for target in targets)


def _fill_guess(window: SolvedWindow) -> None:
    """First guesses where the figures have none: the value of the quarter before."""
    guess = window.table[window.first : window.last, : len(window.system.unknowns)]
    if np.isfinite(guess).all():
        return
    for i in range(guess.shape[1]):
        for t in range(window.first, window.last):
            if not np.isfinite(window.table[t, i]):
                window.table[t, i] = window.table[t - 1, i]


def _news_in_order(
    news: Sequence[tuple[Quarter | str, Changes]], start: Quarter, end: Quarter
) -> list[tuple[Quarter, Changes]]:
    out = [(Quarter.parse(q), changes) for q, changes in news]
    for quarter, changes in out:
        if not start <= quarter <= end:
            raise MoneygoodError("E044", f"news of {quarter} is outside {start} to {end}")
        early = [q for values in changes.values() for q in values if q < quarter]
        if early:
            raise MoneygoodError("E044", f"news of {quarter} changes {early[0]}, which has passed")
    if [q for q, _ in out] != sorted({q for q, _ in out}):
        raise MoneygoodError("E044", "news is not in the order of its quarters, one entry each")
    return out
