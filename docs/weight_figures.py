"""The table of docs/why/where-the-weight-is.md: thirteen mechanisms, what they did, do, and should do.

``python docs/weight_figures.py`` writes the block between the page's two marks. "Before" is what the
calibration of November 2026 had when the mechanisms were planned; everything under "now" is made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import moneygood.api as mg
from moneygood.baseline.workspace import Workspace, open_workspace
from moneygood.engine.setting import PathSolution
from moneygood.scenarios.read import parse_plan
from moneygood.validation.structure import read_structure, structure_findings
from moneygood.validation.validation import validate

PAGE = Path(__file__).parent / "why" / "where-the-weight-is.md"
BEGIN, END = "<!-- begin: docs/weight_figures.py -->", "<!-- end: docs/weight_figures.py -->"
QUARTERS, LONG, TEN_YEARS = 44, 120, 39
DRAWS, SEED = 4096, 1
SHARED = ("debt_ratio", "rate_10y", "sp500", "ai_capex")
Row = tuple[str, str, str, str]
"""What is measured; before; now; what is published or what history has."""


class Paths:
    """Paths without draws beside the baseline's, each solved once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.base = workspace.baseline(QUARTERS)

    def solved(self, quarters: int = QUARTERS, **fields: object) -> PathSolution:
        """The path of a plan made of `fields`."""
        return self.workspace.solve_plan(parse_plan({"title": "made", **fields}, "made"), quarters)

    def moved(self, path: PathSolution, name: str, at: int) -> float:
        """The difference from the baseline in quarter `at`, from 0."""
        return float(path.series(name)[at] - self.base.series(name)[at])

    def percent(self, path: PathSolution, name: str, at: int) -> float:
        """The difference from the baseline in percent."""
        return float(100 * (path.series(name)[at] / self.base.series(name)[at] - 1))

    def at(self, quarter: str) -> int:
        """The place of a quarter."""
        return [str(q) for q in self.base.periods].index(quarter)


def neutral(p: Paths) -> Iterator[Row]:
    """Item 1."""
    higher, faster = p.solved(levers={"neutral_rate": 0.5}), p.solved(levers={"ai_productivity": 0.5})
    names = ("ffr", "rate_10y", "gap", "unemployment")
    now = " / ".join(f"{p.moved(higher, n, TEN_YEARS):+.2f}" for n in names)
    what = "neutral rate +0.5 for good, after ten years: funds rate / ten-year / gap / unemployment"
    yield (
        what,
        "+0.02 / – / -0.33 / +0.18",
        now,
        "+0.5 / +0.5 / 0 / 0 (a share of investment that r* and growth leave alone)",
    )
    yield (
        "productivity +0.5 points a year: ten-year after five years",
        "+0.02",
        f"{p.moved(faster, 'rate_10y', 19):+.2f}",
        "up: CBO has rates fall as productivity does",
    )


def speeds(p: Paths) -> Iterator[Row]:
    """Item 2."""
    start = p.workspace.start
    held = {
        "hold": "ffr",
        "periods": f"{start}..{start + 7}",
        "change": 1.0,
        "unit": "pct/yr",
        "absorbed_by": "eps_ffr_rule",
    }
    after = p.solved(paths=[held])

    def two(name: str) -> str:
        return " / ".join(f"{p.percent(after, name, q - 1):.1f}" for q in (4, 8))

    yield (
        "funds rate +1 point for two years, AI capex after 4 / 8 quarters, %",
        "-1.0 / -2.1",
        two("ai_capex"),
        "at most a quarter of housing's",
    )
    yield ("the same, home building, %", "-1.6 / -2.7", two("inv_res_real"), "-1.6 / -2.3 (FRB/US)")


def compute(p: Paths) -> Iterator[Row]:
    """Item 3."""
    jump = p.solved(
        shocks=[{"shock": "eps_eff", "periods": str(p.workspace.start), "size": 1.0986, "unit": "1"}]
    )
    now = f"{p.moved(jump, 'tfp_ai', p.at('2036Q4')):+.1f}"
    yield (
        "compute three times as efficient: productivity in 2036, %",
        "0",
        now,
        "up to 4: price fall times the share of AI in costs (Hulten)",
    )


