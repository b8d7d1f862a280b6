"""The REST interface: the figures of Python and the command line, jobs, forms, receipts, limits."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from openpyxl import load_workbook

pytest.importorskip("starlette")
from starlette.requests import ClientDisconnect, Request
from starlette.testclient import TestClient

import moneygood as mg
from kinds_of_scenarios import KINDS
from moneygood.core.answer import as_plain
from moneygood.core.answer import document as answer_document
from moneygood.questions.registry import question
from moneygood.surfaces.cli.main import call
from moneygood.surfaces.web import rest
from moneygood.surfaces.web.answers import AnswerDesk, KeptAnswer
from moneygood.surfaces.web.app import make_app
from moneygood.surfaces.web.engine_run import MOST_SHOWN
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.offered import offered
from moneygood.surfaces.web.openapi import ERRORS, openapi_document
from moneygood.surfaces.web.rest import STATUS

HOST = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def web() -> Iterator[TestClient]:
    with TestClient(make_app(), base_url=HOST) as client:
        yield client


def figures(document: Any) -> Any:
    """A document without what says when and how long."""
    if isinstance(document, dict):
        return {k: figures(v) for k, v in document.items() if k not in ("seconds", "receipt")}
    return [figures(v) for v in document] if isinstance(document, list) else document


@pytest.mark.parametrize("scenario", KINDS)
def test_a_scenario_has_the_same_figures_over_rest_in_python_and_on_the_command_line(
    web: TestClient, scenario: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = web.post("/api/v1/run", json={"scenario": scenario, "draws": 80, "seed": 3, "quarters": 12}).json()
    own = as_plain(answer_document(mg.run(scenario, draws=80, seed=3, quarters=12).run))
    assert sent["lead"]
    assert figures(sent) == figures(json.loads(json.dumps(own)))
    assert (
        call(["run", scenario, "--draws", "80", "--seed", "3", "--quarters", "12", "--no-files", "--json"])
        == 0
    )
    printed = json.loads(capsys.readouterr().out)
    assert figures(printed) == figures(sent)
    assert printed["receipt"]["hashes"] == sent["receipt"]["hashes"]


def test_a_tool_of_an_assistant_gives_the_answer_that_rest_gives(web: TestClient) -> None:
    from moneygood.surfaces.web.assistant_tools import ToolBench

    asked = {"scenario": "ai-disappoints", "draws": 40, "seed": 3}
    sent = web.post("/api/v1/run", json=asked).json()
    told = ToolBench().call("run", asked)
    assert told["receipt"] == sent["receipt"]["id"]  # the hash of the answer is part of it
    assert told["lead"] == sent["lead"]
    rows = {(r["variable"], r["period"]): r for r in sent["headline"]}
    names = told["headline"]["columns"]
    for row in told["headline"]["rows"]:
        said = dict(zip(names, row, strict=True))
        whole = rows[said["variable"], said["period"]]
        assert [said[n] for n in names] == [whole[n] for n in names]


def test_every_answer_comes_with_a_receipt_that_the_server_computes_again(web: TestClient) -> None:
    for name, asked in (
        ("why", {"variable": "rate_10y", "scenario": "ai-disappoints"}),
        ("odds", {"scenarios": "cuts-arrive", "draws": 100, "quarters": 8}),
        ("regimes", {}),
        ("compare", {"scenarios": ["cuts-arrive"], "draws": 40, "quarters": 8}),
    ):
        reply = web.post(f"/api/v1/{name}", json=asked)
        document = reply.json()
        mark = reply.headers["x-receipt"]
        assert mark == (document[0]["receipt"] if isinstance(document, list) else document["receipt"]["id"])
        if isinstance(document, dict):
            verdict = web.post("/api/v1/verify", json=document).json()
            assert verdict["same"], verdict


def test_forms_hold_the_same_table(web: TestClient) -> None:
    at = "/api/v1/why?variable=rate_10y&scenario=ai-disappoints"
    rows = list(csv.reader(io.StringIO(web.get(at + "&format=csv").text)))
    table = pa.ipc.open_stream(web.get(at + "&format=arrow").content).read_all()
    assert table.column_names == rows[0]
    for i in (1, 2, 3):
        assert [float(r[i]) if r[i] else None for r in rows[1:]] == table.column(i).to_pylist()
    parts = web.get(at).json()["parts"]
    assert sum(p["value"] for p in parts) == pytest.approx(web.get(at).json()["total"], abs=1e-9)
    book = load_workbook(io.BytesIO(web.get(at + "&format=xlsx").content))
    assert book.sheetnames[-1] == "Source"
    assert book.worksheets[0]["A4"].value == rows[1][0]
    assert web.get(at, headers={"Accept": "text/csv"}).headers["content-type"].startswith("text/csv")
    assert web.get(at + "&format=csv&table=9").status_code == 404
    assert web.get(at + "&format=docx").status_code == 406


def test_what_a_client_has_is_not_sent_again(web: TestClient) -> None:
    first = web.get("/api/v1/regimes?until=2008Q1")
    again = web.get("/api/v1/regimes?until=2008Q1", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert web.get("/api/v1/regimes?until=2008Q2").headers["etag"] != first.headers["etag"]


def test_a_long_answer_becomes_a_job_with_events(web: TestClient) -> None:
    sent = web.post("/api/v1/run?wait=0", json={"draws": 4000, "seed": 91})
    assert sent.status_code == 202
    where = sent.headers["location"]
    said = web.get(f"{where}/events").text
    states = [line.removeprefix("event: ") for line in said.splitlines() if line.startswith("event: ")]
    assert states[-1] == "done"
    shares = [json.loads(line[6:])["share"] for line in said.splitlines() if line.startswith("data: ")]
    assert shares == sorted(shares)
    assert web.get(f"{where}/answer").json()["run"]["draws"] == 4000
    assert web.get("/api/v1/jobs/" + "0" * 32).status_code == 404


def test_a_job_is_cancelled(web: TestClient) -> None:
    where = web.post("/api/v1/run?wait=0", json={"draws": 100_000, "seed": 92}).headers["location"]
    assert web.delete(where).json()["state"] == "cancelled"
    assert web.get(f"{where}/answer").status_code == 409


def test_equal_questions_are_worked_out_once_and_one_client_cannot_fill_the_desk() -> None:
    desk, gate, calls = AnswerDesk(WebLimits(each=2, workers=2)), threading.Event(), []

    def work(progress: Any, alone: bool) -> KeptAnswer:
        calls.append(1)
        gate.wait(10)
        return KeptAnswer("a", b"{}")

    run = question("run")
    jobs = [desk.ask(run, None, "one", key="a", work=work) for _ in range(20)]
    assert len({j.id for j in jobs}) == 1
    desk.ask(run, None, "one", key="b", work=work)
    with pytest.raises(mg.MoneygoodError, match="too many"):
        desk.ask(run, None, "one", key="c", work=work)
    desk.ask(run, None, "two", key="c", work=work)
    gate.set()
    until = time.time() + 10
    while not jobs[0].over and time.time() < until:
        time.sleep(0.01)
    assert jobs[0].state == "done"
    assert desk.kept("a") is not None
    desk.close()


def heard_by(hung_up: list[bool]) -> tuple[list[str], str, list[Any]]:
    """What requests for one question come to whose readers hang up or not; the job's state; who was alone."""
    desk, gate, alone = AnswerDesk(WebLimits()), threading.Event(), []

    def work(progress: Any, by_itself: bool) -> KeptAnswer:
        alone.append(by_itself)
        while not gate.wait(0.01):
            progress(0.5)
        return KeptAnswer("a", b"{}")

    async def one(job: Any, gone: bool) -> str:
        async def receive() -> dict[str, str]:
            await asyncio.sleep(0.05 if gone else 60.0)
            return {"type": "http.disconnect"}

        try:
            await rest._heard(desk, job, 10.0, Request({"type": "http"}, receive))
        except ClientDisconnect:
            return "gone"
        return job.state

    async def all_of_them() -> tuple[list[str], str]:
        jobs = [desk.ask(question("run"), None, "one", key="a", work=work) for _ in hung_up]
        waiting = [asyncio.create_task(one(j, g)) for j, g in zip(jobs, hung_up, strict=True)]
        await asyncio.sleep(0.3)
        gate.set()
        return await asyncio.gather(*waiting), jobs[0].state

    said, state = asyncio.run(all_of_them())
    desk.close()
    return said, state, alone


