"""One path moved on by a quarter at a time on plain numbers: what NumPy's machine gives at a width of one."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.paths import NON_FINITE, NOT_CONVERGED
from moneygood.engine.numpy.newton import Newton
from moneygood.engine.program.number_tape import NumberTape, number_tape, run_numbers
from moneygood.engine.program.program import Audit, Key, Loop, Program, Straight

Segment = tuple[Any, ...]

_KEPT: dict[int, tuple[Program, NumberProgram]] = {}
"""Programs tied to numbers; while the program is held no other has its number."""
_MOST_KEPT = 64


@dataclass(frozen=True)
class NumberProgram:
    """A program as tapes on one list of values, and where that list gets its inputs from."""

    program: Program
    constants: tuple[tuple[int, float], ...]
    parameters: tuple[tuple[int, str], ...]
    shocks: tuple[tuple[int, str], ...]
    lags: tuple[tuple[int, str, int], ...]
    dated: tuple[tuple[int, Key], ...]
    run_tape: NumberTape
    quarter_tape: NumberTape
    main: tuple[Segment, ...]


def number_program(program: Program) -> NumberProgram:
    """The program tied to numbers, made once."""
    found = _KEPT.get(id(program))
    if found is not None:
        return found[1]
    kinds: dict[str, list[Any]] = {}
    for v, key in program.inputs.items():
        kinds.setdefault(str(key[0]), []).append((v, key))
    main: list[Segment] = []
    for s in program.main:
        if isinstance(s, Straight):
            main.append((s, number_tape(s.ops)))
        elif isinstance(s, Loop):
            main.append((s, number_tape(s.evaluate), number_tape(s.factor), number_tape(s.solve)))
        else:
            main.append((s, number_tape(s.ops), number_tape(s.term_ops)))
    known = ("const", "par", "shock", "lag", "tear")
    made = NumberProgram(
        program=program,
        constants=tuple((v, float(k[1])) for v, k in kinds.get("const", ())),
        parameters=tuple((v, str(k[1])) for v, k in kinds.get("par", ())),
        shocks=tuple((v, str(k[1])) for v, k in kinds.get("shock", ())),
        lags=tuple((v, str(k[1]), int(k[2])) for v, k in kinds.get("lag", ())),
        dated=tuple((v, k) for kind in kinds if kind not in known for v, k in kinds[kind]),
        run_tape=number_tape([*program.run_ops, *program.draw_ops]),
        quarter_tape=number_tape(program.quarter_ops),
        main=tuple(main),
    )
    while len(_KEPT) >= _MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    _KEPT[id(program)] = program, made
    return made


class OnePath:
    """The values and lags of one path; `newton` says when a block counts as solved.

    `scalars` gives parameters by name, `scale` the size of every variable, `history` the last quarters of
    lagged variables, oldest first. `status` is 0 until the path has failed; `identity` has the largest miss
    of every identity that was checked, relative to its largest term.
    """

    def __init__(
        self,
        programs: Mapping[Any, Program],
        scalars: Mapping[str, float],
        scale: Mapping[str, float],
        history: Mapping[str, np.ndarray],
        newton: Newton,
    ) -> None:
        self.scale, self.newton = scale, newton
        self.past: dict[str, deque[float]] = {}
        depth: dict[str, int] = {}
        for p in programs.values():
            for name, k in p.lags():
                depth[name] = max(depth.get(name, 0), k)
        for name, d in depth.items():
            self.past[name] = deque((float(x) for x in history[name][: -d - 1 : -1]), maxlen=d)
        self.bound: dict[Any, tuple[NumberProgram, list[Any]]] = {}
        for key, p in programs.items():
            own = number_program(p)
            v: list[Any] = [math.nan] * len(p.levels)
            for i, value in own.constants:
                v[i] = value
            for i, name in own.parameters:
                v[i] = float(scalars[name])
            run_numbers(own.run_tape, v)
            self.bound[key] = own, v
        self.status = 0
        self.identity: dict[str, float] = {}
        self.most, self.worst = 0, 0.0
        self.failed_block, self.failed_residual = "", 0.0

    def step(self, key: Any, numbers: Mapping[Key, float], shocks: Mapping[str, float]) -> list[Any]:
        """Solves the next quarter under the program `key`: its values, by the numbers of the program.

        `numbers` are the figures of the quarter, `shocks` its disturbances by name. `most` steps and the
        `worst` residual of a block are those of this quarter.
        """
        own, v = self.bound[key]
        self.most, self.worst = 0, 0.0
        for i, name in own.shocks:
            v[i] = shocks[name]
        for i, name, k in own.lags:
            v[i] = self.past[name][k - 1]
        for i, dated in own.dated:
            v[i] = numbers[dated]
        run_numbers(own.quarter_tape, v)
        for s, *tapes in own.main:
            if isinstance(s, Straight):
                run_numbers(tapes[0], v)
            elif isinstance(s, Loop):
                self._solve(s, v, *tapes)
            else:
                self._audit(s, v, *tapes)
        p = own.program
        if not math.isfinite(sum([v[i] for i in (*p.current.values(), *p.freed.values())])):
            self._fail(NON_FINITE)
        for name, past in self.past.items():
            if name in p.current:
                past.appendleft(v[p.current[name]])
        return v

    def _fail(self, status: int) -> None:
        self.status = self.status or status

    def _start(self, key: Key) -> float:
        if key[0] == "lag":
            return self.past[str(key[1])][int(str(key[2])) - 1]
        return 0.0  # a disturbance

    def _solve(
        self, loop: Loop, v: list[Any], evaluate: NumberTape, factor: NumberTape, solve: NumberTape
    ) -> None:
        """Newton's method on one block, step for step as on a block of draws."""
        how = self.newton
        weights = [
            (how.identities if exact else 1.0) / self.scale.get(n, 1.0)
            for n, exact in zip(loop.names, loop.exact, strict=True)
        ]

        def error() -> float:
            worst = abs(v[loop.residuals[0]]) * weights[0]
            for i, weight in zip(loop.residuals[1:], weights[1:], strict=True):
                other = abs(v[i]) * weight
                worst = worst if worst >= other or worst != worst else other
            return worst

        for i, key in zip(loop.tears, loop.start, strict=True):
            v[i] = self._start(key)
        if self.status:
            run_numbers(evaluate, v)
            return
        step = 0
        before = [v[i] for i in loop.tears]
        for step in range(how.limit + 1):
            run_numbers(evaluate, v)
            if step:
                now = error()
                if now <= how.tolerance or (step == how.limit and now <= how.accept):
                    break
                if not math.isfinite(now) and not self._step_back(loop, v, before, evaluate, error):
                    self._fail(NON_FINITE)
                    break
                if step == how.limit:
                    self.failed_block, self.failed_residual = loop.labels[0], error()
                    self._fail(NOT_CONVERGED)
                    break
            if step % how.refresh == 0:
                run_numbers(factor, v)
            run_numbers(solve, v)
            before = [v[i] for i in loop.tears]
            for i, delta in zip(loop.tears, loop.deltas, strict=True):
                v[i] -= v[delta] * 0.5 if step >= how.patience else v[delta]
        self.most = max(self.most, step)
        worst = 0.0 if self.status else max(error(), 0.0)
        if not worst <= self.worst:
            self.worst = worst

    def _step_back(
        self, loop: Loop, v: list[Any], before: list[float], evaluate: NumberTape, error: Any
    ) -> bool:
        """Halves a step that left the range of a formula; whether that brought it back."""
        for _ in range(self.newton.halvings):
            for i, old in zip(loop.tears, before, strict=True):
                v[i] = 0.5 * (v[i] + old)
            run_numbers(evaluate, v)
            if math.isfinite(error()):
                return True
        return False

    def _audit(self, audit: Audit, v: list[Any], tape: NumberTape, terms: NumberTape) -> None:
        run_numbers(tape, v)
        worst = self.identity.setdefault(audit.label, 0.0)
        if v[audit.left] == v[audit.right] or self.status:
            return
        run_numbers(terms, v)
        largest = max((abs(v[i]) for i in audit.terms), default=0.0)
        miss = abs(v[audit.residual]) / largest if largest else math.inf
        if math.isfinite(miss):  # what is not finite has failed the path
            self.identity[audit.label] = max(worst, miss)
