"""Questions as functions, made from the registry with the signature and help that their requests declare."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from typing import Any

from moneygood.core.answer import document
from moneygood.core.asked import Asked, asked, refuse_unknown
from moneygood.questions.receipts import AnswerReceipt, receipt_for, with_receipt
from moneygood.questions.registry import Question


@dataclass(frozen=True)
class FoundAnswer:
    """The `answer` to a `request`, with its receipt: what every surface shows."""

    question: Question
    request: Any
    answer: Any

    @cached_property
    def receipt(self) -> AnswerReceipt | None:
        """What the answer hangs on; None where it cannot be computed again (a time taken, a file written)."""
        return receipt_for(self.question, self.request, self.answer)

    def document(self, beside: Mapping[str, Any] = {}) -> Any:
        """The document of ``--json`` with the receipt in it; `beside` is added to that of a run."""
        found = document(self.answer)
        return with_receipt(found | beside if beside else found, self.receipt)


def found(question: Question, request: Any, progress: Any = None) -> FoundAnswer:
    """A question asked: its answer, and the receipt of it when it is wanted."""
    return FoundAnswer(question, request, question.answer(request, progress))


class _Words(str):
    """An annotation that prints as it was written."""

    def __repr__(self) -> str:
        return str(self)


def make_request(question: Question, placed: tuple[Any, ...] = (), named: Mapping[str, Any] = {}) -> Any:
    """The request of a question from values by place and by name, checked.

    Several values may follow each other for the last field that is given by place. Raises A076 for an option
    that the question does not have, TypeError for a value that is missing or given twice, and what the
    fields say.
    """
    cls, specs = question.request, asked(question.request)
    order = [n for n, spec in specs.items() if spec.ordered]
    given = dict(zip(order, placed, strict=False))
    if len(placed) > len(order):
        if not (order and specs[order[-1]].many):
            places = ", ".join(order) or "nothing"
            raise TypeError(f"{question.function}() takes {places} by place; {len(placed)} values were given")
        given[order[-1]] = placed[len(order) - 1 :]
    refuse_unknown(named, list(specs), question.function)
    if twice := [n for n in given if n in named]:
        raise TypeError(f"{question.function}() got {twice[0]} by place and by name")
    given |= named
    needed = [f.name for f in fields(cls) if f.default is MISSING and f.name not in given]
    if needed:
        raise TypeError(f"{question.function}() needs {', '.join(needed)}")
    return cls(**given)


def function(
    question: Question, shown: Callable[[FoundAnswer], Any] | None = None, gives: str = ""
) -> Callable[..., Any]:
    """The function of a question; `shown` makes what it returns of what was found, `gives` names that."""

    def call(*placed: Any, **named: Any) -> Any:
        progress = named.pop("progress", None) if question.hears_progress else None
        one = found(question, make_request(question, placed, named), progress)
        return one.answer if shown is None else shown(one)

    call.__name__ = call.__qualname__ = question.function
    call.__module__ = "moneygood" if shown is not None else "moneygood.api"
    call.__doc__ = help_text(question)
    call.__signature__ = signature(question, gives)  # type: ignore[attr-defined]
    call.__annotations__ = {}
    return call


def older(made: Callable[..., Any], name: str, text: str, **held: Any) -> Callable[..., Any]:
    """A question's function under an older name, with other defaults (`held`) and a text of its own."""

    def call(*placed: Any, **named: Any) -> Any:
        return made(*placed, **{**held, **named})

    own = inspect.signature(made)
    parameters = [p.replace(default=held.get(n, p.default)) for n, p in own.parameters.items()]
    call.__name__ = call.__qualname__ = name
    call.__module__ = made.__module__
    call.__doc__ = text
    call.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {}
    return call


def signature(question: Question, gives: str = "") -> inspect.Signature:
    """The signature of a question's function: every field with its type and default."""
    kinds = {f.name: (str(f.type), f.default) for f in fields(question.request)}
    specs = asked(question.request)
    parameters = []
    for name in sorted(specs, key=lambda n: not specs[n].ordered):
        kind, default = kinds[name]
        parameters.append(
            inspect.Parameter(
                name,
                inspect.Parameter.POSITIONAL_OR_KEYWORD
                if specs[name].ordered
                else inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if default is MISSING else default,
                annotation=_Words(kind),
            )
        )
    if question.hears_progress:
        parameters.append(
            inspect.Parameter(
                "progress",
                inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=_Words("Callable[[float], bool | None] | None"),
            )
        )
    answer = gives or str(question.ask.__annotations__.get("return", "Any"))
    return inspect.Signature(parameters, return_annotation=_Words(answer))


def help_text(question: Question) -> str:
    """What ``help`` prints: the question's own text, every parameter with its facts, examples."""
    text, mark, example = inspect.cleandoc(question.ask.__doc__ or question.purpose).partition("\n\n>>>")
    kinds = {f.name: (str(f.type), f.default) for f in fields(question.request)}
    lines = [text, "", "Parameters", "----------"]
    specs = asked(question.request)
    for name in sorted(specs, key=lambda n: not specs[n].ordered):
        kind, default = kinds[name]
        until = "" if default is MISSING else f", default {default!r}"
        lines += [f"{name} : {kind}{until}", f"    {parameter_help(specs[name])}"]
    if question.hears_progress:
        lines += ["progress : called with the share done", "    Returning False stops the work."]
    if mark:
        lines += ["", "Examples", "--------", f">>>{example}"]
    return "\n".join(lines)


def parameter_help(spec: Asked) -> str:
    """The help of a field with its unit and range."""
    facts = [spec.unit] if spec.unit else []
    facts += [spec.range] if spec.range and not spec.choices else []
    several = " One or several." if spec.many and "repeat" not in spec.help else ""
    return spec.help + several + (f" [{'; '.join(facts)}]" if facts else "")
