"""Measurements of the engine and of FRB/US as one answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import ShortRepr, Table
from moneygood.questions.bench.frbus_answer import FrbusAnswer, FrbusRow
from moneygood.questions.bench.speed import BenchAnswer, SpeedRow


@dataclass(frozen=True, repr=False)
class Benches(ShortRepr):
    """Both, the engine first."""

    engine: BenchAnswer
    frbus: FrbusAnswer

    @property
    def title(self) -> str:
        """The heading."""
        return self.engine.title

    @property
    def rows(self) -> tuple[SpeedRow, ...]:
        """The rows of the engine."""
        return self.engine.rows

    @property
    def rows_on_frbus(self) -> tuple[FrbusRow, ...]:
        """The rows of FRB/US."""
        return self.frbus.rows_on_frbus

    @property
    def machine(self) -> str:
        """What it was measured on."""
        return self.engine.machine

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of both."""
        return (*self.engine.tables, *self.frbus.tables)

    @property
    def reading(self) -> str:
        """The readings of both."""
        return f"{self.engine.reading} {self.frbus.reading}"

    def as_json(self) -> list[dict[str, Any]]:
        """The rows of both."""
        return [*self.engine.as_json(), *self.frbus.as_json()]
