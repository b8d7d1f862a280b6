"""What a moved parameter or add-factor changes in the tables of a run, as a short list of operations."""

from __future__ import annotations

from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.engine.llvm.layout import Layout
from moneygood.engine.program.program import QUARTER, RUN, Instr, Program

TAPE_OPERATIONS = frozenset(
    {"add", "sub", "mul", "div", "neg", "pow", "exp", "log", "sqrt", "abs", "min", "max", "gt", "ge", "tanh",
     "copy"}
)  # fmt: skip
"""The operations of `assets/engine/operations.js`."""


def lever_tape(p: Program, layout: Layout) -> dict[str, Any]:
    """Places of parameters and add-factors in a program's tables, and what is formed from them, in order.

    A place is i >= 0 for number i of the run's table and -1 - i for number i of a quarter's. `tape` has rows
    [operation, result, arguments…]: those of the NumPy machine, so that a change goes the same way.
    E023 for an operation that a browser does not have.
    """

    def place(v: int) -> int:
        return layout.run[v] if p.levels[v] == RUN else -1 - layout.quarter[v]

    fixed = [(v, key) for v, key in p.inputs.items() if p.levels[v] in (RUN, QUARTER)]
    ops: list[Instr] = [*p.run_ops, *p.quarter_ops]
    unknown = {i.op for i in ops} - TAPE_OPERATIONS
    if unknown:
        raise MoneygoodError("E023", f"a browser cannot carry out {', '.join(sorted(unknown))} of parameters")
    return {
        "parameters": {str(k[1]): place(v) for v, k in fixed if k[0] == "par"},
        "adds": {str(k[1]): place(v) for v, k in fixed if k[0] == "add"},
        "tape": [[i.op, place(i.out), *map(place, i.ins)] for i in ops],
    }
