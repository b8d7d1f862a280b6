"""Every picture and table of the repository that is made from a run: made here, and known to be stale here.

    python scripts/figures.py            makes what is stale
    python scripts/figures.py --all      makes everything anew, stale or not
    python scripts/figures.py --check    says what is stale, with 1 where it is quick to make

What an artefact was made from is kept as a hash in docs/img/made-from.json: texts, vintage and the script
that draws it. Only what is quick to make fails the check; what takes long is said and passes. A change of
the program that moves figures is noticed by tests/docs/test_baseline_figures.py. Reference pages are no
files: docs/reference_pages.py makes them when the site is built. docs/img/engine-speed.svg is a
measurement: benchmarks/chart_speed.py draws it on a quiet machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE_FROM = "docs/img/made-from.json"
MODEL = (
    "economics/equations/**/*", "economics/dictionary/**/*", "economics/calibration/*.yaml",
    "economics/policy/**/*", "economics/vintages/**/*",
)  # fmt: skip
BASELINE = (*MODEL, "economics/scenarios/baseline.yaml", "economics/triggers/*.yaml")


@dataclass(frozen=True)
class Artefact:
    """Files `made` by Python with the arguments `command`, from the files that the patterns `of` name."""

    name: str
    made: tuple[str, ...]
    of: tuple[str, ...]
    command: tuple[str, ...]
    quick: bool = True

    def mark(self, root: Path = ROOT) -> str:
        """The SHA-256 (hex) of what it is made from, by path and content; line endings do not count."""
        files = sorted({f for pattern in self.of for f in root.glob(pattern) if f.is_file()})
        digest = hashlib.sha256()
        for file in files:
            content = file.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()


ARTEFACTS = (
    Artefact(
        "residual table",
        ("economics/calibration/residuals/2026-11.csv",),
        (*MODEL, "economics/calibration/residuals/*.yaml"),
        ("-m", "moneygood.estimation.past.residual_table"),
    ),
    Artefact(
        "percentile scenarios",
        tuple(
            f"economics/scenarios/percentile-{axis}-{percent}.yaml"
            for axis in ("growth", "yields")
            for percent in ("04", "10", "25", "75", "90", "96")
        ),
        (*BASELINE, "economics/percentiles/*", "scripts/percentiles.py"),
        ("scripts/percentiles.py",),
    ),
    Artefact(
        "baseline",
        ("docs/img/baseline.svg", "README.md"),
        (*BASELINE, "docs/baseline_figures.py"),
        ("docs/baseline_figures.py",),
    ),
    Artefact(
        "what AI has to earn, two speeds",
        ("docs/why/what-ai-has-to-earn.md", "docs/why/two-speeds.md"),
        (*BASELINE, "docs/ai_figures.py"),
        ("docs/ai_figures.py",),
    ),
    Artefact(
        "slumps and booms",
        ("docs/why/slumps-and-booms.md",),
        (*BASELINE, "economics/claims/structure/baseline.yaml", "docs/cycle_figures.py"),
        ("docs/cycle_figures.py",),
        quick=False,
    ),
    Artefact(
        "where the weight is",
        ("docs/why/where-the-weight-is.md",),
        (*BASELINE, "economics/claims/**/*.yaml", "docs/weight_figures.py"),
        ("docs/weight_figures.py",),
        quick=False,
    ),
    Artefact(
        "three days",
        ("docs/days/2023-05-19.md", "docs/days/2024-06-30.md", "docs/days/2025-02-28.md"),
        (
            *BASELINE,
            "economics/claims/**/*.yaml",
            "economics/backtest/*",
            "economics/realtime/*",
            "docs/day_figures.py",
        ),
        ("docs/day_figures.py",),
        quick=False,
    ),
    Artefact(
        "last eight quarters",
        ("docs/days/last-eight.md",),
        (*BASELINE, "economics/backtest/*", "economics/realtime/*", "docs/eight_figures.py"),
        ("docs/eight_figures.py",),
        quick=False,
    ),
    Artefact(
        "forecast record",
        ("docs/img/forecast-record.svg",),
        (*BASELINE, "economics/backtest/*.yaml"),
        ("-m", "moneygood", "backtest", "--chart", "docs/img/forecast-record.svg"),
        quick=False,
    ),
    Artefact(
        "the whole record",
        ("economics/record/2026-11.json",),
        (
            *BASELINE,
            "economics/backtest/*",
            "economics/projections/*.yaml",
            "economics/windows/*.yaml",
            "economics/realtime/*",
        ),
        ("-m", "moneygood.questions.record.kept"),
        quick=False,
    ),
    Artefact(
        "odds against what came",
        ("docs/img/odds-honesty.svg",),
        (*BASELINE, "economics/backtest/*.yaml"),
        ("-m", "moneygood", "honesty", "--chart", "docs/img/odds-honesty.svg"),
        quick=False,
    ),
    Artefact(
        "pictures of the lab",
        tuple(f"docs/img/workbench-{n}.png" for n in ("lab", "differences")),
        (
            *BASELINE,
            "economics/scenarios/foreign-strike.yaml",
            "src/moneygood/surfaces/web/assets/lab/*",
            "docs/workbench_figures.py",
        ),
        ("docs/workbench_figures.py",),
        quick=False,
    ),
)


def known(root: Path = ROOT) -> dict[str, str]:
    """What each artefact was made from when it was last made."""
    file = root / MADE_FROM
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def stale(artefacts: Iterable[Artefact] = ARTEFACTS, root: Path = ROOT) -> list[Artefact]:
    """Those whose files are missing, or that were made from something else."""
    marks = known(root)
    return [
        a
        for a in artefacts
        if marks.get(a.name) != a.mark(root) or not all((root / f).is_file() for f in a.made)
    ]


def make(artefact: Artefact, root: Path = ROOT) -> None:
    """Runs the command, then keeps what it was made from."""
    path = os.pathsep.join([str(root / "src"), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, *artefact.command]
    subprocess.run(command, check=True, cwd=root, env={**os.environ, "PYTHONPATH": path})
    marks = {**known(root), artefact.name: artefact.mark(root)}
    text = json.dumps(dict(sorted(marks.items())), indent=1) + "\n"
    (root / MADE_FROM).write_text(text, encoding="utf-8")


def main(words: list[str]) -> int:
    if "--check" in words:
        found = stale()
        for artefact in found:
            sys.stdout.write(f"stale: {artefact.name} ({', '.join(artefact.made)}); make figures\n")
        return int(any(a.quick for a in found))
    for artefact in ARTEFACTS:  # in order: the table of residuals is part of what comes after it
        if "--all" in words or stale([artefact]):
            sys.stdout.write(f"making: {artefact.name}\n")
            sys.stdout.flush()
            make(artefact)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
