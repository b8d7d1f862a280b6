"""Was it true on the day it was said, and has it held since? First shipped claims, then one of our own."""

from pathlib import Path

import moneygood as mg

answer = mg.claims(only=["interest-above-trillion", "zero-or-eight", "yields-despite-cuts"])
print(answer.table(0).to_string(index=False))
print()

# one claim in detail: table 1 holds its tests, table 2 the figures with the day each was out
one = mg.claims(only=["interest-above-trillion"])
print(one.table(2).to_string(index=False))
print(one.reading)
print()

own = """
topic: Rates
claims:
  - id: ten-year-to-five
    statement: The ten-year yield is going to 5%.
    date: 2023-11-01
    by: a colleague
    source: ours
    figures:
      now: {label: When said, formula: treasury_10y, on: monthly, at: 2023-10}
      top: {label: Highest after, formula: treasury_10y, on: monthly, at: 2023-11..2024-10, take: highest}
    as_of:
      - {test: It was near, holds: now >= 4.5, fails: now < 4}
    since:
      - {test: It got there, holds: top >= 5, fails: top < 4.9}
"""
Path("ten-year.yaml").write_text(own)
print(mg.claims("ten-year.yaml").table(2).to_string(index=False))
