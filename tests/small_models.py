"""Builds small models from texts for the engine's tests."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.core.periods import Quarter, quarter_range
from moneygood.engine.setting import Setting, empty_setting
from moneygood.model.build import load_model
from moneygood.model.model import Model


def build(
    equations: str,
    variables: dict[str, str],
    parameters: dict[str, Any] | None = None,
    shocks: dict[str, float] | None = None,
    *,
    extra_shocks: str = "",
    switches: tuple[str, ...] = (),
) -> Model:
    """A model of one sector; `variables` name -> unit (prefix "exo " for exogenous), `parameters` name ->
    (value, unit) or a whole record, `shocks` name -> standard deviation."""
    with tempfile.TemporaryDirectory(prefix="moneygood-small-") as folder:
        root = Path(folder)
        _write(root, equations, variables, parameters or {}, shocks or {}, extra_shocks, switches)
        return load_model(root, cached=False)


def _write(
    root: Path,
    equations: str,
    variables: dict[str, str],
    parameters: dict[str, Any],
    shocks: dict[str, float],
    extra_shocks: str,
    switches: tuple[str, ...],
) -> None:
    for folder in ("equations", "dictionary/variables", "calibration"):
        (root / folder).mkdir(parents=True)
    (root / "references.bib").write_text("@misc{ours, title={ours}}\n")
    (root / "equations" / "small.eq").write_text(f'sector "Small"\n\n{equations}\n')
    lines = []
    for name, unit in variables.items():
        exogenous = ", exogenous: true" if unit.startswith("exo ") else ""
        lines.append(
            f'{name}: {{label: {name}, unit: "{unit.removeprefix("exo ")}", source: ours{exogenous}}}'
        )
    (root / "dictionary" / "variables" / "small.yaml").write_text("\n".join(lines) + "\n")
    records = []
    for name, given in parameters.items():
        fields = {"value": given[0], "unit": given[1]} if isinstance(given, tuple) else dict(given)
        fields = {"source": "ours", "method": "judged", **fields}
        body = ", ".join(f"{k}: {_yaml(v)}" for k, v in fields.items())
        records.append(f"{name}: {{{body}}}")
    (root / "calibration" / "small.yaml").write_text("\n".join(records) + "\n" if records else "{}\n")
    shock_lines = [f"{n}: {{sd: {sd}, source: ours, method: judged}}" for n, sd in shocks.items()]
    (root / "calibration" / "shocks.yaml").write_text(
        "\n".join([*shock_lines, extra_shocks]) + "\n" or "{}\n"
    )
    switch_lines = [f"{s}: {{label: {s}, system: S1, source: ours}}" for s in switches]
    (root / "dictionary" / "switches.yaml").write_text("\n".join(switch_lines) + "\n" if switches else "{}\n")
    (root / "dictionary" / "constants.yaml").write_text("{}\n")


def _yaml(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(str(v) for v in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def start(model: Model, quarters: int, history: dict[str, float | list[float]], **exogenous: Any) -> Setting:
    """A setting from 2026Q1 on; `history` name -> value or last values, `exogenous` name -> path."""
    past = max(model.max_lag, 1)
    table = np.full((len(model.variables), past), np.nan)
    for name, value in history.items():
        table[model.row(name)] = value if np.isscalar(value) else np.asarray(value)[-past:]
    periods = quarter_range("2026Q1", Quarter.parse("2026Q1") + (quarters - 1))
    setting = empty_setting(model, periods, table)
    for name, path in exogenous.items():
        setting.exogenous[model.row(name)] = path
        if np.isnan(table[model.row(name)]).all():
            table[model.row(name)] = np.ravel(path)[0]
    return setting
