"""What Python users hold: the result of a run as tables, datasets and charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood import api
from moneygood.core.answer import document
from moneygood.questions.registry import Question, question

if TYPE_CHECKING:
    import altair
    import pandas as pd
    import xarray as xr

    from moneygood.api.asking import FoundAnswer
    from moneygood.core.answer import AbstractAnswer
    from moneygood.questions.receipts import AnswerReceipt
    from moneygood.runs.first_passage.passage import FirstPassage
    from moneygood.runs.store.receipt import Receipt


def asker(question: Question) -> Callable[..., Any]:
    """The function of a question for people: its answer shows itself."""
    from moneygood.api.asking import function

    if question.name in ("compare", "validate"):
        return function(question, _with_its_receipt)
    if question.name == "note":
        return function(question, lambda one: one.answer.file, "Path")
    if question.name == "run":
        return function(question, lambda one: Result(one.answer, one), "Result")
    return function(question, lambda one: Answered(one.question.name, one.answer, one), "Answered")


def _with_its_receipt(one: FoundAnswer) -> Any:
    """The answer itself, which knows its receipt."""
    object.__setattr__(one.answer, "_found", one)
    return one.answer


def ahead() -> Callable[..., Any]:
    """The function `rally_ahead`: `rally` over simulated quarters."""
    from moneygood.api.asking import older

    text = "What drives the index between two simulated quarters: `rally` with a scenario, else the baseline."
    return older(asker(question("rally")), "rally_ahead", text, scenario=api.BASELINE)


class Result:
    """A finished run for notebooks; `run` is the `api.RunResult` with everything in it."""

    def __init__(self, run: api.RunResult, found: FoundAnswer | None = None) -> None:
        self.run = run
        self._found = found

    def __repr__(self) -> str:
        return repr(self.run)

    def _repr_html_(self) -> str:
        return self.table().to_html(float_format=lambda x: f"{x:,.2f}")

    def table(self) -> pd.DataFrame:
        """The headline figures: a row per variable and quarter with median, 70% band and unit.

        The quarter is a pandas period; figures are in the unit of their row (`$bn` is billions of dollars).
        """
        import pandas as pd

        frame = pd.DataFrame([row.as_json() for row in self.run.headline])
        frame["period"] = pd.PeriodIndex(frame["period"], freq="Q")
        return frame.set_index(["variable", "period"])

    @property
    def dataset(self) -> xr.Dataset:
        """All kept paths as an xarray Dataset with dims scenario, draw, period, and units in the attributes.

        Failed draws are in it; the variable ``status`` [draw] is 0 for the good ones. Under views ``weight``
        [draw] has the share of each draw.
        """
        import numpy as np
        import xarray as xr

        paths, units = self.run.paths, self.run.units
        draws = np.arange(paths.first_draw, paths.first_draw + paths.draws)
        data: dict[str, Any] = {
            name: (("scenario", "draw", "period"), paths.series(name).T[None], {"unit": units[name]})
            for name in paths.names
        }
        if paths.weights is not None:
            data["weight"] = (("draw",), paths.weights, {"unit": "1"})
        coordinates = {
            "scenario": [self.run.plan.name],
            "draw": draws,
            "period": [str(q) for q in paths.periods],
        }
        about = {k: str(v) for k, v in self.run.as_json()["run"].items() if k != "seconds"}
        return xr.Dataset({**data, "status": (("draw",), paths.status)}, coordinates, about)

    def fan(self, variable: str) -> altair.Chart:
        """The fan chart of a kept variable (a name or an alias) with its history."""
        from moneygood.charts.data import came_line
        from moneygood.surfaces.run_charts import altair_chart, make_book, specs

        name = self.run.resolve(variable)
        since = came_line(self.run, name)
        book = make_book(
            title=self.run.plan.title,
            question=self.run.plan.question,
            fans=self.run.fans([name]),
            labels=self.run.labels,
            units=self.run.units,
            history=self.run.history,
            variables=(name,),
            came={} if since is None else {name: since},
        )
        return altair_chart(specs(book)[name])

    def paths(self, variable: str) -> pd.DataFrame:
        """The simulated paths of a kept variable: a row per quarter (a period index), a column per draw.

        Figures are in the variable's unit, ``.attrs["unit"]``; draws that failed are left out.
        """
        import pandas as pd

        name, paths = self.run.resolve(variable), self.run.paths
        index = pd.PeriodIndex([str(q) for q in paths.periods], freq="Q", name="period")
        frame = pd.DataFrame(paths.series(name)[:, paths.ok], index=index)
        frame.columns = pd.Index(paths.first_draw + paths.ok.nonzero()[0], name="draw")
        frame.attrs.update(variable=name, label=self.run.labels[name], unit=self.run.units[name])
        return frame

    def first(self) -> FirstPassage:
        """Which of the four highs changes first, when, and what follows what."""
        return self.run.first

    @property
    def lead(self) -> str:
        """The answer in at most forty words."""
        return self.run.lead

    @property
    def id(self) -> str:
        """The scenario's name and the beginning of the hash of what decides the figures."""
        return self.run.id

    def why(self, variable: str, against: Any = api.BASELINE, **options: Any) -> Answered:
        """Why `variable` differs from `against` (the baseline), as in `why`, over this run's quarters.

        `options` are those of `why`: at, since, given, by, draws.
        """
        mine = {"quarters": self.run.request.quarters, "seed": self.run.request.seed,
                "vintage": self.run.workspace.vintage.name}  # fmt: skip
        asked = {"variable": variable, "scenario": self.run.plan, "against": _plan_of(against)}
        return asker(question("why"))(**asked | mine | options)

    def compare(self, against: Any = api.BASELINE, **options: Any) -> api.ComparedRuns:
        """This run less `against` (the baseline, a scenario or another result), on the same draws.

        `options` are those of `compare`: variables, periods.
        """
        r, backend = self.run.request, self.run.simulation.backend
        mine = {"draws": r.draws, "seed": r.seed, "quarters": r.quarters, "backend": backend,
                "vintage": self.run.workspace.vintage.name}  # fmt: skip
        return asker(question("compare"))([self.run.plan], against=_plan_of(against), **mine | options)

    @property
    def whole_receipt(self) -> AnswerReceipt | None:
        """The receipt of all that the run says, which ``moneygood verify`` computes again."""
        return None if self._found is None else self._found.receipt

    def receipt(
        self, variable: str, period: str | None = None, statistic: str = "median", *, against: Any = None
    ) -> Receipt:
        """The receipt of one figure, which ``moneygood verify`` computes again.

        `statistic` is median, mean or q05 to q95 of a variable in `period`; p_first, p_within_4q,
        p_within_12q or p_ever of a high such as rates; difference, mc_error, low70 or high70 `against` the
        result of another run on the same draws.
        """
        from moneygood.api import stored

        other = against.run if isinstance(against, Result) else against
        return stored.receipt_of(self.run, variable, period, statistic, against=other)

    def to_excel(self, file: str | Path, answers: Sequence[Any] = ()) -> Path:
        """Write a workbook: native charts, a sheet for each of `answers`, receipts (extra ``excel``)."""
        return self._export(file, ".xlsx", [a.answer if isinstance(a, Answered) else a for a in answers])

    def to_csv(self, file: str | Path) -> Path:
        """Write the quantiles of every kept variable with their errors, a row a variable and quarter."""
        return self._export(file, ".csv")

    def to_parquet(self, file: str | Path) -> Path:
        """Write every kept path: columns period, draw, status and one a variable."""
        return self._export(file, ".parquet")

    def to_netcdf(self, file: str | Path) -> Path:
        """Write the kept paths and quantiles as NetCDF."""
        return self._export(file, ".nc")

    def to_zarr(self, file: str | Path) -> Path:
        """Write the kept paths and quantiles as a Zarr store."""
        return self._export(file, ".zarr")

    def _export(self, file: str | Path, ending: str, answers: Sequence[Any] = ()) -> Path:
        from moneygood.api import stored

        return stored.export(self.run, Path(file), answers, ending=ending)

    def write(self, folder: str | Path, *, paths: bool = False) -> Path:
        """Write the run's folder (figures, quantiles, scenario, charts; all paths with `paths`)."""
        from moneygood.surfaces.run_charts import write_charts

        api.write_run(self.run, Path(folder), write_charts, paths=paths)
        return Path(folder)

    def save(self, *, paths: bool = False) -> str:
        """Save the run in the run store (MONEYGOOD_RUNS, or ``runs``) and return its id."""
        from moneygood.surfaces.run_charts import write_charts

        return api.save_run(self.run, api.open_store(), write_charts, paths=paths).id


