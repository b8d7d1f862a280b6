"""Instructions on plain numbers have the bits that arrays give, odd numbers among them."""

from __future__ import annotations

import itertools
import struct

import numpy as np
import pytest

from moneygood.engine.program.number_tape import number_function, number_tape, run_numbers
from moneygood.engine.program.program import Instr
from moneygood.engine.program.tape import FUNCTIONS
from moneygood.model.operations import OPERATIONS

ODD = (0.0, -0.0, 1.0, -1.0, 0.1, -2.5, 3.7e-9, 709.9, -745.2, 1e308, -1e308, 5e-324, np.inf, -np.inf, np.nan)


def bits(value: float) -> bytes:
    """Those of a number; every number that is none counts as one, and the two zeros too."""
    return b"nan" if np.isnan(value) else struct.pack("d", value + 0.0)


@pytest.mark.parametrize("name", [*OPERATIONS, "copy"])
def test_bits_are_those_of_an_array(name: str) -> None:
    arity = 1 if name == "copy" else OPERATIONS[name].arity
    drawn = np.random.default_rng(7).normal(0.0, 3.0, (200, arity)).tolist()
    for given in [*itertools.product(ODD, repeat=arity), *drawn]:
        out = np.empty(1)
        with np.errstate(all="ignore"):
            FUNCTIONS[name](*[np.array([x]) for x in given], out)
            found = number_function(name)(given[0], given[-1])
        assert type(found) is float, name
        assert bits(found) == bits(out.item()), (name, given)


def test_instructions_are_carried_out_in_order() -> None:
    """(2 + 3) * 2, then its negative in the place of the first."""
    v = [2.0, 3.0, 0.0, 0.0]
    run_numbers(number_tape([Instr("add", 2, (0, 1)), Instr("mul", 3, (2, 0)), Instr("neg", 0, (3,))]), v)
    assert v == [-10.0, 3.0, 5.0, 10.0]
