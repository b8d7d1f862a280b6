"""A proposal on disk: estimates, posterior draws, joint correlations, hidden states, and a report to read."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np

from moneygood.core.answer import Table
from moneygood.core.atomic import fresh_folder, publish
from moneygood.core.csv_text import csv_rows
from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.number_text import plain_number
from moneygood.core.texts import read_text
from moneygood.estimation.fitting.answer import FitAnswer
from moneygood.model.model import Model

KIND = "moneygood proposal"


def check_folder(folder: Path) -> None:
    """A613 when a proposal cannot go there: a file, a folder with other things, no place to write."""
    if folder.is_dir():
        if any(folder.iterdir()) and not _is_proposal(folder):
            what = f"{folder} holds something that is not a proposal"
            raise MoneygoodError("A613", what, None, "Name another folder")
    elif folder.exists():
        raise MoneygoodError("A613", f"{folder} is a file", None, "Name a folder")
    parent = folder.absolute().parent
    while not parent.exists():
        parent = parent.parent
    try:
        with fresh_folder(parent):
            pass
    except OSError:
        what = f"{folder} cannot be written"
        raise MoneygoodError("A613", what, None, "Name a folder that can be written") from None


def write_proposal(answer: FitAnswer, folder: Path) -> tuple[Path, ...]:
    """Write the proposal, whole or not at all, and return its files. It never touches adopted values."""
    check_folder(folder)
    files = {
        "report.md": report(answer),
        "parameters.yaml": _parameters(answer),
        "draws.csv": _draws(answer),
        "correlation.csv": _correlation(answer),
        "states.csv": _states(answer),
        "manifest.json": json.dumps(
            {
                "kind": KIND,
                "vintage": answer.vintage,
                "vintage_hash": answer.vintage_hash,
                "model_hash": answer.result.model.hash,
                "seed": answer.result.seed,
                "equations": [e.label for e in answer.result.equations],
            },
            indent=1,
        )
        + "\n",
    }
    with fresh_folder(folder.absolute().parent, folder) as part:
        for name, text in files.items():
            (part / name).write_text(text, encoding="utf-8")
        publish(part, folder.absolute(), "manifest.json", merge=False)
    return tuple(folder / name for name in files)


def read_draws(folder: Path, model: Model) -> dict[str, np.ndarray]:
    """The posterior draws of a proposal: parameter, then [draw]; A614 when there are none for this model."""
    path = folder / "draws.csv"
    if not _is_proposal(folder) or not path.is_file():
        raise MoneygoodError(
            "A614", f"{folder} holds no proposal", None, "Name a folder that moneygood fit wrote"
        )
    rows = csv_rows(read_text(path), path)
    names = rows[0] if rows else []
    twice = next((n for i, n in enumerate(names) if n in names[:i]), None)
    if twice is not None:
        raise MoneygoodError("A614", f"{path} has two columns {twice}", None, "Run moneygood fit again")
    unknown = [n for n in names if n not in model.parameters]
    if unknown:
        what = f"the draws of {unknown[0]} are of a parameter that the model does not have"
        raise MoneygoodError("A614", what, None, "Run moneygood fit again")
    try:
        table = np.array([[plain_number(x) for x in row] for row in rows[1:]])
    except ValueError:
        raise MoneygoodError("A614", f"{path} holds something that is not a number", None) from None
    if table.ndim != 2 or table.shape[1:] != (len(names),) or not np.isfinite(table).all():
        raise MoneygoodError(
            "A614", f"{path} is not a whole table of numbers", None, "Run moneygood fit again"
        )
    for i, name in enumerate(names):
        _check_range(name, table[:, i], model, path)
    return {n: table[:, i] for i, n in enumerate(names)}


def _check_range(name: str, draws: np.ndarray, model: Model, path: Path) -> None:
    """A614 for a draw of a parameter outside the range of its record."""
    if (allowed := model.parameters[name].range) is None:
        return
    low, high = allowed
    outside = np.flatnonzero((draws < low) | (draws > high))
    if outside.size:
        first = int(outside[0])
        what = f"{name} is {draws[first]:g} in draw {first + 1}, outside {low:g} to {high:g}"
        raise MoneygoodError("A614", what, Place(path, first + 2), "Run moneygood fit again")


def _is_proposal(folder: Path) -> bool:
    try:
        return json.loads((folder / "manifest.json").read_text(encoding="utf-8")).get("kind") == KIND
    except (OSError, ValueError, AttributeError):
        return False


def report(answer: FitAnswer) -> str:
    """The proposal in words and tables, as Markdown."""
    lines = [f"# {answer.title}", "", answer.reading, ""]
    for table in answer.tables:
        lines += [f"## {table.title}", "", *_markdown(table), ""]
        if table.note:
            lines += [table.note, ""]
    lines += [
        "## Joint residuals",
        "",
        f"Correlations of residuals are shrunk toward none by {answer.result.joint.intensity:.2f} "
        f"(Schäfer and Strimmer); the pair with fewest common quarters has "
        f"{answer.result.joint.fewest}. The matrix is in "
        "`correlation.csv`, posterior draws are in `draws.csv`: one row is one draw of all parameters.",
        "",
    ]
    return "\n".join(lines)


def _markdown(table: Table) -> list[str]:
    head = "| " + " | ".join(c.label.strip() for c in table.columns) + " |"
    rule = "|" + "|".join(" ---: " if c.form else " --- " for c in table.columns) + "|"
    return [head, rule, *("| " + " | ".join(row) + " |" for row in table.texts())]


def _parameters(answer: FitAnswer) -> str:
    lines = [
        f"# Proposed values, vintage {answer.vintage}, seed {answer.result.seed}. Nothing here is adopted."
    ]
    for r in answer.parameters:
        lines.append(
            f"{r.parameter}: {{value: {r.mean:.5g}, se: {r.se:.3g}, unit: {json.dumps(r.unit)}, "
            f"adopted: {r.adopted:.6g}, "
            f"prior: {{mean: {r.prior_mean:.5g}, sd: {r.prior_sd:.3g}, source: {r.source}}}, "
            f"equation: {r.equation}, method: {r.method}}}"
        )
    return "\n".join(lines) + "\n"


def _draws(answer: FitAnswer) -> str:
    names, draws = answer.result.draws_table()
    return _csv(names, [[f"{v:.6g}" for v in row] for row in draws])


def _correlation(answer: FitAnswer) -> str:
    labels = [e.label for e in answer.result.equations]
    joint = answer.result.joint
    rows = [
        [label, f"{joint.sd[i]:.6g}", *(f"{v:.4f}" for v in joint.correlation[i])]
        for i, label in enumerate(labels)
    ]
    return _csv(["equation", "sd", *labels], rows)


def _states(answer: FitAnswer) -> str:
    document = answer.as_json()["states"]
    rows: list[list[str]] = []
    for key, periods in (
        ("periods", ("rstar", "rstar_se", "rstar_onesided", "gap", "gap_se", "natural")),
        ("premium_periods", ("premium", "premium_se")),
        ("adoption_periods", ("adoption", "adoption_se", "adoption_onesided", "adoption_onesided_se")),
    ):
        for name in periods:
            rows += [
                [name, q, f"{v}"] for q, v in zip(document[key], document[name], strict=True) if v is not None
            ]
    for name, values in document["regimes"].items():
        rows += [[name, q, f"{v}"] for q, v in zip(document["regime_periods"], values, strict=True)]
    return _csv(["state", "quarter", "value"], rows)


def _csv(head: list[str], rows: list[list[str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue()
