"""Groups of arrays that go to the kernels as one."""

from __future__ import annotations

from dataclasses import fields
from functools import cached_property

import numpy as np


class FrozenRecord:
    """A frozen dataclass of whole numbers and arrays of int32; its arrays are never written to."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The fields in the order in which machine code finds them."""
        return tuple(f.name for f in fields(cls))  # type: ignore[arg-type]

    @cached_property
    def table(self) -> np.ndarray:
        """For machine code: a pair of each field, (number, 0) or (address, length)."""
        out = np.zeros((len(self.names()), 2), dtype=np.int64)
        for i, name in enumerate(self.names()):
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                if value.dtype != np.int32 or not value.flags.c_contiguous or value.ndim != 1:
                    raise TypeError(f"{name} is no row of int32")
                out[i] = value.ctypes.data, len(value)
            else:
                out[i, 0] = value
        return out

    @cached_property
    def address(self) -> int:
        """Where the table begins."""
        return int(self.table.ctypes.data)
