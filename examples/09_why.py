"""AI disappoints and the ten-year falls: what does the fall consist of?

Three ways to take the same difference apart, each of which adds up: what was imposed, which mechanisms
carried it, and in which quarters it was imposed. Then the question the other way round: on the draws on which
stocks break, which shocks did it?
"""

import moneygood as mg

SCENARIO, VARIABLE, AT = "ai-disappoints", "rate_10y", "2028Q4"

for by in ("shock", "channel", "lag"):
    document = mg.why(VARIABLE, SCENARIO, by=by, at=AT).as_json()
    print(f"\n{document['label']} in {AT}, by {by}: {document['total']:+.3f} points")
    largest = sorted(document["parts"], key=lambda part: -abs(part["value"]))
    for part in largest[:5]:
        print(f"  {part['value']:+.3f}  {part['label']}")
    print(f"  {sum(part['value'] for part in largest[5:]):+.3f}  all others")
    print(f"  {document['residual']:+.0e}  residual")

broken = mg.why("sp500", given="stocks", at="2029Q4", draws=400, seed=1).as_json()
print(f"\n{broken['of']}, less all draws: {broken['total']:+,.0f} ± {broken['total_error']:.0f}")
for part in sorted(broken["parts"], key=lambda part: -abs(part["value"]))[:4]:
    print(f"  {part['value']:+8,.0f} ± {part['mc_error']:4.0f}  {part['label']}")
