"""Machine code loaded in a process whose address space is crowded, as a server's or a notebook's is."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

CROWDED = '''
"""Leaves no hole near the top of the address space that holds code, and small ones that hold constants."""

import mmap
import re
from ctypes import addressof, c_char

import numpy as np

from moneygood.engine.foresight import compiled
from moneygood.engine.llvm import binary
from moneygood.engine.llvm.driver import driver_module

RESERVED = 6 << 30
NO_RESERVE = 0x4000
codes = [binary.translate(driver_module()), binary.translate(compiled.text(), loops=True)]
names = ["mg_run", "factor_one"]
mmap.mmap(-1, 1 << 16).close()
large = mmap.mmap(-1, RESERVED, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NO_RESERVE)
spans = re.findall(r"(?m)^([0-9a-f]+)-([0-9a-f]+) ", open("/proc/self/maps").read())
floor = min(int(a, 16) for a, b in spans if int(b, 16) - int(a, 16) >= RESERVED)
taken = []
for size in [1 << k for k in range(26, 13, -1)]:
    while True:
        block = mmap.mmap(-1, size)
        if addressof(c_char.from_buffer(block)) < floor:
            break
        taken.append(block)
for turn in range(3):
    for code, name in zip(codes, names, strict=True):
        kept = binary.Loaded(code)
        assert kept.address(name)
        taken.append(kept)
    print("loaded", turn, flush=True)
'''


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the map of the address space")
def test_machine_code_is_loaded_where_a_large_reservation_parts_the_address_space():
    done = subprocess.run(
        [sys.executable, "-c", CROWDED], capture_output=True, text=True, timeout=120, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["loaded", "0", "loaded", "1", "loaded", "2"]
