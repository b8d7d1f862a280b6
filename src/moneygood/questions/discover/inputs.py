"""What was drawn in every path, as a table: parameters, shocks over windows, and levers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.baseline.settle import Settled
from moneygood.baseline.workspace import Workspace
from moneygood.core.record_kinds import Choice, Name, Pattern, Words
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.texts import economics_root
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.sampling.sources import ShockSource, parameter_rows
from moneygood.model.build import load_model
from moneygood.model.model import Model
from moneygood.questions.question_texts import CODES, read_question
from moneygood.runs.inputs import Input, moved_draws
from moneygood.runs.labels import parameter_label


@dataclass(frozen=True)
class InputColumn:
    """One column of the table: its name, label and unit."""

    name: str
    label: str
    unit: str


@dataclass(frozen=True)
class Drawn:
    """The table [draw, column] and what the levers give to the simulation."""

    columns: tuple[InputColumn, ...]
    values: np.ndarray
    parameters: dict[str, np.ndarray]
    shocks: dict[str, np.ndarray]


@dataclass(frozen=True)
class _Window:
    name: str
    first: int
    last: int


@dataclass(frozen=True)
class _Listed:
    shock: str
    label: str
    lowest: bool


def drawn_table(
    workspace: Workspace, settled: Settled, levers: Sequence[Input], draws: int, seed: int, reach: int
) -> Drawn:
    """What is drawn in each of `draws` paths up to quarter number `reach`; levers are spread evenly over
    their ranges.

    A parameter that a lever moves is not drawn, and so is not in the table.
    """
    rng = np.random.Generator(np.random.Philox(key=np.array([seed, 0x1E7E5], dtype=np.uint64)))
    spread = [
        own.low + (own.high - own.low) * (rng.permutation(draws) + rng.random(draws)) / draws
        for own in levers
    ]
    table = np.array(spread).reshape(len(levers), draws)
    parameters, shocks = moved_draws(settled, levers, table)
    columns = [InputColumn(own.name, own.label, own.unit) for own in levers]
    names, rows = _parameters(settled, draws, seed, set(parameters))
    model = settled.model
    columns += [InputColumn(n, parameter_label(model, n), str(model.parameters[n].unit)) for n in names]
    more, summed = _shocks(settled, draws, seed, reach)
    values = np.concatenate([table, rows, summed]).T
    return Drawn((*columns, *more), np.ascontiguousarray(values), parameters, shocks)


def _parameters(settled: Settled, draws: int, seed: int, given: set[str]) -> tuple[list[str], np.ndarray]:
    """The parameters that the engine draws, exactly as it draws them [parameter, draw]."""
    model = settled.model
    records = [p for p in model.parameters.values() if p.draw and p.name not in given]
    centres = [settled.setting.parameters.get(p.name, p.value) for p in records]
    cells = [parameter_rows(records, centres, seed, c) for c in range(-(-draws // CELL))]
    table = np.concatenate(cells, axis=1)[:, :draws] if records else np.empty((0, draws))
    return [p.name for p in records], table


def _shocks(settled: Settled, draws: int, seed: int, reach: int) -> tuple[list[InputColumn], np.ndarray]:
    """Shocks summed over windows in their own standard deviations, or the lowest draw of a uniform."""
    model = settled.model
    windows, listed = _read(model, reach)
    source = ShockSource(model, seed, model.distribution.kind)
    rows = {name: i for i, name in enumerate(model.shocks)}
    wanted = np.array([rows[s.shock] for s in listed], dtype=int)
    out = np.empty((len(windows), len(listed), draws))
    low = np.array([s.lowest for s in listed])[:, None]
    for k, window in enumerate(windows):
        out[k] = np.where(low, np.inf, 0.0)
        for t in range(window.first, window.last + 1):
            cells = [source.cell(t, c)[wanted] for c in range(-(-draws // CELL))]
            now = np.concatenate(cells, axis=1)[:, :draws]
            out[k] = np.where(low, np.minimum(out[k], now), out[k] + now)
        size = np.sqrt(window.last - window.first + 1)
        for i, s in enumerate(listed):
            if not s.lowest:
                out[k, i] /= model.shocks[s.shock].sd * size
    columns = [
        InputColumn(f"{s.shock}:{w.name}", f"{s.label}, {w.name}", "1" if s.lowest else "sd")
        for w in windows
        for s in listed
    ]
    return columns, out.reshape(-1, draws)


WINDOW = Record(
    "window",
    "Quarters of the run over which shocks are put together.",
    (
        Field("name", Words(empty=False), "What it is called.", required=True),
        Field(
            "quarters",
            Pattern(r"q[1-9]\d{0,2}(\.\.(q[1-9]\d{0,2}|last))?", "q5..q12 or q25..last"),
            "Its quarters, counted from the first of the run.",
            required=True,
        ),
    ),
)
LISTED = Record(
    "shock",
    "A shock that discovery looks at.",
    (
        Field("shock", Name("shock"), "The shock.", required=True),
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field(
            "as",
            Choice(("mean", "lowest")),
            "Its sum in standard deviations, or the lowest draw of a uniform.",
            default="mean",
        ),
    ),
)
DISCOVERY = TextKind(
    "discovery",
    "What scenario discovery looks at beside the drawn parameters.",
    ("dictionary/discovery.yaml",),
    Record(
        "text of discovery",
        "Windows and shocks.",
        (
            Field("windows", ListOf(WINDOW, 1), "The windows.", required=True),
            Field("shocks", ListOf(LISTED, 1), "The shocks.", required=True),
        ),
    ),
    CODES,
    "`moneygood discover`",
)


def _read(model: Model, quarters: int) -> tuple[list[_Window], list[_Listed]]:
    """The windows and shocks of ``dictionary/discovery.yaml``, without windows beyond the run and without
    shocks of a sector that a day's model leaves out."""
    path = (model.root or economics_root()) / "dictionary" / "discovery.yaml"
    text = DISCOVERY.read(path)
    there = [p for p in text["shocks"] if p["shock"] in model.shocks]
    read_question(DISCOVERY, path, model if len(there) == len(text["shocks"]) else load_model(model.root))
    windows = []
    for part in text["windows"]:
        first, _, last = part["quarters"].partition("..")
        begin = int(first.removeprefix("q")) - 1
        end = quarters if last == "last" else min(int((last or first).removeprefix("q")), quarters)
        if end > begin:
            windows.append(_Window(part["name"], begin, end - 1))
        elif begin < quarters:
            raise part.fault(f"the window {part['quarters']} ends before it begins", "quarters")
    return windows, [_Listed(p["shock"], p["label"], p["as"] == "lowest") for p in there]
