"""Work on a Dask cluster: the bits of one process, whatever happens to the workers on the way."""

from __future__ import annotations

import dataclasses
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.engine import Hold, simulate
from moneygood.engine.workers.cluster import connect
from moneygood.engine.workers.cluster import executor as cluster_executor
from moneygood.engine.workers.cluster.connect import check_cluster, open_cluster
from moneygood.engine.workers.cluster.executor import AHEAD, ClusterExecutor
from moneygood.engine.workers.cluster.worker import OPEN_TASKS, Parcel, carry_out, packed
from moneygood.engine.workers.executor import AbstractTask, in_order

pytest.importorskip("distributed")

TEXT = """
[y] "Output" source: ours
log(y) ~ 0.8 * log(y[-1]) - 0.01 * (r - 2 * one) + 0.02 * tanh(log(w[-1]))

[r] "Rate" source: ours
r ~ smax(b * r[-1] + (1 - b) * (2 * one + 50 * log(y)), 0.1 * one, 0.2)

[w] "Wealth" source: ours
dlog(w) ~ 0.01 - 0.03 * (r - r[-1]) + 0.5 * log(y / y[-1]) - 0.1 * step(u_run - 0.97)

[k] "Kept sum" source: ours
k = avg(w, 4) + y * r
"""
DRAWS = 3000


@pytest.fixture(scope="module")
def model(small):
    record = {"value": 0.7, "unit": "1", "range": [0.5, 0.9], "se": 0.1, "draw": "normal"}
    extra = (
        "distribution: {kind: student_t, df: 6, source: ours}\n"
        "correlations: [{a: eps_y, b: eps_w, rho: 0.4, source: ours}]\n"
        "uniforms: {u_run: {source: ours}}"
    )
    shocks = {"eps_y": 0.01, "eps_r": 0.1, "eps_w": 0.05}
    units = dict.fromkeys(("y", "r", "w", "k"), "1")
    return small.build(TEXT, units, {"one": (1.0, "1"), "b": record}, shocks, extra_shocks=extra)


@pytest.fixture(scope="module")
def setting(model, small):
    plain = small.start(model, 7, {"y": 1.0, "r": 2.0, "w": 1.0, "k": 3.0})
    return dataclasses.replace(plain, holds=(Hold("r", 3, 3.0, "eps_r"), Hold("y", 4, 1.01, "add_y")))


@pytest.fixture(scope="module")
def two() -> Iterator[ClusterExecutor]:
    with open_cluster("local:2") as workers:
        yield workers


def task(work: Callable[[Any], Any]) -> AbstractTask:
    """A task whose chunks are done by a function that travels as code."""

    class Own(AbstractTask):
        def open(self) -> Callable[[Any], Any]:
            return work

    return Own()


def results(workers: ClusterExecutor, work: Callable[[Any], Any], chunks: list[Any]) -> list[Any]:
    """The results in the order of the chunks."""
    return list(in_order(workers.results(task(work), chunks)))


def process_numbers(workers: ClusterExecutor) -> dict[str, int]:
    """The process of every worker, by its address."""
    found: Any = workers.client.run(os.getpid)
    return found


def assert_same(one: Any, other: Any) -> None:
    """Two simulations agree to the last bit."""
    assert one.paths.values.tobytes() == other.paths.values.tobytes()
    assert one.paths.status.tobytes() == other.paths.status.tobytes()
    assert one.absorbed == other.absorbed
    assert one.identity_error == other.identity_error
    assert one.guard_share == other.guard_share


@pytest.mark.parametrize(
    "how", [{}, {"batch": 170}, {"sampling": "sobol", "exact": True}, {"backend": "compiled"}]
)
def test_draws_of_two_workers_are_those_of_one_process(model, setting, two, how) -> None:
    """C-17, C-18"""
    alone = simulate(model, setting, draws=DRAWS, seed=42, threads=1, **how)
    spread = simulate(model, setting, draws=DRAWS, seed=42, executor=two, **how)
    assert_same(alone, spread)
    assert spread.workers == 2
    assert spread.backend == alone.backend == how.get("backend", "numpy")