def test_what_nobody_waits_for_any_more_is_stopped() -> None:
    assert heard_by([True, True]) == (["gone", "gone"], "cancelled", [True])


def test_a_reader_who_hangs_up_stops_nobody_elses_question() -> None:
    assert heard_by([True, False]) == (["gone", "done"], "done", [True])


def test_a_question_whose_number_was_told_goes_on() -> None:
    desk, gate = AnswerDesk(WebLimits()), threading.Event()

    def work(progress: Any, alone: bool) -> KeptAnswer:
        gate.wait(10)
        return KeptAnswer("a", b"{}")

    async def receive() -> dict[str, str]:
        await asyncio.sleep(60.0)
        return {"type": "http.disconnect"}

    job = desk.ask(question("run"), None, "one", key="a", work=work)
    asyncio.run(rest._heard(desk, job, 0.05, Request({"type": "http"}, receive)))
    assert job.told
    gate.set()
    until = time.time() + 10
    while not job.over and time.time() < until:
        time.sleep(0.01)
    assert job.state == "done"
    desk.close()


def test_kept_answers_stay_below_their_limit() -> None:
    desk = AnswerDesk(WebLimits(stored=1000))
    for i in range(10):
        desk._keep(KeptAnswer(str(i), b"x" * 400))
    assert desk.stored <= 1000
    assert desk.kept("9") is not None
    assert desk.kept("0") is None
    desk.close()


