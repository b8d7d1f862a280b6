"""The lab over REST when its server is killed, started again, or full: nothing of a reader is lost."""

from __future__ import annotations

import json
import subprocess
from functools import lru_cache
from typing import Any

from kernel_in_node import ASSETS, NODE

PROGRAM = """
const { RestEngine } = await import("ENGINE/rest.js");
const model = { baseline: "baseline", scenarios: { baseline: { levers: {}, dated: [] } },
  levers: { push: { range: [-1, 1] } }, variables: { x: {} }, first_charts: ["x"] };
const sent = [];
const reply = (status, body) => ({ ok: status === 200, status, json: async () => body });
const gone = () => { throw new TypeError("fetch failed"); };
const with_ = async (replies, act = () => 0) => {
  sent.length = 0;
  globalThis.fetch = async (url, { body, method } = {}) => {
    sent.push(body ?? `${method ?? "GET"} ${url}`);
    return replies[sent.length - 1]();
  };
  const engine = new RestEngine(model, "/api/v1", [1, 1, 1]);
  try {
    const run = engine.run({ levers: { push: 0.5 } });
    act(engine);
    return [await run, sent.length, new Set(sent).size];
  } catch (fault) { return [fault.constructor.name, fault.message, sent.length]; }
};
const found = () => reply(200, { draws: 2000 });
const job = () => ({ ok: true, status: 202, json: async () => ({ id: "7" }) });
const state = (state) => () => reply(200, { state });
const { Runner } = await import("ENGINE/../lab/runner.js");
const looked = async (slow) => {
  const draws = [];
  const engine = { slow, cancel() {}, run: async (request) => { draws.push(request.draws); return {}; } };
  await new Promise((go) => {
    const shown = (result, request) => request.draws === 2000 && go();
    new Runner(engine, shown, go).whole({ views: ["bands", "first"] });
  });
  return draws;
};
console.log(JSON.stringify([
  await with_([gone, gone, found]),
  await with_([() => reply(429, { error: { message: "full" } }), found]),
  await with_([gone, gone, gone, gone, gone]),
  await with_([() => reply(422, { error: { message: "no such lever" } })]),
  await with_([gone, found], (engine) => engine.cancel()),
  [...await with_([job, state("working"), state("done"), found]), ...sent.slice(1)],
  await with_([job, state("cancelled")]),
  [...await with_([job, found], (engine) => setTimeout(() => engine.cancel(), 0)), ...sent.slice(1)],
  [await looked(false), await looked(true)],
  [...await with_([job, () => reply(404, { error: { message: "none" } }), found]), sent[0] === sent[2]],
  [...await with_([job, gone, job, gone, gone, gone]), sent[0] === sent[2]],
]));
"""


@lru_cache(maxsize=1)
def told() -> list[Any]:
    """What readers of each server came to."""
    assert NODE is not None
    code = PROGRAM.replace("ENGINE", ASSETS.as_uri())
    how = [NODE, "--experimental-default-type=module", "--input-type=module", "-e", code]
    done = subprocess.run(how, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_a_server_that_comes_back_is_asked_the_same_again() -> None:
    killed, full, away, refused, cancelled, *_ = told()
    assert killed == [{"draws": 2000}, 3, 1]
    assert full == [{"draws": 2000}, 2, 1]
    assert away[1].startswith("The server cannot be reached; what you chose is in the address")
    assert away[2] == 4
    assert refused == ["Error", "no such lever", 1]
    assert cancelled[0] == "Cancelled"


def test_a_question_that_becomes_a_job_is_followed_to_its_answer() -> None:
    done, given_up, left, _, forgotten, away = told()[5:]
    assert done[:2] == [{"draws": 2000}, 4]
    assert done[3:] == ["GET /api/v1/jobs/7", "GET /api/v1/jobs/7", "GET /api/v1/jobs/7/answer"]
    assert given_up[1].startswith("The server has given up")
    assert forgotten == [{"draws": 2000}, 3, 2, True], "asked again, as it was sent"
    assert away[1].startswith("The server cannot be reached")
    assert left[0] == "Cancelled"
    assert left[3:] == ["DELETE /api/v1/jobs/7"]


def test_a_slow_server_is_asked_for_a_quick_look_first() -> None:
    assert told()[8] == [[2000], [256, 2000]]
