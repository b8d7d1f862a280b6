"""Statistics formed apart and merged have the bits of those formed in one go."""

from __future__ import annotations

import itertools
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter, quarter_range
from moneygood.engine.event_means import ConditionalMeans
from moneygood.engine.llvm import binary
from moneygood.engine.llvm.driver import driver_module
from moneygood.engine.reduce import (
    AbstractReducer,
    Counts,
    Distribution,
    KeptDraws,
    ReducingCode,
)
from moneygood.engine.workers.executor import in_order

PERIODS = quarter_range(Quarter.parse("2026Q3"), Quarter.parse("2027Q4"))
LEVELS = (0.05, 0.5, 0.95)
NUMBER, WIDTH = 7, 64


@pytest.fixture(scope="module")
def loops() -> ReducingCode:
    """The compiled loops."""
    return ReducingCode(binary.Loaded(binary.translate(driver_module())))


def piece(number: int, sampling: str) -> Paths:
    """A piece of random paths, some of which failed."""
    rng = np.random.default_rng([number, 5])
    values = np.exp(rng.normal(size=(2, len(PERIODS), WIDTH))).astype(np.float32)
    status = (rng.random(WIDTH) < 0.1).astype(np.uint8)
    return Paths(("a", "b"), PERIODS, values, status, 1, number * WIDTH, sampling)


def onset(paths: Paths) -> dict[str, np.ndarray]:
    """The quarter of each good draw's first figure above two, counted from one."""
    above = paths.values[0][:, paths.ok] > 2.0
    return {"high": np.where(above.any(axis=0), above.argmax(axis=0) + 1, 0)}


def makers(code: ReducingCode | None) -> list[AbstractReducer]:
    return [
        Distribution(("a", "b"), LEVELS, code),
        Counts(),
        KeptDraws(WIDTH),
        ConditionalMeans(("a", "b"), onset, 2, 2, code),
    ]


def sent(reducer: AbstractReducer, code: ReducingCode | None) -> AbstractReducer:
    """A fresh one as it arrives elsewhere, where the compiled loops are given anew."""
    other = pickle.loads(pickle.dumps(reducer.fresh()))
    if isinstance(other, Distribution | ConditionalMeans):
        assert other.code is None
        other.code = code
    return other


def said(reducers: list[AbstractReducer]) -> bytes:
    """All that they say, as bytes."""
    spread, counts, sample, around = reducers
    assert isinstance(spread, Distribution)
    assert isinstance(counts, Counts)
    assert isinstance(sample, KeptDraws)
    assert isinstance(around, ConditionalMeans)
    assert sample.paths is not None
    parts: list[Any] = [spread.quantiles(), spread.quantile_errors(), *spread.mean(), sample.paths.values]
    parts += [around.means()["high"], around.cases["high"]]
    return b"".join(np.ascontiguousarray(p).tobytes() for p in parts) + repr(vars(counts)).encode()


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("sampling", ["random", "antithetic", "sobol"])
@settings(max_examples=20, deadline=None)
@given(cuts=st.sets(st.integers(1, NUMBER - 1)), data=st.data())
def test_any_grouping_of_pieces_in_any_order_of_work_gives_the_same_bits(
    sampling, compiled, loops, cuts, data
) -> None:
    """C-17"""
    code = loops if compiled else None
    pieces = [piece(i, sampling) for i in range(NUMBER)]
    whole, merged = makers(code), makers(code)
    for paths in pieces:
        for reducer in whole:
            reducer.take(paths)
    for reducer in merged:
        reducer.take(pieces[0])
    edges = [*sorted(cuts | {1}), NUMBER]
    groups = [pieces[a:b] for a, b in itertools.pairwise(edges)]
    order = data.draw(st.permutations(range(len(groups))))
    done = []
    for number in order:
        apart = [sent(r, code) for r in merged]
        for paths in groups[number]:
            for reducer in apart:
                reducer.take(paths)
        done.append((number, pickle.loads(pickle.dumps(apart))))
    for parts in in_order(done):
        for reducer, part in zip(merged, parts, strict=True):
            reducer.merge(part)
    assert said(merged) == said(whole)


def test_what_travels_is_smaller_than_the_bins() -> None:
    spread = Distribution(("a", "b"), LEVELS)
    spread.take(piece(0, "random"))
    empty = spread.fresh()
    assert len(pickle.dumps(empty)) < 10_000
    empty.take(piece(1, "random"))
    assert len(pickle.dumps(empty)) < 1.2 * empty.counts.size
    again = pickle.loads(pickle.dumps(empty))
    assert sum(int(c.sum()) for c in again.counts) == empty.counts.sum() == 2 * len(PERIODS) * empty.good


def test_results_come_in_order_as_soon_as_they_can() -> None:
    taken = []

    def coming():
        for number in (2, 0, 1, 3):
            taken.append(number)
            yield number, str(number)

    ordered = in_order(coming())
    assert next(ordered) == "0"
    assert taken == [2, 0]
    assert list(ordered) == ["1", "2", "3"]
