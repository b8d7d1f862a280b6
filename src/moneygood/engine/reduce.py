"""Statistics of draws taken in pieces, so that a run of any length fits in memory: arrays in, arrays out.

Pieces have a fixed size, and the sums of a piece are added up in the order of the pieces, so that every sum
is formed the same way whoever took the pieces and however they were grouped.
"""

from __future__ import annotations

import ctypes
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from moneygood.core.paths import Paths

PIECE = 8 * 1024
"""Draws in a piece."""
BINS = 4096
"""Bins of a distribution; what lies beyond them is counted in the first and the last."""
_EDGES = (0.001, 0.999)
COPIES = 16
_AT, _WHOLE = ctypes.c_void_p, ctypes.c_int64
_COUNT = ctypes.CFUNCTYPE(None, _AT, _WHOLE, _WHOLE, _WHOLE, _AT, _WHOLE, _AT, _AT, _AT)
_AROUND = ctypes.CFUNCTYPE(None, _AT, _WHOLE, _WHOLE, _AT, _AT, _WHOLE, _WHOLE, _WHOLE, _AT)


class ReducingCode:
    """The compiled loops of `engine/kernel/reductions.py`, taken from a loaded driver."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver  # keeps the machine code in memory
        self.count = _COUNT(driver.address("mg_count"))
        self.around = _AROUND(driver.address("mg_around"))


class AbstractReducer(ABC):
    """Takes paths piece by piece and keeps what is asked of them."""

    @abstractmethod
    def take(self, paths: Paths) -> None:
        """Adds the draws of a piece; draws that failed are left out or counted, never used."""

    @abstractmethod
    def fresh(self) -> Self:
        """One like it that has taken nothing yet, for later pieces."""

    @abstractmethod
    def merge(self, later: Self) -> None:
        """Adds what a fresh one has taken of the pieces that follow those taken here."""


class PieceSums:
    """A sum of arrays, formed piece after piece; `apart` ones keep the pieces, to be added elsewhere."""

    def __init__(self, shape: tuple[int, ...], apart: bool = False) -> None:
        self.total = np.zeros(shape)
        self.parts: list[np.ndarray] | None = [] if apart else None

    def add(self, part: np.ndarray) -> None:
        """Adds the sums of a piece."""
        if self.parts is None:
            self.total += part
        else:
            self.parts.append(part)

    def merge(self, later: PieceSums) -> None:
        """Adds the pieces that another has kept, one by one."""
        for part in later.parts or ():
            self.add(part)


class KeptDraws(AbstractReducer):
    """The first `most` draws, kept as they are."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.paths: Paths | None = None

    def take(self, paths: Paths) -> None:
        """Keeps the first piece, cut to size."""
        if self.paths is None:
            n = min(self.most, paths.draws)
            self.paths = Paths(
                paths.names, paths.periods, paths.values[:, :, :n].copy(), paths.status[:n].copy(),
                paths.seed, paths.first_draw, paths.sampling,
            )  # fmt: skip

    def fresh(self) -> KeptDraws:
        """One that keeps nothing: the first piece has been taken."""
        return KeptDraws(0)

    def merge(self, later: KeptDraws) -> None:
        """Nothing: the sample is of the first piece."""


class Counts(AbstractReducer):
    """How many draws there were, how many failed, and how many good ones hold a figure that is not finite."""

    def __init__(self) -> None:
        self.draws = self.failed = self.nonfinite = 0

    def take(self, paths: Paths) -> None:
        """Counts a piece."""
        ok = paths.ok
        self.draws += paths.draws
        self.failed += int((~ok).sum())
        for values in paths.values:
            sums = values.sum(axis=0)
            if not np.isfinite(sums[ok]).all():
                self.nonfinite += int((~np.isfinite(values[:, ok])).sum())

    def fresh(self) -> Counts:
        """One that has counted nothing."""
        return Counts()

    def merge(self, later: Counts) -> None:
        """Adds the counts."""
        self.draws += later.draws
        self.failed += later.failed
        self.nonfinite += later.nonfinite


