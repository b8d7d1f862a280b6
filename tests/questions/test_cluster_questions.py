"""Every question that can be spread over a cluster is answered with the bits of one process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.engine.workers.executor import AbstractExecutor
from moneygood.runs import streamed as streaming
from moneygood.runs.run import RunRequest
from moneygood.runs.streamed import StreamedRun, stream_plan
from moneygood.validation.forecast_record.record import _EvaluateOrigins

pytest.importorskip("distributed")

REQUEST = RunRequest(draws=30_000, seed=4, quarters=6, backend="compiled")


@pytest.fixture(scope="module")
def workers() -> Iterator[AbstractExecutor]:
    with api.open_cluster("local:2") as own:
        assert own is not None
        yield own


def stream(request: RunRequest, file: Path | None = None, progress: Any = None) -> StreamedRun:
    return stream_plan(api.load(), api.find_scenario("deepseek-jevons"), request, progress, file)


def figures(run: StreamedRun) -> dict[str, Any]:
    """All that a streamed run says, but for what took how long and who did it."""
    document = run.as_json()
    del document["run"]["seconds"]
    fans = {n: (f.quantiles.tobytes(), f.quantile_errors.tobytes(), f.mean.tobytes(), f.mean_error.tobytes())
            for n, f in run.fans().items()}  # fmt: skip
    first = run.first
    return {"document": json.dumps(document), "fans": fans, "paths": run.paths.values.tobytes(),
            "first": repr(first.highs_json()), "identities": run.simulation.identity_error}  # fmt: skip


@pytest.fixture(scope="module")
def alone() -> StreamedRun:
    return stream(REQUEST)


def test_a_streamed_run_is_the_same_on_workers(workers, alone) -> None:
    """C-17"""
    heard: list[float] = []
    spread = stream(replace(REQUEST, executor=workers), progress=heard.append)
    assert figures(spread) == figures(alone)
    assert spread.id == alone.id
    assert spread.simulation.workers == 2
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_the_size_of_chunks_changes_no_figure(workers, alone, monkeypatch) -> None:
    monkeypatch.setattr(type(workers), "shares", 1)
    monkeypatch.setattr(streaming, "MOST_TOGETHER", 3)
    assert figures(stream(replace(REQUEST, executor=workers))) == figures(alone)


def test_every_path_is_written_in_its_place_from_workers(workers, tmp_path: Path) -> None:
    request = replace(REQUEST, draws=12_000, quarters=2)
    stream(request, tmp_path / "alone.parquet")
    stream(replace(request, executor=workers), tmp_path / "spread.parquet")
    assert parquet.read_table(tmp_path / "alone.parquet").equals(
        parquet.read_table(tmp_path / "spread.parquet")
    )


def test_a_streamed_run_that_is_stopped_counts_what_is_missing(workers) -> None:
    run = stream(replace(REQUEST, executor=workers), progress=lambda share: share < 0.4)
    assert 0.0 < run.failed_share < 0.6
    with pytest.raises(MoneygoodError, match=r"E005.*0 draws"):
        stream(replace(REQUEST, draws=0, executor=workers))


def test_parameters_from_a_posterior_are_the_same_on_workers_in_every_scenario(
    workers, tmp_path: Path
) -> None:
    rng = np.random.default_rng(2)
    rows = "\n".join(f"{0.55 + 0.03 * x}" for x in rng.normal(size=300))
    (tmp_path / "manifest.json").write_text('{"kind": "moneygood proposal"}')
    (tmp_path / "draws.csv").write_text(f"b_okun_lag\n{rows}\n")
    plain = api.run("baseline", draws=1500, quarters=3)
    for scenario in ("baseline", "deepseek-jevons"):
        how: dict[str, Any] = {"draws": 1500, "quarters": 3, "posterior": tmp_path, "backend": "numpy"}
        one, two = api.run(scenario, **how), api.run(scenario, cluster=workers, **how)
        assert one.paths.values.tobytes() == two.paths.values.tobytes()
        assert one.id == two.id
        assert not np.array_equal(one.paths.values, plain.paths.values)


def test_comparing_is_the_same_on_workers(workers) -> None:
    how: dict[str, Any] = {"draws": 1500, "quarters": 5, "seed": 3}
    one = api.compare(["deepseek-jevons", "baseline"], **how)
    two = api.compare(["deepseek-jevons", "baseline"], cluster=workers, **how)
    assert one.as_json() == two.as_json()


def test_discovery_is_the_same_on_workers(workers) -> None:
    how: dict[str, Any] = {"levers": ["term_premium"], "draws": 900, "quarters": 8}
    words = "10y > 5 or debt > 105"
    assert api.discover(words, **how).as_json() == api.discover(words, cluster=workers, **how).as_json()


def test_sensitivity_is_the_same_on_workers(workers) -> None:
    how: dict[str, Any] = {"method": "sobol", "size": 64, "quarters": 4, "shock_paths": 2}
    inputs = ("neutral_rate", "term_premium", "ai_productivity")
    one = api.sensitivity("rate_10y", inputs, **how)
    assert one.as_json() == api.sensitivity("rate_10y", inputs, cluster=workers, **how).as_json()


@pytest.mark.slow
def test_the_forecast_record_is_the_same_on_workers(workers, tmp_path: Path) -> None:
    how: dict[str, Any] = {"first": "2006Q1", "last": "2018Q1", "step": 24, "draws": 40}
    one = api.backtest(folder=tmp_path / "one", **how)
    two = api.backtest(folder=tmp_path / "two", cluster=workers, **how)
    assert one.as_json() == two.as_json()
    files = sorted(p.name for p in (tmp_path / "one").rglob("*.json"))
    assert len(files) == 3
    for name in files:
        own, other = (next((tmp_path / w).rglob(name)).read_bytes() for w in ("one", "two"))
        assert own == other


def test_a_worker_with_other_policy_tables_is_refused(monkeypatch) -> None:
    from moneygood.validation.forecast_record import record

    class Restarts:
        vintage = api.load().vintage

    task = _EvaluateOrigins(Restarts(), None, None, None, 20, 1)  # type: ignore[arg-type]
    task.open()
    monkeypatch.setattr(record, "texts_of_restarts", lambda: "other")
    with pytest.raises(MoneygoodError, match=r"E073.*economics/policy"):
        task.open()
