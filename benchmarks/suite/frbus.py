"""FRB/US by moneygood and by other solvers, the same work in one run: seconds, memory, agreement."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.peers.find import Peer, PeerResult, find_peers, run_ours, run_peer
from benchmarks.peers.frbus_side import prepared
from benchmarks.peers.modelflow_text import modelflow_text
from benchmarks.suite.agreement import Agreement, agreement
from benchmarks.suite.frbus_answer import FrbusAnswer, FrbusRow
from moneygood.core.errors import MoneygoodError
from moneygood.questions.bench.frbus_work import FrbusFiles, FrbusWork, Work, read_work
from moneygood.questions.bench.speed import machine
from moneygood.runs.imported.imported_model import ImportedModel
from moneygood.runs.imported.window import cut

if TYPE_CHECKING:
    from moneygood.core.panel import Panel

STARTS, WARM, PEER_WARM, PEER_WARM_WITH_LEADS = 3, 10, 5, 2
"""Fresh processes of ours, repetitions of ours, repetitions of a peer; the best of each counts."""
DRAWS, PEER_DRAWS = 512, 8
_TIGHT = {"var": 1e-9}
_TIGHT_WITH_LEADS = 5e-7
"""pyfrbus's tolerance of a step (the norm over all figures) for the solutions that are compared.
With leads rounding keeps its steps at about 1e-7, on levels of 1e4."""


def bench_frbus(
    files: FrbusFiles,
    pythons: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
    *,
    work: FrbusWork | None = None,
) -> FrbusAnswer:
    """The rows of `economics/peers/frbus.yaml`, or of another `work`, on this machine.

    Peers are looked for in `pythons` (paths of executables) and in our own Python. What is absent or fails is
    said in the notes. M049 for a Python that does not start.
    """
    work = work or read_work()
    peers = find_peers(pythons, files.package)
    with tempfile.TemporaryDirectory(prefix="moneygood-frbus-") as folder:
        bench = _Bench(work, files, peers, Path(folder), progress or (lambda _: None))
        rows = [row for w in work.rows for row in bench.row(w)]
    notes = [p.absent for p in peers if p.python is None]
    return FrbusAnswer(tuple(rows), tuple(dict.fromkeys([*notes, *bench.notes])), work, machine())


@dataclass
class _Bench:
    work: FrbusWork
    files: FrbusFiles
    peers: tuple[Peer, ...]
    folder: Path
    say: Callable[[str], None]
    notes: list[str] = field(default_factory=list)
    _done: dict[tuple[str, str, str, int], PeerResult] = field(default_factory=dict)

    def row(self, work: Work) -> list[FrbusRow]:
        """A row for each peer that does this work, or one of ours alone."""
        ours, clock = self._ours(work)
        rows = []
        for peer in self.peers:
            if peer.python is None or (work.kind == "replication" and peer.name != "pyfrbus"):
                continue
            side = self._peer(peer, work)
            theirs = _figure(side, work)
            if theirs is None:
                self.notes.append(f"{peer.name}, {work.expectations}: {side.fault or 'no figure'}")
                continue
            found = self._agreement(peer, work)
            rows.append(FrbusRow(work, ours, peer.name, theirs, found, clock, _elapsed(side, work)))
        return rows or [FrbusRow(work, ours, None, None, None, clock)]

    def _ours(self, work: Work) -> tuple[float, float | None]:
        what = "replication" if work.kind == "replication" else "solve"
        self.say(f"{work.label}: moneygood")
        if work.kind == "first":
            sides = [self._start(work, self.folder / f"empty-{work.expectations}-{i}") for i in range(STARTS)]
        elif work.kind == "again":
            self._start(work, self.folder / "kept")
            sides = [self._start(work, self.folder / "kept") for _ in range(STARTS)]
        else:
            asked = self._asked(work, what, "moneygood", WARM if what == "solve" else 3, DRAWS)
            key = ("moneygood", what, work.expectations, work.quarters)
            if key not in self._done:
                self._done[key] = run_ours(asked, self.folder / "kept")
            sides = [self._done[key]]
        figures = [f for f in (_figure(s, work) for s in sides) if f is not None]
        if not figures:
            raise MoneygoodError("E040", f"our own side of the measurement {sides[-1].fault}")
        clocks = [c for c in (_elapsed(s, work) for s in sides) if c is not None]
        return min(figures), min(clocks, default=None)

    def _start(self, work: Work, cache: Path) -> PeerResult:
        cache.mkdir(exist_ok=True)
        return run_ours(self._asked(work, "solve", "", 0, 0), cache)

    def _peer(self, peer: Peer, work: Work) -> PeerResult:
        what = "replication" if work.kind == "replication" else "solve"
        key = (peer.name, what, work.expectations, work.quarters)
        if key not in self._done:
            self.say(f"{work.label}: {peer.name}")
            repeats = PEER_WARM if work.expectations == "var" else PEER_WARM_WITH_LEADS
            asked = self._asked(work, what, peer.name, repeats, PEER_DRAWS)
            if peer.name == "ModelFlow":
                asked |= self._translated(work)
            side = self._done[key] = run_peer(peer, asked)
            if side.note:
                self.notes.append(f"{peer.name}, {work.expectations}: {side.note}")
        return self._done[key]

    def _asked(self, work: Work, what: str, who: str, repeats: int, draws: int) -> dict[str, Any]:
        return {
            "what": what, "model": str(self.files.model.resolve()), "data": str(self.files.data.resolve()),
            "expectations": work.expectations, "start": str(self.work.start), "quarters": work.quarters,
            "put": self.work.put, "shock": self.work.shock, "residuals": self.work.residuals,
            "repeats": repeats, "draws": draws,
            "tight": _TIGHT.get(work.expectations, _TIGHT_WITH_LEADS),
            "out": str(self._out(who, work, what)) if who else "",
        }  # fmt: skip

    def _out(self, who: str, work: Work, what: str) -> Path:
        return self.folder / f"{who}-{what}-{work.expectations}-{work.quarters}.npz"

    def _tracked(self, work: Work, start_of_tracks: str = "") -> tuple[ImportedModel, Panel]:
        model = ImportedModel.read(self.files.model, work.expectations)
        figures = prepared({"data": self.files.data, "start": str(self.work.start), "put": self.work.put})
        end = self.work.start + (work.quarters - 1)
        return model, model.tracking(figures, start_of_tracks or self.work.start, end)

    def _translated(self, work: Work) -> dict[str, Any]:
        """The equations and figures for ModelFlow, with the shock put in."""
        model, tracked = self._tracked(work)
        system = model.system()
        stem = self.folder / f"modelflow-{work.expectations}"
        text, table = stem.with_suffix(".txt"), stem.with_suffix(".table.npz")
        text.write_text(modelflow_text(system), encoding="ascii")
        values = np.zeros((len(tracked.periods), len(system.series)))
        for i, name in enumerate(system.series):
            if name in tracked:
                values[:, i] = np.nan_to_num(tracked.series(name))
        name, size = self.work.shock
        values[tracked.column(self.work.start), system.row[name]] += size
        np.savez(table, names=np.array(system.series), values=values)
        return {
            "text": str(text), "table": str(table), "table_start": str(tracked.periods[0]),
            "names": list(system.unknowns),
        }  # fmt: skip

    def _agreement(self, peer: Peer, work: Work) -> Agreement | None:
        """How far our solution is from the peer's tightly converged one; None where nothing is compared."""
        if work.kind not in ("warm", "replication"):
            return None
        return self._compared(peer, work)

    def _compared(self, peer: Peer, work: Work) -> Agreement:
        what = "replication" if work.kind == "replication" else "solve"
        with np.load(self._out(peer.name, work, what)) as theirs:
            names = [str(n) for n in theirs["names"]]
            values = theirs["values"]
            added = theirs["added"] if what == "replication" else None
        start, end = self.work.start, self.work.start + (work.quarters - 1)
        model, tracked = self._tracked(work, self.work.residuals[0] if added is not None else "")
        name, size = self.work.shock
        changes = (
            {name: {start: tracked.at(name, start) + size}} if name in tracked else {name: {start: size}}
        )
        if added is not None:
            quarters = [start + i for i in range(work.quarters)]
            changes = {
                f"{n}_trac": dict(zip(quarters, added[:, i].tolist(), strict=True))
                for i, n in enumerate(names)
            }
        solved = model.solve(tracked, start, end, changes=changes)
        system = model.system()
        window = cut(system, solved.figures, start, end)
        other = values[:, [names.index(n) for n in system.unknowns]]
        span = window.first, window.last
        rule = {"near_zero": self.work.near_zero, "zero": self.work.zero, "limit": self.work.agreement}
        return agreement(system, window.table, span, other, **rule)


def _figure(side: PeerResult, work: Work) -> float | None:
    """The figure of a row out of what a process found."""
    name = {"again": "first", "memory": "peak_mb", "replication": "warm"}.get(work.kind, work.kind)
    return side.figures.get(name)


def _elapsed(side: PeerResult, work: Work) -> float | None:
    """The seconds on the clock beside the figure of a row."""
    return side.figures.get({"again": "first"}.get(work.kind, work.kind) + "_elapsed")
