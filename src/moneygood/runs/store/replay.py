"""A stored run made again from its own folder, and held against what was stored, to the bit."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from moneygood.baseline.opening import Progress
from moneygood.baseline.workspace import Workspace
from moneygood.core.atomic import scratch_folder
from moneygood.core.texts import parse_yaml
from moneygood.restarts.opening import load
from moneygood.runs.first_passage.triggers import ORDER as HIGHS
from moneygood.runs.first_passage.triggers import read_breaks, with_own
from moneygood.runs.run import RunRequest, RunResult
from moneygood.runs.run_plan import run_plan
from moneygood.runs.store.entry import MANIFEST, QUANTILES, SCENARIO, StoredRun
from moneygood.runs.store.folder import POSTERIOR
from moneygood.runs.store.identity import Identity, identity_of
from moneygood.runs.store.libraries import versions
from moneygood.runs.streamed import stream_plan
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan

FIGURES = ("failed_share", "nonfinite", "plausibility", "headline", "odds", "highs", "none")
"""The parts of a run's document that are figures and nothing else."""


@dataclass(frozen=True)
class RunVerdict:
    """Whether a run or a figure can be had again: `hashes` that differ, `figures` that do (where, what was
    stored, what came out), and `libraries` of other versions. `checked` figures were held together."""

    id: str
    hashes: tuple[str, ...]
    figures: tuple[tuple[str, Any, Any], ...]
    libraries: tuple[str, ...]
    checked: int

    @property
    def same(self) -> bool:
        """Whether everything is the same, to the bit."""
        return not self.hashes and not self.figures

    @property
    def sentence(self) -> str:
        """The verdict in one line."""
        if self.same:
            return f"{self.id}: same to the bit ({self.checked:,} figures)"
        parts = [f"{h} differs" if "hash" not in h else f"differs in {h}" for h in self.hashes]
        if self.figures:
            where, stored, now = self.figures[0]
            more = f" and {len(self.figures) - 1:,} more" if len(self.figures) > 1 else ""
            parts.append(f"{where} is {now!r}, stored {stored!r}{more}")
        elif self.checked:
            parts.append(f"all {self.checked:,} figures come out the same to the bit")
        if self.libraries and self.figures:
            parts.append("libraries: " + ", ".join(self.libraries))
        return f"{self.id}: " + "; ".join(parts)

    def as_json(self) -> dict[str, Any]:
        """The document of ``--json``."""
        return {
            "id": self.id,
            "same": self.same,
            "hashes": list(self.hashes),
            "figures": [{"where": w, "stored": a, "now": b} for w, a, b in self.figures],
            "libraries": list(self.libraries),
            "checked": self.checked,
        }


def stored_plan(run: StoredRun) -> Plan:
    """The scenario of a stored run, from its own text alone."""
    text = run.text(SCENARIO)
    file = Path(run.where) / SCENARIO
    name = str(run.manifest.get("scenario") or "scenario")
    return parse_plan(parse_yaml(text, file), name, run.folder and file, text)


@contextmanager
def stored_request(run: StoredRun) -> Iterator[RunRequest]:
    """What was asked of a stored run, with the files of its own that it needs; the block may use them."""
    m = run.manifest
    with scratch_folder("replay") as inputs:

        def bring(name: str) -> Path:
            (inputs / name).parent.mkdir(parents=True, exist_ok=True)
            (inputs / name).write_bytes(run.read(name))
            return inputs / name

        posterior = None
        if m.get("posterior"):
            posterior = bring(f"{POSTERIOR}/draws.csv").parent
            bring(f"{POSTERIOR}/{MANIFEST}")
        yield RunRequest(
            draws=int(m["draws"]), seed=int(m["seed"]), quarters=int(m["quarters"]),
            backend=str(m["backend"]), sampling=str(m.get("sampling", "random")),
            parameter_draws=bool(m.get("parameter_draws", True)), shocks=_own_shape(str(m.get("shocks", ""))),
            posterior=posterior, keep=run.kept, view=tuple(str(v) for v in m.get("views", ())),
            breaks=tuple(str(bring(str(name))) for name in m.get("triggers", ())),
        )  # fmt: skip


