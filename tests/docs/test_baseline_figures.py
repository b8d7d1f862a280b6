"""The picture and the table of README.md are those of the model as it stands (docs/baseline_figures.py)."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from moneygood.core.periods import Quarter

ROOT = Path(__file__).parents[2]
MEND = "run: python docs/baseline_figures.py"
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


@pytest.fixture(scope="module")
def figures() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("baseline_figures", ROOT / "docs" / "baseline_figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def result(figures: ModuleType) -> object:
    """The run that the script makes."""
    import moneygood.api as mg

    return mg.run(draws=figures.DRAWS, seed=figures.SEED, backend="compiled")


def split(text: str) -> tuple[str, list[float]]:
    """The words of a text with a mark for each number, and the numbers; a quarter counts from 2026Q1."""
    text = re.sub(r"\b\d{4}Q[1-4]\b", lambda m: str(Quarter.parse(m[0]) - Quarter.of(2026, 1)), text)
    return NUMBER.sub("#", text), [float(n.replace(",", "")) for n in NUMBER.findall(text)]


def differs(shown: str, made: str) -> str:
    """What differs beyond rounding, in words; empty when nothing does."""
    words, numbers = split(shown)
    own_words, own_numbers = split(made)
    if words != own_words:
        return "the words differ"
    far = [(a, b) for a, b in zip(numbers, own_numbers, strict=True) if abs(a - b) > max(0.15, 0.02 * abs(b))]
    far = [(a, b) for a, b in far if not (a == int(a) and b == int(b) and abs(a - b) <= 1)]
    return f"{far[:4]} differ" if far else ""


def test_the_table_of_the_readme_is_the_models(figures: ModuleType, result: object) -> None:
    text = figures.README.read_text(encoding="utf-8")
    assert text.count(figures.BEGIN) == text.count(figures.END) == 1
    shown = text.split(figures.BEGIN)[1].split(figures.END)[0].strip()
    assert not differs(shown, figures.block(result)), MEND


def test_the_picture_of_the_readme_is_the_models(figures: ModuleType, result: object) -> None:
    def said(svg: str) -> str:
        return "\n".join(re.findall(r"<title[^>]*>.*?</title>|<desc[^>]*>.*?</desc>", svg, flags=re.S))

    shown, made = said(figures.PICTURE.read_text(encoding="utf-8")), said(figures.picture(result))
    assert made.count("<desc") == len(figures.SHOWN)
    assert not differs(re.sub(r'="[^"]*"', "", shown), re.sub(r'="[^"]*"', "", made)), MEND


def test_a_stale_figure_is_noticed() -> None:
    assert not differs("3.1 % by 2029Q1", "3.2 % by 2029Q2")
    assert differs("3.1 % by 2029Q1", "3.9 % by 2029Q1")
    assert differs("3.1 % by 2029Q1", "3.1 % by 2030Q1")
    assert differs("3.1 %", "3.1 bp")
