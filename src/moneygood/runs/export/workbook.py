"""A run as an Excel workbook: a sheet an answer, native charts, units and sources in headers, receipts."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from math import isinf
from numbers import Real
from pathlib import Path
from typing import Any

from moneygood.core.answer import AbstractAnswer, Table
from moneygood.runs.export.kinds import source_lines
from moneygood.runs.run import RunResult
from moneygood.runs.store.receipt import receipt_of

BANDS = (("q05", 0.05), ("q15", 0.15), ("median", 0.5), ("q85", 0.85), ("q95", 0.95))
WIDTH = 18
CHART_ROWS, CHART_COLUMNS = 16, 6
"""Cells that a chart covers."""


def write_workbook(result: RunResult, file: Path, answers: Sequence[AbstractAnswer] = ()) -> None:
    """Sheets Run, Headline, Fans (with a line chart a variable), Highs (with a column chart), one for each of
    `answers`, and Receipts with one for every headline median."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(file), options) as book:
        pen = Pen(book, result)
        pen.run_sheet()
        pen.headline_sheet()
        pen.fan_sheet()
        pen.high_sheet()
        for answer in answers:
            pen.answer_sheet(answer)
        pen.receipt_sheet()


def exact_sheet() -> type:
    """A worksheet whose numbers come back to the bit; the library's own has 16 digits, one too few."""
    from xlsxwriter.worksheet import Worksheet

    class ExactSheet(Worksheet):
        def _xml_number_element(self, number: float, attributes: Sequence[tuple[str, Any]] = ()) -> None:
            said = "".join(f' {key}="{value}"' for key, value in attributes)
            self.fh.write(f"<c{said}><v>{float(number)!r}</v></c>")

    return ExactSheet