def replay(
    run: StoredRun, *, threads: int = 0, keep: Sequence[str] = (), progress: Progress | None = None
) -> RunResult:
    """A stored run simulated again, by what its folder says and nothing else.

    `keep` names further variables whose paths are wanted. Errors as in `run_plan`.
    """
    plan, workspace = stored_plan(run), load(str(run.manifest["vintage"]))
    with stored_request(run) as request:
        streamed = bool(run.manifest.get("streamed", False))
        wanted = tuple(k for k in (*request.keep, *keep) if k not in HIGHS)
        again = replace(request, threads=threads, keep=wanted)
        result = run_again(workspace, plan, again, streamed, progress)
        _ = result.id  # the identity looks at the request's own files, which are about to go
    return result


def run_again(
    workspace: Workspace, plan: Plan, request: RunRequest, streamed: bool, progress: Progress | None = None
) -> RunResult:
    """A run in the way in which it was made: all paths in memory, or `streamed`."""
    return (stream_plan if streamed else run_plan)(workspace, plan, request, progress)


def here(run: StoredRun, workspace: Workspace) -> Identity:
    """The identity that a stored run has with the texts, figures and code at hand."""
    with stored_request(run) as request:
        definitions = with_own(read_breaks(workspace.model), request.breaks, workspace.model)
        return identity_of(
            workspace, stored_plan(run), request, request.backend, definitions,
            bool(run.manifest.get("streamed", False)),
        )  # fmt: skip


def verify(
    run: StoredRun, *, threads: int = 0, progress: Progress | None = None
) -> tuple[RunVerdict, RunResult]:
    """Whether a stored run comes out the same: its hashes, then every stored figure, to the bit; and the run
    that came out.

    Where hashes differ it is simulated all the same, so that the verdict says whether that mattered.
    """
    workspace = load(str(run.manifest["vintage"]))
    hashes = here(run, workspace).differences(run.manifest.get("identity", {}))
    result = replay(run, threads=threads, progress=progress)
    stored, now = _flat(run.result), _flat(result.as_json())
    table = _flat_quantiles(run.text(QUANTILES))
    fans = _flat_fans(result, {key.split(" ")[0] for key in table})
    stored, now = stored | table, now | fans
    wrong = tuple((k, v, now.get(k)) for k, v in stored.items() if not _equal(v, now.get(k)))
    libraries = other_versions(run.manifest.get("versions", {}))
    return RunVerdict(run.id, hashes, wrong, libraries, len(stored)), result


def other_versions(stored: Mapping[str, str]) -> tuple[str, ...]:
    """The libraries whose versions here are not those that were stored."""
    own = versions()
    return tuple(
        f"{name} {there} there, {own[name]} here"
        for name, there in stored.items()
        if name in own and own[name] != there
    )


def _own_shape(shape: str) -> str:
    """The shape of shocks as an option: the model's own shape is named by none."""
    from moneygood.core.run_limits import SHAPES

    return shape if shape in SHAPES else ""


def _flat(document: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}

    def walk(where: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                walk(f"{where}.{key}" if where else str(key), item)
        elif isinstance(value, list | tuple):
            for i, item in enumerate(value):
                walk(f"{where}[{i}]", item)
        elif isinstance(value, float | int) and not isinstance(value, bool) and math.isfinite(value):
            out[where] = value

    walk("", {k: document[k] for k in FIGURES if k in document})
    return out


def _flat_quantiles(text: str) -> dict[str, float]:
    rows = csv.DictReader(io.StringIO(text))
    skip = ("variable", "period", "unit")
    return {
        f"{row['variable']} {row['period']} {k}": _figure(v)
        for row in rows
        for k, v in row.items()
        if k not in skip
    }


def _figure(cell: str) -> float:
    return float(cell) if cell else math.nan


def _flat_fans(result: RunResult, names: set[str]) -> dict[str, float]:
    from moneygood.runs.store.folder import quantile_columns, quantile_rows

    out: dict[str, float] = {}
    for name in sorted(names & set(result.paths.names)):
        fan = result.quantiles(name)
        columns = quantile_columns(fan)[3:]
        for row in quantile_rows(fan, ""):
            out |= {f"{name} {row[1]} {c}": _figure(v) for c, v in zip(columns, row[3:], strict=True)}
    return out


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) and one != one:
        return isinstance(other, float) and other != other
    return type(one) is not str and other is not None and float(one).hex() == float(other).hex()
