"""Equations as MathML: well-formed, complete, quarters and parameters where they belong."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

import shipped
from moneygood.model.render import equation_mathml

SECTORS = sorted(f.stem for f in (shipped.ECONOMICS / "equations").glob("*.eq"))
SPACE = "{http://www.w3.org/1998/Math/MathML}"


def words(label: str) -> str:
    """The text of an equation's MathML, without its elements."""
    return "".join(ElementTree.fromstring(equation_mathml(shipped.model(), label)).itertext())


@pytest.mark.parametrize("sector", SECTORS)
def test_every_equation_is_well_formed_and_names_all_its_parameters(sector: str) -> None:
    for e in shipped.model().equations:
        if e.sector != sector:
            continue
        tree = ElementTree.fromstring(equation_mathml(shipped.model(), e.label))
        assert tree.tag == f"{SPACE}math"
        names = {t.text for t in tree.iter(f"{SPACE}mtext")}
        for name in e.parameters:
            shown = name.removeprefix("b_") if name.startswith("b_") else name
            assert shown.replace("_", " ") in names, (e.label, name)
        greek = {t.text for t in tree.iter(f"{SPACE}mi")}
        assert ("ε" in greek) == e.behavioural


def test_the_files_of_equations_are_the_sectors() -> None:
    assert sorted(shipped.model().sectors) == SECTORS


def test_quarters_stand_below_variables_and_lags_go_back() -> None:
    assert words("debt_public").replace(" ", "") == (
        "debtpublict=debtpublict−1+(otherfinancingt−balancet)·quarter"
    )
    assert re.search(r"ffrt−1", words("ffr_systematic").replace(" ", ""))


def test_brackets_keep_the_order_of_operations() -> None:
    # a fraction holds itself together, a difference in a product does not
    assert "(1−aidepreciationrate" not in words("ai_capex_target").replace(" ", "")
    assert "(1−" in words("infl_core").replace(" ", "")
