"""The command line: `moneygood VERB`."""

from __future__ import annotations

import time

BEGAN = time.perf_counter()
"""When the process began, before anything else was imported."""