LAB = {
    "scenario": "ai-disappoints",
    "levers": {"term_premium": 0.5},
    "draws": 60,
    "seed": 2,
    "show": ["DGS10", "ffr"],
    "views": ["bands", "first", "differences"],
}


def test_the_lab_gets_fans_first_passages_and_differences(web: TestClient) -> None:
    sent = web.post("/api/v1/run", json=LAB).json()
    plan = {"title": "x", "extends": "ai-disappoints", "levers": {"term_premium": 0.5}}
    run = mg.run(plan, draws=60, seed=2).run
    fan = run.quantiles("rate_10y")
    assert sent["bands"]["rate_10y"]["quantiles"] == fan.quantiles.tolist()
    assert sent["periods"] == [str(q) for q in fan.periods]
    assert sent["first"]["none"] == run.first.none
    assert sent["first"]["highs"]["rates"]["p_first"] == run.first.highs["rates"].p_first
    found = mg.compare(plan, variables=["rate_10y"], periods=["2028Q4"], draws=60, seed=2).as_json()[0]
    at = sent["periods"].index("2028Q4")
    assert sent["differences"]["rate_10y"]["mean"][at] == pytest.approx(found["difference"], rel=1e-12)
    assert sent["failed"] == 0
    many = [*load_names()][: MOST_SHOWN + 1]
    assert web.post("/api/v1/run", json={"show": many}).json()["error"]["code"] == "U012"


def load_names() -> list[str]:
    from moneygood.model.build import load_model

    return list(load_model().variables)


def test_openapi_names_every_question_and_field(web: TestClient) -> None:
    document = web.get("/api/v1/openapi.json").json()
    assert document == json.loads(json.dumps(openapi_document(WebLimits())))
    assert document["openapi"] == "3.1.0"
    assert {str(s) for s in STATUS.values()} <= set(ERRORS)
    for one in offered():
        assert set(document["paths"][f"/api/v1/{one.name}"]) == {"get", "post"}
    page = web.get("/api/").text
    assert "https://" not in page.replace("http://www.w3.org", "")


def test_health_and_counts(web: TestClient) -> None:
    assert web.get("/healthz").json()["ok"]
    text = web.get("/metrics").text
    assert "moneygood_requests_total" in text
    assert "moneygood_resident_bytes" in text
