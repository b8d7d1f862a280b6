"""The best segments of a straight-line relation, for every number of breaks (Bai and Perron 1998, 2003)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

CELLS = 32_768  # samples times periods that are segmented side by side: their sums stay in the cache
MOVES = 1e-12  # below this sum of squares, the right side of a line does not move


@dataclass(frozen=True)
class Segmented:
    """For 0, 1, … breaks: where they are and the sum of squared residuals.

    `breaks[m]` are the positions at which a new segment begins; `squares[m]` goes with them.
    """

    breaks: tuple[tuple[int, ...], ...]
    squares: np.ndarray


def segment(y: np.ndarray, x: np.ndarray, shortest: int, most: int) -> Segmented:
    """The breaks in constant and slope of `y` on `x` that leave the least squared residuals.

    Segments have at least `shortest` periods; up to `most` breaks, fewer where the sample is too short.
    """
    squares, dates = segment_all(*_samples(y, x), shortest, most)
    return Segmented(
        tuple(tuple(int(at) for at in dates[0, m, :m]) for m in range(squares.shape[1])), squares[0]
    )


def segment_all(ys: np.ndarray, xs: np.ndarray, shortest: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """The best segments of many samples: squares [sample, breaks] and dates [sample, breaks, break].

    `ys` [sample, period] on `xs` [sample, period] or [1, period]. Dates that a number of breaks does not have
    are -1. The search is Bai and Perron's (2003) dynamic programme, with the samples side by side.
    """
    samples, periods = ys.shape
    most = max(min(most, periods // shortest - 1), 0)
    squares, dates = np.empty((samples, most + 1)), np.full((samples, most + 1, most), -1)
    room = max(CELLS // periods, 1)
    for first in range(0, samples, room):
        part = slice(first, first + room)
        best, origin = _best_ends(ys[part], xs[part] if len(xs) > 1 else xs, shortest, most)
        squares[part] = best[:, :, periods].T
        rows = np.arange(best.shape[1])
        for m in range(1, most + 1):
            at = np.full(len(rows), periods)
            for k in range(m, 0, -1):
                at = origin[k, rows, at]
                dates[part, m, k - 1] = at
    return squares, dates


def _best_ends(ys: np.ndarray, xs: np.ndarray, shortest: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Least squares [breaks, sample, end] up to each period, and where the last segment then begins."""
    samples, periods = ys.shape
    best = np.full((most + 1, samples, periods + 1), np.inf)
    origin = np.zeros((most + 1, samples, periods + 1), np.int64)
    rows = np.arange(samples)
    for end, squares in squares_by_end(ys, xs, shortest):
        best[0, :, end] = squares[:, 0]
        for m in range(1, min(most, end // shortest - 1) + 1):
            first = m * shortest
            value = best[m - 1, :, first : squares.shape[1]] + squares[:, first:]
            at = value.argmin(axis=1)
            best[m, :, end] = value[rows, at]
            origin[m, :, end] = at + first
    return best, origin


def squares_by_end(
    ys: np.ndarray, xs: np.ndarray, shortest: int, starts: int | None = None
) -> Iterator[tuple[int, np.ndarray]]:
    """For each end, the squared residuals [sample, start] of lines fitted from every start up to that end.

    Ends and starts leave at least `shortest` periods between them; with `starts`, only the first so many
    starts are followed. The sums grow by a period at a time (Welford 1962), for all starts at once, so that
    nothing cancels as it would in differences of running sums.
    """
    samples, periods = ys.shape
    room = periods if starts is None else starts
    y_mean, yy, xy = (np.zeros((samples, room)) for _ in range(3))
    x_mean, xx = (np.zeros((len(xs), room)) for _ in range(2))
    for t in range(periods):
        on = slice(0, min(t + 1, room))
        count = np.arange(t + 1.0, t + 1.0 - on.stop, -1.0)
        x, y = xs[:, t : t + 1], ys[:, t : t + 1]
        dx, dy = x - x_mean[:, on], y - y_mean[:, on]
        x_mean[:, on] += dx / count
        y_mean[:, on] += dy / count
        away = y - y_mean[:, on]
        xx[:, on] += dx * (x - x_mean[:, on])
        xy[:, on] += dx * away
        yy[:, on] += dy * away
        long = slice(0, min(t + 2 - shortest, room))
        if long.stop > 0:
            moved = np.where(xx[:, long] > MOVES, xx[:, long], np.inf)
            yield t + 1, np.maximum(yy[:, long] - xy[:, long] * xy[:, long] / moved, 0.0)


def split_squares(ys: np.ndarray, xs: np.ndarray, shortest: int) -> tuple[np.ndarray, np.ndarray]:
    """Squared residuals without a break [sample], and with one before each period [sample, period].

    The latter are infinite where a side would be shorter than `shortest`; so is all of a sample that is.
    """
    sides = []
    for way in (slice(None), slice(None, None, -1)):
        side = np.full((ys.shape[1] + 1, len(ys)), np.inf)
        for end, squares in squares_by_end(ys[:, way], xs[:, way], shortest, starts=1):
            side[end] = squares[:, 0]
        sides.append(side)
    before, after = sides[0], sides[1][::-1]
    return before[-1], (before + after)[:-1].T


def sup_f(ys: np.ndarray, xs: np.ndarray, bounds: np.ndarray, shortest: int) -> np.ndarray:
    """The largest F statistic [sample] of one more break inside the segments between `bounds`.

    Two coefficients change; the variance is that of the segment with its break. The statistic is the Wald
    form (not divided by the number of coefficients), as in Andrews (1993).
    """
    best = np.zeros(len(ys))
    for a, b in pairwise(bounds):
        whole, split = split_squares(ys[:, a:b], xs[:, a:b], shortest)
        best = np.maximum(best, wald(whole, split.min(axis=1), b - a))
    return best


def wald(whole: np.ndarray, least: np.ndarray, periods: int) -> np.ndarray:
    """The F statistics, in Wald form, of squares `least` with a break against `whole` without.

    Zero where a break leaves nothing over, or where there is no room for one.
    """
    some = (least > 0.0) & (least < np.inf)
    out = np.zeros(len(least))
    out[some] = (whole[some] - least[some]) / (least[some] / (periods - 4))
    return out


def double_max(squares: np.ndarray, periods: int) -> np.ndarray:
    """The largest F statistic [sample] of 1, 2, … breaks against none, per coefficient that changes (UDmax).

    `squares` [sample, breaks] are the least squared residuals.
    """
    best = np.zeros(len(squares))
    for m in range(1, squares.shape[1]):
        free = periods - 2 * (m + 1)
        some = squares[:, m] > 0.0
        if free > 0:
            gain = (squares[some, 0] - squares[some, m]) / (2 * m)
            best[some] = np.maximum(best[some], gain / (squares[some, m] / free))
    return best


def _samples(y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray(y, np.float64)[None], np.asarray(x, np.float64)[None]


def criteria(squares: np.ndarray, periods: int) -> tuple[np.ndarray, np.ndarray]:
    """BIC (Yao 1988) and LWZ (Liu, Wu and Zidek 1997) for 0, 1, … breaks: the least is the best.

    `squares` [breaks] or [sample, breaks]; so are both criteria.
    """
    m = np.arange(squares.shape[-1])
    free = 3 * m + 2
    level = np.log(np.maximum(squares, 1e-300) / periods)
    bic = level + free * np.log(periods) / periods
    lwz = np.log(np.maximum(squares, 1e-300) / np.maximum(periods - free, 1))
    return bic, lwz + free * 0.299 * np.log(periods) ** 2.1 / periods
