"""What the record says: beside whom, with what odds, where it missed and why, and on which figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import ShortRepr, Table
from moneygood.core.figures import inside
from moneygood.questions.record.tables import record_tables
from moneygood.questions.record.words import ahead, sector_words
from moneygood.validation.forecast_record.rival_scores import LEAST

MEAN = "mean_of_rivals"


@dataclass(frozen=True, repr=False)
class RecordAnswer(ShortRepr):
    """The record; `found` is its document (see `record_document`), from which all else is said."""

    found: dict[str, Any]

    @property
    def title(self) -> str:
        """What is scored."""
        made = self.found["origins"]
        return f"The record: {made['n']} restarts from {made['first']} to {made['last']}"

    @property
    def tied(self) -> int:
        """Cells in which the model is at most a tie behind the best benchmark."""
        return sum(c["ratio"] <= self.found["ties"] for c in self.found["cells"])

    def summary(self, name: str) -> dict[str, Any] | None:
        """The line of a rival over all its cells, None where it has none."""
        return next((s for s in self.found["summaries"] or () if s["name"] == name), None)

    @property
    def lead(self) -> str:
        """Against the best benchmark, against the mean of rivals, and whether the odds beat base rates."""
        made, cells = self.found["origins"], self.found["cells"]
        said = (
            f"Restarted at {made['n']} past quarters, the model ties or beats the best benchmark in "
            f"{self.tied} of {len(cells)} forecasts"
        )
        mean, odds = self.summary(MEAN), self.found["odds"]
        if mean is not None:
            said += f" and the mean of its rivals in {mean['ahead']}"
        if odds is not None:
            said += (
                f"; its odds beat base rates for {odds['once_each_below_base_rates']} of {odds['once_each']}"
            )
        return f"{said}."

    @property
    def reading(self) -> str:
        """The record in sentences, a part each."""
        said = [self.lead, *self.beside, *self.odds_words, *self.revision_words]
        said += [f"{m['origin']}: {m['words']}" for m in self.found["last"] or ()]
        said += sector_words(self.found["sector"] or ())
        return " ".join(said)

    @property
    def beside(self) -> tuple[str, ...]:
        """How the model stands beside each rival, a sentence each."""
        out = []
        for s in self.found["summaries"] or ():
            calm = "" if s["calm"] is None else f" ({better_words(s['calm'])} without 2020-21)"
            few = s["origins"] < LEAST
            sure = (
                "; too few to say more"
                if few
                else f", surely so in {s['surely_ahead']}, surely behind in {s['surely_behind']}"
            )
            out.append(
                f"{s['rival']}, {s['origins']} restarts: scores are {better_words(s['ratio'])}{calm}, "
                f"ahead in {s['ahead']} of {s['cells']} cells{sure}."
            )
        return tuple(out)

    @property
    def odds_words(self) -> tuple[str, ...]:
        """Whether the odds of the triggers were calibrated."""
        odds = self.found["odds"]
        if odds is None:
            return ()
        honest = sum(b["honest"] for b in odds["bins"])
        off = [s for s in odds["scores"] if not s["gap"]["low"] <= 0.0 <= s["gap"]["high"]]
        said = [
            "The four highs, each taken once within 4 and 12 quarters: the Brier score is below that of "
            f"base rates in {odds['once_each_below_base_rates']} of {odds['once_each']}; of all directions "
            f"in {sum(s['brier'] < s['climatology'] for s in odds['scores'])} of {len(odds['scores'])}.",
            f"The odds given lie in the 90% band of what came in {honest} of {len(odds['bins'])} bins.",
        ]
        for s in sorted(off, key=lambda s: -abs(s["gap"]["value"]))[:3]:
            said.append(
                f"Beyond chance off: {s['label']} within {s['horizon']} quarters, "
                f"given {100 * s['said']:.0f}%, came {100 * s['happened']:.0f}%."
            )
        single = [s for s in odds["scores"] if "." in s["event"]]
        never = sorted({s["label"] for s in single} - {s["label"] for s in single if s["happened"] > 0.0})
        if never:
            said.append(f"Never seen in these years, so only false alarms could show: {', '.join(never)}.")
        return tuple(said)

    @property
    def revision_words(self) -> tuple[str, ...]:
        """What revised figures flatter."""
        from math import exp, log

        costs = self.found["revisions"]
        if not costs:
            return ()
        usual = exp(sum(log(c["ratio"]) for c in costs) / len(costs))
        first = [c for c in costs if c["horizon"] == min(x["horizon"] for x in costs)]
        near = exp(sum(log(c["ratio"]) for c in first) / len(first))
        worst = max(costs, key=lambda c: c["ratio"])
        return (
            f"On figures as published by the last day of a restart, scores are {worse_words(usual)} than on "
            f"revised ones ({max(c['n'] for c in costs)} restarts), {worse_words(near)} "
            f"{ahead(first[0]['horizon'])} ahead; most for {inside(worst['label'])}, "
            f"{ahead(worst['horizon'])} ahead ({worse_words(worst['ratio'])}).",
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """Rivals, odds, the last restarts, the cost of revised data, the sector; every cell behind them."""
        return record_tables(self.found)

    def as_json(self) -> dict[str, Any]:
        """The document of `record --json`."""
        return {"lead": self.lead, **self.found}


def better_words(ratio: float) -> str:
    """A ratio of scores in words.

    >>> better_words(0.88), better_words(1.04)
    ('12% better', '4% worse')
    """
    return f"{abs(100.0 * (1.0 - ratio)):.0f}% {'better' if ratio <= 1.0 else 'worse'}"


def worse_words(ratio: float) -> str:
    """What it costs, in words.

    >>> worse_words(1.25), worse_words(0.9)
    ('25% worse', '10% better')
    """
    return f"{abs(100.0 * (ratio - 1.0)):.0f}% {'worse' if ratio >= 1.0 else 'better'}"
