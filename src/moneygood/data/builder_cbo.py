"""CBO's economic and budget tables, in own names, for every vintage kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from moneygood.data.catalogue import Catalogue, PublishedLine
from moneygood.data.tables import number_text, tidy_text
from moneygood.data.vintage import CBO_HEADERS

BASELINES, ECONOMIC = "cbo_baselines.csv", "cbo_economic.csv"
Rows = list[dict[str, str]]
Lines = dict[str, dict[str, float]]
"""Figures by own name, then by period or year (as text)."""


@dataclass(frozen=True)
class CboTables:
    """Per vintage: the quarterly economy, the budget by fiscal year, annual economic figures; and actuals."""

    economy: dict[str, Lines]
    budget: dict[str, Lines]
    annual: dict[str, Lines]

    @property
    def actual(self) -> Lines:
        """Budget actuals by fiscal year."""
        return self.budget.get("actual", {})


def cbo_tables(table: Callable[[str], Rows], catalogue: Catalogue) -> CboTables:
    """CBO's tables of the catalogue's vintages, read through `table(file) -> rows`."""
    economic, baselines = table(ECONOMIC), table(BASELINES)
    economy: dict[str, Lines] = {}
    budget: dict[str, Lines] = {}
    annual: dict[str, Lines] = {}
    for vintage in catalogue.cbo_vintages:
        quarterly = _pick(economic, vintage, "quarter", catalogue.cbo_economy)
        if quarterly:
            economy[vintage] = quarterly
        lines = _pick(baselines, vintage, "FY", catalogue.cbo_budget)
        for name, figures in _pick(economic, vintage, "FY", catalogue.cbo_budget).items():
            lines.setdefault(name, figures)
        budget[vintage] = with_derived(lines, catalogue.cbo_derived)
        years = _pick(economic, vintage, "CY", catalogue.cbo_annual)
        for name, figures in _pick(economic, f"{vintage}-LTBO", "CY", catalogue.cbo_annual).items():
            years.setdefault(name, figures)
        annual[vintage] = years
    actual = _pick(baselines, "actual", "FY", catalogue.cbo_budget)
    budget["actual"] = with_derived(actual, catalogue.cbo_derived)
    if catalogue.potential and economy:
        _add_potential(economy[max(economy)], table, catalogue.potential)
    for lines in economy.values():
        _add_gap(lines)
    return CboTables(economy, budget, annual)


def _pick(rows: Rows, vintage: str, basis: str, wanted: dict[str, PublishedLine]) -> Lines:
    names = {line.variable: name for name, line in wanted.items()}
    out: Lines = {}
    for row in rows:
        if row["vintage"] != vintage or row["year_basis"] != basis or row["variable"] not in names:
            continue
        period = row.get("year_or_quarter") or row["year"]
        out.setdefault(names[row["variable"]], {})[period] = float(row["value"])
    return {name: dict(sorted(out[name].items())) for name in wanted if name in out}


def with_derived(lines: Lines, derived: dict[str, PublishedLine]) -> Lines:
    """The lines with those that are sums and differences of others, where all parts exist."""
    for name, rule in derived.items():
        parts = [*rule.plus, *rule.minus]
        if all(p in lines for p in parts):
            years = sorted(set.intersection(*(set(lines[p]) for p in parts)))
            lines[name] = {
                y: sum(lines[p][y] for p in rule.plus) - sum(lines[p][y] for p in rule.minus) for y in years
            }
    return lines


def _add_potential(lines: Lines, table: Callable[[str], Rows], where: str) -> None:
    """Potential GDP stands in a file of its own for the latest vintage."""
    if "gdp_potential_real" in lines or "gdp_real" not in lines:
        return
    file, column = where.split("/")
    quarters = lines["gdp_real"]
    rows = table(file)
    key = next(iter(rows[0]))
    lines["gdp_potential_real"] = {r[key]: float(r[column]) for r in rows if r[key] in quarters}


def _add_gap(lines: Lines) -> None:
    """The output gap in percent of potential, where CBO's table does not print it."""
    if "gap" in lines or "gdp_potential_real" not in lines:
        return
    potential = lines["gdp_potential_real"]
    lines["gap"] = {q: 100 * (y / potential[q] - 1) for q, y in lines["gdp_real"].items() if q in potential}


def cbo_files(tables: CboTables) -> dict[str, str]:
    """The three tidy files of CBO's figures."""

    def text(file: str, kind: dict[str, Lines]) -> str:
        rows = (
            (vintage, name, p, number_text(v))
            for vintage, lines in sorted(kind.items())
            for name, figures in lines.items()
            for p, v in figures.items()
        )
        return tidy_text(CBO_HEADERS[file], rows)

    kinds = (tables.economy, tables.budget, tables.annual)
    return {file: text(file, kind) for file, kind in zip(CBO_HEADERS, kinds, strict=True)}