def test_figures_given_per_draw_reach_their_draws(model, setting, two) -> None:
    rng = np.random.default_rng(3)
    given = {"b": rng.uniform(0.6, 0.8, DRAWS)}
    added = {"eps_w": rng.normal(0.0, 0.1, (7, DRAWS))}
    how: dict[str, Any] = {"draws": DRAWS, "seed": 5, "parameter_values": given, "shock_values": added}
    alone = simulate(model, setting, threads=1, **how)
    assert_same(alone, simulate(model, setting, executor=two, batch=257, **how))
    flat = simulate(model, setting, threads=1, draws=DRAWS, seed=5)
    assert not np.array_equal(alone.paths.values, flat.paths.values)


def test_a_worker_that_is_killed_half_way_loses_nothing(model, setting, two) -> None:
    """C-17"""
    alone = simulate(model, setting, draws=DRAWS, seed=9, threads=1)
    before = process_numbers(two)
    killed: list[int] = []
    heard: list[float] = []

    def kill_one(share: float) -> None:
        heard.append(share)
        if not killed and share > 0.2:
            killed.append(next(iter(before.values())))
            os.kill(killed[0], signal.SIGKILL)

    spread = simulate(model, setting, draws=DRAWS, seed=9, executor=two, batch=50, progress=kill_one)
    assert_same(alone, spread)
    assert 0.2 < heard[len(heard) // 4] < 1.0
    assert heard[-1] == 1.0
    with pytest.raises(ProcessLookupError):
        os.kill(killed[0], 0)


@pytest.mark.slow
def test_a_task_is_sent_again_when_the_worker_that_held_it_is_killed() -> None:
    with open_cluster("local:1") as one:
        numbers = process_numbers(one)

        def slow(chunk: int) -> tuple[int, int]:
            time.sleep(0.1)
            return chunk, os.getpid()

        found = []
        with closing(one.results(task(slow), list(range(8)))) as coming:
            for _, result in coming:
                found.append(result)
                if len(found) == 2:
                    os.kill(next(iter(numbers.values())), signal.SIGKILL)
        assert sorted(chunk for chunk, _ in found) == list(range(8))
        assert len({process for _, process in found}) == 2


def test_a_fault_of_the_user_is_reported_once_and_not_tried_again(two, tmp_path: Path) -> None:
    def faulty(chunk: int) -> int:
        with open(tmp_path / "tries", "a") as file:
            file.write("x")
        raise MoneygoodError("E004", "a run needs a figure", None, "Supply it")

    with pytest.raises(MoneygoodError) as fault:
        results(two, faulty, [1])
    assert str(fault.value) == "E004: a run needs a figure. Supply it."
    assert (tmp_path / "tries").read_text() == "x"


def test_a_fault_of_the_user_in_a_simulation_is_the_same_line_everywhere(model, setting, two) -> None:
    faults = []
    for executor in (None, two):
        with pytest.raises(MoneygoodError) as fault:
            simulate(model, setting, draws=0, seed=1, executor=executor)
        faults.append(str(fault.value))
    assert faults[0] == faults[1]


@pytest.mark.slow
def test_a_chunk_that_ends_worker_after_worker_is_given_up(monkeypatch) -> None:
    monkeypatch.setitem(connect.SETTINGS, "distributed.scheduler.allowed-failures", 1)
    with open_cluster("local:1") as one:

        def deadly(chunk: int) -> None:
            os._exit(1)

        with pytest.raises(MoneygoodError, match=r"E074.*ended 2 workers") as fault:
            results(one, deadly, [1])
        assert fault.value.exit_code == 3
        assert "\n" not in str(fault.value)


def test_work_without_workers_is_given_up(monkeypatch) -> None:
    import distributed

    monkeypatch.setattr(cluster_executor, "PATIENCE", 2.0)
    monkeypatch.setattr(cluster_executor, "LISTEN", 0.2)
    local = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=":0", silence_logs=logging.CRITICAL
    )
    with local, open_cluster(local.scheduler_address) as one:
        with closing(one.results(task(time.sleep), [0.0, 0.0, 0.5, 0.5, 0.5, 0.5])) as coming:
            next(coming)
            local.scale(0)
            with pytest.raises(MoneygoodError, match=r"E075.*no worker") as fault:
                list(coming)
        assert fault.value.exit_code == 3


