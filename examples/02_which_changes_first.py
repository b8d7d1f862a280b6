"""Four things are high: prices, rates, debt, stocks. Which gives way first, and what tends to follow?

The shares add up: every draw has a first break, a tie that is shared out, or none at all.
"""

import moneygood as mg

first = mg.break_first("baseline", draws=4000, seed=1)

print(f"{'':10}{'first':>8}{'4 q':>8}{'12 q':>8}  median quarter")
for risk in first.highs.values():
    quarter = risk.median_quarter or "beyond the run"
    print(f"{risk.label:10}{risk.p_first:8.0%}{risk.p_within_4q:8.0%}{risk.p_within_12q:8.0%}  {quarter}")
print(f"{'none':10}{first.none:8.0%}")

print("\nThe two sides of each:")
for name, side in first.sides.items():
    print(f"  {name:24}{side.p_first:6.0%} first, {side.p_ever:4.0%} at some time: {side.label}")

print("\nMost frequent orders:")
for order in first.order[:5]:
    print(f"  {order.share:5.1%}  {' -> '.join(order.sequence) or 'none'}")

total = sum(risk.p_first for risk in first.highs.values()) + first.none
print(f"\nShares and none add up to {total:.6f}")
