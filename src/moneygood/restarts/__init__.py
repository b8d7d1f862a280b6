"""The model restarted on a day that has passed: what was known, the state then, and the judgement of then."""
