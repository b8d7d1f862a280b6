"""The table of standardised residuals by quarter that shocks are bootstrapped from.

``python -m moneygood.estimation.past.residual_table`` makes the bundled table anew from the latest vintage.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moneygood.core.atomic import write_whole
from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Name, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Quarters, Whole
from moneygood.core.texts import economics_root, read_text
from moneygood.estimation.past.state import Past
from moneygood.model.model import Model
from moneygood.model.names import names_of


@dataclass(frozen=True)
class ResidualTable:
    """Standardised residuals [shock, quarter] of `names` over `quarters`, NaN where there is none.

    Each row has mean zero and standard deviation one over its own quarters. `record` says how it was made.
    """

    names: tuple[str, ...]
    quarters: tuple[Quarter, ...]
    values: np.ndarray
    record: Mapping[str, str]


def make_table(past: Past, record: Mapping[str, str]) -> ResidualTable:
    """The table from the residuals of a completed past, by the text ``backtest/residuals.yaml`` (A601)."""
    text = _read_text(past.model)
    left_out = {q for span in text["left_out"] for q in span}
    use = np.array([q not in left_out for q in past.periods])
    names, rows = [], []
    for shock, entry in text["shocks"].items():
        row = np.where(use, past.residual(entry["residual"]), np.nan) * float(entry["sign"])
        if np.isfinite(row).sum() < text["least_quarters"]:
            continue
        row = row - np.nanmean(row)
        names.append(str(shock))
        rows.append(row / np.nanstd(row))
    table = np.array(rows)
    some = np.isfinite(table).mean(axis=0) >= 0.5
    quarters = tuple(q for q, keep in zip(past.periods, some, strict=True) if keep)
    table = table[:, some]
    table = (table - np.nanmean(table, axis=1, keepdims=True)) / np.nanstd(table, axis=1, keepdims=True)
    return ResidualTable(tuple(names), quarters, table, dict(record))


def table_path(vintage: str, root: Path | None = None) -> Path:
    """Where the table of a vintage lies."""
    return (root or economics_root()) / "calibration" / "residuals" / f"{vintage}.csv"


def render(table: ResidualTable) -> str:
    """The table as text: the record as comments, then a row a quarter."""
    stream = io.StringIO()
    for key, value in table.record.items():
        stream.write(f"# {key}: {value}\n")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["quarter", *table.names])
    for i, quarter in enumerate(table.quarters):
        writer.writerow([str(quarter), *("" if v != v else f"{v:.5f}" for v in table.values[:, i])])
    return stream.getvalue()


def read_table(vintage: str, root: Path | None = None) -> ResidualTable:
    """The bundled table of a vintage; A605 when there is none or it is broken."""
    path = table_path(vintage, root)
    if not path.is_file():
        hint = "Make it: python -m moneygood.estimation.past.residual_table"
        raise MoneygoodError("A605", f"the vintage {vintage} has no table of residuals", None, hint)
    lines = read_text(path).splitlines()
    pairs = (line[1:].partition(":") for line in lines if line.startswith("#"))
    record = {key.strip(): value.strip() for key, _, value in pairs}
    rows = list(csv.reader(line for line in lines if not line.startswith("#")))
    try:
        names = tuple(rows[0][1:])
        quarters = tuple(Quarter.parse(r[0]) for r in rows[1:])
        values = np.array([[float(v) if v else np.nan for v in r[1:]] for r in rows[1:]]).T
        if values.shape != (len(names), len(quarters)):
            raise ValueError
    except (ValueError, IndexError):
        raise MoneygoodError("A605", f"the table of residuals {path.name} is broken", Place(path)) from None
    return ResidualTable(names, quarters, values, record)


BOOTSTRAPPED = Record(
    "shock",
    "Which equation's residual gives the shape of a shock.",
    (
        Field("residual", Name("equation"), "The equation.", required=True),
        Field("sign", Whole(-1, 1), "-1 turns the residual round.", default=1),
        Field("note", Words(), "Why so.", for_people=True),
    ),
)
RESIDUALS = TextKind(
    "residuals",
    "The residuals that shocks are bootstrapped from.",
    ("backtest/residuals.yaml",),
    Record(
        "text of residuals",
        "Which residuals are drawn, over which quarters.",
        (
            Field("left_out", ListOf(Quarters()), "Quarters that are left out.", required=True),
            Field("least_quarters", Whole(8, 400), "The fewest quarters of a residual.", required=True),
            Field("until", Words(empty=False), "The series whose last figure ends the table.", required=True),
            Field("shocks", MapOf(BOOTSTRAPPED, "shock", least=1), "The shocks.", required=True),
        ),
    ),
    FaultCodes("A601"),
    "runs with bootstrapped shocks",
)


def _read_text(model: Model) -> Entry:
    path = (model.root or economics_root()) / "backtest" / "residuals.yaml"
    return RESIDUALS.read(path, names_of(model))


def build(model: Model, vintage: object, name: str, vintage_hash: str) -> ResidualTable:
    """The table of a vintage, from the past up to the last quarter with all expenditure figures."""
    from moneygood.data.vintage import Vintage
    from moneygood.estimation.past.state import complete_past
    from moneygood.estimation.past.texts import read_past_rule

    assert isinstance(vintage, Vintage)
    rule = read_past_rule(model.root, model)
    end = vintage.quarterly.last_observed(_read_text(model)["until"])
    assert end is not None
    past = complete_past(model, vintage, rule, end)
    record = {
        "what": "standardised residuals of the equations by quarter (economics/backtest/residuals.yaml)",
        "vintage": f"{name} {vintage_hash[:16]}",
        "model": model.hash[:16],
        "source": "ours",
        "method": "estimated",
    }
    return make_table(past, record)


def main() -> int:
    """Write the table of the latest vintage into ``economics/calibration/residuals``."""
    from moneygood.data.vintage import load_vintage
    from moneygood.model.build import load_model

    try:
        model, vintage = load_model(), load_vintage()
        table = build(model, vintage, vintage.name, vintage.hash)
        path = table_path(vintage.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, render(table))
    except MoneygoodError as fault:
        sys.stderr.write(f"{fault}\n")
        return fault.exit_code
    sys.stdout.write(f"{path}: {len(table.names)} shocks, {len(table.quarters)} quarters\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
