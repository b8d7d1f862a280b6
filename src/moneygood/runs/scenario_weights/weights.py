"""Weights of scenarios: shares of the baseline's draws, by how likely each draw is under which scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.runs.sampling_error import mean_error
from moneygood.runs.scenario_weights.features import Feature, candidate_rows
from moneygood.runs.views.pooling import effective, pool

FEWEST = 0.05
"""Effective share of the baseline's draws below which a scenario is given no weight."""


@dataclass(frozen=True)
class ScenarioWeight:
    """The weight (0 to 1) of one scenario among those asked about, with its Monte-Carlo error.

    `effective_share` (0 to 1) is that of the baseline's draws once they are weighed to look like the
    scenario; `weight` is None where it is below 5%: the model's own futures do not look like it. `after` is
    the weight once new figures are known, None without any; `own` is the weight without views. `as_far` is
    the share of the baseline's draws (under views, where there are any) that go at least as far as the
    scenario in its own direction, None for one that moves nothing; it does not hang on what else is named.
    """

    scenario: str
    title: str
    features: tuple[Feature, ...]
    effective_share: float
    weight: float | None
    mc_error: float | None
    own: float | None = None
    after: float | None = None
    as_far: float | None = None
    as_far_error: float | None = None

    @property
    def gained(self) -> float | None:
        """What new figures added to its weight."""
        return None if self.after is None or self.weight is None else self.after - self.weight


def likeness(base: Paths, features: Sequence[Feature], good: np.ndarray) -> tuple[np.ndarray, float]:
    """How much likelier each good draw is under a scenario than under the baseline, and its effective share.

    The baseline's draws are weighed until the means of the features are the scenario's (least relative
    entropy): for normal features with equal spread this is the ratio of the two densities, of mean one.
    Nought for all where no weights give those means.
    """
    n = int(good.sum())
    if not features:
        return np.ones(n), 1.0
    wanted = [(f.variable, Quarter.parse(f.period)) for f in features]
    rows = candidate_rows(base, [w[0] for w in wanted], [w[1] for w in wanted], good)
    found = pool(
        np.full(n, 1.0 / n), np.stack([rows[w] for w in wanted]), np.array([f.scenario for f in features])
    )
    if not found.met:
        return np.zeros(n), 0.0
    return found.weights * n, effective(found.weights) / n


def goes_as_far(base: Paths, features: Sequence[Feature], good: np.ndarray) -> np.ndarray:
    """Whether each good draw goes at least as far as the scenario in its own direction.

    The direction is that in which normal draws with the scenario's means are best told from the baseline's
    (Fisher's linear discriminant): `R^-1 m` of the features, m the shift and R their covariance over the
    baseline's draws. Of normal draws the share beyond is a normal tail from the distance of the means on.
    """
    wanted = [(f.variable, Quarter.parse(f.period)) for f in features]
    rows = candidate_rows(base, [w[0] for w in wanted], [w[1] for w in wanted], good)
    x = np.stack([(rows[w] - f.baseline) / f.spread for w, f in zip(wanted, features, strict=True)])
    shift = np.array([f.shift for f in features])
    towards = np.linalg.solve(np.atleast_2d(np.cov(x)), shift)
    return towards @ x >= towards @ shift


def scenario_weights(
    base: Paths,
    features: Mapping[str, tuple[str, tuple[Feature, ...]]],
    likelihood: np.ndarray | None = None,
) -> tuple[ScenarioWeight, ...]:
    """The weight of each scenario, `features` by its name with its title.

    A draw belongs to the scenarios in proportion to how likely it is under each; a scenario's weight is the
    share of the draws (weighed by the views of `base`, if it has any) that belongs to it, so that weights of
    all scenarios with one add up to one: they part the future among those named. `likelihood` [good draw] of
    new figures gives the weights after them.
    """
    good = np.asarray(base.ok)
    numbers = base.first_draw + np.flatnonzero(good)
    mass = np.ones(numbers.size) if base.mass is None else base.mass
    found = {name: likeness(base, own, good) for name, (_, own) in features.items()}
    counted = [name for name, (_, share) in found.items() if share >= FEWEST]
    total = np.sum([found[n][0] for n in counted], axis=0) if counted else np.zeros(numbers.size)
    later = None if likelihood is None else mass * likelihood / float((mass * likelihood).mean())
    out = []
    for name, (title, own) in features.items():
        ratio, share = found[name]
        far, off = None, None
        if own:
            beyond = goes_as_far(base, own, good)
            far = float((mass * beyond).mean())
            off = max(float(mean_error(mass * (beyond - far), numbers, base.sampling)), 1.0 / numbers.size)
        if name not in counted:
            out.append(ScenarioWeight(name, title, own, share, None, None, as_far=far, as_far_error=off))
            continue
        belongs = ratio / total
        weight = float((mass * belongs).mean())
        error = float(mean_error(mass * (belongs - weight), numbers, base.sampling))
        after = None if later is None else float((later * belongs).mean())
        out.append(
            ScenarioWeight(name, title, own, share, weight, error, float(belongs.mean()), after, far, off)
        )
    return tuple(out)
