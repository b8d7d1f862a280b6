"""Never run on a device so far: the backend `cuda` as the engine sees it.

What is here has run in numba's simulator and on one core with NumPy's figures, and has been compiled for
compute capability 9.0, but no GPU has simulated a draw with it. Whoever runs it on one compares a few hundred
draws with ``--backend numpy`` first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygood.engine.cuda import targets
from moneygood.engine.cuda.device import require_device
from moneygood.engine.cuda.run import CudaKernels, compiled
from moneygood.engine.devices import AbstractDevice
from moneygood.engine.program.prepare import Prepared

if TYPE_CHECKING:
    from moneygood.model.model import Model


class CudaDevice(AbstractDevice):
    """NVIDIA GPUs, by numba-cuda."""

    def require(self) -> None:
        require_device()

    def code(self, model: Model, prepared: Prepared) -> CudaKernels:
        return compiled(model, prepared, targets.device())


DEVICE = CudaDevice()
