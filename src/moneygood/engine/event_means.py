"""Mean paths around an event, formed piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from moneygood.core.paths import Paths
from moneygood.engine.reduce import AbstractReducer, PieceSums, ReducingCode


class ConditionalMeans(AbstractReducer):
    """Mean paths around an event: `before` quarters before its onset to `after` quarters after it.

    `times` gives the quarter of the onset (counted from 1, 0 for never) by event for the good draws of
    a piece. Quarters outside the run are left out of the mean of their distance.
    """

    def __init__(
        self,
        names: Sequence[str],
        times: Callable[[Paths], Mapping[str, np.ndarray]],
        before: int = 4,
        after: int = 8,
        code: ReducingCode | None = None,
    ) -> None:
        self.names, self.times, self.before, self.after = tuple(names), times, before, after
        self.code = code
        self.sums: dict[str, PieceSums] = {}
        self.cases: dict[str, np.ndarray] = {}
        self.apart = False

    def fresh(self) -> ConditionalMeans:
        """One that has taken nothing; `times` is the same and may have to be given anew."""
        other = ConditionalMeans(self.names, self.times, self.before, self.after, self.code)
        other.apart = True
        return other

    def __getstate__(self) -> dict[str, Any]:
        """What travels: no compiled code."""
        return vars(self) | {"code": None}

    def merge(self, later: ConditionalMeans) -> None:
        """Adds cases, and sums piece by piece."""
        for event, sums in later.sums.items():
            self._sums(event).merge(sums)
            self._cases(event)[:] += later.cases[event]

    def _sums(self, event: str) -> PieceSums:
        shape = (len(self.names), self.before + 1 + self.after)
        return self.sums.setdefault(event, PieceSums(shape, self.apart))

    def _cases(self, event: str) -> np.ndarray:
        return self.cases.setdefault(event, np.zeros(self.before + 1 + self.after, dtype=np.int64))

    def take(self, paths: Paths) -> None:
        """Adds a piece."""
        good = np.flatnonzero(paths.ok)
        for event, onset in self.times(paths).items():
            kept, cases = self._sums(event), self._cases(event)
            sums = np.zeros_like(kept.total)
            for quarter, number in enumerate(np.bincount(onset)[1:], start=1):
                cases[self._reach(quarter, len(paths.periods))[1]] += number
            if self.code is not None and paths.values.dtype == np.float32:
                self._compiled(paths, good, onset, sums)
            else:
                self._plain(paths, good, onset, sums)
            kept.add(sums)

    def _plain(self, paths: Paths, good: np.ndarray, onset: np.ndarray, sums: np.ndarray) -> None:
        for quarter in range(1, len(paths.periods) + 1):
            draws = good[onset == quarter]
            first, at = self._reach(quarter, len(paths.periods))
            last = first + at.stop - at.start
            for i, name in enumerate(self.names):
                sums[i, at] += paths.series(name)[first:last][:, draws].sum(axis=1, dtype=np.float64)

    def _reach(self, quarter: int, quarters: int) -> tuple[int, slice]:
        """The first quarter of the run near an onset in `quarter`, and the distances that the run covers."""
        first = max(0, quarter - 1 - self.before)
        last = min(quarters, quarter + self.after)
        start = first - (quarter - 1 - self.before)
        return first, slice(start, start + last - first)

    def _compiled(self, paths: Paths, good: np.ndarray, onset: np.ndarray, sums: np.ndarray) -> None:
        assert self.code is not None
        onset = np.ascontiguousarray(onset, dtype=np.int16)
        for i, name in enumerate(self.names):
            series = np.asarray(paths.series(name))
            if not series.flags.c_contiguous:
                series = np.ascontiguousarray(series)
            self.code.around(
                series.ctypes.data, series.shape[1], series.shape[0], good.ctypes.data, onset.ctypes.data,
                len(good), self.before, sums.shape[1], sums[i].ctypes.data,
            )  # fmt: skip

    def means(self) -> dict[str, np.ndarray]:
        """Mean [variable, distance] by event; missing where the event never happened."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return {k: s.total / self.cases[k] for k, s in self.sums.items()}
