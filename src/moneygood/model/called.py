"""What a user calls a variable: its name, an alias such as DGS10, or its label such as "10-year yield"."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from moneygood.core.record_kinds import Name
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import MapOf
from moneygood.core.record_text import TextKind
from moneygood.core.texts import economics_root
from moneygood.model.model import Model
from moneygood.model.records import Variable

NUMBERS = {"one": "1", "two": "2", "three": "3", "five": "5", "seven": "7", "ten": "10", "thirty": "30"}
CLOSE = 0.6
SHOWN = 3
PLURAL = 3  # letters above which a word may be one in the plural

SHORT_NAMES = TextKind(
    "short-names",
    "Words that stand for variables in conditions and outputs, beside the aliases of their records.",
    ("dictionary/short_names.yaml",),
    MapOf(Name("variable")),
    FaultCodes("A301"),
    "`moneygood breakeven` and `moneygood discover`",
)


def short_names(model: Model) -> dict[str, str]:
    """The words that stand for variables in conditions, from ``dictionary/short_names.yaml``."""
    path = (model.root or economics_root()) / "dictionary" / "short_names.yaml"
    return SHORT_NAMES.read(path, {"variable": model.variables}) if path.is_file() else {}


def variable_called(model: Model, said: str) -> str | None:
    """The variable that `said` means, or None: a name, an alias, a short name, or a label.

    Letters' case, hyphens and numbers in words make no difference to an alias or a label: ``ten-year yield``
    is ``10-year yield``. What fits two variables names neither.

    >>> from moneygood.model.build import load_model
    >>> variable_called(load_model(), "DGS10"), variable_called(load_model(), "ten-year yield")
    ('rate_10y', 'rate_10y')
    """
    if said in model.variables:
        return said
    for name, v in model.variables.items():
        if said in v.aliases:
            return name
    short = short_names(model)
    if said in short:
        return short[said]
    plain = _plain(said)
    called = {
        name for name, v in model.variables.items() if plain in {_plain(w) for w in _words_for(name, v)}
    }
    return called.pop() if len(called) == 1 else None


def hint_for_variable(model: Model, said: str) -> str | None:
    """The hint for a name that no variable has: those it may have meant with their labels, or None.

    >>> from moneygood.model.build import load_model
    >>> hint_for_variable(load_model(), "ten_year")
    "did you mean 'rate_10y' (10-year yield)?"
    """
    plain = _plain(said)
    if not plain:
        return None
    scores = {
        name: max(_likeness(plain, _plain(word)) for word in _words_for(name, v))
        for name, v in model.variables.items()
    }
    best = max(scores.values(), default=0.0)
    if best < CLOSE:
        return None
    close = sorted((n for n in scores if scores[n] == best), key=len)[:SHOWN]
    return "did you mean " + " or ".join(f"'{n}' ({model.variables[n].label})" for n in close) + "?"


def _words_for(name: str, variable: Variable) -> Iterator[str]:
    yield name
    yield variable.label
    yield from variable.aliases


def _plain(said: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in said.casefold()).split()
    return " ".join(NUMBERS.get(w, w.removesuffix("s") if len(w) > PLURAL else w) for w in words)


def _likeness(said: str, word: str) -> float:
    """How alike two names are: above 1 where every word of the first stands in the second."""
    mine, its = said.split(), word.split()
    if set(mine) <= set(its):
        return 1.0 + len(mine) / len(its)
    return difflib.SequenceMatcher(None, said, word).ratio()
