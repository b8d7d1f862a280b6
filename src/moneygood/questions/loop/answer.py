"""What the loop does: gains by horizon, ranges held against, and the volatility it adds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from moneygood.baseline.workspace import Workspace
from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import decimals, fixed, inside, share
from moneygood.questions.loop.gain import Gain, gain
from moneygood.questions.loop.text import LoopText, Plausible, read_loop
from moneygood.questions.loop.volatility import MEASURES, Noise, noise
from moneygood.runs.run import RunRequest, check_draws, check_request


@dataclass(frozen=True)
class RangeVerdict:
    """A figure beside the range in which it is thought to lie."""

    range: Plausible
    ours: float

    @property
    def inside(self) -> bool:
        """Whether it lies there."""
        return self.range.low <= self.ours <= self.range.high


@dataclass(frozen=True, repr=False)
class LoopAnswer(ShortRepr):
    """Gains of the ways and variants of a loop, and stock volatility case by case."""

    loop: LoopText
    gains: tuple[Gain, ...]
    volatility: tuple[Noise, ...]
    draws: int
    seed: int
    quarters: int
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The loop's name."""
        return self.loop.label

    @property
    def verdicts(self) -> tuple[RangeVerdict, ...]:
        """Figures beside their ranges."""
        gains = {g.variant.name: g for g in self.gains}
        cases = {n.case.name: n for n in self.volatility}
        out = [RangeVerdict(r, gains[r.key].at(r.horizon)) for r in self.loop.plausible]
        return (
            *out,
            *(RangeVerdict(r, cases[r.key].sd_year[0]) for r in self.loop.case_ranges if r.key in cases),
        )

    @property
    def lead(self) -> str:
        """What the loop gives back of a hope, and how volatile stocks are with it open."""
        total = {g.variant.name: g for g in self.gains}[self.loop.total]
        said = (
            f"Of 100 bp of hoped-for cuts the loop takes back {fixed(100 * total.at(8), 0)} bp after eight "
            "quarters (deterministic path)."
        )
        if not self.volatility:
            return said
        own = {n.case.name: n for n in self.volatility}[self.loop.reference]
        digits = decimals(own.sd_year[1], 1)
        return (
            f"{said} With it open stocks vary by {own.sd_year[0]:.{digits}f} ± {own.sd_year[1]:.{digits}f}% "
            f"a year and {share(*own.crash)} of draws see a {self.loop.fall:g}% drawdown."
        )

    @property
    def reading(self) -> str:
        """What was found, in words."""
        gains = {g.variant.name: g for g in self.gains}
        total, closed = gains[self.loop.total], gains[self.loop.closed]
        said = (
            f"One point of hoped-for cuts, held for {self.loop.quarters} quarters, raises the policy rate by "
            f"{_at(total, 4)} after 4 quarters, {_at(total, 8)} after 8 and {_at(total, 12)} after 12: that "
            "part of "
            f"the hope takes itself away. With yields closed it is {_at(closed, 8)} after 8 quarters."
        )
        outside = [v for v in self.verdicts if not v.inside]
        named = "; ".join(f"{self._called(v.range.key)} ({v.ours:.2f})" for v in outside)
        said += (
            " All figures lie inside the ranges held against them."
            if not outside
            else f" Outside its range: {named}."
        )
        if self.volatility:
            said += self._volatility_words()
        return said

    def _called(self, key: str) -> str:
        """The label of a way, a variant or a case."""
        labels = {g.variant.name: g.variant.label for g in self.gains}
        labels |= {n.case.name: n.case.label for n in self.volatility}
        return inside(labels.get(key, key.replace("_", " ")))

    def _volatility_words(self) -> str:
        own = {n.case.name: n for n in self.volatility}[self.loop.reference]
        most = max(self.volatility, key=lambda n: n.crash[0])
        least = min(self.volatility, key=lambda n: n.crash[0])
        said = (
            f" Stock returns vary by {own.sd_year[0]:.1f} ± {own.sd_year[1]:.1f} percent a year with the "
            "loop open, and "
            f"{100 * own.crash[0]:.0f} ± {100 * own.crash[1]:.1f} percent of paths fall by "
            f"{self.loop.fall:g} percent"
        )
        if most.crash[0] == least.crash[0]:
            return f"{said}, as many in every case."
        return (
            f"{said}; most do with “{most.case.label.lower()}” ({100 * most.crash[0]:.0f} ± "
            f"{100 * most.crash[1]:.1f}), "
            f"fewest with “{least.case.label.lower()}” ({100 * least.crash[0]:.0f} ± "
            f"{100 * least.crash[1]:.1f})."
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """Gains, what moves beside, ranges, volatility."""
        out = [self._gains(), self._beside(), self._ranges()]
        return (*out, self._noise()) if self.volatility else tuple(out)

    def _gains(self) -> Table:
        columns = (
            Column("gain, points per point of hope"),
            *(Column(f"q{h}", ".2f") for h in self.loop.horizons),
        )
        rows = tuple((g.variant.label, *g.values) for g in self.gains)
        return Table(
            "Gain of the loop by horizon", columns, rows, "Each row against a baseline of its own parameters."
        )

    def _beside(self) -> Table:
        own = {g.variant.name: g for g in self.gains}[self.loop.total]
        units = {"percent": "percent", "difference": "points"}
        columns = (
            Column("moves beside"),
            Column("in"),
            *(Column(f"q{h}", "+.2f") for h in self.loop.horizons),
        )
        rows = tuple(
            (self.labels.get(name, name), units[kind], *own.beside[name]) for name, kind in self.loop.beside
        )
        return Table(f"Per point of hope: {own.variant.label.lower()}", columns, rows)

    def _ranges(self) -> Table:
        columns = (
            Column("figure"),
            Column("ours", ".2f"),
            Column("low", ".2f"),
            Column("high", ".2f"),
            Column("verdict"),
            Column("source"),
            Column("range from"),
        )
        rows = tuple(
            (
                self._called(v.range.key) + (f", q{v.range.horizon}" if v.range.horizon else ", volatility"),
                v.ours,
                v.range.low,
                v.range.high,
                "inside" if v.inside else "outside",
                v.range.source,
                v.range.note,
            )
            for v in self.verdicts
        )
        return Table("Held against", columns, rows)

    def _noise(self) -> Table:
        heads = (
            "return sd, % a year",
            f"log price sd after {self.loop.span} q, %",
            f"paths that fall {self.loop.fall:g}%",
        )
        forms = (".1f", ".1f", ".1%")
        columns = [Column("case")]
        for head, form in zip(heads, forms, strict=True):
            columns += [
                Column(head, form),
                Column("±", form),
                Column("less open", "+" + form),
                Column("±", form),
            ]
        rows = []
        for n in self.volatility:
            cells: list[Any] = [n.case.label]
            for key in MEASURES:
                cells += [*getattr(n, key), *n.less_reference[key]]
            rows.append(tuple(cells))
        failed = max(n.failed_share for n in self.volatility)
        note = (
            f"{self.draws:,} draws of {self.quarters} quarters, seed {self.seed}, at most "
            f"{100 * failed:.2f}% failed; same draws in every case."
        )
        return Table("Volatility of stocks", tuple(columns), tuple(rows), note)

    def as_json(self) -> dict[str, Any]:
        """The document of `loop --json`."""
        return {
            "loop": self.loop.name,
            "answer": self.loop.answer,
            "impulse": {
                "variable": self.loop.variable,
                "size": self.loop.size,
                "quarters": self.loop.quarters,
            },
            "gains": [g.as_json() for g in self.gains],
            "ranges": [
                {
                    "key": v.range.key,
                    "horizon": v.range.horizon,
                    "low": v.range.low,
                    "high": v.range.high,
                    "ours": v.ours,
                    "inside": v.inside,
                    "source": v.range.source,
                }
                for v in self.verdicts
            ],
            "volatility": [n.as_json() for n in self.volatility],
            "draws": self.draws,
            "seed": self.seed,
            "quarters": self.quarters,
        }


def measure_loop(
    workspace: Workspace, name: str, *, draws: int, seed: int, quarters: int, threads: int = 0
) -> LoopAnswer:
    """The gain and the volatility of a loop; `draws` 0 leaves the volatility out. A320, A301, A330, A074."""
    check_request(RunRequest(max(draws, 1), seed, quarters))
    check_draws(draws, least=2, none=True)
    loop = read_loop(workspace, name)
    if draws and quarters < loop.span:
        hint = f"Ask for {loop.span} or more, or for no draws"
        text = f"{quarters} quarters are too few for the volatility over {loop.span}"
        raise MoneygoodError("A074", text, None, hint)
    everything = (*loop.ways.values(), *loop.variants.values())
    gains = tuple(gain(workspace, loop, v) for v in everything)
    found = noise(workspace, loop, draws, seed, quarters, threads) if draws else ()
    return LoopAnswer(loop, gains, found, draws, seed, quarters, workspace.labels)


def _at(own: Gain, horizon: int) -> str:
    return f"{own.at(horizon):.2f}" if horizon in own.horizons else "?"
