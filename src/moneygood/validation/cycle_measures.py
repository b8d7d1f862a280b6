"""Frequencies, lengths and depths of slumps and booms, on history or on simulated paths alike."""

from __future__ import annotations

import numpy as np

YEAR, DECADE = 4, 40
"""Quarters."""


def share_risen(level: np.ndarray, size: float) -> np.ndarray:
    """The share of quarters in which a rate lies more than `size` above that of a year before, by path.

    `level` is [quarter, path] in percent; the answer [path] is a share.

    >>> share_risen(np.array([[4.0], [4.0], [4.0], [4.0], [4.4], [5.0]]), 0.5)
    array([0.5])
    """
    return (level[YEAR:] - level[:-YEAR] > size).mean(axis=0)


def contractions(level: np.ndarray) -> list[list[tuple[int, int]]]:
    """Spells of two or more quarters running in which a level falls, by path.

    `level` is [quarter, path]; a spell is its first and last falling quarter, counted from the first row.

    >>> contractions(np.array([[100.0], [99.0], [98.0], [99.0], [98.0], [100.0]]))
    [[(1, 2)]]
    """
    falls = np.diff(level, axis=0) < 0.0
    out = []
    for path in falls.T:
        edges = np.flatnonzero(np.diff(np.concatenate([[0], path.astype(np.int8), [0]])))
        runs = zip(edges[::2], edges[1::2], strict=True)
        out.append([(int(a) + 1, int(b)) for a, b in runs if b - a >= 2])
    return out


def skewness(figures: np.ndarray) -> np.ndarray:
    """The third standardised moment of all quarters, by path [quarter, path] -> [path]."""
    centred = figures - figures.mean(axis=0)
    return (centred**3).mean(axis=0) / (centred**2).mean(axis=0) ** 1.5


def depths(level: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """How far the output gap falls around each contraction of `level`, in points [contraction].

    From its highest in the year before the first falling quarter to its lowest up to a year after the last;
    both are [quarter, path]. Contractions within a year of either end are left out.
    """
    out = []
    for i, spells in enumerate(contractions(level)):
        for first, last in spells:
            if first >= YEAR and last + YEAR < len(gap):
                before, after = gap[first - YEAR : first, i], gap[first : last + YEAR + 1, i]
                out.append(before.max() - after.min())
    return np.array(out)


def recoveries(rate: np.ndarray, risen: float = 1.0) -> np.ndarray:
    """How fast unemployment falls in the two years after each peak, in points a year [peak].

    A peak is the highest within a year either side, at least `risen` points above the lowest of the two years
    before; `rate` is [quarter, path] in percent.
    """
    out = []
    for path in rate.T:
        for t in range(2 * YEAR, len(path) - 2 * YEAR):
            highest = path[t] >= path[t - YEAR : t + YEAR + 1].max()
            if highest and path[t] > path[t - 1] and path[t] - path[t - 2 * YEAR : t].min() >= risen:
                out.append((path[t] - path[t + 2 * YEAR]) / 2.0)
    return np.array(out)


MEASURES = ("risen", "contractions", "length", "depth", "recovery", "skewness", "above", "mean", "median")
"""What a check of the business cycle looks at."""


def cycle_measure(name: str, figures: np.ndarray, size: float = 0.0, gap: np.ndarray | None = None) -> float:
    """One statistic of the business cycle over paths [quarter, path].

    `risen` and `above` are percent of quarters, by more than `size` and at more than it; `contractions` a
    decade; `length` quarters and `depth` points of the output `gap`, means over contractions; `recovery`
    points a year, the median over peaks; the others the plain statistic of all quarters. Missing where
    there is nothing to measure.
    """
    if name == "risen":
        return 100.0 * float(share_risen(figures, size).mean())
    if name == "above":
        return 100.0 * float((figures > size).mean())
    if name in ("mean", "median"):
        return float(np.mean(figures) if name == "mean" else np.median(figures))
    if name == "skewness":
        return float(skewness(figures.reshape(-1, 1))[0])
    if name == "recovery":
        found = recoveries(figures)
        return float(np.median(found)) if found.size else float("nan")
    if name == "depth" and gap is not None:
        found = depths(figures, gap)
        return float(found.mean()) if found.size else float("nan")
    spells = [s for path in contractions(figures) for s in path]
    if name == "contractions":
        return len(spells) * DECADE / ((len(figures) - 1) * figures.shape[1])
    return float(np.mean([last - first + 1 for first, last in spells])) if spells else float("nan")
