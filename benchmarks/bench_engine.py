"""Speed of the engine on a synthetic model of the real one's size, as seconds and as ratios.

    python benchmarks/bench_engine.py [--draws 20000] [--shipped]

The synthetic model has 180 equations, 50 of them behavioural with a shock, in one simultaneous block of 24,
with lags to four quarters. `floor` is the time numpy needs for as many additions on arrays of the
with lags to four quarters. `floor` is the time numpy needs for as many additions on arrays of
With --shipped the equations of `economics/` are compiled as well.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from moneygood.core.periods import quarter_range
from moneygood.engine import Setting, empty_setting, simulate, solve_path
from moneygood.engine.emit import compile_schedule
from moneygood.engine.lower import Pattern, lower
from moneygood.engine.program import Program
from moneygood.model.build import load_model
from moneygood.model.model import Model

BLOCK, BEHAVIOURAL, EQUATIONS, QUARTERS = 24, 50, 180, 44


def equations() -> list[str]:
    """The synthetic model: a stable simultaneous core, then recursive behaviour, then definitions."""
    out = []
    for i in range(BLOCK):
        a, b = f"x{(i + 5) % BLOCK}", f"x{(i + 11) % BLOCK}"
        other = f" + 0.02 * log({a} * {b})" if i % 3 == 0 else f" + 0.03 * log({a})"
        rest = f" - 0.1 * log(x{i}[-1]) + 0.01 * tanh({b}[-2] - 1)"
        out.append(f'[x{i}] "Core" source: ours\ndlog(x{i}) ~ 0.002{other}{rest}')
    for i in range(BLOCK, BEHAVIOURAL):
        a, b = f"x{i - BLOCK}", f"x{i - 3}"
        out.append(
            f'[x{i}] "Follower" source: ours\n'
            f"log(x{i}) ~ 0.8 * log(x{i}[-1]) + 0.1 * log({a}) + 0.05 * log({b}[-1])"
        )
    for i in range(BEHAVIOURAL, EQUATIONS):
        a, b, c = f"x{i - 50}", f"x{i - 31}", f"x{i - 7}"
        forms = (
            f"0.9 * x{i}[-1] + 0.05 * {a} + 0.05 * {b}",
            f"{a} * {b} / (0.5 + max({c}, 0.1))",
            f"avg({a}, 4) + 0.1 * ({b} - {b}[-1])",
            f"0.3 * {a} + 0.3 * {b} + 0.4 * {c} - 0.01 * {a}[-2]",
        )
        out.append(f'[x{i}] "Definition" source: ours\nx{i} = {forms[i % 4]}')
    return out


def synthetic() -> Model:
    """The synthetic model, read and checked like any other."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("equations", "dictionary/variables", "calibration"):
            (root / name).mkdir(parents=True)
        texts = {
            "references.bib": "@misc{ours, title={ours}}\n",
            "equations/made.eq": 'sector "Made"\n\n' + "\n\n".join(equations()) + "\n",
            "dictionary/variables/made.yaml": "".join(
                f'x{i}: {{label: x{i}, unit: "1", source: ours}}\n' for i in range(EQUATIONS)
            ),
            "calibration/made.yaml": "{}\n",
            "calibration/shocks.yaml": "".join(
                f"eps_x{i}: {{sd: 0.01, source: ours, method: judged}}\n" for i in range(BEHAVIOURAL)
            )
            + "distribution: {kind: student_t, df: 6, source: ours}\n",
            "dictionary/switches.yaml": "{}\n",
            "dictionary/constants.yaml": "{}\n",
        }
        for name, text in texts.items():
            (root / name).write_text(text)
        return load_model(root, cached=False)


def setting_of(model: Model) -> Setting:
    """A run of 44 quarters from ones."""
    history = np.ones((len(model.variables), max(model.max_lag, 1)))
    return empty_setting(model, quarter_range("2026Q1", "2036Q4"), history)


def floor(calls: int, width: int, blocks: int) -> float:
    """Seconds for as many additions in a row, on three arrays that stay in the cache."""
    a, b, c = np.ones(width), np.ones(width), np.ones(width)
    began = time.perf_counter()
    for _ in range(calls * blocks):
        np.add(a, b, c)
    return time.perf_counter() - began


def compiled(model: Model) -> tuple[Program, float]:
    """The program of an ordinary quarter and the seconds it took to make."""
    began = time.perf_counter()
    program = compile_schedule(lower(model, Pattern()))
    return program, time.perf_counter() - began


def best(times: int, work) -> float:
    """The least seconds of several runs."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return min(spent)


def main() -> None:
    """Prints one line per measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=20000)
    parser.add_argument("--shipped", action="store_true")
    options = parser.parse_args()
    model = synthetic()
    program, seconds = compiled(model)
    print(f"compile {len(model.equations)} equations: {seconds:.3f} s, instructions {program.count()}")
    setting, keep = setting_of(model), [f"x{i}" for i in range(0, 160, 4)]
    print(f"deterministic path: {best(3, lambda: solve_path(model, setting)):.3f} s")
    run = simulate(model, setting, draws=options.draws, seed=1, keep=keep, threads=1)
    one = best(2, lambda: simulate(model, setting, draws=options.draws, seed=1, keep=keep, threads=1))
    all_ = best(3, lambda: simulate(model, setting, draws=options.draws, seed=1, keep=keep))
    cells = options.draws * QUARTERS
    calls = sum(program.count().values()) * QUARTERS
    least = floor(calls, 5120, 1) * options.draws / 5120
    print(f"one worker: {one:.2f} s, {one / cells * 1e9:.0f} ns per path-quarter")
    print(f"one worker over floor of numpy additions: {one / least:.2f}")
    print(f"one worker per core: {all_:.2f} s, speed-up {one / all_:.2f}")
    print(f"failed {run.paths.failed_share:.4%}, worst identity {run.worst_identity}, {run.newton}")
    if options.shipped:
        shipped = load_model()
        program, seconds = compiled(shipped)
        print(f"shipped: {len(shipped.equations)} equations compiled in {seconds:.3f} s, {program.count()}")


if __name__ == "__main__":
    main()
