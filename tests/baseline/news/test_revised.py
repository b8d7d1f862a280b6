"""Where the older vintage begins, on the newer one's figures of quarters that were known then."""

import pytest

from moneygood.baseline.news.changes import difference, read_news
from moneygood.baseline.news.revised import revised_workspace
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model


def test_the_past_is_revised_and_what_is_new_is_not_known() -> None:
    """C-15: draws from here do not know the figures that they are held against."""
    model, old, new = load_model(), load_vintage("2026-08"), load_vintage("2026-10")
    made = revised_workspace(model, difference(old, new, read_news(model)))
    assert str(made.start) == "2026Q3"
    assert str(made.history.periods[-1]) == "2026Q2"
    assert new.quarterly.at("gdp_real", "2026Q1") != old.quarterly.at("gdp_real", "2026Q1")
    assert made.history.at("gdp_real", "2026Q1") == pytest.approx(new.quarterly.at("gdp_real", "2026Q1"))
    assert made.vintage.quarterly.at("treasury_10y", "2026Q2") == new.quarterly.at("treasury_10y", "2026Q2")
    assert not made.vintage.quarterly.at("treasury_10y", "2026Q3") > 0, "the third quarter is not there"
