"""Compute becomes three times as efficient. Where does the ten-year go if usage explodes, and where if it
does not?

Both scenarios meet the same shocks draw by draw, so the sampling error of a difference is much smaller than
that of either run.
"""

import moneygood as mg

VARIABLES = ("ai_capex", "gdp_growth", "sp500", "rate_10y", "ffr")
BRANCHES = ("deepseek-jevons", "deepseek-punished")

baseline_start = mg.load().start
quarter = baseline_start + 9  # eight quarters after the jump
compared = mg.compare(BRANCHES, variables=VARIABLES, periods=[quarter], draws=2000, seed=1)

print(f"Difference from the baseline in {quarter} (mean, and its Monte-Carlo error)\n")
print(f"{'':14}" + "".join(f"{name:>28}" for name in BRANCHES) + "  unit")
for i, variable in enumerate(VARIABLES):
    cells = ""
    for name in BRANCHES:
        row = compared.differences[name].rows[i]
        cells += f"{row.difference:18,.2f} ± {row.mc_error:7.2f}"
    print(f"{variable:14}{cells}  {row.unit}")

for name in BRANCHES:
    p = compared.runs[name].plausibility
    print(f"\n{name}: {p.sentence}")
