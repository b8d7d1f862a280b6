"""Our side of a measurement, in a process of its own: python -m ….frbus_side ASKED.json

Prints one JSON object and writes the solution beside it; the sides of the peers do the same. Seconds are
those of one core, from the start of the process for a first solution; the clock's stand beside them.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

Asked = dict[str, Any]


def main(file: str) -> None:
    """Does what the file asks for."""
    asked: Asked = json.loads(Path(file).read_text(encoding="utf-8"))
    found = _replications(asked) if asked["what"] == "replication" else _solutions(asked)
    sys.stdout.write(json.dumps(found) + "\n")


def _solutions(asked: Asked) -> dict[str, Any]:
    from moneygood.core.periods import Quarter
    from moneygood.runs.imported.imported_model import ImportedModel

    start = Quarter.parse(asked["start"])
    end = start + (asked["quarters"] - 1)
    figures = prepared(asked)
    model = ImportedModel.read(asked["model"], asked["expectations"])
    tracked = model.tracking(figures, start, end)
    name, size = asked["shock"]
    changes = {name: {start: size}}
    solved = model.solve(tracked, start, end, changes=changes)
    first, elapsed = time.process_time(), time.time() - asked["began"]
    warm: list[tuple[float, float]] = []
    for _ in range(asked["repeats"]):
        began = time.process_time(), time.perf_counter()
        solved = model.solve(tracked, start, end, changes=changes)
        warm.append((time.process_time() - began[0], time.perf_counter() - began[1]))
    peak = peak_mb()
    if asked.get("out"):
        import numpy as np

        names = model.endogenous
        np.savez(asked["out"], names=np.array(names), values=np.array([solved.series(n) for n in names]).T)
    core, clock = (min(w) for w in zip(*warm, strict=True)) if warm else (None, None)
    return {
        "first": first, "first_elapsed": elapsed, "warm": core, "warm_elapsed": clock, "peak_mb": peak,
    }  # fmt: skip


def _replications(asked: Asked) -> dict[str, Any]:
    from moneygood.core.periods import Quarter
    from moneygood.runs.imported.imported_model import ImportedModel

    start = Quarter.parse(asked["start"])
    end = start + (asked["quarters"] - 1)
    past = tuple(asked["residuals"])
    model = ImportedModel.read(asked["model"])
    tracked = model.tracking(prepared(asked), past[0], end)
    least = None
    for _ in range(asked["repeats"]):
        began = time.process_time()
        drawn = model.bootstrap(tracked, start, end, past, draws=asked["draws"], seed=1)
        seconds = (time.process_time() - began) / asked["draws"]
        least = seconds if least is None else min(least, seconds)
    failed = drawn.paths.failed_share if asked["repeats"] else 0.0
    return {"warm": least, "peak_mb": peak_mb(), "note": f"{failed:.0%} of draws failed" if failed else ""}


def prepared(asked: Asked) -> Any:
    """The figures with some series put at a value from the start on."""
    import numpy as np

    from moneygood.core.periods import Quarter
    from moneygood.data.longbase import read_longbase

    figures = read_longbase(asked["data"])
    late = np.arange(len(figures.periods)) >= figures.column(Quarter.parse(asked["start"]))
    return figures.with_values({n: np.where(late, v, figures.series(n)) for n, v in asked["put"].items()})


def peak_mb() -> float:
    """The most memory that this process has held."""
    try:
        import resource
    except ImportError:  # not on Windows
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main(sys.argv[1])
