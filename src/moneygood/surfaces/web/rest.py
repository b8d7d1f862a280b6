"""The REST interface: every question the web asks, its answers in four forms, and jobs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from moneygood.api.lab_replies import is_lab_reply
from moneygood.core.errors import MoneygoodError
from moneygood.core.json_text import read_json
from moneygood.questions.registry import Question
from moneygood.surfaces.web.answers import FAILED, AnswerDesk, KeptAnswer, WebJob, fault_json, request_key
from moneygood.surfaces.web.engine_run import LAB_FIELDS, engine_run
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.offered import offered, offered_question, web_request
from moneygood.surfaces.web.openapi import openapi_document
from moneygood.surfaces.web.tables import KINDS, arrow_bytes, csv_bytes, table_at, xlsx_bytes
from moneygood.surfaces.web.verifying import verify_lab_sent, verify_sent

STATUS = {"U010": 404, "U012": 422, "U013": 404, "U014": 500, "U015": 429, "U016": 404}
"""The HTTP status of a fault that is no ordinary 422."""

OPTIONS = ("format", "table", "wait")


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


async def sent_json(request: Request, limits: WebLimits) -> dict[str, Any]:
    """The JSON object in a request's body; 413, 415 or 400 for anything else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise WrongForm(415, "send JSON with Content-Type: application/json")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limits.body:
            raise WrongForm(413, f"the body is over {limits.body:,} bytes")
    try:
        found = read_json(bytes(body) or b"{}")
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


async def waited(job: WebJob, seconds: float) -> None:
    """Wait until a job is over, at most so long."""
    loop = asyncio.get_running_loop()
    until, pause = loop.time() + seconds, 0.002
    while not job.over and loop.time() < until:
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.02)


def make_router(desk: AnswerDesk, limits: WebLimits) -> APIRouter:
    """The routes below ``/api/v1``."""
    router = APIRouter(prefix="/api/v1")

    async def answer_to(question: Question, request: Request, values: dict[str, Any], options: dict[str, str],
                        typed: bool) -> Response:  # fmt: skip
        kind, table = form_of(request, options)
        try:
            patience = min(float(options.get("wait", limits.at_once)), limits.at_once)
        except ValueError:
            raise WrongForm(400, "wait is a number of seconds") from None
        client = request.client.host if request.client else "?"
        if question.name == "run" and any(name in values for name in LAB_FIELDS):
            asked, key, work = await run_in_threadpool(engine_run, values, limits)
        else:
            asked = await run_in_threadpool(web_request, question, values, limits, typed=typed)
            key, work = await run_in_threadpool(request_key, question, asked), None
        kept = desk.kept(key)
        if kept is None:
            job = desk.ask(question, asked, client, key=key, work=work)
            await waited(job, patience)
            if job.fault is not None:
                return fault_response(job.fault)
            if job.state == FAILED:
                return error_response(500, "U014", job.broken)
            if job.answer is None:
                where = f"/api/v1/jobs/{job.id}"
                return JSONResponse(job.as_json(), 202, {"Location": where, "Retry-After": "1"})
            kept = job.answer
        return await run_in_threadpool(reply, request, kept, kind, table)

    def add(question: Question) -> None:
        async def asked_by_post(request: Request) -> Response:
            values, options = sent_query(request)
            if values:
                raise WrongForm(400, f"{next(iter(values))[:40]!r} belongs into the body")
            return await answer_to(question, request, await sent_json(request, limits), options, True)

        async def asked_by_get(request: Request) -> Response:
            values, options = sent_query(request)
            return await answer_to(question, request, values, options, False)

        router.add_api_route(
            f"/{question.name}", asked_by_post, methods=["POST"], name=f"ask {question.name}"
        )
        router.add_api_route(
            f"/{question.name}", asked_by_get, methods=["GET", "HEAD"], name=f"get {question.name}"
        )

    for one in offered():
        add(one)

    @router.get("/questions")
    async def questions() -> Any:
        rows = [{"question": q.name, "group": q.group, "purpose": q.purpose} for q in offered()]
        return {"questions": rows, "limits": limits.as_json()}

    @router.get("/scenarios")
    async def scenarios() -> Any:
        from moneygood import api

        return {"scenarios": await run_in_threadpool(api.scenario_rows), "levers": api.list_levers()}

    @router.get("/model")
    async def model() -> Any:
        from moneygood import api

        return await run_in_threadpool(api.model_overview)

    @router.get("/model/{name}")
    async def variable(name: str) -> Any:
        from moneygood import api
        from moneygood.core.answer import as_plain

        try:
            return as_plain(await run_in_threadpool(api.show_variable, name))
        except MoneygoodError as fault:
            return error_response(404, fault.code, fault.message, fault.hint, place=None)

    @router.get("/data")
    async def data() -> Any:
        from moneygood import api
        from moneygood.core.answer import as_plain

        return as_plain(await run_in_threadpool(api.data_status))

    @router.post("/verify")
    async def verify(request: Request) -> Response:
        sent = await sent_json(request, limits)
        name = "run"
        if is_lab_reply(sent):
            key, work = await run_in_threadpool(verify_lab_sent, sent, limits)
        else:
            receipt, key, work = await run_in_threadpool(verify_sent, sent, limits)
            name = receipt.question
        client = request.client.host if request.client else "?"
        job = desk.ask(offered_question(name), None, client, key=key, work=work)
        await waited(job, limits.at_once)
        if job.fault is not None:
            return fault_response(job.fault)
        if job.answer is None:
            return JSONResponse(
                job.as_json(), 202, {"Location": f"/api/v1/jobs/{job.id}", "Retry-After": "1"}
            )
        return Response(job.answer.body, media_type=KINDS["json"])

    @router.get("/jobs/{name}")
    async def job_state(name: str) -> Any:
        return desk.job(name).as_json()

    @router.delete("/jobs/{name}")
    async def cancel(name: str) -> Any:
        job = desk.job(name)
        desk.cancel(job)
        return job.as_json()

    @router.get("/jobs/{name}/answer")
    async def job_answer(request: Request, name: str) -> Response:
        job = desk.job(name)
        kind, table = form_of(request, sent_query(request)[1])
        if job.answer is None:
            if job.fault is not None:
                return fault_response(job.fault)
            return error_response(409, "U016", f"the job is {job.state}", "Wait until it is done")
        return await run_in_threadpool(reply, request, job.answer, kind, table)

    @router.get("/jobs/{name}/events")
    async def events(request: Request, name: str) -> StreamingResponse:
        job = desk.job(name)

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

    @router.get("/openapi.json")
    async def openapi() -> Any:
        return openapi_document(limits)

    return router
