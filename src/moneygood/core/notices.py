"""What a user should know although nothing is wrong: a warning of its own kind, shown in one line."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Notice(UserWarning):
    """Something that was written has no part in the answer. Python shows it once; the command line, once a
    command, as a line on stderr."""


def notify(line: str) -> None:
    """Shows a line where the caller's warnings go."""
    warnings.warn(line, Notice, stacklevel=3)


@contextmanager
def notices_to(show: Callable[[str], None]) -> Iterator[None]:
    """Every notice inside goes to `show`, once; other warnings stay what they are."""
    seen: set[str] = set()
    with warnings.catch_warnings():
        usual = warnings.showwarning
        warnings.simplefilter("always", Notice)

        def heard(message: Warning | str, category: type[Warning], *where: object, **more: object) -> None:
            if not issubclass(category, Notice):
                usual(message, category, *where, **more)  # type: ignore[arg-type]
            elif str(message) not in seen:
                seen.add(str(message))
                show(str(message))

        warnings.showwarning = heard  # type: ignore[assignment]
        yield
