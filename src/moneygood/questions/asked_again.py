"""A question asked again from the values of its receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from moneygood.core.asked import asked, refuse_unknown
from moneygood.core.atomic import scratch_folder
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import parse_yaml
from moneygood.questions.registry import Question
from moneygood.questions.registry import question as question_of
from moneygood.scenarios.document import plan_text
from moneygood.scenarios.library import find_plan, list_scenarios
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan


@contextmanager
def answered_again(
    name: str, values: Mapping[str, Any], vintage: str | None, progress: Any = None
) -> Iterator[tuple[Question, Any, Any]]:
    """The question, its request made from the `values` of a receipt, and the answer that comes out now.

    Files are laid out in a folder of their own while the block lasts. R006 for what is not here.
    """
    one = question_of(name)
    if not one.repeatable:
        raise MoneygoodError("R006", f"an answer of {name} cannot be computed again", None, None)
    refuse_unknown(values, list(asked(one.request)), one.function)
    with scratch_folder("receipt") as made:
        given = {k: _value(v, made) for k, v in values.items() if v is not None}
        if "vintage" in asked(one.request):
            given["vintage"] = vintage
        try:
            request = one.request(**given)
        except TypeError as fault:
            raise MoneygoodError(
                "R006", f"the receipt does not fit the question ({fault})", None, None
            ) from None
        yield one, request, one.answer(request, progress)


def _value(value: Any, folder: Path) -> Any:
    if isinstance(value, Mapping):
        if "scenario" in value and "text" in value:
            return plan_of_text(str(value["scenario"]), str(value["text"]))
        if "file" in value and "sha256" in value:
            return _file(value, folder)
        return {k: _value(v, folder) for k, v in value.items()}
    if isinstance(value, list):
        return tuple(_value(v, folder) for v in value)
    return value


def plan_of_text(name: str, text: str) -> Plan:
    """The plan of a whole scenario text; the shipped one of that name where it says the same."""
    if name in list_scenarios():
        shipped = find_plan(name)
        if plan_text(shipped) == text:
            return shipped
    return parse_plan(parse_yaml(text, "receipt"), name, None, text)


def _file(value: Mapping[str, Any], folder: Path) -> Path:
    """A file of the receipt: laid out from its text, or the one of its name with the same contents."""
    name = str(value["file"])
    if "text" in value:
        path = folder / hashlib.sha256(name.encode()).hexdigest()[:8] / Path(name).name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(str(value["text"]).encode("utf-8"))
    else:
        path = Path(name)
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != value["sha256"]:
        what = f"the file {name} of the receipt is not here"
        raise MoneygoodError("R006", what, None, "Put it where it was when the question was asked")
    return path
