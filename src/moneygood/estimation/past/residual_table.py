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
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.periods import Quarter, parse_range
from moneygood.core.texts import economics_root, place_of, read_text, read_yaml
from moneygood.estimation.past.state import Past
from moneygood.model.model import Model


@dataclass(frozen=True)
class ResidualTable:
    """Standardised residuals [shock, quarter] of `names` over `quarters`, NaN where there is none.

    Each row has mean zero and standard deviation one over its own quarters. `record` says how it was made.
    """

    names: tuple[str, ...]
    quarters: tuple[Quarter, ...]
    values: np.ndarray
    record: Mapping[str, str]


def make_table(past: Past, record: Mapping[str, str], root: Path | None = None) -> ResidualTable:
    """The table from the residuals of a completed past, by the text ``backtest/residuals.yaml`` (A601)."""
    path = _text_path(root)
    text = _read_text(root)
    left_out, least, entries = text["left_out"], text["least_quarters"], text["shocks"]
    labels = [e.label for e in past.model.behavioural]
    use = np.array([q not in left_out for q in past.periods])
    names, rows = [], []
    for shock, entry in entries.items():
        place = place_of(path, ("shocks", shock))
        if shock not in past.model.shocks:
            hint = did_you_mean(shock, past.model.shocks)
            raise MoneygoodError("A601", f"there is no shock {shock!r}", place, hint)
        label = str(entry["residual"])
        if label not in labels:
            raise MoneygoodError("A601", f"{label!r} has no residual", place, did_you_mean(label, labels))
        row = np.where(use, past.residual(label), np.nan) * float(entry.get("sign", 1))
        if np.isfinite(row).sum() < least:
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


def _text_path(root: Path | None) -> Path:
    return (root or economics_root()) / "backtest" / "residuals.yaml"


def _read_text(root: Path | None) -> dict[str, Any]:
    path = _text_path(root)
    text = read_yaml(path)
    try:
        return {
            "left_out": {q for span in text["left_out"] for q in parse_range(span)},
            "least_quarters": int(text["least_quarters"]),
            "until": str(text["until"]),
            "shocks": dict(text["shocks"]),
        }
    except (KeyError, TypeError, ValueError):
        raise MoneygoodError(
            "A601", "residuals need left_out, least_quarters, until and shocks", place_of(path, ())
        ) from None


def build(model: Model, vintage: object, name: str, vintage_hash: str) -> ResidualTable:
    """The table of a vintage, from the past up to the last quarter with all expenditure figures."""
    from moneygood.data.vintage import Vintage
    from moneygood.estimation.past.state import complete_past
    from moneygood.estimation.past.texts import read_past_rule

    assert isinstance(vintage, Vintage)
    rule = read_past_rule(model.root)
    end = vintage.quarterly.last_observed(_read_text(model.root)["until"])
    assert end is not None
    past = complete_past(model, vintage, rule, end)
    record = {
        "what": "standardised residuals of the equations by quarter (economics/backtest/residuals.yaml)",
        "vintage": f"{name} {vintage_hash[:16]}",
        "model": model.hash[:16],
        "source": "ours",
        "method": "estimated",
    }
    return make_table(past, record, model.root)


def main() -> int:
    """Write the table of the latest vintage into ``economics/calibration/residuals``."""
    from moneygood.data.vintage import load_vintage
    from moneygood.model.build import load_model

    try:
        model, vintage = load_model(), load_vintage()
        table = build(model, vintage, vintage.name, vintage.hash)
        path = table_path(vintage.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render(table), encoding="utf-8")
    except MoneygoodError as fault:
        sys.stderr.write(f"{fault}\n")
        return fault.exit_code
    sys.stdout.write(f"{path}: {len(table.names)} shocks, {len(table.quarters)} quarters\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
