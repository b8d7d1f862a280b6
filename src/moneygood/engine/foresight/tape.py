"""Expressions as a flat list of operations on numbered registers, ready for the compiled kernels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from moneygood.model.graph import Node, reachable
from moneygood.model.operations import OPERATIONS

CODES: dict[str, int] = {"copy": 0} | {row.name: row.foresight for row in OPERATIONS.values()}
"""Operation -> its number in the kernels."""


@dataclass
class Tape:
    """Operations in the order in which they are added; every node has a register of its own.

    `leaves` are the registers of ``var`` leaves as (name, lag); `fixed` those of numbers and parameters.
    """

    parameters: Mapping[str, float]
    slot: dict[int, int] = field(default_factory=dict)
    rows: list[tuple[int, int, int, int]] = field(default_factory=list)
    leaves: dict[tuple[str, int], int] = field(default_factory=dict)
    fixed: dict[int, float] = field(default_factory=dict)
    size: int = 0

    def leaf(self, name: str, lag: int) -> int:
        """The register of a series at a lag."""
        key = (name, lag)
        if key not in self.leaves:
            self.leaves[key] = self._take()
        return self.leaves[key]

    def _take(self) -> int:
        self.size += 1
        return self.size - 1

    def add(self, nodes: Iterable[Node]) -> tuple[int, int]:
        """Appends what `nodes` need and is not there yet; returns where that part begins and ends."""
        begin = len(self.rows)
        for n in reachable(*nodes):
            if n.id in self.slot:
                continue
            if n.op == "const":
                self.slot[n.id] = at = self._take()
                self.fixed[at] = float(n.payload)
            elif n.op == "par":
                self.slot[n.id] = at = self._take()
                self.fixed[at] = float(self.parameters[n.payload])
            elif n.op == "var":
                self.slot[n.id] = self.leaf(*n.payload)
            else:
                args = [self.slot[a.id] for a in n.args]
                self.slot[n.id] = at = self._take()
                self.rows.append((CODES[n.op], args[0], args[-1], at))
        return begin, len(self.rows)

    def of(self, node: Node) -> int:
        """The register of a node that was added."""
        return self.slot[node.id]

    def copy(self, node: Node, target: int) -> None:
        """Appends an assignment of a node's value to a register."""
        at = self.of(node)
        self.rows.append((CODES["copy"], at, at, target))

    def arrays(self) -> np.ndarray:
        """The operations [operation, (code, first, second, result)] as int32."""
        return np.array(self.rows, dtype=np.int32).reshape(-1, 4)

    def registers(self, width: int) -> np.ndarray:
        """Fresh registers [register, lane] with numbers and parameters filled in."""
        out = np.zeros((self.size, width))
        for at, value in self.fixed.items():
            out[at] = value
        return out


def has_steps(slope: Node) -> bool:
    """Whether a derivative is switched on and off by a comparison (from max, min, abs or a step)."""
    return any(n.op in OPERATIONS and OPERATIONS[n.op].step for n in reachable(slope))
