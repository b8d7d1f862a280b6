"""What others project takes the place of what the baseline holds, and the news says so."""

import datetime

import numpy as np
import pytest

from moneygood.baseline.news.effects import find_news
from moneygood.baseline.projections import with_projections
from moneygood.baseline.workspace import open_workspace
from moneygood.data.builder_live import NewSeries, build_on
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model
from moneygood.scenarios.library import read_baseline


def projected(label: str, unit: str, figures: dict[str, float]) -> NewSeries:
    words = {"label": label, "unit": unit, "agency": "FOMC", "id": label, "licence": "us-gov"}
    return NewSeries(figures, projected=frozenset(figures), words=words)


@pytest.fixture(scope="module")
def vintages(tmp_path_factory):
    """Two vintages of the user's own, beside the bundled one: with projections, and with newer ones."""
    patch = pytest.MonkeyPatch()
    home = tmp_path_factory.mktemp("home")
    patch.setenv("MONEYGOOD_HOME", str(home))
    day = datetime.date(2026, 11, 30)
    for name, rate in (("june", 3.4), ("september", 3.9)):
        new = {
            ("quarterly", "sep_funds_rate"): projected("funds", "pct/yr", {"2026Q4": 3.7, "2027Q4": rate}),
            ("quarterly", "sep_unemployment"): projected(
                "unemployment", "pct", {"2026Q4": 4.5, "2027Q4": 4.4}
            ),
        }
        build_on(load_vintage(), new, home / "vintages" / name, day)
    yield
    patch.undo()


def test_a_vintage_without_projections_leaves_the_plan_as_it_is() -> None:
    space = open_workspace()
    plan = read_baseline()
    assert with_projections(plan, space.model, space.vintage, space.history) is plan
    assert space.judged == plan


def test_the_baseline_is_held_on_what_is_projected(vintages) -> None:
    space = open_workspace("september")
    solved = space.baseline(20)
    rows = {n: solved.values[space.model.row(n)] for n in ("ffr", "unemployment")}
    at = {str(q): t for t, q in enumerate(solved.periods)}
    assert rows["ffr"][at["2026Q4"]] == pytest.approx(3.7)
    assert rows["ffr"][at["2027Q2"]] == pytest.approx(3.8), "half way in a straight line"
    assert rows["ffr"][at["2027Q4"]] == pytest.approx(3.9)
    assert rows["unemployment"][at["2027Q4"]] == pytest.approx(4.4)
    sources = {p.variable: p.source for p in space.judged.paths}
    assert sources["ffr"] == "sep_funds_rate of vintage september"
    assert sources["gap"] == "sep2026", "what is not projected is held as before"


def test_new_projections_are_a_block_of_the_news_and_alone_when_they_are_alone(vintages) -> None:
    found = find_news(load_model(), load_vintage("june"), load_vintage("september"))
    assert list(found.blocks) == ["projections of others"]
    assert [(s.series, s.block) for s in found.series] == [("sep_funds_rate", "projections of others")]
    at = found.shown.index("ffr")
    assert found.new[at] - found.old[at] == pytest.approx(0.5)
    assert found.unexplained <= 1e-9
    assert np.isfinite(found.new).all()