class Distribution(AbstractReducer):
    """Quantiles and moments of variables by quarter, from histograms of 4,096 bins.

    The bins reach half as far again as 99.8% of the first piece and are so narrow (a few thousandths of a
    standard deviation) that interpolating within one moves a quantile by about a tenth of its Monte-Carlo
    error. With `code` the counting is compiled.
    """

    def __init__(
        self, names: Sequence[str], levels: Sequence[float], code: ReducingCode | None = None
    ) -> None:
        self.names, self.levels, self.code = tuple(names), tuple(levels), code
        self.good = self.pairs = 0
        self.ready = False

    def _prepare(self, paths: Paths) -> None:
        quarters = len(paths.periods)
        shape = (len(self.names), quarters)
        self.sampling = paths.sampling
        self.copies = COPIES if paths.sampling == "sobol" else 1
        self.low, self.scale, self.centre = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.marks = np.zeros((*shape, len(self.levels)))
        for i, name in enumerate(self.names):
            pilot = np.sort(np.asarray(paths.series(name))[:, paths.ok], axis=1).astype(np.float64)
            if not pilot.shape[1]:
                pilot = np.zeros((quarters, 1))
            marks = _quantiles(pilot, (*_EDGES, *self.levels))
            low, high = marks[0], marks[1]
            span = np.maximum(high - low, 1e-6 * np.maximum(np.abs(high), np.abs(low)) + 1e-12)
            self.low[i] = low - 0.25 * span
            self.scale[i] = BINS / (1.5 * span)
            self.centre[i] = pilot.mean(axis=1)
            self.marks[i] = marks[2:].T
        self.scales = np.stack([self.low, self.scale, self.centre], axis=-1)
        self._clear(apart=False)
        self.ready = True

    def _clear(self, *, apart: bool) -> None:
        shape = self.low.shape
        self.good = self.pairs = 0
        self.counts = np.zeros((*shape, self.copies, BINS), dtype=np.uint32)
        self.sums = PieceSums((*shape, self.copies, 2), apart)
        self.ends = np.broadcast_to([np.inf, -np.inf], (*shape, 2)).copy()
        self.joint = np.zeros((*shape, len(self.levels), 2))
        self.cross = PieceSums(shape, apart)
        self.number = np.zeros(self.copies, dtype=np.int64)

    def fresh(self) -> Distribution:
        """One with the same bins and nothing in them; without bins before the first piece."""
        other = Distribution(self.names, self.levels)
        vars(other).update(vars(self))
        if self.ready:
            other._clear(apart=True)
        return other

    def merge(self, later: Distribution) -> None:
        """Adds counts and sums; the latter piece by piece."""
        self.good += later.good
        self.pairs += later.pairs
        self.number += later.number
        for own, found in zip(self.counts, later.counts, strict=True):
            own += found
        self.joint += later.joint
        self._reach(later.ends[..., 0], later.ends[..., 1])
        self.sums.merge(later.sums)
        self.cross.merge(later.cross)

    def __getstate__(self) -> dict[str, Any]:
        """What travels: counts as narrow as they can be, none when there are none, and no compiled code."""
        state = vars(self) | {"code": None}
        if self.ready:
            state["counts"] = (
                [c.astype(np.min_scalar_type(c.max())) for c in self.counts] if self.good else []
            )
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        if self.ready and not self.good:
            self._clear(apart=self.sums.parts is not None)

    def take(self, paths: Paths) -> None:
        """Counts a piece; the first one sets the bins."""
        if not self.ready:
            self._prepare(paths)
        ok = paths.ok
        copy = (paths.first_draw + np.arange(paths.draws)) % self.copies
        groups = [np.flatnonzero(ok & (copy == c)) for c in range(self.copies)]
        self.good += int(ok.sum())
        self.number += [len(g) for g in groups]
        pairs = np.flatnonzero(ok[:-1:2] & ok[1::2]) * 2 if self.sampling == "antithetic" else None
        self.pairs += 0 if pairs is None else len(pairs)

        sums, cross = np.zeros_like(self.sums.total), np.zeros_like(self.cross.total)
        every = self.copies == 1 and bool(ok.all())
        for i, name in enumerate(self.names):
            series = np.asarray(paths.series(name))
            for c, group in enumerate(groups):
                mine = series if every else series[:, group]
                if mine.shape[1]:
                    self._count(i, c, np.ascontiguousarray(mine), sums)
            if pairs is not None:
                cross[i] = self._pair(i, series[:, pairs], series[:, pairs + 1])
        self.sums.add(sums)
        self.cross.add(cross)

    def _count(self, i: int, c: int, values: np.ndarray, sums: np.ndarray) -> None:
        if self.code is not None and values.dtype == np.float32:
            self.code.count(
                values.ctypes.data, *values.shape, BINS, self.scales[i].ctypes.data, self.copies,
                self.counts[i, 0, c].ctypes.data, sums[i, 0, c].ctypes.data, self.ends[i].ctypes.data,
            )  # fmt: skip
            return
        for t, row in enumerate(values):
            x = row.astype(np.float64)
            place = np.fmin(np.fmax((x - self.low[i, t]) * self.scale[i, t], 0.0), BINS - 1.0)
            self.counts[i, t, c] += np.bincount(place.astype(np.intp), minlength=BINS).astype(np.uint32)
            x -= self.centre[i, t]
            sums[i, t, c] += [x.sum(), np.dot(x, x)]
        self._reach(values.min(axis=1), values.max(axis=1), i)

    def _reach(self, least: np.ndarray, most: np.ndarray, i: int | slice = slice(None)) -> None:
        """Widens the ends, of one variable or of all."""
        self.ends[i, ..., 0] = np.minimum(self.ends[i, ..., 0], least)
        self.ends[i, ..., 1] = np.maximum(self.ends[i, ..., 1], most)

    def _pair(self, i: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """What pairs have in common: how often both lie below a level, and, returned, their products."""
        centre = self.centre[i][:, None]
        for k in range(len(self.levels)):
            mark = self.marks[i, :, k][:, None]
            below, too = a <= mark, b <= mark
            self.joint[i, :, k, 0] += (below & too).sum(axis=1)
            self.joint[i, :, k, 1] += below.sum(axis=1) + too.sum(axis=1)
        return ((a - centre) * (b - centre)).sum(axis=1)

    def quantiles(
        self, levels: Sequence[float] | np.ndarray | None = None, copy: int | None = None
    ) -> np.ndarray:
        """Quantiles [variable, level, quarter]; `levels` may differ by variable and quarter [.., level]."""
        counts = self.counts if copy is None else self.counts[:, :, copy : copy + 1]
        counts = counts.sum(axis=2, dtype=np.int64)
        wanted = np.asarray(self.levels if levels is None else levels, dtype=np.float64)
        wanted = np.broadcast_to(wanted, (*counts.shape[:2], wanted.shape[-1]))
        out = np.empty(wanted.shape)
        for i, t in np.ndindex(*counts.shape[:2]):
            reached = np.cumsum(counts[i, t])
            rank = wanted[i, t] * reached[-1]
            place = np.minimum(np.searchsorted(reached, rank), BINS - 1)
            inside = counts[i, t][place]
            at = place + (rank - (reached[place] - inside)) / np.maximum(inside, 1)
            value = self.low[i, t] + at / self.scale[i, t]
            out[i, t] = np.clip(value, *self.ends[i, t])
        out[np.isnan(self.sums.total[..., 0]).any(axis=2)] = np.nan
        return out.transpose(0, 2, 1)

    def quantile_errors(self) -> np.ndarray:
        """Monte-Carlo standard errors of the quantiles [variable, level, quarter]."""
        if self.copies > 1:
            each = np.stack([self.quantiles(copy=c) for c in range(self.copies)])
            return each.std(axis=0, ddof=1) / np.sqrt(self.copies)
        p = np.broadcast_to(np.asarray(self.levels), (*self.low.shape, len(self.levels)))
        variance = p * (1.0 - p) / max(self.good, 1)
        if self.pairs:
            share = self.joint[..., 1] / (2.0 * self.pairs)
            both = self.joint[..., 0] / self.pairs
            variance = np.maximum(share * (1.0 - share) + both - share**2, 0.0) / (2.0 * self.pairs)
        step = np.sqrt(variance)
        above = self.quantiles(np.minimum(p + step, 1.0))
        below = self.quantiles(np.maximum(p - step, 0.0))
        return 0.5 * (above - below)

    def mean(self) -> tuple[np.ndarray, np.ndarray]:
        """Means and their Monte-Carlo standard errors [variable, quarter]."""
        n = max(self.good, 1)
        total = self.sums.total.sum(axis=2)
        mean = total[..., 0] / n
        variance = np.maximum(total[..., 1] / n - mean**2, 0.0)
        if self.copies > 1:
            each = self.sums.total[..., 0] / np.maximum(self.number, 1)
            error = each.std(axis=-1, ddof=1) / np.sqrt(self.copies)
        elif self.pairs:
            shared = self.cross.total / self.pairs - mean**2
            error = np.sqrt(np.maximum(variance + shared, 0.0) / (2.0 * self.pairs))
        else:
            error = np.sqrt(variance / max(n - 1, 1))
        return self.centre + mean, error


def _quantiles(ordered: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """Quantiles [level, row] of rows in ascending order, linear between neighbours."""
    place = np.asarray(levels) * (ordered.shape[1] - 1)
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, ordered.shape[1] - 1)
    low = ordered[:, below]
    return (low + (place - below) * (ordered[:, above] - low)).T


def pieces(draws: int, first: int = 0) -> list[tuple[int, int]]:
    """The pieces of a run: (first draw, number of draws)."""
    return [(first + a, min(PIECE, draws - a)) for a in range(0, draws, PIECE)]


def reducing_code(chosen: Any) -> ReducingCode | None:
    """The compiled loops for a simulator's backend, None where NumPy reduces."""
    if chosen.code is not None:
        return ReducingCode(chosen.code.driver)
    if chosen.device is None:
        return None
    from moneygood.engine.llvm.run import driver

    code = driver()
    return None if code is None else ReducingCode(code)
