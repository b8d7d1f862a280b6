"""The REST interface: every question the web asks, its answers in four forms, and jobs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from moneygood.core.errors import MoneygoodError
from moneygood.core.json_text import read_json
from moneygood.questions.registry import Question
from moneygood.surfaces.web.answers import (
    FAILED,
    USUAL,
    AnswerDesk,
    KeptAnswer,
    WebJob,
    fault_json,
    request_key,
)
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.offered import offered, offered_question, web_request
from moneygood.surfaces.web.openapi import openapi_document
from moneygood.surfaces.web.tables import KINDS, arrow_bytes, csv_bytes, table_at, xlsx_bytes

STATUS = {"U010": 404, "U012": 422, "U013": 404, "U014": 500, "U015": 429, "U016": 404}
"""The HTTP status of a fault that is no ordinary 422."""

PREFIX = "/api/v1"
Handler = Callable[[Request], Awaitable[Response]]
OPTIONS = ("format", "table", "wait")
LAB_FIELDS = ("levers", "views", "show")
"""Fields that only the lab sends with a run."""


class WrongForm(Exception):
    """A request that is not well formed: `status` and what to do."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def error_response(
    status: int, code: str, message: str, hint: str | None = None, **more: Any
) -> JSONResponse:
    """An error as every route says it."""
    headers = {"Retry-After": "5"} if status in (429, 503) else None
    return JSONResponse({"error": {"code": code, "message": message, "hint": hint, **more}}, status, headers)


def fault_response(fault: MoneygoodError) -> JSONResponse:
    """A fault of what was asked: 422 unless it is one of the server's own."""
    said = fault_json(fault)
    return error_response(
        STATUS.get(fault.code, 422), said["code"], said["message"], said["hint"], place=said["place"]
    )


async def sent_json(request: Request) -> dict[str, Any]:
    """The JSON object in a request's body; 415 or 400 for anything else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise WrongForm(415, "send JSON with Content-Type: application/json")
    body = await request.body()
    try:
        found = read_json(body or b"{}")
    except ValueError as fault:
        raise WrongForm(400, f"the body is not JSON: {' '.join(str(fault).split())[:120]}") from None
    if not isinstance(found, dict):
        raise WrongForm(400, "the body has to be an object")
    return found


def sent_query(request: Request) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields of a query (a name that comes twice is a list), and the options of the reply."""
    values: dict[str, Any] = {}
    options: dict[str, str] = {}
    for name, value in parse_qsl(request.url.query, keep_blank_values=True):
        if name in OPTIONS:
            options[name] = value
        elif name in values:
            old = values[name]
            values[name] = [*old, value] if isinstance(old, list) else [old, value]
        else:
            values[name] = value
    return values, options


def form_of(request: Request, options: dict[str, str]) -> tuple[str, int]:
    """The form of the reply and which table, from the query or the Accept header; 406 and 400."""
    kind = options.get("format")
    if kind is None:
        accept = request.headers.get("accept", "*/*")
        first = [k for k, media in KINDS.items() if media.partition(";")[0] in accept]
        kind = first[0] if first else "json"
    if kind not in KINDS:
        raise WrongForm(406, f"there is no format {kind[:20]!r}; there is {', '.join(KINDS)}")
    try:
        table = int(options.get("table", "0"))
    except ValueError:
        raise WrongForm(400, "table is a number from 0") from None
    return kind, table


def formed(answer: KeptAnswer, kind: str, table: int) -> bytes:
    """An answer in one of its forms."""
    if kind == "json":
        return answer.body
    if kind == "xlsx":
        receipt = answer.receipt or {}
        notes = [("Answer", answer.title), ("Reading", answer.reading), ("Receipt", receipt.get("id", ""))]
        notes += [("Vintage", str(receipt.get("vintage") or "")), ("Seed", str(receipt.get("seed") or ""))]
        return xlsx_bytes(answer.tables, notes)
    one = table_at(answer.tables, table)
    return csv_bytes(one) if kind == "csv" else arrow_bytes(one)