def pays(p: Paths, result: mg.RunResult) -> Iterator[Row]:
    """Item 4."""
    low = p.solved(parameters={"b_ai_cash_margin": {"set": 0.40}})
    yield (
        "cash margin 0.40 in place of 0.55: AI capex in 2030, %",
        "-3",
        f"{p.percent(low, 'ai_capex', p.at('2030Q4')):.0f}",
        "falls: capital is built for cash",
    )
    odds = {r.period: 100 * r.probability for r in result.odds}
    now = " / ".join(f"{odds[q]:.0f}" for q in ("2030Q4", "2035Q4"))
    yield ("odds that AI pays, 2030 / 2035, %", "3 / 16", now, "neither 0 nor 100 by construction")


def cycle(workspace: Workspace) -> Iterator[Row]:
    """Items 5 and 6: the structure's checks that history is beside of."""
    text = read_structure()
    wanted = {
        "unemployment_up_half": "unemployment up by half a point in a year, % of quarters",
        "gap_above_three": "output 3% above potential, % of quarters",
        "gap_skewness": "skewness of the output gap",
        "deep_deficit": "deficit above 10% of GDP in 2036, % of draws",
        "shares_bonds_calm": "correlation of share and bond returns, inflation low",
        "shares_bonds_inflation": "correlation of share and bond returns, inflation high",
    }
    found = {c.id: c for c in text.checks}
    checks = tuple(found[name] for name in wanted)

    for f in structure_findings(workspace, replace(text, draws=DRAWS, quarters=QUARTERS, checks=checks)):
        c = f.check
        history = " / ".join(
            f"{v:.2g} since {y}" for v, y in ((c.since_1960, 1960), (c.since_1985, 1985)) if v == v
        )
        yield (
            wanted[c.id],
            f"{c.before:.2g}",
            f"{f.ours:.2g}",
            history or f"{c.low:g} to {c.high:g}: past errors ten years on",
        )


def abroad(p: Paths) -> Iterator[Row]:
    """Item 7."""
    far = p.workspace.baseline(LONG)
    gdp = far.series("gdp_nom")[-1]
    share = 100 * far.series("foreign_equity")[-1] / far.series("cap_total")[-1]
    yield ("foreigners' share of American shares in 2056, %", "62", f"{share:.0f}", "38 in mid-2026")
    yield (
        "income balance in 2056, % of GDP",
        "-0.2",
        f"{100 * far.series('income_balance')[-1] / gdp:.1f}",
        "follows the stock that is owed",
    )


def budget(p: Paths) -> Iterator[Row]:
    """Item 8."""
    faster = p.solved(levers={"ai_productivity": 0.5})
    now = " / ".join(
        f"{p.percent(faster, n, TEN_YEARS):+.1f}"
        for n in ("out_social_security", "out_medicare", "rev_individual")
    )
    yield (
        "productivity +0.5 points a year, after ten years: Social Security / Medicare / income taxes, %",
        "prices only",
        now,
        "benefits of new cohorts and health costs follow wages; taxes more than one for one",
    )


def asked(p: Paths) -> Iterator[Row]:
    """Item 9."""
    oil, tariff, workers = (
        p.solved(levers=v) for v in ({"oil_price": 0.0953}, {"tariff": 10.0}, {"workers": 0.01})
    )
    yield (
        "oil 10% dearer: consumer prices after a year, %",
        "no oil",
        f"{p.percent(oil, 'cpi', 3):+.2f}",
        "+0.15 to +0.2",
    )
    now = " / ".join(f"{p.moved(tariff, 'infl_core_yoy', q - 1):+.2f}" for q in (4, 12, 20))
    yield (
        "tariff 10 points higher: core inflation after 4 / 12 / 20 quarters",
        "fed for years",
        now,
        "a price level of 1.2 to 1.8% once (10 to 12 points), then nothing",
    )
    yield (
        "1% more workers: output after ten years, %",
        "no lever",
        f"{p.percent(workers, 'gdp_real', TEN_YEARS):+.2f}",
        "nearly one for one",
    )


