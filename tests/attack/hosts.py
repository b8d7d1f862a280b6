"""Hosts of a cluster as network namespaces of this machine, joined by a line that is slow or cut."""

from __future__ import annotations

import ctypes
import fcntl
import heapq
import os
import select
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

NEW_NET = 0x40000000
TUN, NO_INFO, SET = 0x0001, 0x1000, 0x400454CA
"""Of <linux/sched.h> and <linux/if_tun.h>."""
LARGEST = 60_000
"""Bytes of a packet: few large ones, so that the line and not this program is what is slow."""


class NoHosts(Exception):
    """Namespaces cannot be had here; why."""


@dataclass
class Network:
    """Hosts by name; a packet takes `delay` seconds, and none comes to or from a host that is `cut`."""

    delay: float
    addresses: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    started: list[subprocess.Popen[str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    packets: int = 0

    def start(self, host: str, words: Sequence[str], **env: str) -> subprocess.Popen[str]:
        """A program on a host."""
        one = subprocess.Popen(
            ["ip", "netns", "exec", _name(host), *words], env={**os.environ, **env}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.started.append(one)
        return one

    def carry(self) -> None:
        """Carry packets until it is over."""
        by_address = {socket.inet_aton(a): host for host, a in self.addresses.items()}
        coming: list[tuple[float, int, str, str, bytes]] = []
        while not self.over.is_set():
            wait = max(min(coming[0][0] - time.monotonic(), 0.2), 0.0) if coming else 0.2
            for line in select.select(list(self.lines.values()), [], [], wait)[0]:
                packet = os.read(line, 65_536)
                source, goal = (by_address.get(packet[n : n + 4], "") for n in (12, 16))
                if packet[0] >> 4 == 4 and source and goal:
                    self.packets += 1
                    heapq.heappush(
                        coming, (time.monotonic() + self.delay, self.packets, source, goal, packet)
                    )
            while coming and coming[0][0] <= time.monotonic():
                _, _, source, goal, packet = heapq.heappop(coming)
                if not {source, goal} & self.cut:
                    with suppress(OSError):
                        os.write(self.lines[goal], packet)


def _name(host: str) -> str:
    return f"moneygood-{os.getpid()}-{host}"


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoHosts(f"ip {' '.join(words)}: {done.stderr.strip()}")


def _line(host: str) -> int:
    """The end of a host's line: a device in its namespace, opened by a thread that goes there for it."""
    found: list[int | OSError] = []

    def there() -> None:
        try:
            space = os.open(f"/var/run/netns/{_name(host)}", os.O_RDONLY)
            if ctypes.CDLL(None, use_errno=True).setns(space, NEW_NET):
                raise OSError(ctypes.get_errno(), "setns")
            os.close(space)
            line = os.open("/dev/net/tun", os.O_RDWR)
            fcntl.ioctl(line, SET, struct.pack("16sH", b"line", TUN | NO_INFO))
            found.append(line)
        except OSError as fault:
            found.append(fault)

    own = threading.Thread(target=there)
    own.start()
    own.join()
    if isinstance(found[0], OSError):
        raise NoHosts(f"the line of {host}: {found[0]}")
    return found[0]


@contextmanager
def network(hosts: Sequence[str], delay: float) -> Iterator[Network]:
    """Hosts that reach each other over lines of this program; NoHosts where that is not allowed."""
    if shutil.which("ip") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise NoHosts("network namespaces want root and ip")
    made, carrier = Network(delay), None
    try:
        for number, host in enumerate(hosts, start=1):
            _ip("netns", "add", _name(host))
            made.addresses[host] = f"10.77.0.{number}"
            made.lines[host] = _line(host)
            _ip("-n", _name(host), "addr", "add", f"{made.addresses[host]}/24", "dev", "line")
            _ip("-n", _name(host), "link", "set", "line", "mtu", str(LARGEST), "up")
            _ip("-n", _name(host), "link", "set", "lo", "up")
        carrier = threading.Thread(target=made.carry)
        carrier.start()
        yield made
    finally:
        for one in made.started:
            with suppress(OSError):
                one.kill()
            one.communicate()
        made.over.set()
        if carrier is not None:
            carrier.join()
        for line in made.lines.values():
            os.close(line)
        for host in made.addresses:
            with suppress(NoHosts):
                _ip("netns", "del", _name(host))
