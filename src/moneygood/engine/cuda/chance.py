"""Random numbers for one draw: Philox, Box-Muller, correlation, fat tails, whole past quarters.

Plain scalar functions, compiled for the processor or the graphics processor by `targets`. The random words
are those of `engine.draws` to the last bit, and so is all arithmetic but the logarithm's last place.
Whole numbers of 64 bits are unsigned throughout: numba would turn a mix of the two kinds into fractions.
"""

from __future__ import annotations

from math import log, sqrt

import numpy as np

from moneygood.engine.sampling.draws import COSINE, QUARTER_TURN, SINE

KEY_STEP_0, KEY_STEP_1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
FACTOR_0, FACTOR_1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
LOW_HALF, HALF_BITS, ELEVEN = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(11)
S0, S1, S2, S3, S4, S5 = SINE
C0, C1, C2, C3, C4, C5 = COSINE
TURN = float(QUARTER_TURN)
NORMAL_STREAM, MIXING_STREAM, UNIFORM_STREAM, RESIDUAL_STREAM = 0, 1, 2, 8
ODD_ATTEMPT = 1  # the counter of the square normal of an odd number of degrees of freedom


def high_word(a, b):
    """The upper 64 bits of a product of two words."""
    a_low, a_high = a & LOW_HALF, a >> HALF_BITS
    b_low, b_high = b & LOW_HALF, b >> HALF_BITS
    middle = a_high * b_low + ((a_low * b_low) >> HALF_BITS)
    other = a_low * b_high + (middle & LOW_HALF)
    return a_high * b_high + (middle >> HALF_BITS) + (other >> HALF_BITS)


def philox(seed, stream, counter, attempt, cell, quarter):
    """Four random words (Salmon et al. 2011, ten rounds), as NumPy's Philox gives for that counter."""
    k0, k1 = seed, np.uint64(stream)
    c0, c1, c2, c3 = np.uint64(counter), np.uint64(attempt), np.uint64(cell), np.uint64(quarter)
    for _ in range(10):
        high0, low0 = high_word(FACTOR_0, c0), FACTOR_0 * c0
        high1, low1 = high_word(FACTOR_1, c2), FACTOR_1 * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0 = k0 + KEY_STEP_0
        k1 = k1 + KEY_STEP_1
    return c0, c1, c2, c3


def pick(words, i):
    """Word number `i` of four."""
    if i < 2:
        return words[0] if i == 0 else words[1]
    return words[2] if i == 2 else words[3]


def half_of(words, i):
    """Half number `i` of four words, low ones first, as a signed whole number."""
    word = pick(words, i // 2)
    return np.int64(word & LOW_HALF) if i % 2 == 0 else np.int64(word >> HALF_BITS)


def uniform(seed, stream, t, draw, row):
    """A uniform strictly between 0 and 1 of a row of a stream."""
    inside = draw % 1024
    words = philox(seed, stream, row * 256 + inside // 4 + 1, 0, draw // 1024, t)
    return (np.float64(pick(words, inside % 4) >> ELEVEN) + 0.5) * 2.0**-53


def normal_pair(radius, turn):
    """Sine and cosine halves of Box-Muller from two halves of words."""
    size = sqrt(-2.0 * log((np.float64(radius) + 0.5) * 2.0**-32))
    q = (turn + 536870912) // 1073741824
    r = np.float64(turn - q * 1073741824) * TURN
    z = r * r
    sine = r + (r * z) * (((((S0 * z + S1) * z + S2) * z + S3) * z + S4) * z + S5)
    polynomial = ((((C0 * z + C1) * z + C2) * z + C3) * z + C4) * z + C5
    cosine = (1.0 - 0.5 * z) + (z * z) * polynomial
    q = q % 4
    if q == 0:
        return sine * size, cosine * size
    if q == 1:
        return cosine * size, -sine * size
    if q == 2:
        return -sine * size, -cosine * size
    return -cosine * size, sine * size


def normal_unit(i, seed, stream, attempt, t, units, first, lanes, paired, out):
    """Normals of one row for eight neighbouring draws and the eight that are 512 further on.

    `units` are numbered from the cell of draw `first` on, 64 to a cell; `out` [row, draw - first].
    """
    row, unit = i // units, i % units
    cell, eight = first // 1024 + unit // 64, unit % 64
    at = cell * 1024 + eight * 8 - first
    if (at + 8 > 0 and at < lanes) or (at + 520 > 0 and at + 512 < lanes):
        counter = row * 128 + eight + 1
        radii = philox(seed, stream, counter, attempt, cell, t)
        turns = philox(seed, stream, counter + 64, attempt, cell, t)
        for j in range(8):
            k = j - j % 2 if paired else j
            sine, cosine = normal_pair(half_of(radii, k), half_of(turns, k))
            if k != j:
                sine, cosine = -sine, -cosine
            if 0 <= at + j < lanes:
                out[row, at + j] = sine
            if 0 <= at + j + 512 < lanes:
                out[row, at + j + 512] = cosine


def shock_lane(
    lane, t, seed, first, paired, df, z, square, mix_row, mix_start, mix_at, mix_weight, normal_rows, sd,
    uniform_rows, given, pool_rows, pool, shocks,
):  # fmt: skip
    """All shocks of a quarter for one draw, imposed ones included, from its independent normals `z`.

    `given` [quarter, shock] is not a number for a uniform that is drawn; `pool` [shock, past quarter] holds
    whole past quarters to choose from, empty where there is nothing to choose.
    """
    draw = first + lane
    twin = draw - draw % 2 if paired else draw
    for i in range(len(mix_row)):
        total = 0.0
        for k in range(mix_start[i], mix_start[i + 1]):
            total = total + mix_weight[k] * z[mix_at[k], lane]
        z[mix_row[i], lane] = total
    size = 1.0
    if df > 2.0:
        chi = 0.0
        for row in range(int(df) // 2):
            chi = chi + log(uniform(seed, MIXING_STREAM, t, twin, row))
        chi = -2.0 * chi
        if int(df) % 2 == 1:
            chi = chi + square[0, lane] * square[0, lane]
        size = sqrt((df - 2.0) / chi)
    for j in range(len(normal_rows)):
        row = normal_rows[j]
        shocks[row, lane] = (z[j, lane] * size) * sd[j] + given[t, row]
    for j in range(len(uniform_rows)):
        row = uniform_rows[j]
        u = uniform(seed, UNIFORM_STREAM, t, twin, j)
        if twin != draw:
            u = 1.0 - u
        imposed = given[t, row]
        shocks[row, lane] = imposed if imposed == imposed else u
    if len(pool_rows) > 0:
        past = pool.shape[1]
        chosen = int(uniform(seed, RESIDUAL_STREAM, t, draw, 0) * past)
        chosen = past - 1 if chosen > past - 1 else chosen
        for j in range(len(pool_rows)):
            drawn = pool[j, chosen]
            if drawn == drawn:
                shocks[pool_rows[j], lane] = drawn + given[t, pool_rows[j]]


FUNCTIONS = (high_word, philox, pick, half_of, uniform, normal_pair, normal_unit, shock_lane)
"""In the order in which they call one another."""
