"""How unlikely an imposed path is under the model's own shocks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import chance, listed
from moneygood.core.periods import Quarter


@dataclass(frozen=True)
class Plausibility:
    """How far the imposed shocks lie from what the model's shocks usually do.

    `distance` is the summed squared Mahalanobis distance of the imposed shocks and `degrees` their
    number: under the model it is chi-square with that many degrees of freedom. `p_size` is the chance of
    shocks at least that large, `p_direction` the chance that any one shock's sum over the quarters drifts
    at least that far one way, `p_value` the smaller of both after Bonferroni. `largest_sd` is the largest
    single shock in standard deviations, with its name and quarter; `p_largest` is the chance that the
    largest of so many shocks is at least that large, `largest_grade` its grade.
    """

    distance: float
    degrees: int
    p_size: float
    p_direction: float
    p_value: float
    largest_sd: float
    largest_shock: str | None
    largest_quarter: str | None
    drift_sd: float
    drift_shock: str | None
    grade: str
    sentence: str
    largest_label: str = ""
    p_largest: float = 1.0
    largest_grade: str = "baseline"
    choices: tuple[str, ...] = ()
    """What is imposed beside the shocks that are judged and has no odds: law, which the model never draws."""

    def as_json(self) -> dict[str, Any]:
        """Return the figures as a plain dictionary for `--json`."""
        return asdict(self)


def with_choices(found: Plausibility, choices: Sequence[str]) -> Plausibility:
    """The plausibility of a plan that also imposes what has no odds, named in its sentence.

    A law is a choice and not a surprise: the model draws no new law, so its shocks have no standard
    deviation, and a parameter such as the tariff has no standard error; nothing says how unlikely they are.
    Without `choices` the plausibility is the same.
    """
    if not choices:
        return found
    named = listed([f"“{c}”" for c in choices])
    if found.degrees:
        words = f"{found.sentence}; beside them {named}, of which the model has no odds"
        return replace(found, choices=tuple(choices), sentence=words)
    words = (
        f"without odds: it imposes {named}, which the model never draws, so nothing says how unlikely it is"
    )
    return replace(found, choices=tuple(choices), grade="without odds", sentence=words)


def chi_square_tail(value: float, degrees: int) -> float:
    """Return the chance that a chi-square variable with `degrees` (1 or more) exceeds `value`.

    Exact by the recursion of the incomplete gamma function in steps of two degrees.
    """
    if value <= 0.0:
        return 1.0
    half = 0.5 * value
    if degrees % 2:
        tail, a = math.erfc(math.sqrt(half)), 0.5
    else:
        tail, a = math.exp(-half), 1.0
    while a + 0.5 < 0.5 * degrees + 0.25:
        tail += math.exp(a * math.log(half) - half - math.lgamma(a + 1.0))
        a += 1.0
    return min(1.0, tail)


def normal_two_sided(z: float) -> float:
    """Return the chance that a standard normal variable lies further from zero than `z`."""
    return math.erfc(abs(z) / math.sqrt(2.0))


def largest_of(z: float, count: int) -> float:
    """The chance that the largest of `count` independent standard normal shocks lies further out than `z`.

    >>> round(largest_of(1.96, 1), 3), round(largest_of(3.0, 20), 3)
    (0.05, 0.053)
    """
    return -math.expm1(count * math.log1p(-normal_two_sided(z))) if z else 1.0


GRADES: tuple[tuple[float, str, str], ...] = (
    (0.20, "ordinary", "well within what the shocks do of themselves"),
    (0.05, "uncommon", "at the edge of what the shocks do of themselves"),
    (0.01, "unusual", "outside the middle 95% of what the shocks do of themselves"),
    (1e-4, "rare", "far in the tail of what the shocks do of themselves"),
    (
        0.0,
        "extraordinary",
        "beyond anything the shocks' own history supports: read it as a stress, not a forecast",
    ),
)


DRIFTS = GRADES[1][0]
"""Below this p-value a sentence says so where it is a shock's drift over quarters that is unlikely."""


def grade_of(p_value: float) -> tuple[str, str]:
    """Return a plain-English grade and its explanation for a p-value."""
    for bound, grade, words in GRADES:
        if p_value >= bound:
            return grade, words
    raise MoneygoodError("A031", f"a p-value must be a number between 0 and 1, not {p_value}")


