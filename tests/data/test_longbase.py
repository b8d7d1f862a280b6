"""FRB/US's text files of figures: read, written back, and refused line by line."""

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.periods import Quarter
from moneygood.data.longbase import longbase_text, read_longbase


def test_the_three_separators_and_missing_figures(tmp_path) -> None:
    file = tmp_path / "l.txt"
    for mark in (",", ";", "\t"):
        rows = (["OBS", '"XGDP"', "RFF"], ["1962:1", "1.5", "NA"], ["", "", ""][:0], ["1962Q2", "2", "."])
        file.write_text("\n".join(mark.join(r) for r in rows) + "\n")
        panel = read_longbase(file)
        assert panel.names == ("xgdp", "rff")
        assert panel.at("xgdp", "1962Q2") == 2.0
        assert np.isnan(panel.at("rff", "1962Q1"))


def test_what_is_written_is_read_back_to_the_bit(tmp_path) -> None:
    values = np.array([[1 / 3, np.nan], [1e-17, 2.0]])
    panel = Panel(("a", "b"), (Quarter(8000), Quarter(8001)), values, np.where(np.isnan(values), 0, OBSERVED))
    file = tmp_path / "l.txt"
    file.write_text(longbase_text(panel))
    assert np.array_equal(read_longbase(file).values, values, equal_nan=True)
    twice = Panel(("a", "A"), panel.periods, values, panel.status)
    for bad in (twice, Panel(("a", "b"), panel.periods, np.full((2, 2), np.inf), panel.status)):
        with pytest.raises(MoneygoodError) as caught:
            longbase_text(bad)
        assert caught.value.code == "M043"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("OBS,a\n", "no table in it"),
        ("OBS\n1962Q1\n", "no series is named"),
        ("OBS,a,A\n1962Q1,1,2\n", "'a' stands twice"),
        ("OBS,a\n1962Q1,1,2\n", "2 figures under 1 names"),
        ("OBS,a\nspring,1\n", "'spring' is not a quarter"),
        ("OBS,a\n1962Q1,1\n1962Q3,1\n", "1962Q3 follows 1962Q1"),
        ("OBS,a\n1962Q1,x\n", "'x' under a is not a figure"),
    ],
)
def test_a_broken_file_names_its_line(tmp_path, text, said) -> None:
    file = tmp_path / "l.txt"
    file.write_text(text)
    with pytest.raises(MoneygoodError, match=said) as caught:
        read_longbase(file)
    assert caught.value.code == "M043"
    with pytest.raises(MoneygoodError, match="cannot be read"):
        read_longbase(tmp_path / "none.txt")
