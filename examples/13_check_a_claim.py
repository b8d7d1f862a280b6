"""Was it true on the day it was said, and has it held since?"""

import moneygood as mg

answer = mg.claims(only=["interest-above-trillion", "zero-or-eight", "yields-despite-cuts"])
print(answer.table(0).to_string(index=False))
print()

one = mg.claims(only=["interest-above-trillion"])
print(one.table(2).to_string(index=False))
print(one.reading)
