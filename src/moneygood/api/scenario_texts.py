"""Scenarios beside their text: levers with usual sizes, a draft, two of them side by side, and the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from moneygood.baseline.opening import Scenario, find_scenario
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.run_limits import QUARTERS
from moneygood.model.build import load_model
from moneygood.restarts.opening import load
from moneygood.scenarios.differences import assumption_gaps
from moneygood.scenarios.drafts import ScenarioDraft, asked_draft, lever_entry, path_entry, shock_entry
from moneygood.scenarios.lever_sizes import lever_size
from moneygood.scenarios.levers import read_levers
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.plan import BASELINE
from moneygood.scenarios.supervisors import read_supervisors, table_columns, table_text

DIFF_DRAWS = 500


def lever_rows() -> list[dict[str, Any]]:
    """The named levers with label, unit, range and sector, and with the sizes that the model's own draws make
    `ordinary` (one time in three) and `stress` (one in a hundred), None where it draws nothing like them."""
    model, rows = load_model(), []
    for lever in read_levers().values():
        usual = lever_size(lever, model)
        rows.append(
            {"lever": lever.name, "label": lever.label, "unit": str(lever.unit), "range": list(lever.range),
             "sector": lever.sector, "profile": lever.profile,
             "ordinary": None if usual is None else usual.ordinary,
             "stress": None if usual is None else usual.stress, "by": None if usual is None else usual.of}
        )  # fmt: skip
    return rows


def draft_scenario(
    title: str,
    *,
    question: str = "",
    narrative: str = "",
    extends: str = BASELINE,
    levers: Sequence[str] = (),
    holds: Sequence[str] = (),
    shocks: Sequence[str] = (),
) -> str:
    """The text of a new scenario file, checked against the model before it is given.

    `levers` are texts such as ``term_premium=0.5@2027Q1``, `holds` such as ``rate_10y=5@2027Q1..2027Q4``
    (``+=`` for a change, ``%=`` for one in percent, ``,SHOCK`` for what gives way), `shocks` such as
    ``eps_eff=2sd@2027Q1``. S047 for one that cannot be read, and the S-codes of a scenario check.

    >>> from moneygood.api.scenario_texts import draft_scenario
    >>> print(draft_scenario("Dear money", levers=["term_premium=0.5"]).splitlines()[-1].partition(" #")[0])
      term_premium: {value: 0.5, unit: pct/yr}
    """
    model, known = load_model(), read_levers()
    draft = ScenarioDraft(
        title, question, narrative, extends,
        [lever_entry(x, known, model) for x in levers],
        [path_entry(x, model) for x in holds],
        [shock_entry(x, model) for x in shocks],
    )  # fmt: skip
    return _checked(draft.text())


def ask_scenario(ask: Callable[[str, str], str], say: Callable[[str], None]) -> str:
    """The text of a new scenario from a question at a time; `ask` is given a question and a default."""
    return _checked(asked_draft(ask, say, read_levers(), load_model(), find_plan).text())


def template_text(name: str) -> str:
    """The text of a shipped scenario, to begin one of your own with (S005)."""
    return find_plan(name).text


def _checked(text: str) -> str:
    from moneygood.core.texts import parse_yaml
    from moneygood.scenarios.read import parse_plan

    workspace = load(None)
    workspace.check(parse_plan(parse_yaml(text, "new.yaml"), "new", None, text, find_plan))
    return text


def check_scenarios(
    scenarios: Sequence[Scenario], *, quarters: int = QUARTERS, vintage: str | None = None
) -> list[dict[str, Any]]:
    """A verdict on each scenario: that of `check_scenario`, or ``ok`` false with the `fault` in one line."""
    from moneygood.api.texts import check_scenario

    verdicts = []
    for name in scenarios:
        try:
            verdicts.append(check_scenario(name, quarters=quarters, vintage=vintage))
        except MoneygoodError as fault:
            verdicts.append(
                {
                    "scenario": str(getattr(name, "name", name)),
                    "ok": False,
                    "fault": str(fault),
                    "code": fault,
                }
            )
    return verdicts


def diff_scenarios(
    a: Scenario,
    b: Scenario,
    *,
    draws: int = DIFF_DRAWS,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    results: bool = True,
) -> dict[str, Any]:
    """Two scenarios side by side: what they assume differently, and the second's results less the first's.

    `assumptions` are entry by entry in words; `results` as in `compare`, the second against the first draw by
    draw on the same shocks, with the Monte-Carlo error (left out when not `results`).
    """
    one, two = find_scenario(a), find_scenario(b)
    gaps = assumption_gaps(one, two, read_levers())
    out: dict[str, Any] = {
        "a": one.name,
        "b": two.name,
        "assumptions": [{"kind": g.kind, "name": g.name, "a": g.a, "b": g.b} for g in gaps],
    }
    if results:
        from moneygood import api

        out["results"] = api.compare(two, against=one, draws=draws, quarters=quarters, vintage=vintage)
    return out


def supervisors_beside(
    scenario: Scenario,
    table: str | Path,
    *,
    start: Quarter | str | None = None,
    vintage: str | None = None,
) -> list[dict[str, Any]]:
    """A supervisors' table beside a scenario's path without draws, a row a column: what is held, and what the
    model answers along it.

    The table's first row is laid on `start`, its own quarter when None. S024 for a table that cannot be read
    or has no quarter in the simulated span.
    """
    from dataclasses import asdict

    from moneygood.runs.export.supervisors import columns_beside, supervisors_figures
    from moneygood.scenarios.aliases import with_names

    workspace, plan, columns = load(vintage), find_scenario(scenario), table_columns()
    found = read_supervisors(Path(table), columns)
    first = None if start is None else Quarter.parse(start)
    last = found.periods[-1] + (0 if first is None else first - found.periods[0])
    quarters = min(max(last - workspace.start + 1, 1), QUARTERS)
    settled = workspace.settle(plan, quarters)
    periods = settled.central.periods
    figures = supervisors_figures(
        settled.model, columns, settled.central.values, settled.setting.history[:, -1]
    )
    named = with_names(plan, settled.model)
    held = frozenset(p.variable for p in (*named.paths, *named.bands))
    rows = columns_beside(found, columns, figures, periods, first, held)
    if not rows:
        what = f"{table} has no quarter in {periods[0]} to {periods[-1]} with a figure in it"
        raise MoneygoodError("S024", what, None, f"Lay its first row with --start {workspace.start}")
    return [asdict(r) for r in rows]


def longbase_table(
    scenario: Scenario = BASELINE, *, quarters: int = QUARTERS, vintage: str | None = None
) -> str:
    """The past of every variable and a scenario's path without draws, as one table in the form of LONGBASE.

    Names are in upper case and a missing figure is ``NA``; every figure comes back to the bit.
    """
    import numpy as np

    from moneygood.core.panel import ASSUMED, Panel
    from moneygood.data.longbase import longbase_text

    workspace = load(vintage)
    settled = workspace.settle(find_scenario(scenario), quarters)
    past = workspace.history
    values = np.concatenate([past.values, settled.central.values], axis=1)
    periods = (*past.periods, *settled.central.periods)
    marks = np.full(values.shape, ASSUMED, dtype=np.uint8)
    return longbase_text(Panel(past.names, periods, values, marks))


def supervisors_table(
    scenario: Scenario = BASELINE,
    *,
    quarters: int = 13,
    vintage: str | None = None,
    decimals: int | None = None,
    history: bool = False,
) -> str:
    """A scenario's path without draws in the form of the supervisors' table (CSV), or the past quarters of
    the model in that form when `history`.

    Every figure comes back to the bit when it is read, unless it is rounded to `decimals`. Our indexes stand
    at the scale of the record ``economics/dictionary/supervisors.yaml``; only their growth means anything.
    """
    from moneygood.runs.export.supervisors import supervisors_figures

    workspace, plan = load(vintage), find_scenario(scenario)
    settled = workspace.settle(plan, quarters)
    past, columns = settled.setting.history, table_columns()
    if history:
        count = past.shape[1] - 1
        figures = supervisors_figures(settled.model, columns, past[:, 1:], past[:, 0])
        first = workspace.start - count
        return table_text("Actual", tuple(first + t for t in range(count)), figures, decimals)
    figures = supervisors_figures(settled.model, columns, settled.central.values, past[:, -1])
    return table_text(plan.title, settled.central.periods, figures, decimals)
