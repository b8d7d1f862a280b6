"""`moneygood serve` as a process of its own, and a client that sends it whatever it likes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

PATIENCE = 120.0


class Served:
    """A server on this machine, on a free port or one that is given; killed at the end if it still runs."""

    def __init__(self, port: int = 0) -> None:
        words = [sys.executable, "-m", "moneygood", "serve", "--port", str(port)]
        known = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=known
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        self.port = int(said.split()[2].rstrip("/").rpartition(":")[2])

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *fault: object) -> None:
        self.end(signal.SIGKILL)

    def end(self, how: int = signal.SIGTERM) -> tuple[int, str]:
        """Stop it; its exit code and what it wrote to standard error."""
        with suppress(ProcessLookupError):
            self.process.send_signal(how)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said

    def resident(self, alone: bool = False) -> float:
        """The memory that it and the processes that it started hold, MB; without these when `alone`."""
        own, found = self.process.pid, 0
        processes = {str(own)}
        for thread in () if alone else Path(f"/proc/{own}/task").iterdir():
            with suppress(OSError):
                processes |= set((thread / "children").read_text().split())
        for number in processes:
            with suppress(OSError, StopIteration):
                lines = Path(f"/proc/{number}/status").read_text().splitlines()
                found += int(next(x for x in lines if x.startswith("VmRSS")).split()[1])
        return found / 1024

    def cpu(self) -> float:
        """The processor seconds that it has used."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            words = file.read().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def said(self, request: bytes, patience: float = 20.0) -> tuple[bytes, float]:
        """What it answers to bytes until it hangs up or `patience` is over, and the seconds that took.

        TimeoutError where nothing at all came.
        """
        began, said = time.monotonic(), b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as one:
            with suppress(OSError):
                one.sendall(request)
            while (left := began + patience - time.monotonic()) > 0:
                one.settimeout(left)
                try:
                    part = one.recv(65_536)
                except TimeoutError:
                    break
                except OSError:
                    return said, time.monotonic() - began
                if not part:
                    return said, time.monotonic() - began
                said += part
                if whole(said, head=request.startswith(b"HEAD")):
                    break
        if not said:
            raise TimeoutError
        return said, time.monotonic() - began


def whole(said: bytes, head: bool = False) -> bool:
    """Whether a reply has come to the end of the body that it announces."""
    heads, blank, body = said.partition(b"\r\n\r\n")
    length = heads.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return bool(blank) and (head or heads[9:12] == b"304" or (length.isdigit() and len(body) >= int(length)))


def get(path: str, *heads: str, method: str = "GET", host: str = "localhost") -> bytes:
    """A request without a body; every character of the path goes as it is."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *heads]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"


def post(path: str, body: bytes, *heads: str, kind: str = "application/json", length: str = "") -> bytes:
    """A request with a body; `length` is what it says of it where that is not the truth."""
    said = (f"Content-Type: {kind}", f"Content-Length: {length or len(body)}", *heads)
    return get(path, *said, method="POST") + body
