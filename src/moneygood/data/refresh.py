"""Fetching what is new and building a vintage beside the old one; what is doubted stays as it was."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.home import home_root
from moneygood.data.baselines import NAME as BASELINE
from moneygood.data.baselines import NewBaseline, baseline_doubts, newer_baseline, with_baseline
from moneygood.data.believed import doubts, projection_doubts
from moneygood.data.builder_live import Key, NewSeries, build_on, figures_by_key, projections_by_key
from moneygood.data.live import (
    PROJECTION,
    BaselineTable,
    LiveSeries,
    figures_of,
    read_live,
    read_live_baseline,
)
from moneygood.data.providers.client import Client
from moneygood.data.providers.contract import Ask, Get, Observation, Snapshot, WebRequest
from moneygood.data.providers.registry import provider
from moneygood.data.snapshots import SnapshotStore, open_store
from moneygood.data.vintage import Vintage, list_vintages, load_vintage

STANDINGS = ("new", "same", "doubted", "failed")


@dataclass(frozen=True)
class SeriesRefresh:
    """What became of one series: standing (one of `STANDINGS`), how many figures are new or revised, and why.

    `kind` is that of a doubt or the code of an error; `words` say it in a line.
    """

    frequency: str
    series: str
    provider: str
    standing: str
    added: int = 0
    revised: int = 0
    last: str = ""
    kind: str = ""
    words: str = ""


@dataclass(frozen=True)
class Refreshed:
    """A refresh: the vintage it began with, the one it made (empty: nothing was new), and every series."""

    base: str
    vintage: str
    folder: str
    hash: str
    as_of: str
    series: tuple[SeriesRefresh, ...]

    def count(self, standing: str) -> int:
        """How many series have a standing."""
        return sum(1 for s in self.series if s.standing == standing)

    @property
    def whole(self) -> bool:
        """Whether every series came and was believed."""
        return not self.count("doubted") and not self.count("failed")


@dataclass
class Answers:
    """Where answers come from: the network, what was kept, or what was kept by a day."""

    client: Client
    store: SnapshotStore
    offline: bool = False
    _had: dict[tuple[object, ...], tuple[tuple[Snapshot, ...], tuple[Observation, ...]]] = field(
        default_factory=dict
    )

    _got: dict[str, Snapshot] = field(default_factory=dict)

    def _once(self, get: Get) -> Get:
        """A document that several series need is fetched once."""

        def again(request: WebRequest) -> Snapshot:
            if request.key not in self._got:
                self._got[request.key] = get(request)
            return self._got[request.key]

        return again

    def read(self, name: str, ask: Ask) -> tuple[tuple[Snapshot, ...], tuple[Observation, ...]]:
        """Snapshots and figures of a question; asked once, however many series need it."""
        key = (name, ask.series, ask.since, ask.until, ask.as_of, tuple(sorted(ask.options.items())))
        if key not in self._had:
            one = provider(name)
            get: Get
            if self.offline:
                get = self.store.kept(ask.as_of)
            else:
                get = self.store.getter(lambda request: self.client.fetch(one, request))
            snapshots = one.fetch(ask, self._once(get))
            self._had[key] = (snapshots, one.tidy(ask, snapshots))
        return self._had[key]


def refresh(
    base: str | None = None,
    *,
    name: str | None = None,
    only: Iterable[str] = (),
    accept: Iterable[str] = (),
    offline: bool = False,
    client: Client | None = None,
    store: SnapshotStore | None = None,
    live: Mapping[str, Mapping[str, LiveSeries]] | None = None,
    baseline: tuple[BaselineTable, ...] | None = None,
    root: Path | None = None,
    progress: Callable[[float], object] | None = None,
) -> Refreshed:
    """Fetch every live series and build the vintage of today beside `base` (the latest, the user's own too).

    `only` names series to fetch, `accept` those whose doubts are set aside; `offline` takes what was fetched
    before. A newer baseline of CBO comes whole or not at all. `live` and `baseline` say what is live in place
    of the shipped list. A series that did not come, or is doubted, keeps its former figures and is named.
    Nothing is written where nothing is new. Errors: D001 for a name that is not live, D020 where nothing came
    at all.
    """
    client = client or Client()
    files = baseline or (read_live_baseline() if live is None else ())
    further = (BASELINE,) if files else ()
    entries = _wanted(read_live() if live is None else live, tuple(only), tuple(accept), further)
    files = files if not only or BASELINE in only else ()
    start = load_vintage(base or latest_name(root), root=root)
    known = figures_by_key(start)
    ahead = projections_by_key(start)
    source = Answers(client, store or open_store(), offline)
    out: list[SeriesRefresh] = []
    new: dict[Key, NewSeries] = {}
    ahead_of: NewBaseline | None = None
    try:
        for at, entry in enumerate(entries):
            old = ahead if entry.take == PROJECTION else known
            seen, series = _one(entry, old, source, client, frozenset(accept))
            out.append(seen)
            if series is not None:
                new[entry.frequency, entry.name] = series
            if progress is not None:
                progress((at + 1) / len(entries))
        if files:
            seen, ahead_of = _baseline(start, files, source, frozenset(accept))
            out.append(seen)
    finally:
        client.close()
    day = client.clock().astimezone(datetime.UTC).date()
    if out and all(s.standing == "failed" for s in out):
        raise MoneygoodError("D020", f"nothing came: {out[0].words}", None, f"{start.name} stands as it was")
    if not new and ahead_of is None:
        return Refreshed(start.name, "", "", start.hash, day.isoformat(), tuple(out))
    called, manifest = _written(start, new, ahead_of, name, day, root)
    folder = home_root() / "vintages" / called
    return Refreshed(start.name, called, str(folder), str(manifest["hash"]), day.isoformat(), tuple(out))


def _written(
    start: Vintage, new: Mapping[Key, NewSeries], baseline: NewBaseline | None, name: str | None,
    day: datetime.date, root: Path | None,
) -> tuple[str, dict[str, object]]:  # fmt: skip
    """The new vintage's name and manifest."""
    folder = home_root() / "vintages"
    called = name or _free_name(folder, day, root)
    _check_name(called, folder, root)
    tables = with_baseline(start, baseline) if baseline else {}
    made_of = {f"{BASELINE}/{baseline.month}": baseline.snapshots} if baseline else {}
    return called, build_on(start, new, folder / called, day, tables=tables, snapshots=made_of)


def latest_name(root: Path | None = None) -> str | None:
    """The vintage of the latest day, the user's own too."""
    names = list_vintages(root)
    return max(names, key=lambda n: (load_vintage(n, root=root).as_of, n)) if names else None


def _wanted(
    live: Mapping[str, Mapping[str, LiveSeries]],
    only: tuple[str, ...],
    accept: tuple[str, ...],
    further: tuple[str, ...],
) -> list[LiveSeries]:
    entries = [e for of in live.values() for e in of.values()]
    names = {*further, *(e.name for e in entries)}
    for name in (*only, *accept):
        if name not in names:
            raise MoneygoodError("D001", f"{name!r} is not a live series", None, did_you_mean(name, names))
    return [e for e in entries if not only or e.name in only]


def _one(
    entry: LiveSeries,
    known: Mapping[Key, Mapping[str, float]],
    source: Answers,
    client: Client,
    accept: frozenset[str],
) -> tuple[SeriesRefresh, NewSeries | None]:
    said = (entry.frequency, entry.name, entry.provider)
    old = known.get((entry.frequency, entry.name), {})
    day = client.today(provider(entry.provider))
    try:
        had = {n: source.read(entry.provider, Ask(n, options=entry.options)) for n in entry.asked}
        figures, partial = figures_of(entry, {n: found for n, (_, found) in had.items()}, day)
    except MoneygoodError as fault:
        return SeriesRefresh(*said, "failed", kind=fault.code, words=fault.message), None
    if not figures:
        return SeriesRefresh(*said, "failed", kind="D022", words="no figure of a whole period came"), None
    projected = entry.take == PROJECTION
    found = projection_doubts(old, figures) if projected else doubts(old, figures, day)
    if found and entry.name not in accept:
        return SeriesRefresh(*said, "doubted", kind=found[0].kind, words=found[0].words), None
    added = [p for p in figures if p not in old and (projected or not old or p > min(old))]
    revised = [p for p in figures if p in old and not _same(old[p], figures[p])]
    last = max(figures)
    if not added and not revised and not found and not any(p not in old for p in figures):
        return SeriesRefresh(*said, "same", last=last), None
    hashes = tuple(dict.fromkeys(s.sha256 for shots, _ in had.values() for s in shots))
    if projected:
        words = _words_of_projection(entry)
        series = NewSeries(figures, (), "latest projection", hashes, frozenset(figures), words=words)
        return SeriesRefresh(*said, "new", len(added), len(revised), last), series
    how = entry.take if entry.take in ("as published", "fiscal quarter") else f"{entry.take} of the period"
    series = NewSeries(
        figures, partial, how, hashes, words={"id": " + ".join(entry.asked)} if not old else {}
    )
    return SeriesRefresh(*said, "new", len(added), len(revised), last), series


def _baseline(
    start: Vintage,
    files: tuple[BaselineTable, ...],
    source: Answers,
    accept: frozenset[str],
) -> tuple[SeriesRefresh, NewBaseline | None]:
    """What became of CBO's latest baseline: one row, whatever the number of its tables."""
    said = ("baseline", BASELINE, "cbo")
    last = max(start.cbo_vintages(), default="")
    try:
        found = newer_baseline(start, files, lambda series: source.read("cbo", Ask(series)))
        doubted = baseline_doubts(start, found) if found else ()
    except MoneygoodError as fault:
        return SeriesRefresh(*said, "failed", kind=fault.code, words=fault.message), None
    if found is None:
        return SeriesRefresh(*said, "same", last=last), None
    if doubted and BASELINE not in accept:
        return SeriesRefresh(*said, "doubted", kind=doubted[0].kind, words=doubted[0].words), None
    return SeriesRefresh(*said, "new", found.figures, 0, found.month), found


def _words_of_projection(entry: LiveSeries) -> dict[str, str]:
    """The words of a record of a series that the bundled vintage need not have."""
    asked = provider(entry.provider)
    return {
        "label": entry.label or entry.name, "unit": entry.unit, "agency": asked.title,
        "id": " + ".join(entry.asked), "licence": asked.licence,
    }  # fmt: skip


def _same(one: float, other: float) -> bool:
    """Whether two figures are the same in the ten digits that a vintage keeps."""
    return f"{one:.10g}" == f"{other:.10g}"


def _free_name(folder: Path, day: datetime.date, root: Path | None) -> str:
    taken = set(list_vintages(root))
    names = [f"{day:%Y-%m}", day.isoformat(), *(f"{day.isoformat()}-{k}" for k in range(2, 100))]
    return next(n for n in names if n not in taken and not (folder / n).exists())


def _check_name(name: str, folder: Path, root: Path | None) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name):
        raise MoneygoodError(
            "D003", f"{name!r} is not a name of a vintage", None, "Use letters, digits, - and _"
        )
    if name in list_vintages(root) or (folder / name).exists():
        raise MoneygoodError("D003", f"there is a vintage {name!r} already", None, "Give another --name")