def test_results_do_not_pile_up_while_none_is_taken(two, tmp_path: Path) -> None:
    def mark(chunk: int) -> int:
        (tmp_path / str(chunk)).touch()
        return chunk

    with closing(two.results(task(mark), list(range(40)))) as coming:
        next(coming)
        time.sleep(0.5)
        assert 1 <= len(list(tmp_path.iterdir())) <= AHEAD * two.workers
    time.sleep(0.3)
    assert len(list(tmp_path.iterdir())) <= AHEAD * two.workers


def test_workers_keep_few_tasks_open(two) -> None:
    def add(number: int) -> Callable[[int], int]:
        return lambda chunk: chunk + number

    for number in range(OPEN_TASKS + 3):
        assert results(two, add(number), [1, 2]) == [1 + number, 2 + number]

    def kept() -> int:
        from moneygood.engine.workers.cluster import worker

        return len(worker._OPEN)

    found: Any = two.client.run(kept)
    assert max(found.values()) == OPEN_TASKS


def test_a_task_travels_without_its_arrays(model, setting, monkeypatch, two) -> None:
    sizes = []
    monkeypatch.setattr(
        cluster_executor, "packed", lambda t: sizes.append(len(packed(t).content)) or packed(t)
    )
    for draws in (2000, 20_000):
        simulate(model, setting, draws=draws, seed=1, executor=two)
    assert len(sizes) == 2
    assert abs(sizes[1] - sizes[0]) < 100


def test_a_run_that_is_stopped_counts_the_rest_as_failed(model, setting, two) -> None:
    run = simulate(
        model, setting, draws=DRAWS, seed=42, batch=300, executor=two, progress=lambda share: share < 0.3
    )
    assert run.paths.failed_share == pytest.approx(0.7)
    assert results(two, abs, [-1]) == [1]


def test_a_worker_with_other_code_is_refused(monkeypatch, two) -> None:
    address = two.client.scheduler.address
    with pytest.raises(MoneygoodError, match="E073"):
        carry_out(Parcel("x", b"", "moneygood 0.0.1"), b"")
    monkeypatch.setattr(connect, "own_mark", lambda: "moneygood 9.9")
    with (
        pytest.raises(
            MoneygoodError, match=r"E073.*has moneygood 0.*this machine has moneygood 9\.9"
        ) as fault,
        open_cluster(address),
    ):
        pass
    assert fault.value.exit_code == 2
    assert "\n" not in str(fault.value)


def test_a_worker_that_joins_later_with_other_code_is_refused(monkeypatch, two) -> None:
    real = packed

    def other(own: AbstractTask) -> Parcel:
        parcel = real(own)
        return Parcel(parcel.name, parcel.content, "moneygood 9.9")

    monkeypatch.setattr(cluster_executor, "packed", other)
    with pytest.raises(MoneygoodError, match=r"E073.*moneygood 9\.9"):
        results(two, abs, [1])


def test_a_worker_without_moneygood_is_refused(monkeypatch, two) -> None:
    def probe() -> Callable[[], str]:
        def mark() -> str:
            import moneygood_that_is_not_there

            return str(moneygood_that_is_not_there)

        return mark

    monkeypatch.setattr(connect, "_probe", probe)
    with (
        pytest.raises(MoneygoodError, match=r"E073.*no moneygood that can be used"),
        open_cluster(two.client.scheduler.address),
    ):
        pass


def test_a_worker_that_cannot_take_the_backend_says_so(model, setting, monkeypatch) -> None:
    from moneygood.engine import backends as choose
    from moneygood.engine.program.prepare import prepare

    def absent(*_) -> None:
        raise MoneygoodError("E022", "nothing can be compiled here: no LLVM here")

    monkeypatch.setattr(choose, "choose", absent)
    with pytest.raises(MoneygoodError, match=r"E076.*compiled.*no LLVM here"):
        choose.again(model, prepare(model, setting), "compiled")


