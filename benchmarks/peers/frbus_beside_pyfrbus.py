"""FRB/US solved by moneygood and by pyfrbus in one run: largest difference, and seconds of both.

Nothing of pyfrbus or of the model is part of this project; the paths are arguments:

    python benchmarks/peers/frbus_beside_pyfrbus.py MODEL.xml LONGBASE.TXT \
        --python /path/to/python-with-pyfrbus --path /path/to/pyfrbus [--first module-to-import-first]

The peer is solved with a tightened tolerance for the comparison, and with its own defaults for the times.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

PEER = """
import importlib, json, sys, time
asked = json.loads(sys.argv[1])
if asked["first"]:
    importlib.import_module(asked["first"])
t = time.perf_counter()
import numpy, pandas
from pyfrbus.frbus import Frbus
from pyfrbus.load_data import load_data
seconds = {"import": time.perf_counter() - t}
data = load_data(asked["data"])
start = pandas.Period(asked["start"])
end = start + asked["quarters"] - 1
for name, value in asked["set"].items():
    data.loc[start:, name] = value
t = time.perf_counter()
model = Frbus(asked["model"], mce=asked["mce"] or None)
tracked = model.init_trac(start, end, data)
tracked.loc[start, "rffintay_aerr"] += 1
first = model.solve(start, end, tracked)
seconds["load and first"] = time.perf_counter() - t
times = []
for _ in range(asked["repeats"]):
    t = time.perf_counter()
    model.solve(start, end, tracked)
    times.append(time.perf_counter() - t)
seconds["warm"] = min(times)
tight = {"newton": "newton", "xtol": asked["xtol"], "rtol": 1e-7, "maxiter": 100, "force_recompute": True}
solved = model.solve(start, end, tracked, options=tight)
names = [n for n in model.orig_endo_names]
numpy.savez(asked["out"], names=numpy.array(names), values=solved.loc[start:end, names].values)
print(json.dumps(seconds))
"""


def ours(asked: dict[str, Any], expectations: str) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Our solution by name [quarter], and the seconds that it took."""
    t = time.perf_counter()
    from moneygood.analysis.imported.imported_model import ImportedModel
    from moneygood.core.periods import Quarter
    from moneygood.data.longbase import read_longbase

    seconds = {"import": time.perf_counter() - t}
    data = read_longbase(asked["data"])
    start = Quarter.parse(asked["start"])
    end = start + (asked["quarters"] - 1)
    late = np.arange(len(data.periods)) >= data.column(start)
    data = data.with_values({n: np.where(late, v, data.series(n)) for n, v in asked["set"].items()})
    t = time.perf_counter()
    model = ImportedModel.read(asked["model"], expectations)
    tracked = model.tracking(data, start, end)
    shock = {"rffintay_aerr": {start: 1.0}}
    solved = model.solve(tracked, start, end, changes=shock)
    seconds["load and first"] = time.perf_counter() - t
    times = []
    for _ in range(asked["repeats"] + 3):
        t = time.perf_counter()
        model.solve(tracked, start, end, changes=shock)
        times.append(time.perf_counter() - t)
    seconds["warm"] = min(times)
    return {n: solved.series(n) for n in model.endogenous}, seconds


def peers(asked: dict[str, Any], python: str, path: str) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """The peer's solution by name [quarter], and the seconds that it took."""
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "peer.npz")
        told = json.dumps({**asked, "out": out})
        environment = {**os.environ, "PYTHONPATH": path}
        done = subprocess.run(
            [python, "-W", "ignore", "-c", PEER, told],
            capture_output=True,
            text=True,
            env=environment,
            check=True,
        )
        found = np.load(out)
        values = {str(n): found["values"][:, i] for i, n in enumerate(found["names"])}
    return values, json.loads(done.stdout.splitlines()[-1])


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """The largest difference of two paths relative to the second's largest value."""
    return float(np.max(np.abs(a - b)) / max(float(np.max(np.abs(b))), 1e-12))


def main() -> None:
    """Print a row for each kind of expectations."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("data")
    parser.add_argument("--python", required=True, help="interpreter that has pyfrbus's libraries")
    parser.add_argument("--path", default="", help="PYTHONPATH of the peer")
    parser.add_argument("--first", default="", help="module that the peer imports first")
    parser.add_argument("--only", default="", help="var, mcap+wp or all")
    asked_for = parser.parse_args()
    cases = [("var", 40, 1e-9), ("mcap+wp", 81, 1e-7), ("all", 81, 1e-7)]
    for expectations, quarters, xtol in cases:
        if asked_for.only not in ("", expectations):
            continue
        asked = {
            "model": asked_for.model, "data": asked_for.data, "first": asked_for.first, "start": "2040Q1",
            "quarters": quarters, "mce": "" if expectations == "var" else expectations, "xtol": xtol,
            "set": {"dfpdbt": 0.0, "dfpsrp": 1.0}, "repeats": 3 if expectations == "var" else 1,
        }  # fmt: skip
        own, own_seconds = ours(asked, expectations)
        other, other_seconds = peers(asked, asked_for.python, asked_for.path)
        far = {n: distance(own[n], other[n]) for n in own}
        worst = max(far, key=lambda n: far[n])
        row = {
            "expectations": expectations, "quarters": quarters, "variables": len(far), "worst": worst,
            "distance": far[worst], "ours": own_seconds, "pyfrbus": other_seconds,
            "ratio_warm": other_seconds["warm"] / own_seconds["warm"],
        }  # fmt: skip
        print(json.dumps(row))


if __name__ == "__main__":
    main()
