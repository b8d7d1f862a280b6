"""pyfrbus's side of a measurement, run by a Python in which pyfrbus can be imported: python FILE ASKED.json

Only NumPy, pandas and pyfrbus are used here, through their public functions. Where scikit-umfpack is missing,
SciPy's SuperLU factors in its place, and the note says so.
"""

import contextlib
import importlib
import importlib.util
import io
import json
import sys
import time
import types
from pathlib import Path
from typing import Any


def main(file: str) -> None:
    """Does what the file asks for."""
    asked = json.loads(Path(file).read_text(encoding="utf-8"))
    note = _factors()
    with contextlib.redirect_stdout(io.StringIO()):
        found = _replications(asked) if asked["what"] == "replication" else _solutions(asked)
    sys.stdout.write(json.dumps({**found, "note": note}) + "\n")


def _factors() -> str:
    """Puts SuperLU where UMFPACK is missing."""
    try:
        if importlib.util.find_spec("scikits.umfpack") is not None:
            return "UMFPACK"
    except ModuleNotFoundError:
        pass
    lu: Any = importlib.import_module("scipy.sparse.linalg")
    module: Any = types.ModuleType("scikits.umfpack")
    module.splu = lambda a: lu.splu(a.tocsc())
    module.spsolve = lambda a, b: lu.spsolve(a.tocsc(), b)
    package: Any = types.ModuleType("scikits")
    package.umfpack = module
    sys.modules["scikits"], sys.modules["scikits.umfpack"] = package, module
    return "SciPy's SuperLU, for scikit-umfpack is not installed"


def _opened(asked: dict[str, Any]) -> tuple[Any, Any, Any, Any]:
    """The model, its figures with some series put in place, and the first and last quarter."""
    pandas: Any = importlib.import_module("pandas")
    frbus: Any = importlib.import_module("pyfrbus.frbus")
    load: Any = importlib.import_module("pyfrbus.load_data")
    start = pandas.Period(asked["start"])
    end = start + asked["quarters"] - 1
    data = load.load_data(asked["data"])
    for name, value in asked["put"].items():
        data.loc[start:, name] = value
    mce = None if asked["expectations"] == "var" else asked["expectations"]
    return frbus.Frbus(asked["model"], mce=mce), data, start, end


def _solutions(asked: dict[str, Any]) -> dict[str, Any]:
    numpy: Any = importlib.import_module("numpy")
    model, data, start, end = _opened(asked)
    tracked = model.init_trac(start, end, data)
    name, size = asked["shock"]
    tracked.loc[start, name] += size
    model.solve(start, end, tracked)
    first, elapsed = time.process_time(), time.time() - asked["began"]
    warm = []
    for _ in range(asked["repeats"]):
        began = time.process_time(), time.perf_counter()
        model.solve(start, end, tracked)
        warm.append((time.process_time() - began[0], time.perf_counter() - began[1]))
    peak = _peak_mb()
    solved = model.solve(start, end, tracked, options=_tight(asked))
    names = list(model.orig_endo_names)
    numpy.savez(asked["out"], names=numpy.array(names), values=solved.loc[start:end, names].values)
    core, clock = min(w[0] for w in warm), min(w[1] for w in warm)
    return {
        "first": first, "first_elapsed": elapsed, "warm": core, "warm_elapsed": clock, "peak_mb": peak,
    }  # fmt: skip


def _replications(asked: dict[str, Any]) -> dict[str, Any]:
    """CPU seconds of a replication, and one replication solved tightly with the add-ons that it drew."""
    numpy: Any = importlib.import_module("numpy")
    model, data, start, end = _opened(asked)
    past = asked["residuals"]
    tracked = model.init_trac(past[0], end, data)
    span = (tracked, start, end, *past)
    model.stochsim(1, *span, multiproc=False)
    began = time.process_time()
    model.stochsim(asked["draws"], *span, multiproc=False)
    seconds = (time.process_time() - began) / asked["draws"]
    drawn = model.stochsim(1, *span, multiproc=False, options=_tight(asked))[0]
    names = list(model.orig_endo_names)
    added = [f"{n}_trac" for n in names]
    numpy.savez(
        asked["out"], names=numpy.array(names), values=drawn.loc[start:end, names].values,
        added=drawn.loc[start:end, added].values,
    )  # fmt: skip
    return {"warm": seconds, "peak_mb": _peak_mb()}


def _tight(asked: dict[str, Any]) -> dict[str, Any]:
    return {"newton": "newton", "xtol": asked["tight"], "rtol": 1e-7, "maxiter": 25, "force_recompute": True}


def _peak_mb() -> float:
    try:
        resource: Any = importlib.import_module("resource")
    except ImportError:
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main(sys.argv[1])