@pytest.mark.parametrize(
    "text", ["", "locale", "local:", "local:0", "local:1000", "8786", "http://a:1", "tcp://a"]
)
def test_a_cluster_that_is_none_is_refused_at_once(text: str) -> None:
    with pytest.raises(MoneygoodError, match="E070"):
        check_cluster(text)


def test_local_alone_means_a_worker_per_core() -> None:
    assert check_cluster("local") == len(os.sched_getaffinity(0))
    assert check_cluster("local:3") == 3
    assert check_cluster("tcp://10.0.0.7:8786") == 0


def test_an_address_where_nothing_answers_is_one_line(monkeypatch) -> None:
    monkeypatch.setattr(connect, "PATIENCE", 0.5)
    with (
        pytest.raises(MoneygoodError, match=r"E072.*tcp://127\.0\.0\.1:1 ") as fault,
        open_cluster("tcp://127.0.0.1:1"),
    ):
        pass
    assert "\n" not in str(fault.value)
    assert fault.value.exit_code == 2


def test_a_scheduler_without_workers_is_one_line(monkeypatch) -> None:
    import distributed

    monkeypatch.setattr(connect, "PATIENCE", 0.5)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=logging.CRITICAL) as none,
        pytest.raises(MoneygoodError, match=r"E072.*no workers"),
        open_cluster(none.scheduler_address),
    ):
        pass


def test_a_missing_library_is_one_line_with_its_mend(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(MoneygoodError, match=r"E071.*pip install 'moneygood\[cluster\]'") as fault,
        open_cluster("local:1"),
    ):
        pass
    assert fault.value.exit_code == 2


@pytest.mark.parametrize("ignored", [True, False])
def test_ctrl_c_while_workers_start_waits_and_what_is_ignored_stays_ignored(ignored: bool) -> None:
    """What a script starts in the background ignores SIGINT; what a person stops ends after the block."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN if ignored else signal.default_int_handler)
    reached = False
    try:
        with nullcontext() if ignored else pytest.raises(KeyboardInterrupt), connect._interrupt_held():
            os.kill(os.getpid(), signal.SIGINT)
            reached = True
    finally:
        signal.signal(signal.SIGINT, before)
    assert reached


@pytest.mark.parametrize("says", [None, b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0" * 4096])
def test_a_port_where_something_else_listens_is_one_line(monkeypatch, says: bytes | None) -> None:
    """What listens there says nothing, hangs up, or speaks of other things."""
    monkeypatch.setattr(connect, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as other:
        kept: list[socket.socket] = []

        def answer() -> None:
            with suppress(OSError):
                while True:
                    kept.append(other.accept()[0])
                    if says is not None:
                        kept[-1].sendall(says)
                        kept[-1].close()

        threading.Thread(target=answer, daemon=True).start()
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(MoneygoodError, match=f"E072.*{address}") as fault, open_cluster(address):
            pass
    assert "\n" not in str(fault.value)
    assert time.monotonic() - began < 5.0
    for one in kept:
        one.close()


def test_no_log_of_dask_is_heard_and_levels_are_given_back() -> None:
    own = logging.getLogger("distributed.client")
    own.setLevel(logging.WARNING)
    with connect._quiet():
        assert not own.isEnabledFor(logging.ERROR)
    assert own.level == logging.WARNING


def test_a_scheduler_that_goes_between_two_chunks_is_lost(two, monkeypatch) -> None:
    from distributed.comm import CommClosedError

    with pytest.raises(MoneygoodError, match="E075") as fault, open_cluster(two.client.scheduler.address):
        raise CommClosedError("Stream is closed")
    assert fault.value.exit_code == 3
    monkeypatch.setattr(
        connect, "_check_workers", lambda client, text: (_ for _ in ()).throw(CommClosedError())
    )
    with pytest.raises(MoneygoodError, match="E075"), open_cluster(two.client.scheduler.address):
        pass
