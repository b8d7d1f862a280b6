"""Figures for surfaces: what a vintage holds, who has each series, what is new, and the user's own."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any


def data_status(vintage: str | None = None) -> dict[str, Any]:
    """What a vintage holds, series by series, whether its cross-checks hold, and the vintages at hand."""
    from moneygood.data.checks import run_checks
    from moneygood.data.recalled import recalled_figures
    from moneygood.data.status import status
    from moneygood.data.vintage import list_vintages, load_vintage

    data = load_vintage(vintage)
    found = status(data)
    checks = [{**asdict(c), "held": c.held} for c in run_checks(data)]
    out = {k: v for k, v in asdict(found).items() if k != "rows"}
    return {
        **out,
        "vintages": list(list_vintages()),
        "cbo_baselines": list(data.cbo_vintages()),
        "checks": checks,
        "recalled": recalled_figures(),
        "series": [asdict(row) for row in found.rows],
    }


def data_show(name: str | None = None) -> dict[str, Any]:
    """Who gives figures: every provider, or one with its address, parameters and the series had from it.

    D029 for a name that is neither a provider nor a live series.
    """
    from moneygood.core.errors import MoneygoodError, did_you_mean
    from moneygood.data.live import baseline_series, read_live, read_live_baseline
    from moneygood.data.providers.registry import NAMES, provider, providers

    entries = [e for of in read_live().values() for e in of.values()]
    entries += baseline_series(read_live_baseline())
    if name is None:
        return {
            "providers": [
                {**_provider_row(one), "series": sum(1 for e in entries if e.provider == one.name)}
                for one in providers()
            ]
        }
    if name in NAMES:
        one = provider(name)
        module = inspect.getmodule(one.fetch)
        return {
            **_provider_row(one),
            "hosts": list(one.hosts),
            "about": inspect.getdoc(module) or "",
            "series": [_live_row(e) for e in entries if e.provider == name],
        }
    rows = [_live_row(e) for e in entries if e.name == name]
    if not rows:
        known = (*NAMES, *{e.name for e in entries})
        raise MoneygoodError(
            "D029", f"there is no provider or live series {name!r}", None, did_you_mean(name, known)
        )
    return {"series": rows}


def refresh_data(
    base: str | None = None,
    *,
    name: str | None = None,
    only: Iterable[str] = (),
    accept: Iterable[str] = (),
    offline: bool = False,
    progress: Callable[[float], object] | None = None,
) -> dict[str, Any]:
    """Fetch what is new and build a vintage beside `base` in the user's folder; see `moneygood data refresh`.

    `only` names series to fetch, `accept` series whose doubts are set aside, `offline` uses what was fetched
    before. Keys: base, vintage (empty where nothing is new), folder, as_of, hash, counts, whole, series.
    """
    from moneygood.data.refresh import STANDINGS, refresh

    found = refresh(base, name=name, only=only, accept=accept, offline=offline, progress=progress)
    return {
        **{k: v for k, v in asdict(found).items() if k != "series"},
        "whole": found.whole,
        "counts": {standing: found.count(standing) for standing in STANDINGS},
        "series": [asdict(row) for row in found.series],
    }


def add_data(
    file: str,
    *,
    sheet: str | None = None,
    base: str | None = None,
    name: str | None = None,
    replace: bool = False,
) -> dict[str, Any]:
    """Build a vintage in your folder that has the series of your own table too; see `moneygood data add`.

    Keys: base, vintage, folder, hash, series (name, unit, span, figures, whether it replaced another).
    """
    from moneygood.data.add import add_series

    return asdict(add_series(file, sheet=sheet, base=base, name=name, replace=replace))


def _provider_row(one: Any) -> dict[str, Any]:
    return {
        "provider": one.name,
        "title": one.title,
        "document": one.kind,
        "licence": one.licence,
        "key": one.key,
        "key_needed": one.key_needed,
        "per_second": one.per_second,
        "manual": one.manual,
    }


def _live_row(entry: Any) -> dict[str, Any]:
    return {
        "series": entry.name,
        "frequency": entry.frequency,
        "provider": entry.provider,
        "asked": list(entry.asked),
        "take": entry.take,
        "scale": entry.scale,
        "window": entry.window,
    }
