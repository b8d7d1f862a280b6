"""What the server refuses: a 4xx that says why, or text that does nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
from starlette.testclient import TestClient

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web.app import make_app
from moneygood.surfaces.web.guard import CSP
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.verifying import verify_sent

HOST = "http://127.0.0.1:8000"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def web() -> Iterator[TestClient]:
    with TestClient(make_app(), base_url=HOST) as client:
        yield client


def refused(reply: Any, status: int, words: str = "") -> None:
    assert reply.status_code == status, reply.text
    error = reply.json()["error"]
    assert error["code"]
    assert words in error["message"]
    assert "Traceback" not in reply.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[1]", 400),
        (b'"x"', 400),
        (b"\xff\xfe", 400),
        (b"[" * 5000, 400),
        (b"x" * 300_000, 413),
    ],
)
def test_a_body_that_is_no_question(web: TestClient, body: bytes, status: int) -> None:
    refused(web.post("/api/v1/run", content=body, headers=JSON), status)


def test_a_body_of_another_kind(web: TestClient) -> None:
    refused(web.post("/api/v1/run", content=b"scenario=baseline"), 415)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("run", {"draws": 10**9}),
        ("run", {"draws": "many"}),
        ("run", {"draws": True}),
        ("run", {"draws": -1}),
        ("run", {"quarters": 100_000}),
        ("run", {"scenario": "/etc/passwd"}),
        ("run", {"scenario": "../baseline"}),
        ("run", {"scenario": "baseline.yaml"}),
        ("run", {"scenario": 7}),
        ("run", {"paths_to": "/tmp/x.zarr"}),
        ("run", {"posterior": "/tmp"}),
        ("run", {"cluster": "tcp://10.0.0.1:1"}),
        ("run", {"drws": 10}),
        ("run", {"backend": "cuda"}),
        ("run", {"vintage": "../../etc"}),
        ("run", {"seed": 1.5}),
        ("run", {"scenario": {"extends": "/etc/passwd"}}),
        ("run", {"scenario": {"extends": "../x.yaml"}}),
        ("run", {"scenario": {"paths": [{"hold": "ffr", "periods": "2027Q1", "value": "/etc/hosts.csv"}]}}),
        ("run", {"scenario": {"paths": [{"hold": "ffr", "periods": "2027Q1", "value": "x.xlsx"}]}}),
        ("run", {"scenario": {"levers": {"nothing": 1}}}),
        ("run", {"scenario": {"title": "x", "levers": "__import__"}}),
        ("run", {"levers": {"term_premium": "0.5"}}),
        ("run", {"views": ["everything"]}),
        ("run", {"show": ["nothing"], "views": ["bands"]}),
        ("why", {}),
        ("why", {"variable": "nothing"}),
        ("why", {"variable": "x" * 5000}),
        ("why", {"variable": "a\x00b"}),
        ("why", {"variable": "rate_10y", "scenario": "last"}),
        ("why", {"variable": "rate_10y", "breaks": ["/etc/passwd"]}),
        ("claims", {"files": ["/etc/passwd"]}),
        ("claims", {"only": "no-such-claim"}),
        ("breakeven", {"target": "/etc/passwd.yaml"}),
        ("breakeven", {"target": "__import__('os').system('x') > 1"}),
        ("breakeven", {"target": "debt-stable", "ranges": [[1]]}),
        ("first", {"breaks": ["x.yaml"]}),
        ("discover", {"condition": "().__class__ > 1"}),
        ("branch", {"event": "../../x"}),
        ("loop", {"name": "../x"}),
        ("compare", {"scenarios": ["baseline"] * 1000}),
        ("odds", {"at": "not a quarter"}),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(web: TestClient, name: str, asked: dict[str, Any]) -> None:
    reply = web.post(f"/api/v1/{name}", json=asked)
    refused(reply, 422)
    assert "root:" not in reply.text


def test_queries_are_held_to_the_same(web: TestClient) -> None:
    refused(web.get("/api/v1/run?draws=many"), 422)
    refused(web.get("/api/v1/run?scenario=..%2F..%2Fetc%2Fpasswd"), 422)
    refused(web.get("/api/v1/run?draws=1&draws=2"), 422)
    refused(web.get("/api/v1/run?nothing=1"), 422)
    refused(web.get("/api/v1/run?" + "x" * 9000), 414)
    refused(web.get("/api/v1/bench"), 404)
    refused(web.get("/api/v1/nothing"), 404)
    refused(web.put("/api/v1/run"), 405)


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/assets/../app.py",
        "/assets/%2e%2e/app.py",
        "/assets/pages/..%2f..%2fapp.py",
        "/today/../../x.csv",
        "/today/..%2f..%2fapp.csv",
        "/%00/",
        "/embed/today/nothing/",
        "/today/nothing.csv",
        "/lab/../app.py",
        "//etc/passwd",
    ],
)
def test_no_path_leads_out(web: TestClient, path: str) -> None:
    reply = web.get(path, follow_redirects=False)
    assert reply.status_code in (307, 308, 400, 404, 405)
    assert "make_app" not in reply.text
    assert "root:" not in reply.text


def test_a_script_in_a_title_is_text(web: TestClient) -> None:
    script = "<script>alert(1)</script>"
    reply = web.post(
        "/api/v1/run",
        json={"scenario": {"title": script, "levers": {"term_premium": 0.5}}, "draws": 4, "quarters": 2},
    )
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["x-content-type-options"] == "nosniff"
    page = web.get(f"/{script}/")
    assert page.status_code == 404
    assert script not in page.text


def test_a_formula_in_a_table_is_inert(web: TestClient) -> None:
    from moneygood.core.answer import Column, Table
    from moneygood.surfaces.web.tables import csv_bytes

    lines = (
        csv_bytes(Table("t", (Column("=cmd()"),), (("=1+1",), ("@x",), ("+5",), (-5.0,))))
        .decode()
        .split("\r\n")
    )
    assert lines[:5] == ["'=cmd()", "'=1+1", "'@x", "'+5", "-5.0"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", ""])
def test_another_name_for_this_server_is_refused(web: TestClient, host: str) -> None:
    refused(web.get("/api/v1/questions", headers={"Host": host}), 421)


def test_a_page_of_another_site_cannot_ask(web: TestClient) -> None:
    heads = {"Origin": "https://evil.example"}
    refused(web.post("/api/v1/run", json={"draws": 2}, headers=heads), 403)
    assert (
        web.post("/api/v1/run", json={"draws": 2, "quarters": 2}, headers={"Origin": HOST}).status_code == 200
    )


def test_with_a_token_nobody_comes_in_without_it() -> None:
    with TestClient(make_app(token="secret"), base_url=HOST) as client:
        refused(client.get("/api/v1/questions"), 401)
        refused(client.get("/api/v1/questions", headers={"Authorization": "Bearer secre"}), 401)
        assert client.get("/api/v1/questions", headers={"Authorization": "Bearer secret"}).status_code == 200
        assert client.get("/healthz").status_code == 200


def test_pages_run_no_script_but_their_own(web: TestClient) -> None:
    heads = web.get("/healthz").headers
    assert heads["content-security-policy"].startswith(CSP)
    assert "unsafe-inline" not in CSP
    assert "frame-ancestors 'none'" in heads["content-security-policy"]


def test_a_receipt_from_anyone_reads_no_file_and_stays_within_the_limits(web: TestClient) -> None:
    document = web.post("/api/v1/why", json={"variable": "rate_10y", "scenario": "ai-disappoints"}).json()
    from moneygood.questions.receipts import AnswerReceipt

    def sealed(**changed: Any) -> dict[str, Any]:
        old = document["receipt"]
        fields = {k: old[k] for k in AnswerReceipt.__dataclass_fields__} | changed
        return AnswerReceipt(**fields).as_json()

    asked = document["receipt"]["asked"]
    receipt, key, _ = verify_sent(document, WebLimits())
    assert (receipt.question, key) == ("why", f"verify-{document['receipt']['seal']}")
    refused(web.post("/api/v1/verify", json={}), 422)
    refused(
        web.post(
            "/api/v1/verify", json=sealed(asked=asked | {"scenario": {"file": "/etc/passwd", "sha256": "0"}})
        ),
        422,
    )
    refused(web.post("/api/v1/verify", json=sealed(asked=asked | {"draws": 10**9})), 422)
    refused(web.post("/api/v1/verify", json=sealed(question="bench")), 404)
    refused(web.post("/api/v1/verify", json=sealed(vintage="../x")), 422)
    text = {"scenario": "x", "text": "extends: /etc/passwd\n"}
    refused(web.post("/api/v1/verify", json=sealed(asked=asked | {"scenario": text})), 422)


def test_a_body_that_is_longer_than_it_says_is_cut_off() -> None:
    app = make_app(WebLimits(body=1000))
    sent: list[dict[str, Any]] = []
    parts = iter([{"type": "http.request", "body": b"x" * 600, "more_body": True}] * 5)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/api/v1/run",
        "raw_path": b"/api/v1/run",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }

    async def receive() -> Any:
        return next(parts)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 413
    assert json.loads(sent[1]["body"])["error"]["code"] == "U011"


def test_a_form_with_more_fields_than_it_has_and_a_head_are_answered(web: TestClient) -> None:
    many = "&".join(f"f{i}=1" for i in range(50))
    heads = {"Content-Type": "application/x-www-form-urlencoded"}
    assert web.post("/claims/check/", content=many, headers=heads).status_code == 422
    for path in ("/healthz", "/api/v1/questions", "/assets/pages/site.css", "/claims/check/", "/nothing/"):
        whole, head = (web.request(m, path, follow_redirects=False) for m in ("GET", "HEAD"))
        assert (head.status_code, head.content) == (whole.status_code, b""), path


@pytest.mark.parametrize(
    "body",
    [b'{"draws": 2, "draws": 3}', b'{"scenario": {"title": "a", "title": "b"}}', b'{"scenario": "\\ud800"}'],
)
def test_json_of_which_a_part_would_be_lost_is_refused(web: TestClient, body: bytes) -> None:
    refused(web.post("/api/v1/run", content=body, headers=JSON), 400)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost:8000", "localhost"),
        ("[::1]:80", "::1"),
        ("[::1].evil.example", "[::1].evil.example"),
        ("localhost@evil.example", "localhost@evil.example"),
        ("localhost:80:90", "localhost:80:90"),
    ],
)
def test_a_name_is_read_whole(host: str, name: str) -> None:
    from moneygood.surfaces.web.guard import _host

    assert _host(host) == name


def test_files_are_those_of_a_list_without_links_and_hidden_ones(tmp_path: Path) -> None:
    from moneygood.surfaces.web.folder_files import files_below

    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside / "own", inside / ".git", outside):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text("x")
    (inside / ".env").write_text("x")
    (inside / "link.txt").symlink_to(outside / "a.txt")
    (inside / "linked").symlink_to(outside)
    assert list(files_below(inside)) == ["own/a.txt"]


def test_a_page_that_cannot_be_made_apart_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    from moneygood.surfaces.web import shelf
    from moneygood.surfaces.web.reading.parts import ReadingPage

    page = ReadingPage("data", "t", "q", "a", (), "s")
    monkeypatch.setattr(shelf, "_kept", lambda name: None)
    monkeypatch.setattr(shelf, "_make", lambda name: page)
    monkeypatch.setattr(shelf.sys, "executable", "/bin/false")
    own = shelf.PageShelf(apart=True)
    assert own.page("data") is page
    own.close()
    with pytest.raises(MoneygoodError, match="U014"):
        own.page("model")