def people(p: Paths) -> Iterator[Row]:
    """Item 10."""
    lost = p.base.series("ai_displaced")
    yield (
        "workers whom AI has displaced, at the most, % of the labour force",
        "0",
        f"{max(lost):.2f}",
        "0.5 at the peak (Goldman Sachs)",
    )


def judgement(p: Paths) -> Iterator[Row]:
    """Item 11."""
    free = p.solved(release="all")
    yield (
        "funds rate of the rule less that of the baseline, end of 2027",
        "0.95",
        f"{p.moved(free, 'ffr', p.at('2027Q4')):+.2f}",
        "0 if model and Fed agreed; `unforced` ships beside",
    )


def numbers(result: mg.RunResult) -> Iterator[Row]:
    """Item 12."""
    ends = [q for q in result.paths.periods if str(q) == "2036Q4"]
    found = mg.variance_shares(result, SHARED, ends)
    total = {r.variable: r.total for r in found.rows if r.kind == "parameter"}
    yield ("parameters drawn", "8", f"{found.parameters}", "60 asked for")
    now = " / ".join(f"{100 * total[n]:.0f}" for n in SHARED)
    yield (
        "of the variance in 2036 parameters have a part in: debt / ten-year / S&P 500 / AI capex, %",
        "3 / 3 / 3 / 33",
        now,
        "–",
    )
    debt = next(m for m in found.medians if m.variable == "debt_ratio")
    yield (
        "median of debt in 2036, with parameters drawn / held, % of GDP",
        "120.5 / –",
        f"{debt.drawn:.1f} / {debt.fixed:.1f}",
        "–",
    )


def evidence(workspace: Workspace) -> Iterator[Row]:
    """Item 13: counts only; no blind row is opened."""
    shares = validate(workspace, ("responses",)).shares
    assert shares is not None
    for what, before, side, needed in (
        ("responses that calibration may look at, met", "85%", shares.looked_at, 85),
        ("blind responses, met", "a third", shares.blind, 65),
    ):
        yield (
            what,
            before,
            f"{side.met} of {side.count}: {100 * side.met / side.count:.0f}%",
            f"{needed}%",
        )


def block(workspace: Workspace) -> str:
    """The whole table in Markdown."""
    p = Paths(workspace)
    result = mg.run(draws=DRAWS, seed=SEED)
    items: tuple[tuple[str, Callable[[], Iterator[Row]]], ...] = (
        ("1 neutral rate", lambda: neutral(p)), ("2 two speeds", lambda: speeds(p)),
        ("3 cheaper compute", lambda: compute(p)), ("4 AI has to pay", lambda: pays(p, result)),
        ("5, 6 slumps, shares and bonds", lambda: cycle(workspace)),
        ("7 money from abroad", lambda: abroad(p)),
        ("8 budget", lambda: budget(p)), ("9 shocks", lambda: asked(p)), ("10 people", lambda: people(p)),
        ("11 judgement", lambda: judgement(p)), ("12 numbers", lambda: numbers(result)),
        ("13 evidence", lambda: evidence(workspace)),
    )  # fmt: skip
    lines = [
        "| | what is measured | before | now | published, or history |",
        "| --- | --- | ---: | ---: | --- |",
    ]
    for title, rows in items:
        for i, cells in enumerate(rows()):
            lines.append(f"| {title if i == 0 else ''} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def with_block(text: str, inside: str) -> str:
    """A text with the part between the two marks replaced."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{inside}\n{END}{after}"


def main() -> None:
    """Measure all of it, write the table."""
    made = block(open_workspace())
    PAGE.write_text(with_block(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")


if __name__ == "__main__":
    main()
