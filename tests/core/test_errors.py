import pickle
import re

import pytest

from moneygood.core.error_catalogue import CATALOGUE
from moneygood.core.errors import ManyErrors, MoneygoodError, Place, suggest


def test_an_error_is_one_line_with_code_place_fault_and_mend():
    """C-26: one line with code, place, fault and mend."""
    error = MoneygoodError(
        "S007", "the lever\n'x' is unknown.", Place("scenarios/x.yaml", 12), "did you mean 'y'?"
    )
    assert str(error) == "S007 scenarios/x.yaml:12: the lever 'x' is unknown. Did you mean 'y'?"


def test_the_long_form_points_at_the_fault():
    error = MoneygoodError("M001", "unknown variable 'gpd'", Place("a.eq", 3, 5, "x = gpd"))
    assert error.long().splitlines()[1:3] == ["  3 | x = gpd", "    |     ^"]


def test_many_errors_lead_with_the_first_and_count_the_rest():
    errors = [MoneygoodError("M001", "one"), MoneygoodError("M002", "two"), MoneygoodError("M003", "three")]
    many = ManyErrors(errors)
    assert str(many) == "M001: one. (and 2 more)"
    assert many.code == "M001"
    assert [e.code for e in many.errors] == ["M001", "M002", "M003"]
    assert str(pickle.loads(pickle.dumps(many))) == str(many)


@pytest.mark.parametrize(
    ("name", "expected"), [("gpd_nom", "gdp_nom"), ("FFR", "ffr"), ("zzz", None), ("cons_reel", "cons_real")]
)
def test_suggestions_are_close_names_or_none(name, expected):
    assert suggest(name, ["gdp_nom", "ffr", "cons_real"]) == expected


def test_every_code_has_a_title_a_cause_and_a_mend():
    """C-26: every code is in the catalogue."""
    for code, entry in CATALOGUE.items():
        assert re.fullmatch(r"[CMDSEAR]\d{3}", code)
        assert len(entry) == 3, code
        assert all(entry), code