def reply(request: Request, answer: KeptAnswer, kind: str, table: int) -> Response:
    """An answer as a response with its ETag; 304 where the client has it."""
    tag = f'"{answer.key[:32]}-{kind}-{table}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
    if answer.receipt is not None:
        headers["X-Receipt"] = answer.receipt["id"]
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if kind != "json":
        headers["Content-Disposition"] = f'attachment; filename="moneygood-{answer.key[:8]}.{kind}"'
    return Response(formed(answer, kind, table), media_type=KINDS[kind], headers=headers)


async def waited(job: WebJob, seconds: float, request: Request) -> None:
    """Wait until a job is over, at most so long, and no longer than who asks; ClientDisconnect when gone."""
    loop = asyncio.get_running_loop()
    over = asyncio.Event()

    def end() -> None:
        with suppress(RuntimeError):  # the server has been stopped meanwhile
            loop.call_soon_threadsafe(over.set)

    job.when_over(end)
    done, gone = asyncio.create_task(over.wait()), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait((done, gone), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if gone.done() and not job.over:
            raise ClientDisconnect
    finally:
        done.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    """Ends when who asks has hung up; a body that nobody reads to its end says nothing of that."""
    with suppress(HTTPException):
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return
    await asyncio.Event().wait()


async def _heard(desk: AnswerDesk, job: WebJob, seconds: float, request: Request) -> None:
    """Wait for a job as one of those that do: when the last of them hangs up it is stopped."""
    job.waiters += 1
    try:
        await waited(job, seconds, request)
        job.told = job.told or not job.over
    finally:
        desk.leave(job)


def _lab_run(values: dict[str, Any], limits: WebLimits) -> tuple[Any, str, Any, float]:
    """What `engine_run` makes of a request, with its seconds; the engine is loaded with the first."""
    from moneygood.surfaces.web.engine_run import engine_run, seconds_of

    asked, key, work = engine_run(values, limits)
    return asked, key, work, seconds_of(asked)


def _verifying(sent: dict[str, Any], limits: WebLimits) -> tuple[str, str, Any]:
    """The question of a receipt that was sent, its key, and the work of computing it again."""
    from moneygood.api.lab_replies import is_lab_reply
    from moneygood.surfaces.web.verifying import verify_lab_sent, verify_sent

    if is_lab_reply(sent):
        return "run", *verify_lab_sent(sent, limits)
    receipt, key, work = verify_sent(sent, limits)
    return receipt.question, key, work


def api_routes(desk: AnswerDesk, limits: WebLimits) -> list[Route]:
    """The routes below ``/api/v1``: those of the questions, of what there is to ask about, and of jobs."""
    own = [("verify", _verify(desk, limits), "POST"), ("openapi.json", _openapi(limits), "GET")]
    routes = [_asked(desk, limits, question) for question in offered()]
    for path, handler, method in (*own, *_lists(limits), *_jobs(desk)):
        routes.append(Route(f"{PREFIX}/{path}", handler, methods=[method]))
    return routes


def _asked(desk: AnswerDesk, limits: WebLimits, question: Question) -> Route:
    """The route of a question, by GET and by POST."""

    async def asked(request: Request) -> Response:
        values, options = sent_query(request)
        typed = request.method == "POST"
        if typed:
            if values:
                raise WrongForm(400, f"{next(iter(values))[:40]!r} belongs into the body")
            values = await sent_json(request)
        return await _answer_to(desk, limits, question, request, values, options, typed)

    return Route(f"{PREFIX}/{question.name}", asked, methods=["GET", "POST"], name=f"ask {question.name}")


async def _answer_to(desk: AnswerDesk, limits: WebLimits, question: Question, request: Request,
                     values: dict[str, Any], options: dict[str, str], typed: bool) -> Response:  # fmt: skip
    kind, table = form_of(request, options)
    try:
        patience = min(float(options.get("wait", limits.at_once)), limits.at_once)
    except ValueError:
        raise WrongForm(400, "wait is a number of seconds") from None
    client = request.client.host if request.client else "?"
    if question.name == "run" and any(name in values for name in LAB_FIELDS):
        asked, key, work, seconds = await run_in_threadpool(_lab_run, values, limits)
    else:
        asked = await run_in_threadpool(web_request, question, values, limits, typed=typed)
        key, work, seconds = await run_in_threadpool(request_key, question, asked), None, USUAL
    kept = desk.kept(key)
    if kept is None:
        job = desk.ask(question, asked, client, key=key, work=work, seconds=seconds)
        await _heard(desk, job, patience, request)
        if job.fault is not None:
            return fault_response(job.fault)
        if job.state == FAILED:
            return error_response(500, "U014", job.broken)
        if job.answer is None:
            where = f"/api/v1/jobs/{job.id}"
            return JSONResponse(job.as_json(), 202, {"Location": where, "Retry-After": "1"})
        kept = job.answer
    return await run_in_threadpool(reply, request, kept, kind, table)


def _lists(limits: WebLimits) -> list[tuple[str, Handler, str]]:
    """What there is to ask about: questions, scenarios, the model, the figures."""

    async def questions(request: Request) -> Response:
        rows = [{"question": q.name, "group": q.group, "purpose": q.purpose} for q in offered()]
        return JSONResponse({"questions": rows, "limits": limits.as_json()})

    async def scenarios(request: Request) -> Response:
        rows = await run_in_threadpool(_of_api, "scenario_rows")
        return JSONResponse({"scenarios": rows, "levers": await run_in_threadpool(_of_api, "list_levers")})

    async def model(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(_of_api, "model_overview"))

    async def variable(request: Request) -> Response:
        try:
            shown = await run_in_threadpool(_of_api, "show_variable", request.path_params["name"])
        except MoneygoodError as fault:
            return error_response(404, fault.code, fault.message, fault.hint, place=None)
        return JSONResponse(shown)

    async def data(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(_of_api, "data_status"))

    return [
        ("questions", questions, "GET"),
        ("scenarios", scenarios, "GET"),
        ("model", model, "GET"),
        ("model/{name}", variable, "GET"),
        ("data", data, "GET"),
    ]


def _of_api(function: str, *values: Any) -> Any:
    """What a function of the API gives, as plain values; the API is loaded with the first."""
    from moneygood import api
    from moneygood.core.answer import as_plain

    return as_plain(getattr(api, function)(*values))


def _verify(desk: AnswerDesk, limits: WebLimits) -> Handler:
    async def verify(request: Request) -> Response:
        sent = await sent_json(request)
        name, key, work = await run_in_threadpool(_verifying, sent, limits)
        client = request.client.host if request.client else "?"
        job = desk.ask(offered_question(name), None, client, key=key, work=work)
        await _heard(desk, job, limits.at_once, request)
        if job.fault is not None:
            return fault_response(job.fault)
        if job.answer is None:
            return JSONResponse(
                job.as_json(), 202, {"Location": f"/api/v1/jobs/{job.id}", "Retry-After": "1"}
            )
        return Response(job.answer.body, media_type=KINDS["json"])

    return verify


def _jobs(desk: AnswerDesk) -> list[tuple[str, Handler, str]]:
    """Jobs: how far one is, its answer, its progress as a stream, its end."""

    async def state(request: Request) -> Response:
        return JSONResponse(desk.job(request.path_params["name"]).as_json())

    async def cancel(request: Request) -> Response:
        job = desk.job(request.path_params["name"])
        desk.cancel(job)
        return JSONResponse(job.as_json())

    async def answer(request: Request) -> Response:
        job = desk.job(request.path_params["name"])
        kind, table = form_of(request, sent_query(request)[1])
        if job.answer is None:
            if job.fault is not None:
                return fault_response(job.fault)
            return error_response(409, "U016", f"the job is {job.state}", "Wait until it is done")
        return await run_in_threadpool(reply, request, job.answer, kind, table)

    async def events(request: Request) -> Response:
        job = desk.job(request.path_params["name"])

        async def told() -> AsyncIterator[str]:
            last = None
            while True:
                now = job.as_json()
                said = (now["state"], now["share"])
                if said != last:
                    last = said
                    yield f"event: {now['state']}\ndata: {json.dumps(now)}\n\n"
                if job.over or await request.is_disconnected():
                    return
                await asyncio.sleep(0.1)

        return StreamingResponse(
            told(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    one = "jobs/{name}"
    return [
        (one, state, "GET"),
        (one, cancel, "DELETE"),
        (f"{one}/answer", answer, "GET"),
        (f"{one}/events", events, "GET"),
    ]


def _openapi(limits: WebLimits) -> Handler:
    async def openapi(request: Request) -> Response:
        return JSONResponse(openapi_document(limits))

    return openapi
