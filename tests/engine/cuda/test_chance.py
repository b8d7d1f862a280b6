"""Random numbers of the scalar functions against NumPy's generator and against the cells of the engine."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.engine.cuda import chance
from moneygood.engine.sampling.draws import CELL, normals, uniforms, words

SEED = np.uint64(2**63 + 12345)


@pytest.fixture(autouse=True)
def _words_wrap():
    """Products of words overflow on purpose, of which NumPy's scalars warn."""
    with np.errstate(over="ignore"):
        yield


def test_the_upper_word_of_a_product_is_that_of_whole_numbers():
    generator = np.random.default_rng(1)
    for a, b in generator.integers(0, 2**64, size=(200, 2), dtype=np.uint64):
        assert int(chance.high_word(a, b)) == int(a) * int(b) >> 64


def test_words_are_those_of_numpys_philox():
    """Four words for a counter: the generator counts on by one before it gives the first."""
    key, counter = np.array([SEED, 3], dtype=np.uint64), np.array([6, 1, 9, 40], dtype=np.uint64)
    theirs = np.random.Philox(key=key, counter=counter).random_raw(4)
    np.testing.assert_array_equal(chance.philox(SEED, 3, 7, 1, 9, 40), theirs)


def test_uniforms_of_any_draw_are_those_of_its_cell():
    table = uniforms(int(SEED), chance.UNIFORM_STREAM, 5, 2, 3)
    for inside in (0, 1, 511, 512, 1023):
        for row in range(3):
            ours = chance.uniform(SEED, chance.UNIFORM_STREAM, 5, 2 * CELL + inside, row)
            assert ours == table[row, inside]


@pytest.mark.parametrize(("first", "lanes"), [(0, 20), (1000, 60), (1024, 1), (519, 30)])
def test_normals_of_any_range_are_those_of_their_cells(first, lanes):
    """Also where a range begins inside a cell or runs over its end; only the logarithm may round apart."""
    rows, quarter = 2, 7
    cells = range(first // CELL, (first + lanes - 1) // CELL + 1)
    table = np.hstack([normals(int(SEED), 0, quarter, c, rows) for c in cells])
    theirs = table[:, first - cells[0] * CELL :][:, :lanes]
    out = np.full((rows, lanes), np.nan)
    units = 64 * len(cells)
    for i in range(rows * units):
        chance.normal_unit(i, SEED, 0, 0, quarter, units, first, lanes, 0, out)
    np.testing.assert_allclose(out, theirs, rtol=4e-16, atol=0)


def test_paired_normals_are_opposite():
    out = np.full((1, 24), np.nan)
    for i in range(64):
        chance.normal_unit(i, SEED, 0, 0, 3, 64, 0, 24, 1, out)
    np.testing.assert_array_equal(out[0, 1::2], -out[0, ::2])
    np.testing.assert_allclose(out[0, ::2], normals(int(SEED), 0, 3, 0, 1)[0, :24:2], rtol=4e-16)


def test_halves_of_words_are_read_low_half_first():
    word = words(7, 0, 0, 0, 4)
    halves = word.astype("<u8").view(np.uint32)
    assert [chance.half_of(tuple(word), i) for i in range(8)] == halves.tolist()


@pytest.mark.parametrize("eighth", range(8))
def test_angles_of_a_whole_turn(eighth):
    """Sines and cosines of Box-Muller against the C library at every eighth of a turn and beside it."""
    for step in (-1, 0, 1, 12345):
        turn = (eighth * 2**29 + step) % 2**32
        sine, cosine = chance.normal_pair(0, turn)
        size = np.sqrt(-2.0 * np.log(0.5 * 2.0**-32))
        angle = 2.0 * np.pi * turn * 2.0**-32
        assert (sine / size, cosine / size) == pytest.approx((np.sin(angle), np.cos(angle)), abs=1e-15)
