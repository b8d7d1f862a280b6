"""ModelFlow's side of a measurement, run by a Python in which it is installed: python FILE ASKED.json

The equations come in ModelFlow's language and the figures as a table, both written by us. Backward-looking
models are solved by each of its solvers, and the quickest counts; models with leads by its stacked Newton.
"""

import contextlib
import importlib
import io
import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

TIGHT = {"newton_absconv": 1e-12, "relconv": 1e-12, "absconv": 1e-9, "max_iterations": 60}


def main(file: str) -> None:
    """Does what the file asks for."""
    asked = json.loads(Path(file).read_text(encoding="utf-8"))
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        found = _solutions(asked)
    sys.stdout.write(json.dumps(found) + "\n")


def _solutions(asked: dict[str, Any]) -> dict[str, Any]:
    numpy: Any = importlib.import_module("numpy")
    pandas: Any = importlib.import_module("pandas")
    model_class: Any = importlib.import_module("modelclass").model
    table = numpy.load(asked["table"])
    names = [str(n).upper() for n in table["names"]]
    quarters = pandas.period_range(asked["table_start"], periods=len(table["values"]), freq="Q")
    figures = pandas.DataFrame(table["values"], columns=names, index=quarters)
    start = pandas.Period(asked["start"])
    end = start + asked["quarters"] - 1
    text = Path(asked["text"]).read_text(encoding="ascii")
    model = model_class(text, modelname="frbus", silent=True, tabcomplete=False)
    span = (figures, str(start), str(end))
    ways = _ways(model, span, asked["expectations"] == "var")
    quickest = next(iter(ways.values()))
    quickest()
    first, elapsed = time.process_time(), time.time() - asked["began"]
    least = {name: _least(way, asked["repeats"]) for name, way in ways.items()}
    best = min(least, key=lambda name: least[name])
    peak = _peak_mb()
    tight = model.newton if asked["expectations"] == "var" else model.newtonstack
    solved = tight(*span, silent=True, **TIGHT)
    values = solved.loc[quarters.isin(pandas.period_range(start, end, freq="Q")), :]
    own = [n.upper() for n in asked["names"]]
    numpy.savez(asked["out"], names=numpy.array(asked["names"]), values=values[own].values)
    said = ", ".join(f"{name} {seconds[0]:.3g} s" for name, seconds in least.items())
    core, clock = least[best]
    return {
        "first": first, "first_elapsed": elapsed, "warm": core, "warm_elapsed": clock, "peak_mb": peak,
        "note": f"solved by {said}",
    }  # fmt: skip


def _ways(model: Any, span: tuple[Any, str, str], backward: bool) -> dict[str, Any]:
    if not backward:
        return {"newtonstack": lambda: model.newtonstack(*span, silent=True)}
    return {
        "newton": lambda: model.newton(*span, silent=True, newton_reset=0),
        "sim": lambda: model.sim(*span, silent=True),
    }


def _least(way: Any, repeats: int) -> tuple[float, float]:
    """The least seconds of one core, and the least on the clock."""
    way()
    found = []
    for _ in range(repeats):
        began = time.process_time(), time.perf_counter()
        way()
        found.append((time.process_time() - began[0], time.perf_counter() - began[1]))
    return min(f[0] for f in found), min(f[1] for f in found)


def _peak_mb() -> float:
    try:
        resource: Any = importlib.import_module("resource")
    except ImportError:
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main(sys.argv[1])
