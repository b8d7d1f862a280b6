"""A streamed run says what the same draws say when all of them are in memory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan
from moneygood.runs.store.path_file import PathFile
from moneygood.runs.streamed import SAMPLE, StreamedRun, stream_plan

REQUEST = RunRequest(draws=9000, seed=4, quarters=12, backend="compiled")


@pytest.fixture(scope="module")
def plan():
    return api.find_scenario("baseline")


@pytest.fixture(scope="module")
def whole(plan):
    return run_plan(api.load(), plan, REQUEST)


@pytest.fixture(scope="module")
def streamed(plan):
    return stream_plan(api.load(), plan, REQUEST)


def test_first_passages_are_exactly_the_same(whole, streamed):
    assert streamed.first.as_json() == whole.first.as_json()
    for name, times in whole.first.times.items():
        np.testing.assert_array_equal(streamed.first.times[name], times)


def test_fans_differ_by_a_fraction_of_their_error(whole, streamed):
    assert isinstance(streamed, StreamedRun)
    for name in whole.paths.names:
        a, b = whole.quantiles(name), streamed.quantiles(name)
        width = 1e-3 * (a.quantiles.max(axis=0) - a.quantiles.min(axis=0))  # more than a bin
        error = np.maximum(a.quantile_errors, np.maximum(10.0 * width, 1e-6 * np.abs(a.quantiles) + 1e-9))
        assert np.median(np.abs(a.quantiles - b.quantiles) / error) < 0.15, name
        np.testing.assert_allclose(b.mean, a.mean, rtol=1e-6, atol=1e-6 * np.abs(a.quantiles).max())
        np.testing.assert_allclose(b.mean_error, a.mean_error, rtol=1e-4, atol=1e-12)


def test_threads_change_no_bit_of_a_streamed_run(plan, streamed):
    """C-17: pieces are simulated side by side and reduced in their order."""
    one = stream_plan(api.load(), plan, replace(REQUEST, draws=20_000, threads=1))
    many = stream_plan(api.load(), plan, replace(REQUEST, draws=20_000, threads=3))
    for name in streamed.paths.names:
        a, b = one.quantiles(name), many.quantiles(name)
        for field in ("quantiles", "quantile_errors", "mean", "mean_error"):
            np.testing.assert_array_equal(getattr(a, field), getattr(b, field))
    assert one.first.as_json() == many.first.as_json()
    assert one.around == many.around
    assert one.simulation.identity_error == many.simulation.identity_error
    np.testing.assert_array_equal(one.paths.values, many.paths.values)


def test_the_checks_are_those_of_all_draws(whole, streamed):
    assert streamed.failed_share == whole.failed_share
    assert streamed.nonfinite == whole.nonfinite == 0
    ours, theirs = streamed.simulation, whole.simulation
    assert ours.guard_share == pytest.approx(theirs.guard_share)
    assert ours.worst_identity[1] == pytest.approx(theirs.worst_identity[1], rel=1e-9)


def test_the_first_draws_are_kept(whole, streamed):
    np.testing.assert_array_equal(streamed.paths.values, whole.paths.values[:, :, :SAMPLE])


def test_mean_paths_around_a_break_by_brute_force(whole, streamed):
    rate = whole.paths.series("ffr").astype(float)
    for event, onset in whole.first.times.items():
        sums = [[] for _ in range(13)]
        for draw in np.flatnonzero(onset):
            for k in range(-4, 9):
                t = onset[draw] - 1 + k
                if 0 <= t < 12:
                    sums[k + 4].append(rate[t, draw])
        expected = [np.mean(s) if s else np.nan for s in sums]
        np.testing.assert_allclose(streamed.around[event]["ffr"], expected, rtol=1e-6)


@pytest.mark.parametrize("ending", [".parquet", ".zarr"])
def test_every_path_can_be_written_on_the_way(plan, whole, tmp_path, ending):
    file = tmp_path / f"paths{ending}"
    stream_plan(api.load(), plan, REQUEST, file=file)
    if ending == ".zarr":
        import zarr

        group = zarr.open_group(str(file), mode="r")
        np.testing.assert_array_equal(np.asarray(group["rate_10y"]), whole.paths.series("rate_10y"))
        assert list(group.attrs["periods"]) == [str(p) for p in whole.paths.periods]
        assert not np.asarray(group["status"]).any()
    else:
        import pyarrow.parquet as pq

        table = pq.read_table(file, columns=["period", "draw", "rate_10y"]).to_pandas()
        wide = table.pivot(index="period", columns="draw", values="rate_10y")
        np.testing.assert_array_equal(wide.to_numpy(), whole.paths.series("rate_10y"))
    assert [p.name for p in tmp_path.iterdir()] == [file.name]


def test_a_bad_name_or_a_file_in_the_way_is_refused_before_the_run(plan, tmp_path):
    with pytest.raises(MoneygoodError, match=r"R005.*paths\.xls"):
        stream_plan(api.load(), plan, REQUEST, file=tmp_path / "paths.xls")
    (tmp_path / "paths.parquet").write_text("mine")
    with pytest.raises(MoneygoodError, match=r"R001.*exists"):
        stream_plan(api.load(), plan, REQUEST, file=tmp_path / "paths.parquet")
    with pytest.raises(MoneygoodError, match=r"R001.*no folder"):
        stream_plan(api.load(), plan, REQUEST, file=tmp_path / "no" / "paths.parquet")


def test_a_run_that_is_stopped_leaves_no_file_and_counts_the_rest_as_failed(plan, tmp_path):
    file = tmp_path / "paths.parquet"
    with pytest.raises(MoneygoodError, match=r"R001.*stopped"):
        stream_plan(api.load(), plan, REQUEST, progress=lambda _: False, file=file)
    assert not list(tmp_path.iterdir())
    run = stream_plan(api.load(), plan, REQUEST, progress=lambda _: False)
    assert run.failed_share == pytest.approx(1 - 8192 / 9000)


def test_a_file_that_is_not_finished_never_takes_its_name(whole, tmp_path):
    file = tmp_path / "paths.zarr"
    with pytest.raises(KeyboardInterrupt), PathFile(file, whole.paths.names, whole.paths.periods, 9000):
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("sampling", ["antithetic", "sobol"])
def test_errors_of_other_samplings_are_those_of_all_draws(plan, sampling):
    request = RunRequest(draws=4096, seed=4, quarters=4, backend="compiled", sampling=sampling)
    whole, streamed = run_plan(api.load(), plan, request), stream_plan(api.load(), plan, request)
    assert streamed.first.as_json() == whole.first.as_json()
    for name in ("ffr", "debt_ratio", "sp500"):
        a, b = whole.quantiles(name), streamed.quantiles(name)
        np.testing.assert_allclose(b.mean_error, a.mean_error, rtol=2e-2, atol=1e-5 * abs(a.mean).max())
        ratio = b.quantile_errors[:, 1:] / a.quantile_errors[:, 1:]
        assert 0.8 < np.median(ratio) < 1.25


def test_headline_means_are_known_better_with_pairs_and_sobol(plan):
    """Same number of draws, smaller Monte-Carlo error of the means that people read."""
    error = {}
    for sampling in ("random", "antithetic", "sobol"):
        request = RunRequest(draws=4096, seed=4, quarters=12, backend="compiled", sampling=sampling)
        run = run_plan(api.load(), plan, request)
        names = ("ffr", "rate_10y", "infl_core_yoy", "unemployment", "gdp_growth", "debt_ratio")
        error[sampling] = np.array([run.quantiles(n).mean_error[-1] for n in names])
    assert (error["antithetic"] < 0.8 * error["random"]).mean() > 0.6
    assert np.median(error["sobol"] / error["random"]) < 0.9
