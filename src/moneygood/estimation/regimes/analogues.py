"""Today laid beside earlier cycles: how close they came, at which quarter, and what followed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.estimation.figures import Figures
from moneygood.estimation.regimes.definition import AnalogueText, Episode
from moneygood.estimation.regimes.observables import observe


@dataclass(frozen=True)
class Followed:
    """What an outcome did in the quarters after an analogue's quarter: its change, NaN where not known."""

    outcome: str
    quarters: int
    change: float


@dataclass(frozen=True)
class Analogue:
    """The quarter of an episode at which its path lies closest to today's.

    `distance` is the root mean square distance in standard deviations of the traits; `closer` the share
    (0..1) of all earlier stretches that lie closer still; `by_trait` the distance in each trait; `path`
    [quarter of the episode] the distance at each quarter.
    """

    episode: Episode
    quarter: str
    distance: float
    closer: float
    by_trait: tuple[float, ...]
    path: tuple[tuple[str, float], ...]
    followed: tuple[Followed, ...]


@dataclass(frozen=True)
class Analogues:
    """Today against the episodes, and the closest stretches of the whole history with their distances.

    `ahead` names the episodes with which today cannot be compared: they had not begun a stretch before today.
    `typical` is NaN, and `closest` empty, where no earlier stretch is complete.
    """

    today: str
    traits: tuple[str, ...]
    outcomes: tuple[str, ...]
    found: tuple[Analogue, ...]
    closest: tuple[tuple[str, float], ...]
    typical: float
    ahead: tuple[str, ...] = ()


def find_analogues(
    figures: Figures, text: AnalogueText, today: str | None = None, most: int = 5
) -> Analogues:
    """Today (the last quarter with all traits, or `today`) beside every earlier stretch of the same length.

    Traits are standardised by their own history up to today, so that nothing later counts; an episode that
    was still ahead is left out and named. A422 when today or an episode before it has no complete stretch.
    """
    traits = observe(figures, text.traits)
    complete = np.logical_not(np.isnan(traits).any(axis=1))
    whole = np.array([_whole(complete, i, text.window) for i in range(len(traits))])
    ends = np.flatnonzero(whole)
    last = int(ends[-1]) if today is None and len(ends) else figures.spot(today or figures.periods[0])
    if not len(ends) or not whole[last]:
        when = today or "any quarter"
        raise MoneygoodError("A422", f"the traits over {text.window} quarters are not complete at {when}")
    past = traits[: last + 1][complete[: last + 1]]
    scaled = (traits - past.mean(axis=0)) / past.std(axis=0)
    now = scaled[last - text.window + 1 : last + 1]
    apart = np.full((len(traits), traits.shape[1]), np.nan)
    for i in ends[ends <= last - text.window]:
        apart[i] = np.sqrt(np.mean((scaled[i - text.window + 1 : i + 1] - now) ** 2, axis=0))
    distance = np.sqrt(np.mean(apart**2, axis=1))
    outcomes = [figures.compute(o.expression, o.place, o.unit) for o in text.outcomes]
    begun = [e for e in text.episodes if str(e.first) <= figures.periods[max(last - text.window, 0)]]
    found = tuple(_nearest(figures, text, e, distance, apart, outcomes) for e in begun)
    known = np.flatnonzero(~np.isnan(distance))
    order = known[np.argsort(distance[known])]
    return Analogues(
        today=figures.periods[last],
        traits=tuple(t.label for t in text.traits),
        outcomes=tuple(o.label for o in text.outcomes),
        found=found,
        closest=tuple(
            (figures.periods[i], float(distance[i])) for i in _apart(order, text.window // 2, most)
        ),
        typical=float(np.median(distance[known])) if len(known) else float("nan"),
        ahead=tuple(e.name for e in text.episodes if e not in begun),
    )


def _nearest(
    figures: Figures,
    text: AnalogueText,
    episode: Episode,
    distance: np.ndarray,
    apart: np.ndarray,
    outcomes: list[np.ndarray],
) -> Analogue:
    inside = [
        i
        for i, q in enumerate(figures.periods)
        if str(episode.first) <= q <= str(episode.last) and not np.isnan(distance[i])
    ]
    if not inside:
        raise MoneygoodError("A422", f"the traits are not complete in any quarter of {episode.name}")
    best = min(inside, key=lambda i: distance[i])
    known = distance[~np.isnan(distance)]
    followed = []
    for outcome, values in zip(text.outcomes, outcomes, strict=True):
        for ahead in text.after:
            later = values[best + ahead] if best + ahead < len(values) else np.nan
            followed.append(Followed(outcome.label, ahead, float(later - values[best])))
    return Analogue(
        episode=episode,
        quarter=figures.periods[best],
        distance=float(distance[best]),
        closer=float(np.mean(known < distance[best])),
        by_trait=tuple(float(v) for v in apart[best]),
        path=tuple((figures.periods[i], float(distance[i])) for i in inside),
        followed=tuple(followed),
    )


def _whole(complete: np.ndarray, end: int, window: int) -> bool:
    """Whether all quarters of the stretch that ends in `end` are complete."""
    return end >= window - 1 and bool(complete[end - window + 1 : end + 1].all())


def _apart(order: np.ndarray, gap: int, most: int) -> list[int]:
    """The first `most` of `order` that lie at least `gap` quarters from those before them."""
    chosen: list[int] = []
    for i in order:
        if all(abs(int(i) - c) >= gap for c in chosen):
            chosen.append(int(i))
        if len(chosen) == most:
            break
    return chosen
