"""The registry of questions: each is declared once, here and in its folder.

A line names the verb, its group, its purpose and its how-to page. The folder `questions/<verb>` holds the
rest: `ask.py` its request (a frozen dataclass ``Ask<Verb>`` whose fields carry unit, range and help) and
``ask(workspace, request)``, `answer.py` what is found, `chart.py` its picture. Nothing of a folder is loaded
before it is needed. Command line, Python functions and reference pages are made from this list.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

GROUPS = ("Simulate", "Explain", "Search", "History", "Trust", "Write")
"""What questions are for, in the order of the list of commands."""

SIMULATE, EXPLAIN, SEARCH, HISTORY, TRUST, WRITE = GROUPS


class Question(NamedTuple):
    """One question: `name` is its verb and its folder.

    `page` is its page below ``docs/how-to``; `python` the function's name and `command` the words on the
    command line where they are not the verb; `opens` what the question is asked of: the ``model`` (model,
    figures and baseline), the ``figures`` of a vintage alone, or nothing; `home` the module of its request
    where that is not the folder's `ask`. `reads` are the folders of ``economics/`` that it reads beside those
    that every question does (`receipts.ALWAYS_READ`); an answer that is not `repeatable` (a time taken, a
    file written) has no receipt. `undated` says why it cannot be asked on a day that has passed.
    """

    name: str
    group: str
    purpose: str
    page: str
    python: str = ""
    command: str = ""
    opens: str = "model"
    home: str = ""
    reads: tuple[str, ...] = ()
    repeatable: bool = True
    undated: str = ""

    @property
    def function(self) -> str:
        """The name of the Python function."""
        return self.python or self.name

    @property
    def words(self) -> str:
        """What stands on the command line."""
        return self.command or self.name

    @property
    def module(self) -> ModuleType:
        """The module with the request and `ask`, loaded now."""
        return import_module(self.home or f"moneygood.questions.{self.name}.ask")

    @property
    def request(self) -> type:
        """The dataclass of what the question may be asked."""
        return getattr(self.module, "Ask" + self.name.title().replace("_", ""))

    @property
    def ask(self) -> Callable[..., Any]:
        """``ask(workspace, request)``, with `progress` where the question tells how far it is."""
        return self.module.ask

    @property
    def hears_progress(self) -> bool:
        """Whether `ask` takes `progress`."""
        import inspect

        return "progress" in inspect.signature(self.ask).parameters

    def answer(self, request: Any, progress: Callable[[Any], bool | None] | None = None) -> Any:
        """The answer to a request, on the vintage it names."""
        self.check_day(request)
        told = {"progress": progress} if self.hears_progress else {}
        if self.opens == "model":
            from moneygood.restarts.opening import load

            return self.ask(load(request.vintage), request, **told)
        if self.opens == "figures":
            from moneygood.data.as_of import find_vintage

            return self.ask(find_vintage(request.vintage), request, **told)
        return self.ask(request, **told)

    def check_day(self, request: Any) -> None:
        """A078 where a question that has no day of its own is asked on one."""
        if not self.undated:
            return
        from moneygood.data.as_of import AT

        if AT in (getattr(request, "vintage", None) or ""):
            from moneygood.core.errors import MoneygoodError

            what = f"{self.words} cannot be asked on a day that has passed: {self.undated}"
            raise MoneygoodError("A078", what, None, "Leave --from out")


QUESTIONS = (
    Question(
        "run", SIMULATE,
        "Simulate scenarios: headline table, the four highs, plausibility, charts, a run folder.",
        "simulate-many-paths",
    ),
    Question(
        "first", SIMULATE,
        "Which of inflation, rates, debt and stocks changes first: odds, dates, order, what follows, causes.",
        "see-what-changes-first",
    ),
    Question(
        "compare", SIMULATE,
        "Scenario minus baseline on the same draws, with the Monte-Carlo error of every number.",
        "compare-scenarios",
    ),
    Question(
        "risks", SIMULATE,
        "Named risks: odds over one and three years, what comes with them, early signs and their "
        "present reading.",
        "watch-the-risks", reads=("risks",),
    ),
    Question(
        "why", EXPLAIN,
        "Why a variable differs: parts by imposed element, by mechanism or by quarter that add up "
        "exactly.",
        "ask-why",
    ),
    Question(
        "odds",
        SIMULATE,
        "How likely scenarios are by the model's own shocks, and where they lie in the baseline's draws.",
        "weigh-scenarios", reads=("scenarios",),
    ),
    Question(
        "portfolio", SIMULATE,
        "Profit and loss of a portfolio: by scenario, year, block and driver, its risk, and what hedges it.",
        "price-a-portfolio", reads=("blocks", "portfolios"),
    ),
    Question(
        "board", TRUST,
        "Our baseline beside CBO, FOMC, forecasters, futures and analysts: our odds of theirs, and why "
        "they differ.",
        "read-the-board", reads=("projections",),
    ),
    Question(
        "rally", HISTORY,
        "What drove the S&P 500: earnings, real rate, policy, premium, AI hope, flows and what is left.",
        "take-a-rally-apart", reads=("rally",),
    ),
    Question(
        "breaks", HISTORY,
        "Dated breaks of a relation, in levels and in changes: cyclicals over defensives against "
        "the ten-year.",
        "date-a-break", reads=("relations", "narrative"),
    ),
    Question(
        "regimes", HISTORY,
        "Conviction, doubt or reckoning: probabilities since 1995 on what was known, and cycles "
        "like today's.",
        "tell-the-chapter", opens="figures", reads=("narrative",),
    ),
    Question(
        "breakeven", SEARCH,
        "Find what it takes: the lever value that reaches a target, its odds, and the frontier of "
        "two levers.",
        "find-what-it-takes", reads=("targets",),
    ),
    Question(
        "branch", EXPLAIN,
        "Lay the branches of an event side by side: odds, outcomes, channels, and what tells them "
        "apart first.",
        "lay-branches-side-by-side", reads=("branches", "targets"),
    ),
    Question(
        "discover", SEARCH,
        "Discover what leads to an outcome: the few conditions on what is drawn (PRIM boxes and a tree).",
        "discover-what-leads-there",
    ),
    Question(
        "loop", EXPLAIN,
        "Measure the Wall Street-Fed loop: its gain by horizon, and the volatility of stocks with "
        "it on and off.",
        "measure-the-loop", reads=("loops",),
    ),
    Question(
        "sensitivity", SEARCH,
        "Say which parameters and levers an output hangs on: Sobol shares of its variance, Morris "
        "effects.",
        "see-what-matters",
    ),
    Question(
        "validate", TRUST,
        "Hold the model against published responses, the interest bill, CBO's budgets, and its own "
        "limits.",
        "hold-the-model-against-evidence", reads=("claims",),
        undated="evidence on the model is of all its past",
    ),
    Question(
        "claims", TRUST,
        "Was a claim true on the day it was made, on what was published then, and since?",
        "check-a-claim", opens="figures", reads=("claims", "scenarios"),
        undated="each claim has a day of its own",
    ),
    Question(
        "note", WRITE,
        "Write a commentary on a scenario: verdict, drivers, risks, charts, claims, every figure "
        "traceable.",
        "write-a-note", opens="", home="moneygood.surfaces.notes.ask", repeatable=False,
    ),
    Question(
        "foresight", EXPLAIN,
        "Solve a scenario with bond or share prices that know where it leads, beside markets that "
        "look back.",
        "let-markets-foresee", python="foresee",
    ),
    Question(
        "invert", SEARCH,
        "Find the least unlikely shocks that deliver the paths of a scenario, and say how unlikely "
        "they are.",
        "find-the-shocks",
    ),
    Question(
        "stress", SEARCH,
        "The least unlikely shocks that lose so much or push a figure over a line; what such draws share.",
        "find-what-would-break-it", reads=("blocks", "portfolios", "scenarios"),
    ),
    Question(
        "fit", TRUST,
        "Estimate the model's equations on the bundled panel with priors; propose, never adopt.",
        "estimate-the-parameters",
        undated="parameters are estimated on all of the past",
    ),
    Question(
        "backtest", TRUST,
        "Restart at past quarters, forecast, and score against random walk, autoregression and BVAR.",
        "read-the-forecast-record", reads=("backtest",),
        undated="it restarts at every past quarter by itself",
    ),
    Question(
        "honesty", TRUST,
        "Are the odds honest: how often events came that past restarts gave p, with Brier scores.",
        "read-the-forecast-record", reads=("backtest",),
        undated="it restarts at every past quarter by itself",
    ),
    Question(
        "record", TRUST,
        "The whole record: rivals, odds of triggers, the last misses taken apart, revised data, AI replayed.",
        "read-the-forecast-record",
        reads=("backtest", "triggers", "projections", "windows", "realtime"),
        undated="it restarts at every past quarter by itself",
    ),
    Question(
        "bench", TRUST,
        "Speed on this machine: start, compiling, throughput, size of the model, memory, beside NumPy.",
        "simulate-many-paths", opens="", repeatable=False,
        undated="speed is of this machine, today",
    ),
    Question(
        "news", EXPLAIN,
        "Say what a newer vintage changed, and what each kind of change did to the baseline.",
        "follow-a-new-quarter", command="data news", opens="",
        reads=("vintages",),
    ),
    Question(
        "frbus", EXPLAIN,
        "Read an FRB/US file; with figures and quarters solve it beside its own baseline.",
        "import-frbus", command="model import frbus", opens="",
    ),
)  # fmt: skip
"""Every question, in the order in which help and pages list them."""


def question(name: str) -> Question:
    """The question of a verb, or of a function's name; A077 when there is none."""
    for one in QUESTIONS:
        if name in (one.name, one.function, one.words):
            return one
    from moneygood.core.errors import MoneygoodError, did_you_mean

    hint = did_you_mean(name, [one.name for one in QUESTIONS])
    raise MoneygoodError("A077", f"there is no question {name!r}", None, hint)


def functions() -> dict[str, Question]:
    """The questions by the name of their Python function, sorted."""
    return {q.function: q for q in sorted(QUESTIONS, key=lambda q: q.function)}