def _plan_of(scenario: Any) -> Any:
    """The plan of a result, or what else a scenario may be."""
    return scenario.run.plan if isinstance(scenario, Result) else scenario


class Answered:
    """An answer for notebooks: shows itself as tables and a reading; `answer` holds all of it."""

    def __init__(self, verb: str, answer: AbstractAnswer, found: FoundAnswer | None = None) -> None:
        self.verb = verb
        self.answer = answer
        self._found = found

    @property
    def receipt(self) -> AnswerReceipt | None:
        """What the answer hangs on, which ``moneygood verify`` computes again; None for a time taken."""
        return None if self._found is None else self._found.receipt

    def __repr__(self) -> str:
        return f"<{self.verb}: {self.answer.lead}>"

    def _repr_html_(self) -> str:
        from html import escape

        parts = [
            f"<p><strong>{escape(self.answer.lead)}</strong></p>",
            f"<h3>{escape(self.answer.title)}</h3>",
        ]
        for i, table in enumerate(self.answer.tables):
            parts.append(f"<h4>{escape(table.title)}</h4>{self.table(i).to_html(index=False)}")
        return "".join(parts) + f"<p>{escape(self.answer.reading)}</p>"

    @property
    def lead(self) -> str:
        """The answer in at most forty words."""
        return self.answer.lead

    @property
    def reading(self) -> str:
        """What was found, in words."""
        return self.answer.reading

    def table(self, number: int = 0) -> pd.DataFrame:
        """One of the answer's tables as a pandas frame, figures as numbers."""
        import pandas as pd

        own = self.answer.tables[number]
        return pd.DataFrame([list(row) for row in own.rows], columns=[c.label for c in own.columns])

    def chart(self) -> altair.Chart:
        """The answer's chart as an Altair chart."""
        from moneygood.questions.charts import spec
        from moneygood.surfaces.run_charts import altair_chart

        return altair_chart(spec(self.verb, self.answer))

    def as_json(self) -> Any:
        """The document that the command line prints with ``--json``, with its receipt."""
        return document(self.answer) if self._found is None else self._found.document()
