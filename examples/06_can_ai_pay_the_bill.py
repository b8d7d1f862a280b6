"""How much productivity would AI have to add to hold the debt ratio down, when the neutral rate rises with
it?

Solves the deterministic path for several values of one lever, and lays the debt ratio and the interest bill
side by side.
"""

import moneygood as mg

GAINS = (0.0, 0.25, 0.5, 0.75, 1.0)

workspace = mg.load()
base = workspace.baseline()
start, end = base.periods[0], base.periods[-1]

print(f"Productivity growth on top of the central path, points a year; {start} to {end}, without draws\n")
print(
    f"{'gain':>6}{'debt ratio':>12}{'interest, % of revenue':>24}{'real GDP, % up':>19}{'neutral rate':>14}"
)
for gain in GAINS:
    scenario = {
        "title": f"Productivity growth {gain} points higher",
        "date": "2026-11-22",
        "extends": "baseline",
        "levers": {"ai_productivity": gain} if gain else {},
    }
    path = workspace.solve_plan(mg.find_scenario(scenario))
    more = 100 * (path.series("gdp_real")[-1] / base.series("gdp_real")[-1] - 1)
    debt, interest, rstar = (path.series(n)[-1] for n in ("debt_ratio", "interest_revenue", "rstar"))
    print(f"{gain:6.2f}{debt:12.1f}{interest:24.1f}{more:19.1f}{rstar:14.2f}")

print(f"\nDebt ratio at the start of the run: {base.series('debt_ratio')[0]:.1f} percent of GDP")
