"""The user's own files as a provider: CSV, Excel and Parquet, quarterly, with errors that name sheet and
cell.

`Ask.series` is the name of a column (or of a series in a tidy table), `options: file` the path and `options:
sheet` the worksheet.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.data.own import read_table
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The bytes of the file; D003 where it is not there."""
    path = Path(ask.options.get("file", ""))
    try:
        content = path.read_bytes()
    except OSError:
        raise MoneygoodError("D003", f"there is no file {path.as_posix()!r}") from None
    now = datetime.datetime.now(datetime.UTC)
    request = WebRequest(f"file:{path.name}")
    return (
        Snapshot(
            "user", request.identity, path.as_posix(), now.isoformat(timespec="seconds"), now.date(), content
        ),
    )


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """The column's figures by quarter (D003, D004, D007, D009 as in `read_table`; D001: no such name)."""
    panel = read_table(Path(ask.options["file"]), ask.options.get("sheet"), content=snapshots[0].content)
    if ask.series not in panel:
        raise MoneygoodError(
            "D001",
            f"{snapshots[0].address} has no series {ask.series!r}",
            None,
            did_you_mean(ask.series, panel.names),
        )
    return tuple(
        Observation(ask.series, str(q), float(v))
        for q, v in zip(panel.periods, panel.series(ask.series), strict=True)
        if v == v
    )


PROVIDER = Provider(
    "user", "Your own file", (), "csv", "user", "docs/how-to/add-your-own-series.md", fetch, tidy
)
