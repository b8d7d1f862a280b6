import pickle
import re
from pathlib import Path

import pytest

from moneygood.core.error_catalogue import PACKAGE, error_catalogue
from moneygood.core.errors import ManyErrors, MoneygoodError, Place, suggest


def test_an_error_is_one_line_with_code_place_fault_and_mend():
    """C-26: one line with code, place, fault and fix."""
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
    for code, entry in error_catalogue().codes.items():
        assert re.fullmatch(r"[CMDSEARU]\d{3}", code)
        assert len(entry) == 3, code
        assert all(entry), code


def code_files() -> list[Path]:
    beside = Path(__file__).parents[2] / "benchmarks"
    return [f for d in (PACKAGE, beside) for f in d.rglob("*.py") if f.name != "codes.py"]


def test_every_code_that_is_raised_is_declared_and_the_reverse():
    raised = {
        c for f in code_files() for c in re.findall(r'"([CMDSEARU]\d{3})"', f.read_text(encoding="utf-8"))
    }
    assert raised == set(error_catalogue().codes)


def test_no_module_imports_a_table_of_codes():
    """The catalogue finds them; an import for its side effect can be forgotten."""
    for file in code_files():
        assert not re.search(r"import\b.*\bcodes\b", file.read_text(encoding="utf-8")), file


def test_exit_codes_are_declared_for_codes_that_exist():
    known = error_catalogue()
    assert known.not_solved | known.not_held <= known.codes.keys()
    assert MoneygoodError("E001", "x").exit_code == 3
    assert MoneygoodError("S007", "x").exit_code == 2
