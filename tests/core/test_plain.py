"""Objects as plain text: what goes in comes out, and a text can name nothing that its reader did not."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.plain import from_plain, plain_dataclass, to_plain


@dataclass(frozen=True)
class Leaf:
    words: str
    number: float


@dataclass
class Tree:
    leaves: list[Leaf]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.leaves)


KINDS = (plain_dataclass(Leaf), plain_dataclass(Tree))


def test_values_come_back_with_their_kinds_and_bits() -> None:
    value = {
        "a": (1, 2.5, -0.0, float("inf"), None, True, "ü\udcff", b"\x00\xff"),
        7: [Path("/x/y"), {1, 2}, frozenset({"k"})],
        ("b", 1): np.array([[0.1, np.nan]], dtype=np.float32), "deep": {"x": ((), [])},
    }  # fmt: skip
    again = from_plain(to_plain(value))
    assert repr(again) == repr(value)
    assert again[("b", 1)].tobytes() == value[("b", 1)].tobytes()
    assert again[("b", 1)].dtype == np.float32


def test_what_is_shared_stays_shared() -> None:
    leaf = Leaf("one", 0.1)
    again = from_plain(to_plain(Tree([leaf, leaf]), KINDS), KINDS)
    assert again == Tree([leaf, leaf])
    assert again.size == 2
    assert again.leaves[0] is again.leaves[1]


def test_an_object_of_another_kind_is_not_written() -> None:
    with pytest.raises(TypeError, match="Leaf is not plain"):
        to_plain([Leaf("x", 1.0)])


@pytest.mark.parametrize(
    "text",
    [
        to_plain(Leaf("x", 1.0), KINDS), b"", b"[]", b'[["os.system"],[[0,"id"]],[0]]',
        b'[["tuple"],[[0,[7]]],[0]]', b"\x80\x04.", b"[" * 100_000,
        json.dumps([["array"], [[0, "O", [0], ""]], [0]]).encode(),
    ],
)  # fmt: skip
def test_a_text_that_names_something_else_or_is_broken_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError):
        from_plain(text)
