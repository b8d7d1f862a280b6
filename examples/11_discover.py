"""Which few conditions lead to a ten-year above six percent with debt above 130 percent of GDP?

Half of the draws find the conditions, the other half test them; then the debt ratio is shared out among
what it hangs on.
"""

import moneygood as mg

found = mg.discover("10y > 6 and debt > 130", draws=4000).as_json()
print(f"{found['condition']}: {found['share']:.1%} ± {found['error']:.1%} of paths\n")
for number, box in enumerate(found["boxes"], 1):
    tested = box["tested_on"]
    print(f"box {number}: {tested['density']:.0%} ± {tested['density_error']:.1%} of its paths get there,")
    print(f"       {tested['coverage']:.0%} of all that do; tested on draws not used to find it")
    for limit in box["limits"]:
        low = "" if limit["low"] is None else f" at least {limit['low']:.2f}"
        high = "" if limit["high"] is None else f" at most {limit['high']:.2f}"
        print(f"  {limit['label']}{low}{high} {limit['unit']}")

inputs = ("ai_productivity", "neutral_rate", "b_rstar_productivity", "b_premium_debt")
shares = mg.sensitivity("debt", *inputs, method="sobol", size=128).as_json()
print("\nShares of the variance of the debt ratio, with interactions")
for row in shares["indices"]:
    if row["index"] == "total":
        print(f"  {row['input']:22} {row['value']:.2f} ± {row['half_width95']:.2f}")
