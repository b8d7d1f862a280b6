"""How likely is it that the ten-year passes six percent while the debt passes 130 percent of GDP?

The paths of a run are plain arrays [quarter, draw], so any event can be counted. Failed draws are left out,
and the sampling error stands beside the figure.
"""

import numpy as np

import moneygood as mg

run = mg.run("ai-disappoints", draws=4000, seed=3, keep=["term_premium", "rate_mortgage"]).run
good = run.paths.ok
rate = run.paths.series("rate_10y")[:, good]
debt = run.paths.series("debt_ratio")[:, good]

hit = ((rate > 6.0) & (debt > 130.0)).any(axis=0)
share = hit.mean()
error = np.sqrt(share * (1 - share) / hit.size)
print(f"{run.plan.title}: {share:.1%} of {hit.size} draws (standard error {error:.1%})")

mortgage = run.paths.series("rate_mortgage")[:, good]
last = str(run.paths.periods[-1])
print(f"Mortgage rate in {last}: median {np.median(mortgage[-1]):.1f} percent")
if hit.any():
    print(f"  on the draws where it happens: median {np.median(mortgage[-1][hit]):.1f} percent")

premium = run.quantiles("term_premium")
low, high = premium.level(0.15)[-1], premium.level(0.85)[-1]
print(f"Term premium in {last}: {low:.1f} to {high:.1f} percent (70% band)")
print(f"Failed draws: {run.failed_share:.2%}")
