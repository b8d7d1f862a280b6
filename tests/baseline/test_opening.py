"""A vintage is opened once a process, however it is named; one that was made anew is opened anew."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import shipped
from moneygood.baseline import opening
from moneygood.data.builder_live import NewSeries, build_on
from moneygood.data.vintage import Vintage, load_vintage
from moneygood.restarts import opening as opening_days


def test_the_latest_vintage_by_its_name_is_the_one_that_is_open() -> None:
    assert opening.load() is opening.load(load_vintage().name)


def made(home: Path, rate: float) -> None:
    """A vintage `mine` of the user's own, with one figure of its own."""
    folder = home / "vintages" / "mine"
    shutil.rmtree(folder, ignore_errors=True)
    build_on(
        load_vintage(), {("quarterly", "funds_rate"): NewSeries({"2026Q3": rate})}, folder,
        datetime.date(2026, 11, 30),
    )  # fmt: skip


def test_a_vintage_that_was_made_anew_or_stands_elsewhere_is_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def day(data: Vintage) -> Any:
        opened.append(data.name)
        return SimpleNamespace(model=shipped.model())

    monkeypatch.setattr(opening, "open_workspace", opened.append)
    monkeypatch.setattr(opening_days, "open_dated", day)
    for home, rate in (("a", 4.0), ("a", 4.25), ("b", 4.25)):
        monkeypatch.setenv("MONEYGOOD_HOME", str(tmp_path / home))
        made(tmp_path / home, rate)
        for _ in range(2):
            opening.load("mine")
            opening_days.load("mine@2026-06-30")
    assert opened == ["mine", "mine@2026-06-30"] * 3
