"""Where are prices, rates, debt and stocks heading if nothing new happens?

Simulates the baseline and prints median and 70% band of the main variables at the end of this year, of next
year, and five and ten years on.
"""

import moneygood as mg

result = mg.run(draws=2000, seed=1)  # result.table() has the same figures as a pandas frame
run = result.run

print(f"{run.plan.title}: {run.paths.periods[0]} to {run.paths.periods[-1]}")
print(f"vintage {run.workspace.vintage.name}, failed draws {run.failed_share:.2%}\n")
print(f"{'':36}{'quarter':>9}{'median':>10}{'15%':>10}{'85%':>10}  unit")

last = ""
for row in run.headline:
    label = "" if row.label == last else row.label
    last = row.label
    print(f"{label:36}{row.period:>9}{row.median:10,.1f}{row.low70:10,.1f}{row.high70:10,.1f}  {row.unit}")

worst, error = run.simulation.worst_identity
print(f"\nLargest error of an identity over all draws and quarters: {error:.0e} ({worst})")
