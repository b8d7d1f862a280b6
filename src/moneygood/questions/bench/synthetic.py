"""Models of any size for measurements: a simultaneous core, followers with lags, then definitions."""

from __future__ import annotations

import numpy as np

from moneygood.core.atomic import scratch_folder
from moneygood.core.periods import Quarter, quarter_range
from moneygood.engine.setting import Setting, empty_setting
from moneygood.model.build import load_model
from moneygood.model.model import Model

CORE = 12
SHOCKED = 0.28
"""The share of equations with a shock, as in the shipped model."""


def synthetic(equations: int) -> Model:
    """A model of `equations` equations, read and checked like any other."""
    shocked = max(CORE + 8, round(SHOCKED * equations))
    texts = {
        "references.bib": "@misc{ours, title={ours}}\n",
        "equations/made.eq": 'sector "Made"\n\n' + "\n\n".join(_equations(equations, shocked)) + "\n",
        "dictionary/variables/made.yaml": "".join(
            f'x{i}: {{label: x{i}, unit: "1", source: ours}}\n' for i in range(equations)
        ),
        "calibration/made.yaml": "{}\n",
        "calibration/shocks.yaml": "".join(
            f"eps_x{i}: {{sd: 0.01, source: ours, method: judged}}\n" for i in range(shocked)
        )
        + "distribution: {kind: student_t, df: 6, source: ours}\n",
        "dictionary/switches.yaml": "{}\n",
        "dictionary/constants.yaml": "{}\n",
    }
    with scratch_folder("bench") as folder:
        for name, text in texts.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return load_model(folder, cached=False)


def steady_setting(model: Model, quarters: int) -> Setting:
    """A run from ones."""
    history = np.ones((len(model.variables), max(model.max_lag, 1)))
    first = Quarter.parse("2026Q1")
    return empty_setting(model, quarter_range("2026Q1", first + (quarters - 1)), history)


def _equations(count: int, shocked: int) -> list[str]:
    out = []
    for i in range(CORE):
        a, b = f"x{(i + 5) % CORE}", f"x{(i + 7) % CORE}"
        other = f" + 0.02 * log({a} * {b})" if i % 3 == 0 else f" + 0.03 * log({a})"
        rest = f" - 0.1 * log(x{i}[-1]) + 0.01 * tanh({b}[-2] - 1)"
        out.append(f'[x{i}] "Core" source: ours\ndlog(x{i}) ~ 0.002{other}{rest}')
    for i in range(CORE, shocked):
        a, b = f"x{i - CORE}", f"x{i - 3}"
        out.append(
            f'[x{i}] "Follower" source: ours\n'
            f"log(x{i}) ~ 0.8 * log(x{i}[-1]) + 0.1 * log({a}) + 0.05 * log({b}[-1])"
        )
    for i in range(shocked, count):
        a, b, c = f"x{i - shocked}", f"x{i - shocked // 2}", f"x{i - 7}"
        forms = (
            f"0.9 * x{i}[-1] + 0.05 * {a} + 0.05 * {b}",
            f"{a} * {b} / (0.5 + max({c}, 0.1))",
            f"avg({a}, 4) + 0.1 * ({b} - {b}[-1])",
            f"0.3 * {a} + 0.3 * {b} + 0.4 * {c} - 0.01 * {a}[-2]",
        )
        out.append(f'[x{i}] "Definition" source: ours\nx{i} = {forms[i % 4]}')
    return out
