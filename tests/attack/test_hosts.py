"""Hosts of a cluster as namespaces: their lines are slow, and can be cut."""

from __future__ import annotations

import sys
import time

import pytest

from attack.hosts import NoHosts, network

SERVER = """
import socket
with socket.create_server(("0.0.0.0", 7000)) as one:
    print("up", flush=True)
    while True:
        other = one.accept()[0]
        other.sendall(other.recv(9))
        other.close()
"""
CLIENT = """
import socket, sys
with socket.create_connection((sys.argv[1], 7000), timeout=1.5) as one:
    one.sendall(b"here")
    print(one.recv(9).decode())
"""


@pytest.mark.slow
def test_a_line_has_its_delay_and_is_dead_while_it_is_cut() -> None:
    try:
        with network(("one", "two"), 0.1) as hosts:
            up = hosts.start("two", [sys.executable, "-c", SERVER])
            assert up.stdout is not None
            assert up.stdout.readline() == "up\n"
            asked = [sys.executable, "-c", CLIENT, hosts.addresses["two"]]
            began = time.monotonic()
            assert hosts.start("one", asked).communicate()[0] == "here\n"
            assert time.monotonic() - began > 0.4  # twice there and back: to connect, and to ask
            hosts.cut.add("two")
            said, fault = hosts.start("one", asked).communicate()
            assert (said, "timed out" in fault) == ("", True)
            hosts.cut.clear()
            assert hosts.start("one", asked).communicate()[0] == "here\n"
    except NoHosts as why:
        pytest.skip(str(why))
