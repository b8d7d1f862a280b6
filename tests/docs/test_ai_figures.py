"""The tables of "What AI has to earn" and "Two speeds" are those of the model (docs/ai_figures.py)."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest
from documents import ROOT

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace

MEND = "run: python docs/ai_figures.py"


@pytest.fixture(scope="module")
def figures() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("ai_figures", ROOT / "docs" / "ai_figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load()


def cells(text: str) -> list[tuple[str, list[float]]]:
    """The lines of a text: their words, and their numbers."""
    number = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return [
        (number.sub("#", line), [float(n.replace(",", "")) for n in number.findall(line)]) for line in lines
    ]


@pytest.mark.parametrize("page", ["docs/why/what-ai-has-to-earn.md", "docs/why/two-speeds.md"])
def test_every_figure_of_the_page_is_made_by_a_run(
    figures: ModuleType, workspace: Workspace, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words as they stand, figures to within rounding and the order of near ties left to the last digit."""
    monkeypatch.setenv("MONEYGOOD_BACKEND", "compiled")  # as the script's reader makes it; 12,000 draws
    text = (ROOT / page).read_text(encoding="utf-8")
    assert text.count(figures.BEGIN) == text.count(figures.END) == 1
    shown = cells(text.split(figures.BEGIN)[1].split(figures.END)[0])
    made = cells(figures.PAGES[page](workspace))
    assert [words for words, _ in shown] == [words for words, _ in made], MEND
    for (words, old), (_, new) in zip(shown, made, strict=True):
        assert old == pytest.approx(new, rel=0.02, abs=1.01 if "%" in words else 0.11), f"{words}: {MEND}"
