"""The weights of a run under the views of its request: those of the baseline's draws, draw by draw.

A view is about the world, so it is held against the baseline; a scenario is read on the same draws with the
same weights, which keeps differences between scenarios differences on equal shocks.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from moneygood.core.errors import MoneygoodError
from moneygood.engine.simulate import simulate
from moneygood.estimation.uncertainty import parameter_table
from moneygood.runs.first_passage.triggers import BreakDefinition, required_variables
from moneygood.runs.path_formula import Calendar
from moneygood.runs.run import RunRequest, run_chance
from moneygood.runs.store.identity import identity_of_resolved
from moneygood.runs.views.found import ViewWeights
from moneygood.runs.views.record import view_lines
from moneygood.runs.views.text import TriggerEvent, read_view
from moneygood.runs.views.weigh import weigh
from moneygood.scenarios.library import find_plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moneygood.baseline.workspace import Workspace

MOST_KEPT = 8
_KEPT: OrderedDict[str, ViewWeights] = OrderedDict()


def run_weights(
    workspace: Workspace, request: RunRequest, definitions: Sequence[BreakDefinition]
) -> ViewWeights | None:
    """The weights of a run's draws under its views, None without any; see `weigh` and `read_view`.

    The baseline is simulated once for the same request and views. Errors: A711 to A717.
    """
    if not request.view:
        return None
    periods = workspace.periods(request.quarters)
    calendar = Calendar(workspace.history.periods[0], periods[0], periods[-1])
    views = [
        read_view(line.text, workspace.model, calendar, definitions, line.place)
        for line in view_lines(request.view)
    ]
    if not views:
        raise MoneygoodError("A716", "there is no view in it")
    settled = workspace.settle(find_plan("baseline"), request.quarters)
    identity = identity_of_resolved(
        workspace, settled.plan, settled.model, request, request.backend, definitions
    )
    if identity.digest in _KEPT:
        _KEPT.move_to_end(identity.digest)
        return _KEPT[identity.digest]
    own = [v.event.definition for v in views if isinstance(v.event, TriggerEvent)]
    keep = sorted({*required_variables(own), *(n for v in views for n in v.variables)})
    simulation = simulate(
        settled.model, settled.setting, draws=request.draws, seed=request.seed, keep=tuple(keep),
        parameter_draws=request.parameter_draws, threads=request.threads, batch=request.batch,
        backend=request.backend, sampling=request.sampling, executor=request.executor,
        **run_chance(settled, workspace.vintage.name, request),
    )  # fmt: skip
    parameters = dict(settled.setting.parameters)
    drawn = (
        parameter_table(settled.model, request.draws, request.seed, request.posterior, parameters)
        if request.parameter_draws
        else {}
    )
    centre = {n: parameters.get(n, p.value) for n, p in settled.model.parameters.items()}
    found = weigh(views, simulation.paths, workspace.history, centre | drawn)
    _KEPT[identity.digest] = found
    while len(_KEPT) > MOST_KEPT:
        _KEPT.popitem(last=False)
    return found
