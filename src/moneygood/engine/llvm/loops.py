"""Counted loops in LLVM text over the table of fields that the driver reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from moneygood.engine.llvm.text import Lines

FIELDS = (
    "seed", "quarters", "variables", "depth", "deep", "shocks", "normals", "uniforms", "mixed", "mode",
    "wide", "square", "programs", "parameters", "kept", "exact", "stride", "draw_size", "slot_size",
    "keeping",
    "freedom", "normal_rows", "sd", "uniform_rows", "given", "mix_row", "mix_start", "mix_at", "mix_weight",
    "fed", "parameter_table", "start", "start_run", "start_draw", "step", "run", "quarter", "draw", "worst",
    "count", "history", "deep_history", "deep_rows", "keep_row", "keep_out", "values", "status",
    "freed_from", "freed_slot", "freed", "words", "ring", "banks", "bank_table", "shock_table",
    "normal_table", "draw_table", "slots", "lanes", "arguments", "kept_shocks",
)  # fmt: skip
"""Names of the 64-bit fields that the driver reads, in order: whole numbers or addresses."""
_NUMBERS = frozenset(FIELDS[: FIELDS.index("freedom")])


class Loops(Lines):
    """A function over the table of fields, with counted loops."""

    def field(self, name: str) -> str:
        """A number or an address out of the table."""
        return self.scalar("%job", FIELDS.index(name), "i64" if name in _NUMBERS else "ptr")

    @contextmanager
    def loop(self, stop: str, start: str = "0") -> Iterator[str]:
        """Counts from `start` to `stop` (not included)."""
        head, body, end = self.fresh("head"), self.fresh("body"), self.fresh("end")
        index, onward = f"%{head}.i", f"%{head}.next"
        before = self.block
        self.do(f"br label %{head}")
        self.label(head)
        at = len(self.rows)
        self.rows.append("")
        more = self.set(f"icmp ult i64 {index}, {stop}")
        self.do(f"br i1 {more}, label %{body}, label %{end}")
        self.label(body)
        yield index
        self.do(f"{onward} = add i64 {index}, 1")
        self.rows[at] = f"  {index} = phi i64 [ {start}, %{before} ], [ {onward}, %{self.block} ]"
        self.do(f"br label %{head}")
        self.label(end)

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Only where `condition` (i1) holds."""
        then, end = self.fresh("then"), self.fresh("done")
        self.do(f"br i1 {condition}, label %{then}, label %{end}")
        self.label(then)
        yield
        self.do(f"br label %{end}")
        self.label(end)

    def plus(self, *parts: str | int) -> str:
        """The sum of whole numbers."""
        total = str(parts[0])
        for p in parts[1:]:
            total = self.set(f"add i64 {total}, {p}")
        return total

    def times(self, a: str | int, b: str | int) -> str:
        """The product of whole numbers."""
        return self.set(f"mul i64 {a}, {b}")
