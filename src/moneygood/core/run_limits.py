"""What a run may be asked for: the ranges of its numbers and the words for its ways of working.

They stand this low, and load nothing, because the engine keeps to them and every surface prints them.
"""

from __future__ import annotations

DRAWS = 2000
"""Simulated paths of a run that names no number."""

MOST_DRAWS = 10_000_000

QUARTERS = 44
"""Quarters after the jump-off of a run that names no number: to the end of the budget's ten fiscal years."""

MOST_QUARTERS = 120

MOST_SEED = 2**63 - 1

MOST_THREADS = 256

BACKENDS = ("auto", "compiled", "numpy", "cuda")
"""What does the arithmetic; `auto` is `compiled` unless ``MONEYGOOD_BACKEND`` names another."""

FORMER_BACKENDS = {"numba": "compiled"}
"""Words that were used before and are still taken."""

SAMPLINGS = ("random", "antithetic", "sobol")
"""How draws are spread."""

SHAPES = ("bootstrap", "normal", "student_t")
"""The shapes of the shocks besides the model's own."""
