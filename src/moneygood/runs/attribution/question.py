"""What `why` is asked, checked before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.scenarios.plan import Plan

WAYS = ("shock", "channel", "lag")
MOST_DRAWS = 100_000


@dataclass(frozen=True)
class AttributionQuestion:
    """A difference in `variable` in quarter `at`: `plan` against `against`, or against its own quarter
    `since`, or where the break `given` has happened by then against all draws; taken apart `by` shock,
    channel or lag, along the deterministic path (`draws` 0) or over draws of `seed`."""

    variable: str
    plan: Plan
    against: Plan
    at: Quarter
    since: Quarter | None
    given: str | None
    by: str
    draws: int
    seed: int
    quarters: int
    first: Quarter
    threads: int = 0

    @property
    def span(self) -> int:
        """Quarters that have to be run: from the first simulated one to the one asked for."""
        return self.at - self.first + 1


def check_way(by: str, draws: int) -> None:
    """Raises A202 for a breakdown that there is not, A208 for draws out of range."""
    if by not in WAYS:
        hint = did_you_mean(by, WAYS) or f"Write {', '.join(WAYS)}"
        raise MoneygoodError("A202", f"there is no breakdown by {by!r}", None, hint)
    if draws < 0 or draws == 1 or draws > MOST_DRAWS:
        raise MoneygoodError(
            "A208", f"{draws} draws cannot be used", None, f"Write 0, or 2 to {MOST_DRAWS:,}"
        )


def ask(
    workspace: Workspace,
    variable: str,
    plan: Plan,
    against: Plan,
    *,
    at: Quarter | None,
    since: Quarter | None,
    given: str | None,
    by: str,
    draws: int | None,
    seed: int,
    quarters: int,
    threads: int = 0,
) -> AttributionQuestion:
    """The question, with what was left open filled in.

    `at` defaults to the fourth quarter of the second year after the start, `draws` to none, and to 1,000
    where draws are needed. Errors: A202, A203, A208, A209, S-codes for the plans.
    """
    check_way(by, draws or 0)
    if since is not None and given is not None:
        raise MoneygoodError("A209", "--since and --given cannot be asked together", None, "Leave one out")
    first = workspace.start
    periods = workspace.periods(quarters)
    last = periods[-1]
    if at is None:
        at = min(Quarter.parse(f"{first.year + 2}Q4"), last)
    if not first <= at <= last:
        raise MoneygoodError("A203", f"{at} is not simulated", None, f"The run covers {first} to {last}")
    if since is not None:
        oldest = first - 1
        if not oldest <= since < at:
            hint = f"Write a quarter from {oldest} to {at - 1}"
            raise MoneygoodError("A203", f"{since} cannot be the earlier quarter of {at}", None, hint)
    if draws is None:
        draws = 1000 if given is not None else 0
    if given is not None and draws == 0:
        raise MoneygoodError("A209", "--given needs draws", None, "Leave --draws out, or write 1000")
    workspace.check(plan, quarters)
    workspace.check(against, quarters)
    return AttributionQuestion(
        variable, plan, against, at, since, given, by, draws, seed, quarters, first, threads
    )
