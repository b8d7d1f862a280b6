"""docs/why/memory-layout.md says how figures lie in memory: its numbers and axes are those of the code."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from moneygood.engine.llvm.driver import BLOCKS
from moneygood.engine.llvm.layout import CHUNK, INLINE
from moneygood.engine.llvm.tables import vectors
from moneygood.engine.llvm.text import LANES
from moneygood.engine.program.program import DRAW, FULL, QUARTER, RUN
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.simulate import simulate
from moneygood.engine.stages import LEVELS

PAGE = (Path(__file__).parents[2] / "docs" / "why" / "memory-layout.md").read_text(encoding="utf-8")
WORDS = " ".join(PAGE.split())


def test_the_numbers_of_the_page_are_those_of_the_code() -> None:
    assert (LANES, BLOCKS, CELL, CHUNK) == (8, 2, 1024, 128)
    assert {0.0, 1.0, 0.5} <= INLINE
    for said in ("blocks of eight", "sixteen paths", "cells of 1,024 draws", "at most 128 instructions"):
        assert said in WORDS
    assert (RUN, QUARTER, DRAW, FULL) == (0, 1, 2, 3)
    assert " · ".join(LEVELS) in WORDS


def test_a_row_of_a_block_is_one_aligned_load_of_64_bytes() -> None:
    rows = vectors(5)
    assert rows.shape == (5, 8)
    assert rows.strides == (64, 8)
    assert rows.ctypes.data % 64 == 0


def test_paths_are_variable_by_quarter_by_draw_with_draws_side_by_side(small) -> None:
    model = small.build("[y] source: ours\ny ~ 0.5 * y[-1]", {"y": "1"}, shocks={"eps_y": 1.0})
    paths = simulate(model, small.start(model, 6, {"y": 0.0}), draws=11, seed=1, backend="numba").paths
    assert paths.values.shape == (1, 6, 11)
    assert paths.values.dtype == np.float32
    assert paths.values.strides[2] == 4
