"""How a note says that something moves: the words follow the path as well as the difference."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from moneygood.surfaces.notes.material import Material, read_words
from moneygood.surfaces.notes.phrases import move


@pytest.mark.parametrize(("start", "here", "there", "words"), [
    (99.0, 101.0, 102.4, "1.4 points below the baseline"),   # it grows, by less
    (99.0, 97.6, 99.0, ", 1.4 points below the baseline"),
    (4.0, 3.0, 2.5, "0.5 points above the baseline"),
])  # fmt: skip
def test_a_path_that_goes_the_other_way_is_not_said_to_move_with_its_difference(start, here, there, words):
    """Debt that grows by less than on the baseline does not fall: it stands below."""
    words_of = read_words()
    gap = here - there
    m = SimpleNamespace(
        words=words_of, run=SimpleNamespace(plan=SimpleNamespace(name="x")), kind=lambda _: "share",
        differences={("debt_ratio", "middle"): (gap, 0.0)},
        distance=lambda *_: f"{abs(gap):.1f} points",
        value=lambda _, __, when: start if when == "start" else here,
    )  # fmt: skip
    m.goes_along = lambda v, w: Material.goes_along(m, v, w)
    said = move(m, "debt_ratio", "middle", "slot")
    assert said.endswith(words)
    stood = said.split(" ")[0] in {v.split(" ")[0] for v in words_of["stands"]}
    assert stood == ((here - start) * gap < 0)
