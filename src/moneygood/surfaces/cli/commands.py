"""Commands made from the registry: flags, help and defaults of a verb are what its request declares.

A verb shows its answer through `answer.present`. The few that do more with an answer than show it (write a
run folder or a file of text, leave with a code) have a module of their own, named in `OWN`: its `FLAGS` say
which options only the command line has, and its ``act(asking)`` does the work.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Optional

import typer
from typer.core import TyperGroup

from moneygood.core.asked import Asked, asked, option
from moneygood.core.errors import suggest
from moneygood.questions.registry import GROUPS, QUESTIONS, Question
from moneygood.surfaces.cli.said_once import SaidOnce

OWN = {name: f"moneygood.surfaces.cli.{name}" for name in ("run", "compare", "note", "validate")}


@dataclass(frozen=True)
class AnswerFlags:
    """The options of every verb that shows an answer."""

    chart: Path | None = option(None, "Write the chart to this file: .png, .svg, .html or .json.", read=Path)
    full: bool = option(False, "Show all of it: every table, the reading in words, how it was found.")
    receipt: Path | None = option(
        None, "Write the answer's receipt to this file, for moneygood verify.", read=Path
    )
    offline: bool = option(False, "Refuse whatever would leave this machine (nothing is fetched unasked).")
    json: bool = option(False, "Print one JSON document on stdout and nothing else.")


@dataclass(frozen=True)
class Asking:
    """A question as it was typed: the values of its request, and those of the command line alone."""

    question: Question
    given: dict[str, Any]
    shown: dict[str, Any]

    def request(self, **changed: Any) -> Any:
        """The request, with some values replaced."""
        from moneygood.api.asking import make_request

        return make_request(self.question, (), self.given | changed)


def command(question: Question) -> Callable[..., None]:
    """The function that typer makes a command of."""
    own = import_module(OWN[question.name]) if question.name in OWN else None
    request, extra = question.request, AnswerFlags if own is None else own.FLAGS
    of_request = asked(request)
    of_surface = {n: spec for n, spec in asked(extra).items() if n not in of_request}

    def run(**typed: Any) -> None:
        values = {n: _value(of_request[n], typed[n]) for n in of_request if n in typed}
        given = {n: v for n, v in values.items() if not (v is None or v == () or v == [])}
        shown = {n: _value(of_surface[n], typed[n]) for n in of_surface}
        asking = Asking(question, given, shown)
        from moneygood.surfaces.cli.offline import stay_offline

        if shown.get("offline"):
            stay_offline()
        (own.act if own is not None else answer)(asking)

    parameters = [*_parameters(request), *(p for p in _parameters(extra) if p.name in of_surface)]
    run.__name__ = question.name
    run.__doc__ = f"{question.purpose}\n\n{' '.join((request.__doc__ or '').split())}"
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


def answer(asking: Asking) -> None:
    """Ask a question and show its answer."""
    from moneygood.api.asking import found as asked_and_found
    from moneygood.surfaces.cli.answer import check_chart, check_receipt, present
    from moneygood.surfaces.cli.progress import waiting

    question, shown = asking.question, asking.shown
    check_chart(shown["chart"])
    check_receipt(question, shown["receipt"])
    request = asking.request()
    with waiting(question.words) as progress:
        found = asked_and_found(question, request, progress)
    facts = getattr(question.module, "facts", None)
    present(
        found, json=shown["json"], chart=shown["chart"], receipt=shown["receipt"],
        full=bool(shown.get("full", asking.given.get("full"))),
        facts=facts(request, found.answer) if facts is not None else (),
    )  # fmt: skip
    if getattr(found.answer, "held", True) is False:  # a check that was asked for does not hold
        raise typer.Exit(1)


def _value(spec: Asked, typed: Any) -> Any:
    """What was typed as a value of the field; a flag that takes away is turned round."""
    if spec.off:
        return not typed
    if spec.read is not None and typed is not None:
        for text in typed if spec.many else (typed,):
            try:
                spec.read(text)
            except ValueError as fault:
                raise typer.BadParameter(str(fault)) from None
    return Path(typed) if spec.read is Path and typed is not None else typed


def _parameters(request: type) -> list[inspect.Parameter]:
    """The arguments and options of a request, arguments first."""
    specs = asked(request)
    found = []
    for f in fields(request):
        spec = specs[f.name]
        if not spec.hidden:
            found.append(_parameter(f.name, str(f.type), f.default, spec))
    return sorted(found, key=lambda p: not specs[p.name].place)


def _parameter(name: str, words: str, default: Any, spec: Asked) -> inspect.Parameter:
    kind: Any = _kind(words, spec)
    several = spec.many or spec.each
    required = default is MISSING
    if spec.off:
        default = not default
    if several:
        kind = list[kind] if required else Optional[list[kind]]  # noqa: UP045
        default = None
    elif default is None:
        kind = Optional[kind]  # noqa: UP045
    if spec.place:
        said: Any = typer.Argument(help=spec.help, metavar=spec.metavar or None)
    else:
        flags = (spec.off or spec.flag or f"--{name.replace('_', '-')}").split("/")
        said = typer.Option(*flags, help=_help(spec), show_default=not several and default not in (None, ""))
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if required else default,
        annotation=Annotated[kind, said],
    )


def _help(spec: Asked) -> str:
    if spec.off:
        return "Keep parameters at their central values in all draws."
    facts = spec.range if spec.range and not spec.choices else ""
    return f"{spec.help} [{facts}]" if facts and facts not in spec.help else spec.help


def _kind(words: str, spec: Asked) -> type:
    """The type that a word on the command line is read as."""
    if spec.read is not None and spec.read is not Path:
        return str
    text = words.replace(" | None", "")
    if text.startswith("Sequence["):
        text = text[len("Sequence[") : -1]
    return {"int": int, "float": float, "bool": bool}.get(text, str)


EXAMPLES = (
    ("moneygood run", "where yields, stocks and the debt end up"),
    ("moneygood first", "which of the four highs changes first"),
    ("moneygood compare ai-disappoints", "a scenario less the baseline"),
    ("moneygood claims article.md", "was it true on its day, and since"),
    ("moneygood VERB --help", "what a verb may be asked"),
)
"""What the list of commands begins with."""
COMMANDS, KEEP = "Commands", "Keep, read, share"
"""The headings of commands that are not grouped, and of those that are no question."""


class Verbs(TyperGroup):
    """The commands of the registry, each made when it is called; beside them those added by hand."""

    under = ""
    """The words that come before the verb."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The verbs in the registry's order, then the others."""
        return [*self._verbs(), *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a verb."""
        question = self._verbs().get(cmd_name)
        if question is None:
            return super().get_command(ctx, cmd_name)
        return made(question)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command of the first word; a misspelt one is refused with the nearest of all verbs."""
        name = args[0] if args else ""
        known = self.list_commands(ctx)
        if name and not name.startswith("-") and name not in known and not ctx.resilient_parsing:
            near = suggest(name, known)
            ctx.fail(f"No such command {name!r}." + (f" Did you mean {near!r}?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The verbs by group with their purposes, without loading what they need."""
        groups: dict[str, list[tuple[str, str]]] = {} if self.under else {g: [] for g in GROUPS}
        for name, one in self._verbs().items():
            groups.setdefault(one.group if not self.under else COMMANDS, []).append((name, one.purpose))
        for name in super().list_commands(ctx):
            child = super().get_command(ctx, name)
            said = child.get_short_help_str(200) if child is not None else ""
            groups.setdefault(KEEP if not self.under else COMMANDS, []).append((name, said))
        if not self.under:
            with formatter.section("Begin with"):
                formatter.write_dl(EXAMPLES, col_max=40)
        for group, rows in groups.items():
            if not rows:
                continue
            with formatter.section(group):
                formatter.write_dl(rows)

    def _verbs(self) -> dict[str, Question]:
        found = {}
        for one in QUESTIONS:
            before, _, verb = one.words.rpartition(" ")
            if before == self.under:
                found[verb] = one
        return found


class Imports(Verbs):
    """The commands below ``model import``."""

    under = "model import"


class OfData(Verbs):
    """The commands below ``data``."""

    under = "data"


@cache
def made(question: Question) -> Any:
    """The command of a question, as typer makes it; once a process."""
    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]}
    )
    app.command(question.words.split()[-1], cls=SaidOnce)(command(question))
    return typer.main.get_command(app)
