"""What if the Fed holds its rate a point above the baseline for a year, and how unusual would that be?

A scenario is the content of a YAML file; in Python it may be a mapping of the same form. The path is held
exactly and the shock of the policy rule gives way.
"""

import moneygood as mg

TIGHT = {
    "title": "A year of tighter money",
    "question": "What does a funds rate one point higher for a year do?",
    "narrative": "The funds rate is a point above the baseline for four quarters, then follows the rule.",
    "date": "2026-11-22",
    "extends": "baseline",
    "paths": [
        {
            "hold": "ffr",
            "periods": "2026Q4..2027Q3",
            "change": 1.0,
            "unit": "pct/yr",
            "absorbed_by": "eps_ffr_rule",
        },
    ],
}
VARIABLES = ("ffr", "rate_10y", "unemployment", "infl_core_yoy", "sp500", "debt_ratio")

workspace = mg.load()
base = workspace.baseline()
tight = workspace.solve_plan(mg.find_scenario(TIGHT))

print(
    f"Without draws, difference from the baseline\n{'':16}"
    + "".join(f"{q!s:>9}" for q in base.periods[1:13:2])
)
for name in VARIABLES:
    difference = tight.series(name) - base.series(name)
    if workspace.units[name] == "index":
        difference = 100 * difference / base.series(name)
    print(f"{name:16}" + "".join(f"{d:9.2f}" for d in difference[1:13:2]))
print("(percent for an index, points for a rate or ratio)")

run = mg.run(TIGHT, draws=1000, seed=1).run
print(f"\nHow unusual: {run.plausibility.sentence}")
