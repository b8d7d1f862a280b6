"""What would it take? The productivity gain that holds the debt, and the revenue that pays for AI capex.

Prints the value without surprises, the values for given odds with their Monte-Carlo error, and two frontiers.
"""

import moneygood as mg


def show(target: str, *levers: str, draws: int) -> None:
    """Print a break-even: its value, its odds, its frontier."""
    answer = mg.breakeven(target, *levers, draws=draws).as_json()
    value = "none in range" if answer["value"] is None else f"{answer['value']:.3g} {answer['unit']}"
    print(f"{target}: {answer['lever']} {value}")
    for row in answer["odds"]:
        if row["value"] is None:
            print(f"  odds of {row['share']:.0%} lie outside the range")
        else:
            reached = f"{row['reached']:.1%} ± {row['error']:.1%}"
            print(f"  odds of {row['share']:.0%} take {row['value']:.3g} (simulated there: {reached})")
    if answer["second"]:
        print(f"  {answer['second']['lever']} -> {answer['lever']}")
    for point in answer["frontier"][::2]:
        needed = "none" if point["value"] is None else f"{point['value']:.3g}"
        print(f"  {point['second']:8.3g} -> {needed}")


show("debt-stable", draws=500)
show("capex-pays", "revenue", "economic_life", draws=0)
show("capex-pays", "revenue", "cost_of_capital", draws=0)
