"""The Survey of Professional Forecasters: means and medians by survey, from the Philadelphia Fed's workbooks.

``www.philadelphiafed.org/-/media/FRBP/Assets/Surveys-And-Data/survey-of-professional-forecasters/historical-data/
meanLevel.xlsx`` (medianLevel, meanGrowth, medianGrowth): a sheet a variable (RGDP, UNEMP, TBOND …) with the
columns YEAR and QUARTER of the survey, then RGDP1 (the quarter before it), RGDP2 (its own) to RGDP6, and
RGDPA, RGDPB … for years. `Ask.series` is ``meanLevel/RGDP``; a figure's `known` is the middle of the survey's
second month, when it is published.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import not_expected, number, once
from moneygood.data.sheets import Cells, read_sheet

BASE = (
    "https://www.philadelphiafed.org/-/media/FRBP/Assets/Surveys-And-Data/"
    "survey-of-professional-forecasters/historical-data"
)
BOOKS = ("meanLevel", "medianLevel", "meanGrowth", "medianGrowth")


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The workbook."""
    book, _ = _asked(ask)
    return (get(WebRequest(f"{BASE}/{book}.xlsx")),)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """What each survey expected of each quarter, with the day from which it was known."""
    (one,) = snapshots
    _, variable = _asked(ask)
    cells = _sheet(one, variable)
    head = {str(v).strip(): c for (r, c), v in cells.items() if r == 1}
    for name in ("YEAR", "QUARTER"):
        if name not in head:
            raise not_expected(one, f"sheet {variable} has no column {name!r}")
    steps = {k: head[f"{variable}{k}"] for k in range(1, 7) if f"{variable}{k}" in head}
    if not steps:
        raise not_expected(one, f"sheet {variable} has no column {variable + '1'!r}")
    found = []
    for row in range(2, max(r for r, _ in cells) + 1):
        year = number(one, cells.get((row, head["YEAR"])), f"row {row}")
        part = number(one, cells.get((row, head["QUARTER"])), f"row {row}")
        if year is None or part is None:
            continue
        survey = Quarter.of(int(year), int(part))
        known = datetime.date(survey.year, 3 * survey.quarter - 1, 15)
        for step, column in steps.items():
            value = number(one, cells.get((row, column)), f"row {row}, {variable}{step}")
            found.append(Observation(ask.series, str(survey + (step - 2)), value, known))
    return once(one, found)


def _sheet(one: Snapshot, variable: str) -> Cells:
    if one.content[:2] != b"PK":
        raise not_expected(one, "what came is not an Excel workbook (.xlsx)", "Try again later")
    try:
        return read_sheet(one.content, Path(f"{one.provider}.xlsx"), variable)[1]
    except MoneygoodError as fault:
        raise not_expected(one, fault.message, fault.hint) from None


def _asked(ask: Ask) -> tuple[str, str]:
    book, _, variable = ask.series.partition("/")
    if book not in BOOKS or not variable.isalnum():
        raise MoneygoodError(
            "D029", f"{ask.series!r} is not a book and a sheet", None, "Write meanLevel/RGDP"
        )
    return book, variable


PROVIDER = Provider(
    "forecasters",
    "Survey of Professional Forecasters, Federal Reserve Bank of Philadelphia",
    ("www.philadelphiafed.org",),
    "xlsx",
    "cited",
    "https://www.philadelphiafed.org/surveys-and-data/real-time-data-research/survey-of-professional-forecasters",
    fetch,
    tidy,
    per_second=1.0,
)
