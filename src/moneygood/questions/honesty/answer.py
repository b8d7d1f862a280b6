"""How honest the odds were: bins of probabilities, and a score for each event and horizon."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import inside, listed
from moneygood.runs.event_record.reliability import EventHonesty, EventScore


@dataclass(frozen=True, repr=False)
class HonestyAnswer(ShortRepr):
    """What came of events that restarts gave a probability; see `EventHonesty`. `triggers` are those of
    `first`: each direction, and either of the two."""

    honesty: EventHonesty
    draws: int
    seed: int
    step: int
    restarts: int
    vintage: str
    triggers: EventHonesty | None = None

    @property
    def title(self) -> str:
        """What is scored."""
        return (
            f"Odds against what came: {self.restarts} restarts, {self.honesty.first} to {self.honesty.last}"
        )

    @property
    def off(self) -> tuple[EventScore, ...]:
        """Events whose mean probability lies outside the 90% band around their frequency, worst first."""
        found = [s for s in self.honesty.scores if not s.gap.holds(0.0)]
        return tuple(sorted(found, key=lambda s: -abs(s.gap.value)))

    @property
    def lead(self) -> str:
        """In how many bins odds were honest, the score against base rates, and the worst event."""
        h = self.honesty
        honest = sum(b.honest for b in h.bins)
        said = (
            f"Odds were honest in {honest} of {len(h.bins)} bins (90% bands). Brier score {h.brier:.3f}, "
            f"base rates {h.climatology:.3f}."
        )
        if not self.off:
            return f"{said} No event is off beyond chance."
        worst = self.off[0]
        return (
            f"{said} Furthest off: {inside(worst.label)} within {worst.horizon} quarters, given "
            f"{100 * worst.said:.0f}%, came {100 * worst.happened:.0f}%."
        )

    @property
    def reading(self) -> str:
        """The bins, the scores, which events are off, and what the record cannot show."""
        h = self.honesty
        better = sum(s.brier < s.climatology for s in h.scores)
        sure = sum(s.skill.low > 0 for s in h.scores)
        off = [
            f"{inside(s.label)} within {s.horizon} quarters ({100 * s.gap.value:+.0f} points)"
            for s in self.off
        ]
        wrong = f"Beyond chance off are {listed(off)}. " if off else "No event is off beyond chance. "
        return (
            "The mean probability lies in the 90% band of the frequency in "
            f"{sum(b.honest for b in h.bins)} of {len(h.bins)} bins. The Brier score is below that of base "
            f"rates known at the time in {better} of {len(h.scores)} events and horizons, at 90% "
            f"significance in {sure}; over all it is {h.brier:.3f}, theirs {h.climatology:.3f}, and "
            f"{h.constant:.3f} for the frequencies of these very restarts, which nobody knew. "
            f"{wrong}Forecasts overlap, so that {self.restarts} restarts tell as much as a handful of "
            "cycles: bands are of blocks of neighbouring restarts. Figures are of one vintage, and the sizes "
            f"of shocks and the parameters are today's. {trigger_words(self.triggers)}"
        ).rstrip()

    @property
    def tables(self) -> tuple[Table, ...]:
        """Reliability by bin; behind it a row for each event and horizon."""
        bins = tuple(
            (f"{100 * b.low:.0f} to {100 * b.high:.0f}%", b.n, 100 * b.said, 100 * b.happened.value,
             f"{100 * b.happened.low:.0f} to {100 * b.happened.high:.0f}", "yes" if b.honest else "no")
            for b in self.honesty.bins
        )  # fmt: skip
        heads = ("given", "n", "mean", "came, %", "90% band", "honest")
        forms = ("", ",", ".0f", ".0f", "", "")
        note = "All events and horizons together; n counts forecasts, neighbours of which share quarters."
        columns = tuple(Column(h, f) for h, f in zip(heads, forms, strict=True))
        return (
            Table("Odds given, and how often it came", columns, bins, note),
            self._events(),
            *self._triggers(),
        )

    def _triggers(self) -> tuple[Table, ...]:
        """Each direction of the triggers of `first`, and either of two."""
        if self.triggers is None:
            return ()
        made = self._events(self.triggers)
        note = f"{made.note} Triggers of `first`: each direction, and either where there are two."
        return (Table("Triggers of `first`", made.columns, made.rows, note),)

    def _events(self, found: EventHonesty | None = None) -> Table:
        rows = tuple(
            (s.label, s.horizon, 100 * s.said, 100 * s.happened, _span(100 * s.gap.low, 100 * s.gap.high, 0),
             s.brier, s.climatology, s.skill.value, _span(s.skill.low, s.skill.high, 2), s.n)
            for s in (found or self.honesty).scores
        )  # fmt: skip
        columns = (
            Column("event"), Column("within", "d"), Column("given, %", ".0f"), Column("came, %", ".0f"),
            Column("gap, 90%", full=True), Column("Brier", ".3f"), Column("base rate", ".3f"),
            Column("skill", "+.2f"), Column("90%", full=True), Column("n", "d", full=True),
        )  # fmt: skip
        note = (
            "Within: quarters. Skill: 1 less the Brier score over that of base rates known at each restart."
        )
        return Table("By event", columns, rows, note, full=True)

    def as_json(self) -> dict[str, Any]:
        """The document of `honesty --json`."""
        h = self.honesty
        return {
            "origins": {"first": h.first, "last": h.last, "step": self.step, "n": self.restarts},
            "draws": self.draws,
            "seed": self.seed,
            "vintage": self.vintage,
            "block_origins": h.block,
            "brier": h.brier,
            "brier_base_rates": h.climatology,
            "brier_constant": h.constant,
            "bins": [{**asdict(b), "honest": b.honest} for b in h.bins],
            "events": [asdict(s) for s in h.scores],
            "triggers": None if self.triggers is None else trigger_json(self.triggers),
        }


def trigger_words(found: EventHonesty | None) -> str:
    """How the odds of the triggers did, in two sentences; nothing where there are none."""
    if found is None:
        return ""
    whole = found.whole()
    below = sum(s.brier < s.climatology for s in whole)
    words = (
        "Of the triggers of `first`, each taken once, the Brier score is below that of base rates in "
        f"{below} of {len(whole)}; of all directions in {len(found.better)} of {len(found.scores)}. Their "
        f"odds lie in the 90% band in {found.honest} of {len(found.bins)} bins."
    )
    never = listed(sorted({inside(s.label) for s in found.scores if s.happened == 0.0}))
    return f"{words} Never in the record: {never}." if never else words


def trigger_json(found: EventHonesty) -> dict[str, Any]:
    """The scores of the triggers as a document."""
    whole = found.whole()
    return {
        "brier": found.brier,
        "brier_base_rates": found.climatology,
        "bins": [{**asdict(b), "honest": b.honest} for b in found.bins],
        "scores": [asdict(s) for s in found.scores],
        "once_each": len(whole),
        "once_each_below_base_rates": sum(s.brier < s.climatology for s in whole),
    }


def _span(low: float, high: float, digits: int) -> str:
    return f"{low:+.{digits}f} to {high:+.{digits}f}"