class Pen:
    """Writes the sheets of one workbook; every sheet begins with a title and a line on its source."""

    def __init__(self, book: Any, result: RunResult) -> None:
        self.book, self.result = book, result
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.quiet = book.add_format({"font_color": "#555555"})
        self.figure = book.add_format({"num_format": "#,##0.00"})
        self.share = book.add_format({"num_format": "0.0%"})
        self.names: set[str] = set()
        self.sheet_class = exact_sheet()
        run = result.as_json()["run"]
        self.source = (
            f"Source: moneygood run {result.id}, {run['draws']:,} draws, seed {run['seed']}, vintage "
            f"{run['vintage']}, model {run['model_hash'][:12]}; failed {100 * result.failed_share:.3f}%"
        )

    def sheet(self, name: str, title: str) -> Any:
        """A new sheet with its title and source; the table begins in the fourth row."""
        plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:28] or "Answer"
        fresh, number = plain, 2
        while fresh.casefold() in self.names:
            fresh, number = f"{plain[:26]} {number}", number + 1
        self.names.add(fresh.casefold())
        sheet = self.book.add_worksheet(fresh, worksheet_class=self.sheet_class)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, self.source, self.quiet)
        sheet.freeze_panes(4, 1)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 200, WIDTH)
        return sheet

    def cell(self, sheet: Any, row: int, column: int, value: Any, form: Any = None) -> None:
        """A number as a number, a missing figure as a blank, everything else as text."""
        if value is None or value == "" or value != value:
            return
        if isinstance(value, bool) or not isinstance(value, Real):
            sheet.write_string(row, column, str(value))
        elif isinf(value):
            sheet.write_string(row, column, "∞" if float(value) > 0 else "-∞")
        else:
            sheet.write_number(row, column, float(value), form)

    def run_sheet(self) -> None:
        """What was run, how plausible it is, and the scenario as it was run."""
        result = self.result
        sheet = self.sheet("Run", result.plan.title)
        said = {**source_lines(result), "plausibility": result.plausibility.sentence,
                "narrative": result.plan.narrative}  # fmt: skip
        for row, (key, value) in enumerate(said.items(), 3):
            sheet.write_string(row, 0, key.replace("_", " "))
            sheet.write_string(row, 1, value)
        from moneygood.scenarios.document import plan_text

        sheet.write_string(len(said) + 4, 0, "scenario as it was run", self.head)
        for row, line in enumerate(plan_text(result.plan).splitlines(), len(said) + 5):
            sheet.write_string(row, 0, line)

    def headline_sheet(self) -> None:
        """The headline table: a row a variable and quarter."""
        sheet = self.sheet("Headline", f"{self.result.plan.title}: headline figures")
        heads = ("variable", "name", "unit", "quarter", "median", "low end of 70%", "high end of 70%")
        sheet.write_row(3, 0, heads, self.head)
        for row, line in enumerate(self.result.headline, 4):
            d = line.as_json()
            for column, key in enumerate(
                ("label", "variable", "unit", "period", "median", "low70", "high70")
            ):
                self.cell(sheet, row, column, d[key], self.figure)

    def fan_sheet(self) -> None:
        """Five quantiles of every headline variable by quarter, and beside them a chart each."""
        result = self.result
        names = list(dict.fromkeys(row.variable for row in result.headline))
        sheet = self.sheet("Fans", f"{result.plan.title}: quantiles over the draws")
        periods = [str(p) for p in result.paths.periods]
        sheet.write_string(3, 0, "quarter", self.head)
        sheet.write_column(4, 0, periods)
        last, at = 3 + len(periods), 1
        for number, name in enumerate(names):
            fan, label, unit = result.quantiles(name), result.labels[name], result.units[name]
            chart = self.book.add_chart({"type": "line"})
            for key, level in BANDS:
                sheet.write_string(3, at, f"{label}, {key} ({unit})", self.head)
                for row, value in enumerate(fan.level(level).tolist(), 4):
                    self.cell(sheet, row, at, value, self.figure)
                line = {"color": "#0b4f8a", "width": 2.25 if key == "median" else 1.0,
                        "dash_type": "solid" if key == "median" else "dash"}  # fmt: skip
                chart.add_series(
                    {"name": [sheet.name, 3, at], "categories": [sheet.name, 4, 0, last, 0],
                     "values": [sheet.name, 4, at, last, at], "line": line}
                )  # fmt: skip
                at += 1
            chart.set_title({"name": label, "name_font": {"size": 11}})
            chart.set_y_axis(
                {"name": unit, "major_gridlines": {"visible": True, "line": {"color": "#dddddd"}}}
            )
            chart.set_x_axis({"interval_unit": 4, "label_position": "low"})
            chart.set_legend({"none": True})
            down, across = divmod(number, 3)
            sheet.insert_chart(last + 2 + down * CHART_ROWS, 1 + across * CHART_COLUMNS // 2, chart)

    def high_sheet(self) -> None:
        """How likely each high breaks first and how soon, with a chart."""
        sheet = self.sheet("Highs", f"{self.result.plan.title}: which changes first")
        keys = ("p_first", "p_within_4q", "p_within_12q", "p_ever")
        heads = ("first", "within 1 year", "within 3 years", "by the end")
        sheet.write_row(3, 0, ("high", *(f"{h} (share of draws)" for h in heads)), self.head)
        highs = list(self.result.first.highs.values())
        for row, risk in enumerate(highs, 4):
            sheet.write_string(row, 0, risk.label)
            for column, key in enumerate(keys, 1):
                self.cell(sheet, row, column, getattr(risk, key), self.share)
        chart = self.book.add_chart({"type": "column"})
        for column in range(1, len(keys) + 1):
            chart.add_series(
                {"name": [sheet.name, 3, column], "categories": [sheet.name, 4, 0, 3 + len(highs), 0],
                 "values": [sheet.name, 4, column, 3 + len(highs), column]}
            )  # fmt: skip
        chart.set_y_axis({"num_format": "0%", "min": 0})
        sheet.insert_chart(6 + len(highs), 0, chart)

    def answer_sheet(self, answer: AbstractAnswer) -> None:
        """An answer: its reading, its tables, and a bar chart of the first table's first figures."""
        sheet = self.sheet(answer.title, answer.title)
        sheet.write_string(2, 0, answer.reading)
        row = 3
        for number, table in enumerate(answer.tables):
            if number:
                sheet.write_string(row, 0, table.title, self.title)
                row += 1
            first = row
            sheet.write_row(row, 0, [c.label for c in table.columns], self.head)
            for line in table.rows:
                row += 1
                for column, value in enumerate(line):
                    form = self.share if "%" in table.columns[column].form else self.figure
                    self.cell(sheet, row, column, value, form if isinstance(value, float) else None)
            if not number:
                self._answer_chart(sheet, table, first)
            row += 2
            if table.note:
                sheet.write_string(row - 1, 0, table.note, self.quiet)
                row += 1

    def _answer_chart(self, sheet: Any, table: Table, first: int) -> None:
        figures = [
            i for i in range(1, len(table.columns)) if any(isinstance(r[i], float) for r in table.rows)
        ]
        if not figures or len(table.rows) < 2:
            return
        last, at = first + len(table.rows), figures[0]
        chart = self.book.add_chart({"type": "bar"})
        chart.add_series(
            {"name": [sheet.name, first, at], "categories": [sheet.name, first + 1, 0, last, 0],
             "values": [sheet.name, first + 1, at, last, at]}
        )  # fmt: skip
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"none": True})
        sheet.insert_chart(first, len(table.columns) + 1, chart)

    def receipt_sheet(self) -> None:
        """A receipt for every median of the headline; the text of one is a file for ``moneygood verify``."""
        if self.result.request.posterior is not None or self.result.request.breaks:
            return  # such a run hangs on files of a user's own, and is verified as a stored run
        sheet = self.sheet("Receipts", "Receipts: save one as a file, then moneygood verify FILE")
        sheet.write_row(3, 0, ("variable", "quarter", "statistic", "value to the bit", "receipt"), self.head)
        for row, line in enumerate(self.result.headline, 4):
            found = receipt_of(self.result, line.variable, line.period)
            text = json.dumps(found.as_json(), ensure_ascii=False)
            texts = (line.label, line.period, found.statistic, found.value.hex(), text)
            for column, value in enumerate(texts):
                sheet.write_string(row, column, value)
