"""State and lags of a block of draws, and programs whose values are tied to its arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from moneygood.engine.program.program import RUN, Instr, Key, Loop, Program, Straight
from moneygood.engine.program.tape import FUNCTIONS, Tape, run

STRAIGHT, LOOP, AUDIT = range(3)
"""The kinds of segments of a program."""


@dataclass
class Tally:
    """What the checks of a run have found so far."""

    identity: dict[str, float] = field(default_factory=dict)
    guards: dict[str, int] = field(default_factory=dict)
    guard_cells: int = 0
    solves: int = 0
    iterations: int = 0
    most: int = 0
    worst_residual: float = 0.0
    failed_block: str = ""
    failed_residual: float = 0.0


class BoundProgram:
    """A program with its values tied to the arrays of one machine, for even or for odd quarters (`phase`):
    this quarter's variables stand in bank `phase`, last quarter's in the other."""

    def __init__(self, machine: MachineState, program: Program, phase: int) -> None:
        self.program = program
        self.bank = machine.banks[phase]
        self.where: list[Any] = [None] * len(program.levels)
        for v, key in program.inputs.items():
            self.where[v] = machine.place(key, v, program, phase)
        for v, name in program.home.items():
            self.where[v] = self.bank[machine.bank_row[name]]
        self.start = {
            name: machine.place(key, -1, program, phase)
            for s in program.main
            if isinstance(s, Loop)
            for name, key in zip(s.names, s.start, strict=True)
        }
        for v, r in program.register.items():
            self.where[v] = machine.registers[r]
        for ops, shape in (
            (program.run_ops, ()),
            (program.quarter_ops, ()),
            (program.draw_ops, (machine.width,)),
        ):
            for i in ops:
                self.where[i.out] = np.empty(shape)
        self.run_tape = self.tape(program.run_ops)
        self.draw_tape = self.tape(program.draw_ops)
        self.quarter_tape = self.tape(program.quarter_ops)
        self.main: list[tuple[Any, ...]] = []
        for s in program.main:
            if isinstance(s, Straight):
                self.main.append((STRAIGHT, self.tape(s.ops)))
            elif isinstance(s, Loop):
                self.main.append((LOOP, s, self.tape(s.evaluate), self.tape(s.factor), self.tape(s.solve)))
            else:
                sides = self.where[s.left], self.where[s.right]
                self.main.append((AUDIT, s, self.tape(s.ops), self.tape(s.term_ops), *sides))

    def tape(self, ops: Iterable[Instr]) -> Tape:
        """Instructions as (function, arrays), the output array last."""
        w = self.where
        return [(FUNCTIONS[i.op], (*[w[v] for v in i.ins], w[i.out])) for i in ops]


class MachineState:
    """State of a block of `width` draws and the programs that move it on by one quarter each.

    `scalars` gives fixed parameters by name, `rows` drawn ones [width]; `scale` the size of every variable.
    """

    def __init__(
        self,
        programs: Mapping[Any, Program],
        width: int,
        shock_names: Iterable[str],
        scalars: Mapping[str, float],
        scale: Mapping[str, float],
    ) -> None:
        self.width, self.scale = width, scale
        self.scalars = scalars
        names = list(shock_names)
        self.shocks = np.zeros((len(names), width))
        self.shock_row = {n: i for i, n in enumerate(names)}
        self.drawn: dict[str, np.ndarray] = {}
        self.numbers: dict[Key, np.ndarray] = {}
        stored = sorted({n for p in programs.values() for n in p.home.values()})
        self.bank_row = {n: i for i, n in enumerate(stored)}
        self.banks = [np.empty((len(stored), width)) for _ in range(2)]
        lags = sorted({lag for p in programs.values() for lag in p.lags()})
        self.depth: dict[str, int] = {}
        for name, k in lags:
            self.depth[name] = max(self.depth.get(name, 0), k)
        self.slots = {(n, k): np.empty(width) for n, k in lags if k > 1}
        self.rings = {n: np.empty((d, width)) for n, d in self.depth.items() if d > 1}
        self.registers = np.empty((max([p.registers for p in programs.values()], default=1) or 1, width))
        self.status = np.zeros(width, dtype=np.uint8)
        self.alive = np.ones(width, dtype=bool)
        self.floats = [np.empty(width) for _ in range(3)]
        self.flags = [np.empty(width, dtype=bool) for _ in range(3)]
        widest = max(
            [len(s.tears) for p in programs.values() for s in p.main if isinstance(s, Loop)], default=0
        )
        self.before = [np.empty(width) for _ in range(widest)]
        self.tally = Tally()
        self.programs = dict(programs)
        self.given: Mapping[str, np.ndarray] = {}
        self.bound: dict[tuple[Any, int], BoundProgram] = {}

    def bind(self, key: Any, phase: int) -> BoundProgram:
        """The program `key` tied to the arrays, for even or odd quarters; made when it is first needed."""
        found = self.bound.get((key, phase))
        if found is None:
            found = self.bound[key, phase] = BoundProgram(self, self.programs[key], phase)
            run(found.run_tape)
            run(found.draw_tape)
        return found

    def place(self, key: Key, v: int, program: Program, phase: int) -> Any:
        """The array behind an input."""
        kind = key[0]
        if kind == "const":
            return np.array(key[1], dtype=np.float64)
        if kind == "par" and program.levels[v] == RUN:
            return np.array(self.scalars[str(key[1])], dtype=np.float64)
        if kind == "par":
            return self._drawn(str(key[1]))
        if kind == "shock":
            return self.shocks[self.shock_row[str(key[1])]]
        if kind == "lag" and key[2] == 1:
            return self.banks[1 - phase][self.bank_row[str(key[1])]]
        if kind == "lag":
            return self.slots[(str(key[1]), int(str(key[2])))]
        if kind == "tear":
            return None  # the place of its variable, or a register
        return self.numbers.setdefault(key, np.empty(()))

    def _drawn(self, name: str) -> np.ndarray:
        """The place of a drawn parameter, with the figures of this block where they are known."""
        if name not in self.drawn:
            self.drawn[name] = np.empty(self.width)
            if name in self.given:
                self.drawn[name][:] = self.given[name]
        return self.drawn[name]

    def reset(self, history: Mapping[str, np.ndarray], drawn: Mapping[str, np.ndarray]) -> None:
        """Starts a new block: lags from `history` (variable -> last quarters, oldest first)."""
        self.status[:] = 0
        self.alive[:] = True
        for name, d in self.depth.items():
            self.banks[1][self.bank_row[name]] = history[name][-1]
            if d > 1:
                for k in range(1, d + 1):
                    self.rings[name][(-k) % d] = history[name][-k]
        for (name, k), slot in self.slots.items():
            slot[:] = history[name][-k]
        self.given = drawn
        for name, row in drawn.items():
            if name in self.drawn:
                self.drawn[name][:] = row
        for b in self.bound.values():
            run(b.run_tape)
            run(b.draw_tape)

    def advance(self, b: BoundProgram, t: int) -> None:
        """Moves the lags beyond the first on after quarter number `t`."""
        for name, ring in self.rings.items():
            np.copyto(ring[t % self.depth[name]], b.bank[self.bank_row[name]])
        for (name, k), slot in self.slots.items():
            np.copyto(slot, self.rings[name][(t + 1 - k) % self.depth[name]])

    def fail(self, lanes: np.ndarray, status: int) -> None:
        """Marks draws as failed; their first failure stands."""
        new = lanes & (self.status == 0)
        self.status[new] = status
        self.alive[lanes] = False
