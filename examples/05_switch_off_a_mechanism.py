"""How much of a fall in stocks reaches the economy through the spending of shareholders?

The same shock with the wealth effect on and off. A mechanism that is off keeps its baseline value, so the
baseline is the same in both cases and the difference is that channel alone, with what follows from it.
"""

import moneygood as mg

SHOCK = {
    "title": "Equity premium up by half a point",
    "date": "2026-11-22",
    "extends": "baseline",
    "levers": {"equity_premium": 0.5},
}
HORIZONS = (1, 4, 8, 12)

workspace = mg.load()
base = workspace.baseline()
whole = workspace.solve_plan(mg.find_scenario(SHOCK))
without = workspace.solve_plan(mg.find_scenario({**SHOCK, "switches": {"wealth_effect": "off"}}))


def percent(solution, name: str, horizon: int) -> float:
    """The percent difference from the baseline after so many quarters."""
    return 100 * (solution.series(name)[horizon] / base.series(name)[horizon] - 1)


print(f"Percent difference from the baseline after quarters\n{'':34}" + "".join(f"{h:>9}" for h in HORIZONS))
for name in ("sp500", "cons_real", "gdp_real"):
    for label, solution in (("all channels", whole), ("wealth effect off", without)):
        cells = "".join(f"{percent(solution, name, h):9.2f}" for h in HORIZONS)
        print(f"{name:12}{label:22}{cells}")