def _correlation(names: Sequence[str], correlations: Mapping[tuple[str, str], float]) -> np.ndarray:
    """Return the correlation matrix of the named shocks; pairs not listed are independent."""
    matrix = np.eye(len(names))
    for i, a in enumerate(names):
        for j in range(i):
            rho = correlations.get((a, names[j]), correlations.get((names[j], a), 0.0))
            matrix[i, j] = matrix[j, i] = rho
    return matrix


def plausibility(
    shocks: np.ndarray,
    names: Sequence[str],
    deviations: Sequence[float],
    correlations: Mapping[tuple[str, str], float] | None = None,
    periods: Sequence[Quarter] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Plausibility:
    """Return how unlikely imposed shocks are, given the standard deviations and correlations of the model.

    `shocks` [shock, period] are the imposed values in their own units, zero where nothing is imposed;
    `deviations` [shock] the standard deviations. In each quarter only the imposed shocks are judged,
    against their joint normal distribution with the others left free. `labels` say what shocks
    are called. Fat tails make large shocks
    somewhat likelier than said here. Errors: A032 wrong shapes, A033 a shock imposed without a spread.
    """
    shocks = np.asarray(shocks, dtype=np.float64)
    spread = np.asarray(deviations, dtype=np.float64)
    if shocks.ndim != 2 or shocks.shape[0] != len(names) or spread.shape != (len(names),):
        raise MoneygoodError("A032", f"imposed shocks of shape {shocks.shape} do not fit {len(names)} shocks")
    imposed = shocks != 0.0
    for i in np.flatnonzero(imposed.any(axis=1)).tolist():
        if not spread[i] > 0.0:
            raise MoneygoodError(
                "A033", f"{names[i]} is imposed, but the model gives it no standard deviation"
            )
    if not imposed.any():
        return Plausibility(
            0.0,
            0,
            1.0,
            1.0,
            1.0,
            0.0,
            None,
            None,
            0.0,
            None,
            "baseline",
            "nothing is imposed beyond the baseline's own judgement",
        )
    z = np.divide(shocks, spread[:, None], out=np.zeros_like(shocks), where=imposed)
    distance, degrees = 0.0, 0
    for t in np.flatnonzero(imposed.any(axis=0)).tolist():
        rows = np.flatnonzero(imposed[:, t]).tolist()
        matrix = _correlation([names[i] for i in rows], correlations or {})
        distance += float(z[rows, t] @ np.linalg.solve(matrix, z[rows, t]))
        degrees += len(rows)
    counts = imposed.sum(axis=1)
    drift = np.divide(z.sum(axis=1), np.sqrt(counts), out=np.zeros(len(names)), where=counts > 0)
    drifter = int(np.argmax(np.abs(drift)))
    row, column = divmod(int(np.argmax(np.abs(z))), z.shape[1])
    p_size = chi_square_tail(distance, degrees)
    p_direction = min(1.0, normal_two_sided(float(drift[drifter])) * int((counts > 0).sum()))
    p_value = min(1.0, 2.0 * min(p_size, p_direction))
    p_largest = largest_of(float(z[row, column]), degrees)
    grade, words = grade_of(p_value)
    label = (labels or {}).get(names[row], str(names[row]))
    when = str(periods[column]) if periods is not None else str(column + 1)
    sentence = (
        f"{grade}: {degrees} imposed shock{'s' * (degrees > 1)}, {words} ({chance(p_value)}); the largest is "
        f"“{label}” "
        f"at {z[row, column]:+.1f} standard deviations in {when}"
    )
    if p_direction < p_size and p_value < DRIFTS and abs(drift[drifter]) > abs(z[row, column]):
        name = (labels or {}).get(names[drifter], str(names[drifter]))
        sentence += f", and “{name}” goes one way: its sum lies {drift[drifter]:+.1f} standard deviations out"
    return Plausibility(
        distance=distance,
        degrees=degrees,
        p_size=p_size,
        p_direction=p_direction,
        p_value=p_value,
        largest_sd=float(z[row, column]),
        largest_shock=str(names[row]),
        largest_quarter=when,
        drift_sd=float(drift[drifter]),
        drift_shock=str(names[drifter]),
        grade=grade,
        sentence=sentence,
        largest_label=label,
        p_largest=p_largest,
        largest_grade=grade_of(p_largest)[0],
    )
