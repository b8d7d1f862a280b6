"""The answer of `regimes`: tables, a reading, a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.answer import Cell, Column, ShortRepr, Table
from moneygood.core.figures import share
from moneygood.estimation.regimes.reading import RegimeReading

RECENT = 8


@dataclass(frozen=True, repr=False)
class RegimeAnswer(ShortRepr):
    """Which chapter of the story we are in, which there were, and which earlier cycle is like today's."""

    history: RegimeReading

    @property
    def title(self) -> str:
        """The heading."""
        h = self.history
        return f"{h.text.title}: {h.periods[0]} to {h.periods[-1]}"

    @property
    def tables(self) -> tuple[Table, ...]:
        """Now, the spells, what marks the states, the analogues, what followed, what cannot be said."""
        return (
            self._now(),
            self._spells(),
            self._states(),
            self._analogues(),
            self._followed(),
            self._exits(),
        )

    @property
    def lead(self) -> str:
        """The state now and how surely, and the earlier cycle that is most like today's."""
        h = self.history
        now = h.known_then[-1]
        state = int(now.argmax())
        said = (
            f"{h.text.labels[state]} in {h.periods[-1]}: probability {share(float(now[state]))} "
            "on what was known then."
        )
        found = h.analogues.found
        if found:
            best = min(found, key=lambda x: x.distance)
            said += (
                f" Most alike: {best.episode.name} at {best.quarter}, {best.distance:.1f} standard "
                f"deviations away ({h.analogues.typical:.1f} is typical)."
            )
        return f"{said} Few cycles, so read it loosely."

    @property
    def reading(self) -> str:
        """What was found."""
        h = self.history
        now = h.known_then[-1]
        state = int(now.argmax())
        shares = ", ".join(f"{share(h.share(s))} of the time in {s}" for s in h.text.states[1:])
        return (
            f"On what was known in {h.periods[-1]} the state is {h.text.states[state]} with probability "
            f"{share(float(now[state]))}. Since {h.periods[0]} the story was {shares}. {self._dated()} "
            f"{self._nearest()} {self._unknown()}"
        )

    def _nearest(self) -> str:
        """Which episode lies closest to the last quarter looked at, and which were still ahead of it."""
        a = self.history.analogues
        ahead = f"{' and '.join(a.ahead)} cannot be compared: still ahead of {a.today}." if a.ahead else ""
        if not a.found:
            return ahead
        best, closest = min(a.found, key=lambda x: x.distance), a.closest[0]
        nearest = (
            f"Of the episodes, {best.episode.name} at {best.quarter} lies closest to {a.today}, "
            f"{best.distance:.2f} standard deviations away ({best.closer:.0%} of all earlier stretches "
            f"lie closer; "
            f"the closest is {closest[0]} at {closest[1]:.2f}; {a.typical:.2f} is typical)."
        )
        return f"{nearest} {ahead}".strip()

    def as_json(self) -> dict[str, Any]:
        """The document of `regimes --json`."""
        h, states = self.history, self.history.text.states

        def named(row: np.ndarray) -> dict[str, float | None]:
            return {s: None if np.isnan(v) else float(v) for s, v in zip(states, row, strict=True)}

        return {
            "states": list(states),
            "observables": [{"name": o.name, "label": o.label, "lag": o.lag} for o in h.text.observables],
            "quarters": [
                {
                    "period": q,
                    "filtered": named(h.found.filtered[t]),
                    "smoothed": named(h.found.smoothed[t]),
                    "known_then": named(h.known_then[t]),
                }
                for t, q in enumerate(h.periods)
            ],
            "spells": [
                {"by": by, "state": s.state, "from": s.first, "to": s.last, "quarters": s.quarters}
                for by, which in self._kinds()
                for s in h.spells(which)
            ],
            "parameters": {
                "means": {s: h.model.means[k].tolist() for k, s in enumerate(states)},
                "chain": {s: h.model.chain[k].tolist() for k, s in enumerate(states)},
                "degrees_of_freedom": h.model.freedom,
            },
            "analogues": [
                {
                    "episode": a.episode.name,
                    "quarter": a.quarter,
                    "distance": a.distance,
                    "closer": a.closer,
                    "by_trait": dict(zip(h.analogues.traits, a.by_trait, strict=True)),
                    "followed": [
                        {
                            "outcome": f.outcome,
                            "quarters": f.quarters,
                            "change": None if np.isnan(f.change) else f.change,
                        }
                        for f in a.followed
                    ],
                }
                for a in h.analogues.found
            ],
            "ahead": list(h.analogues.ahead),
            "closest": [{"quarter": q, "distance": d} for q, d in h.analogues.closest],
            "exits": [
                {
                    "state": s.state,
                    "observable": s.observable,
                    "quarters": s.quarters,
                    "exits": s.exits,
                    "slope": _none(s.slope),
                    "error": _none(s.error),
                }
                for s in h.slopes
            ],
            "log_likelihood": h.found.log_likelihood,
        }

    def _kinds(self) -> tuple[tuple[str, np.ndarray], ...]:
        h = self.history
        return ("known_then", h.known_then), ("filtered", h.found.filtered), ("smoothed", h.found.smoothed)

    def _now(self) -> Table:
        h = self.history
        columns = [Column("quarter"), *(Column(f"{s}, known then", ".0%") for s in h.text.states)]
        columns += [Column(f"{s}, all known", ".0%") for s in h.text.states]
        rows = [
            (q, *map(float, h.known_then[t]), *map(float, h.found.smoothed[t]))
            for t, q in list(enumerate(h.periods))[-RECENT:]
        ]
        note = (
            "Known then: figures published by the end of the quarter, parameters estimated on no later "
            "quarter, "
            "priors written with the whole history in view. All known: smoothed over the whole history."
        )
        return Table("Where we are: probability of each state", tuple(columns), tuple(rows), note)

    def _spells(self) -> Table:
        h = self.history
        first = h.text.states[0]
        rows: list[tuple[Cell, ...]] = []
        for by, which in self._kinds():
            if by != "filtered":
                rows += [
                    (by.replace("_", " "), s.state, s.first, s.last, s.quarters)
                    for s in h.spells(which)
                    if s.state != first
                ]
        columns = (Column("by"), Column("state"), Column("from"), Column("to"), Column("quarters", "d"))
        note = (
            f"A spell: quarters in a row with a probability above {h.text.confident:g}; all others are "
            f"{first}."
        )
        return Table("When the story broke", columns, tuple(rows), note)

    def _states(self) -> Table:
        h = self.history
        columns = [Column("observable"), *(Column(s, ".2f") for s in h.text.states), Column("published")]
        rows: list[tuple[Cell, ...]] = [
            (o.label, *(float(v) for v in h.model.means[:, i]), _late(o.lag))
            for i, o in enumerate(h.text.observables)
        ]
        stay = tuple(float(v) for v in np.diag(h.model.chain))
        rows.append(("probability of staying another quarter", *stay, ""))
        notes = " ".join(o.note for o in h.text.observables if o.note)
        return Table("What marks each state: means estimated", tuple(columns), tuple(rows), notes)

    def _analogues(self) -> Table:
        a = self.history.analogues
        columns = [Column("distance in, standard deviations")]
        columns += [Column(f"{x.episode.name} at {x.quarter}", ".2f") for x in a.found]
        rows: list[tuple[Cell, ...]] = [("all traits", *(x.distance for x in a.found))]
        rows += [(t, *(x.by_trait[i] for x in a.found)) for i, t in enumerate(a.traits)]
        closest = ", ".join(f"{q} ({d:.2f})" for q, d in a.closest)
        note = f"Closest stretches of the whole history, each apart from the others: {closest}."
        if a.ahead:
            note += f" Still ahead of {a.today}, so not compared: {', '.join(a.ahead)}."
        return Table(
            f"{a.today} beside earlier cycles, at the quarter that fits best",
            tuple(columns),
            tuple(rows),
            note,
        )

    def _followed(self) -> Table:
        a = self.history.analogues
        columns = [Column("change after that quarter"), Column("quarters", "d")]
        columns += [Column(f"{x.episode.name} from {x.quarter}", "+.1f") for x in a.found]
        spots = range(len(a.found[0].followed) if a.found else 0)
        rows: list[tuple[Cell, ...]] = [
            (
                a.found[0].followed[i].outcome,
                a.found[0].followed[i].quarters,
                *(x.followed[i].change for x in a.found),
            )
            for i in spots
        ]
        note = "Two episodes are two events, not a distribution: this is what happened then, not a forecast."
        return Table("What followed", tuple(columns), tuple(rows), note)

    def _exits(self) -> Table:
        columns = (
            Column("leaving"),
            Column("given"),
            Column("quarters", "d"),
            Column("exits", "d"),
            Column("slope per standard deviation", "+.2f"),
            Column("standard error", ".2f"),
            Column("ratio", "+.1f"),
        )
        rows = tuple(
            (s.state, s.observable, s.quarters, s.exits, s.slope, s.error, s.ratio)
            for s in self.history.slopes
        )
        note = (
            "Logit of leaving the state next quarter on one observable; the states themselves are estimates."
        )
        return Table("What the history cannot identify: odds of leaving a state", columns, rows, note)

    def _dated(self) -> str:
        h = self.history
        last = h.text.states[-1]
        found = [s for s in h.spells(h.known_then) if s.state == last]
        if not found:
            return f"No quarter was {last} on what was known then."
        spans = " and ".join(f"{s.first} to {s.last}" for s in found)
        return f"On what was known then, {last} ran {spans}."

    def _unknown(self) -> str:
        h = self.history
        first = h.text.states[0]
        own = [s for s in h.slopes if s.state == first]
        exits, quarters = (own[0].exits, own[0].quarters) if own else (0, 0)
        largest = max((abs(s.ratio) for s in own if not np.isnan(s.ratio)), default=0.0)
        return (
            f"What it cannot say is how the odds of leaving {first} depend on what is seen: {exits} exits in "
            f"{quarters} quarters of {first}, and no slope exceeds {largest:.1f} standard errors; the "
            f"slopes in "
            "the model are judged."
        )


def _late(lag: int) -> str:
    return "at once" if lag == 0 else f"{lag} quarter{'s' if lag > 1 else ''} later"


def _none(value: float) -> float | None:
    return None if np.isnan(value) else value
