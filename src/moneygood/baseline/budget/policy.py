"""Policy of the budget block: the effective rates and real spending under which yearly totals come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.budget.fiscal_years import (
    extend,
    fiscal_years,
    further_growth,
    read_policy,
    spread_flat,
    spread_smoothly,
)
from moneygood.core.periods import Quarter, quarter_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moneygood.baseline.budget.block import Series

RATES = {
    "rev_individual": "tax_individual", "rev_payroll": "tax_payroll", "rev_corporate": "tax_corporate",
    "rev_customs": "tax_customs", "rev_other": "tax_other",
}  # fmt: skip
"""Revenue lines and the effective rates that drive them."""

SPENDING = {
    "out_defence": "real_defence", "out_nondefence": "real_nondefence",
    "out_social_security": "real_social_security", "out_medicare": "real_medicare",
    "out_medicaid": "real_medicaid", "out_other_mandatory": "real_other_mandatory",
}  # fmt: skip
"""Outlay lines and the real paths that drive them."""

SMOOTH = ("tax_", "real_", "path_credit")
"""Paths that run smoothly through a fiscal year; the rest is level within each."""

ONE_RATE = ("tax_payroll",)
"""Rates that are one number over a whole projection."""

FOLLOW = "spending_follow"
"""The path that says how far spending follows potential output beyond the budget's tables."""

TRIAL = {
    "tax_individual": 0.17, "tax_payroll": 0.137, "tax_corporate": 0.1, "tax_customs": 0.02,
    "tax_other": 0.006, "real_defence": 650.0, "real_nondefence": 700.0, "real_social_security": 1000.0,
    "real_medicare": 600.0, "real_medicaid": 400.0, "real_other_mandatory": 600.0, "payment_shift": 0.0,
    "path_other_financing": 0.0,
}  # fmt: skip
"""Policy of a first run, from which the tax bases and the price factors are read."""


def bases(trial: Series) -> dict[str, np.ndarray]:
    """What each policy path multiplies [quarter], read from a run under `TRIAL` policy."""
    out = {
        path: (trial[line] - (trial["tax_gains"] if line == "rev_individual" else 0.0)) / TRIAL[path]
        for line, path in {**RATES, **SPENDING}.items()
    }
    return out


def fixed_parts(trial: Series) -> dict[str, np.ndarray]:
    """What policy does not drive in budget lines [quarter]: gains tax, remittances, stabilisers."""
    return {
        "rev_individual": trial["tax_gains"],
        "rev_other": trial["rev_remittances"],
        "out_other_mandatory": trial["out_stabilisers"],
    }


def policy_by_quarter(
    lines: Mapping[str, Mapping[int, float]],
    trial: Series,
    periods: Sequence[Quarter],
    shift: Mapping[int, float],
) -> dict[str, np.ndarray]:
    """Policy [quarter] under which the block gives the yearly totals of `lines` exactly, spread smoothly.

    `lines` are totals by fiscal year in the names of the vintage (`rev_other` with remittances,
    `out_other_mandatory` with stabilisers), and may go on after the last quarter, so that the last year leans
    the right way; `shift` payments moved by the calendar.
    """
    base, fixed = bases(trial), fixed_parts(trial)
    moved = spread_flat(shift, periods)
    longer = quarter_range(periods[0], Quarter.of(max(lines["rev_payroll"]), 3))
    out: dict[str, np.ndarray] = {"payment_shift": moved}
    for line, path in {**RATES, **SPENDING}.items():
        total = dict(lines[line])
        if line == "out_medicare":
            total = {y: v - shift.get(y, 0.0) for y, v in total.items()}
        smooth = spread_smoothly(total, longer, fiscal_years(longer))[: len(periods)]
        out[path] = (smooth - fixed.get(line, 0.0)) / base[path]
    return out


def policy_by_year(
    lines: Mapping[str, Mapping[int, float]], trial: Series, years: np.ndarray, shift: Mapping[int, float]
) -> dict[str, dict[int, float]]:
    """Policy by fiscal year under which the block gives the yearly totals of `lines`, to a few parts in ten
    thousand once the yearly rates are spread over quarters."""
    base, fixed = bases(trial), fixed_parts(trial)
    out: dict[str, dict[int, float]] = {}
    for line, path in {**RATES, **SPENDING}.items():
        table = out.setdefault(path, {})
        for year, total in lines[line].items():
            inside = years == year
            if inside.sum() != 4:
                continue
            rest = fixed[line][inside].mean() if line in fixed else 0.0
            moved = shift.get(year, 0.0) if line == "out_medicare" else 0.0
            table[year] = float((total - rest - moved) / base[path][inside].mean())
        if path in ONE_RATE:
            out[path] = dict.fromkeys(table, float(np.mean(list(table.values()))))
    return out


def policy_path(
    path: str, table: Mapping[int, float], periods: Sequence[Quarter], years: np.ndarray
) -> np.ndarray:
    """A policy path [quarter] from its yearly table, carried beyond the table where the quarters go on."""
    last = int(years.max())
    follow = read_policy("issuance").get(FOLLOW) if path.startswith("real_") else None
    full = extend(path, table, last, follow, further_growth().get(path, (0.0, 0)))
    if not path.startswith(SMOOTH):
        return spread_flat(full, periods, full[min(full)])
    return spread_smoothly(full, periods, years)


def standing_policy(periods: Sequence[Quarter], years: np.ndarray) -> dict[str, np.ndarray]:
    """Debt management, federal lending and closure [quarter] from the table ``issuance``."""
    return {name: policy_path(name, table, periods, years) for name, table in read_policy("issuance").items()}
