"""Answers kept by what decides them, worked out once however many ask, as jobs that can be watched."""

from __future__ import annotations

import hashlib
import json
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from moneygood.core.answer import Table, as_plain
from moneygood.core.errors import MoneygoodError
from moneygood.questions.registry import Question
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.tables import tables_of
from moneygood.surfaces.web.turns import Turns

USUAL = 1.0
"""Seconds that a question takes of which nothing else is said."""
Work = Callable[[Any, bool], "KeptAnswer"]
"""The way to an answer: is given what hears of progress, and whether nobody else waits for a processor."""
WAITING, WORKING, DONE, FAILED, CANCELLED = "waiting", "working", "done", "failed", "cancelled"


@dataclass(frozen=True)
class KeptAnswer:
    """What is kept of an answer: its document as JSON, its words, its tables, its receipt."""

    key: str
    body: bytes
    title: str = ""
    reading: str = ""
    tables: tuple[Table, ...] = ()
    receipt: dict[str, Any] | None = None

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.body) + sum(40 * len(t.rows) * max(len(t.columns), 1) for t in self.tables)


@dataclass
class WebJob:
    """A question on its way; `share` of it is done. Changes are told through `changed`.

    `waiters` requests wait for it; `told` says that somebody knows its number and may come back.
    """

    id: str
    key: str
    question: str
    client: str
    state: str = WAITING
    share: float = 0.0
    began: float = field(default_factory=time.time)
    ended: float | None = None
    fault: MoneygoodError | None = None
    broken: str = ""
    answer: KeptAnswer | None = None
    stop: bool = False
    waiters: int = 0
    told: bool = False
    ends: list[Callable[[], Any]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (DONE, FAILED, CANCELLED)

    def as_json(self) -> dict[str, Any]:
        """What a client is told."""
        error = None
        if self.fault is not None:
            error = fault_json(self.fault)
        elif self.broken:
            error = {"code": "U014", "message": self.broken, "hint": None}
        return {
            "id": self.id,
            "question": self.question,
            "state": self.state,
            "share": round(self.share, 4),
            "seconds": round((self.ended or time.time()) - self.began, 3),
            "error": error,
            "answer": f"/api/v1/jobs/{self.id}/answer" if self.state == DONE else None,
        }

    def tell(self, **now: Any) -> None:
        """Change what is known, and wake whoever waits."""
        with self.changed:
            for name, value in now.items():
                setattr(self, name, value)
            self.changed.notify_all()
            ends, self.ends = (self.ends, []) if self.over else ([], self.ends)
        for end in ends:
            end()

    def when_over(self, end: Callable[[], Any]) -> None:
        """Have `end` called as soon as nothing more will happen, by whoever brings that about."""
        with self.changed:
            if not self.over:
                self.ends.append(end)
                return
        end()


class _Stopped(Exception):
    """Nobody wants the answer any more."""


def fault_json(fault: MoneygoodError) -> dict[str, Any]:
    """A fault as the API says it: code, message, hint, and where it stands in what was sent."""
    place = None if fault.place is None else {"line": fault.place.line, "column": fault.place.column}
    return {"code": fault.code, "message": fault.message, "hint": fault.hint, "place": place}


def request_key(question: Question, request: Any, more: Any = None) -> str:
    """A hash of all that decides an answer, made before it is worked out."""
    from moneygood.core.code_version import code_hash
    from moneygood.questions.asked_values import values_of
    from moneygood.questions.receipts import CODE_ROOMS

    said = [question.name, values_of(question, request), getattr(request, "in_detail", None), more]
    said += [code_hash(CODE_ROOMS), *_loaded(question, request)]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _loaded(question: Question, request: Any) -> tuple[str, ...]:
    if question.opens == "model":
        from moneygood.restarts.opening import load

        workspace = load(request.vintage)
        return workspace.model.hash, workspace.vintage.hash
    if question.opens == "figures":
        from moneygood.data.as_of import find_vintage

        return (find_vintage(request.vintage).hash,)
    return ()


class AnswerDesk:
    """Works questions out, `limits.workers` at a time, and keeps what was found.

    Equal questions share one job; each client may have `limits.each` jobs open. What is kept is dropped when
    it is over `limits.stored`, the longest unused first.
    """

    def __init__(self, limits: WebLimits) -> None:
        self.limits = limits
        self._turns = Turns(limits.workers)
        self._kept: OrderedDict[str, KeptAnswer] = OrderedDict()
        self._bytes = 0
        self._jobs: OrderedDict[str, WebJob] = OrderedDict()
        self._by_key: dict[str, WebJob] = {}
        self._lock = threading.Lock()
        self.counts = {"hits": 0, "misses": 0, "shared": 0, "refused": 0, "failed": 0, "cancelled": 0}

    @property
    def stored(self) -> int:
        """Bytes of kept answers."""
        return self._bytes

    @property
    def open_jobs(self) -> int:
        """Jobs that are not over."""
        return len(self._by_key)

    def kept(self, key: str) -> KeptAnswer | None:
        """The answer of a key, when it is kept."""
        with self._lock:
            answer = self._kept.get(key)
            if answer is not None:
                self._kept.move_to_end(key)
                self.counts["hits"] += 1
            return answer

    def ask(
        self,
        question: Question,
        request: Any,
        client: str,
        *,
        key: str | None = None,
        work: Work | None = None,
        seconds: float = USUAL,
    ) -> WebJob:
        """The job of a question: a new one, or the one that works on the same already.

        `work` replaces the way to the answer, `seconds` is about how long it takes: what is quick goes first.
        U015 where too much is waiting.
        """
        key = key or request_key(question, request)
        with self._lock:
            running = self._by_key.get(key)
            if running is not None and not running.stop:
                self.counts["shared"] += 1
                return running
            if self.open_jobs >= self.limits.waiting or self._open_of(client) >= self.limits.each:
                self.counts["refused"] += 1
                raise MoneygoodError(
                    "U015", "too many questions are waiting", None, "Ask again in a few seconds"
                )
            self.counts["misses"] += 1
            job = WebJob(uuid.uuid4().hex, key, question.name, client)
            self._jobs[job.id] = self._by_key[key] = job
            self._forget()
        own = work or (lambda hear, alone: answered(question, request, key, hear))
        self._turns.submit(seconds, lambda: self._work(job, own))
        return job

    def job(self, name: str) -> WebJob:
        """A job by its id; U016 for one that is not known (any more)."""
        job = self._jobs.get(name)
        if job is None:
            raise MoneygoodError("U016", "there is no such job", None, "Ask the question again")
        return job

    def cancel(self, job: WebJob) -> None:
        """Stop a job: at once where it waits, at its next report of progress where it is worked on."""
        with self._lock:
            if self._by_key.get(job.key) is job:
                del self._by_key[job.key]
        if not job.over:
            self.counts["cancelled"] += 1
            job.tell(stop=True, state=CANCELLED, ended=time.time())

    def leave(self, job: WebJob) -> None:
        """One request waits no longer; a job that nobody waits for, or can come back to, is stopped."""
        job.waiters -= 1
        if not (job.waiters or job.told or job.over):
            self.cancel(job)

    def close(self) -> None:
        """Take nothing more, and stop what can be stopped."""
        for job in list(self._by_key.values()):
            self.cancel(job)
        self._turns.close()

    def jobs(self) -> Iterator[WebJob]:
        """The jobs that are remembered, the latest first."""
        return reversed(list(self._jobs.values()))

    def _open_of(self, client: str) -> int:
        return sum(j.client == client for j in self._by_key.values())

    def _forget(self) -> None:
        for name in list(self._jobs):
            if len(self._jobs) <= self.limits.kept_jobs:
                break
            if self._jobs[name].over:
                del self._jobs[name]

    def _work(self, job: WebJob, work: Work) -> None:
        if job.stop:
            return
        until = time.time() + self.limits.seconds
        job.tell(state=WORKING)

        def hear(share: float | str) -> bool | None:
            if job.stop:
                raise _Stopped
            if time.time() > until:
                return False
            if not isinstance(share, str):
                job.tell(share=float(share))
            return None

        try:
            answer = work(hear, self.open_jobs <= 1)
            if job.stop:
                return
            if time.time() > until:
                raise MoneygoodError(
                    "U012", f"the question took more than {self.limits.seconds:g} s", None, "Ask for less"
                )
            self._keep(answer)
            job.tell(state=DONE, share=1.0, answer=answer, ended=time.time())
        except _Stopped:
            return
        except MoneygoodError as fault:
            self.counts["failed"] += 1
            job.tell(state=FAILED, fault=fault, ended=time.time())
        except Exception as fault:
            self.counts["failed"] += 1
            job.tell(state=FAILED, broken=f"something broke ({type(fault).__name__})", ended=time.time())
            raise
        finally:
            with self._lock:
                if self._by_key.get(job.key) is job:
                    del self._by_key[job.key]

    def _keep(self, answer: KeptAnswer) -> None:
        with self._lock:
            old = self._kept.pop(answer.key, None)
            self._bytes += answer.size - (old.size if old else 0)
            self._kept[answer.key] = answer
            while self._bytes > self.limits.stored and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= gone.size


def answered(question: Question, request: Any, key: str, progress: Any = None) -> KeptAnswer:
    """A question worked out, and what is kept of its answer."""
    from moneygood.api.asking import found

    one = found(question, request, progress)
    receipt = one.receipt
    body = json.dumps(as_plain(one.document()), ensure_ascii=False, allow_nan=False).encode()
    answer = one.answer
    return KeptAnswer(
        key,
        body,
        str(getattr(answer, "title", "") or question.name),
        str(getattr(answer, "reading", "") or ""),
        tables_of(answer),
        None if receipt is None else receipt.as_json(),
    )
