"""The verb `run`: one run a scenario, its tables, and its folder."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.asked import like, option
from moneygood.surfaces.cli import BEGAN
from moneygood.surfaces.cli.commands import AnswerFlags, Asking

if TYPE_CHECKING:
    from moneygood.api import RunResult, StoredRun
    from moneygood.runs.shares import Shares
    from moneygood.scenarios.plan import Plan


@dataclass(frozen=True)
class RunFlags:
    """What only the command line has."""

    out: Path | None = option(None, "Folder for the results (default: runs/, one folder a run).", read=Path)
    shares: Sequence[str] = option(
        (), "Show how much of a variable's variance shocks, parameters, regimes explain; repeatable.",
        many=True,
    )  # fmt: skip
    keep_paths: bool = option(False, "Store the paths of every variable of the run, not only of --keep.")
    no_files: bool = option(False, "Write no run folder.")
    no_charts: bool = option(False, "Write no charts.")
    full: bool = like(AnswerFlags, "full")
    offline: bool = like(AnswerFlags, "offline")
    json: bool = like(AnswerFlags, "json")


FLAGS = RunFlags


def act(asking: Asking) -> None:
    """Simulate each scenario; print its tables or its document, and write its folder."""
    began = BEGAN
    from moneygood import api
    from moneygood.scenarios.labels import distinct_labels

    shown = asking.shown
    _check_files_wanted(asking)
    plans = [api.find_scenario(name) for name in asking.given.get("scenario") or [api.BASELINE]]
    labels = distinct_labels(plans)
    folders = _folders(shown["out"], labels) if not shown["no_files"] else [None] * len(plans)
    _check_one_file_each(asking.given.get("paths_to"), plans)
    asking.request(scenario=plans[0])  # whatever it may say against the options is said before the work
    loaded = time.perf_counter()
    documents: list[dict[str, Any]] = []
    with api.open_cluster(asking.given.get("cluster")) as workers:
        for plan, label, folder in zip(plans, labels, folders, strict=True):
            start = time.perf_counter()
            result = _simulated(asking, plan, workers)
            done = time.perf_counter()
            result.seconds["import"] = loaded - began
            result.seconds["compile"] = done - start - result.seconds["simulate"]
            result.seconds["total"] = time.perf_counter() - (began if plan is plans[0] else start)
            stored = None
            if not shown["no_files"]:
                stored = _write(result, folder, charts=not shown["no_charts"], paths=shown["keep_paths"])
            result.seconds["total"] = time.perf_counter() - (began if plan is plans[0] else start)
            shares = _shares(result, shown["shares"]) if shown["shares"] else None
            if shown["json"]:
                beside: dict[str, Any] = {"label": label} if len(plans) > 1 else {}
                if stored is not None:
                    beside["folder"] = stored.where
                    beside["files"] = sorted({name.partition("/")[0] for name in stored.sizes})
                    beside["bytes"] = stored.bytes
                if shares is not None:
                    beside["shares"] = [row.as_json() for row in shares.rows]
                    beside["shares_by_sector"] = [row.as_json() for row in shares.sectors]
                    beside["medians"] = [row.as_json() for row in shares.medians]
                request = asking.request(scenario=plan)
                documents.append(api.FoundAnswer(asking.question, request, result).document(beside))
            else:
                _print_run(result, stored, label, full=shown["full"])
                if shares is not None:
                    from moneygood.surfaces.cli import show

                    for part in show.shares_tables(shares):
                        show.console().print(part)
    if shown["json"]:
        from moneygood.surfaces.cli.show import print_json

        print_json(documents[0] if len(documents) == 1 else {"runs": documents})


def _check_files_wanted(asking: Asking) -> None:
    """A079 for what is about the files of a run that is to write none."""
    from moneygood.core.errors import MoneygoodError

    about = {name: asking.shown[name] for name in ("out", "keep_paths")}
    if not asking.given.get("paths_to"):
        about["keep"] = asking.given.get("keep")
    for name, given in about.items():
        if asking.shown["no_files"] and given:
            what = f"--{name.replace('_', '-')} has no effect: with --no-files nothing is written"
            raise MoneygoodError("A079", what, None, "Leave one of the two out")


def _simulated(asking: Asking, plan: Plan, workers: Any) -> RunResult:
    from moneygood.surfaces.cli.progress import waiting

    with waiting(plan.title) as progress:
        return asking.question.answer(asking.request(scenario=plan, cluster=workers), progress)


def _shares(result: RunResult, variables: Sequence[str]) -> Shares:
    from moneygood import api
    from moneygood.surfaces.cli.progress import waiting

    with waiting("shares of variance"):
        return api.variance_shares(result, variables)


def _folders(out: Path | None, labels: Sequence[str]) -> Sequence[Path | None]:
    """The folder of each run, None for the run store; checked for being writable before anything is run."""
    from moneygood import api
    from moneygood.scenarios.labels import folder_names

    if out is not None or "://" not in api.store_place():
        api.check_writable(out if out is not None else api.default_folder())
    if out is None:
        return [None] * len(labels)
    return [out] if len(labels) == 1 else [out / name for name in folder_names(labels)]


def _check_one_file_each(paths_to: Path | None, plans: Sequence[Plan]) -> None:
    """R001 for one file of paths that several scenarios would share, before anything is computed."""
    if paths_to is not None and len(plans) > 1:
        from moneygood.core.errors import MoneygoodError

        what = f"{paths_to} can hold the paths of one scenario, not of {len(plans)}"
        raise MoneygoodError("R001", what, None, "Run them one by one, each with a file of its own")


def _write(result: RunResult, folder: Path | None, *, charts: bool, paths: bool) -> StoredRun:
    """The run in a folder of its own, or in the run store."""
    from moneygood import api
    from moneygood.surfaces.cli.progress import waiting

    draw = None
    if charts:
        from moneygood.surfaces.run_charts import write_charts as draw
    with waiting("writing the run"):
        if folder is not None:
            return api.write_run(result, folder, draw, paths=paths)
        return api.save_run(result, api.open_store(), draw, paths=paths)


def _print_run(result: RunResult, stored: StoredRun | None, label: str, *, full: bool) -> None:
    from moneygood.surfaces.cli import show
    from moneygood.surfaces.cli.answer import print_brief, print_full

    told = "" if label in (result.plan.name, result.plan.title) else f" ({label})"
    facts = list(show.facts(result, stored, full=full))
    if full:
        print_full(result.lead, result.title + told, result.reading, result.tables, facts)
    else:
        print_brief(result.lead, result.tables, [f"{result.title}{told}", *facts])
