"""The lab over REST when its server is killed, started again, or full: nothing of a reader is lost."""

from __future__ import annotations

import json
import subprocess

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
  globalThis.fetch = async (url, { body }) => { sent.push(body); return replies[sent.length - 1](); };
  const engine = new RestEngine(model, "/api/v1", [1, 1, 1]);
  try {
    const run = engine.run({ levers: { push: 0.5 } });
    act(engine);
    return [await run, sent.length, new Set(sent).size];
  } catch (fault) { return [fault.constructor.name, fault.message, sent.length]; }
};
const found = () => reply(200, { draws: 2000 });
console.log(JSON.stringify([
  await with_([gone, gone, found]),
  await with_([() => reply(429, { error: { message: "full" } }), found]),
  await with_([gone, gone, gone, gone, gone]),
  await with_([() => reply(422, { error: { message: "no such lever" } })]),
  await with_([gone, found], (engine) => engine.cancel()),
]));
"""


def test_a_server_that_comes_back_is_asked_the_same_again() -> None:
    assert NODE is not None
    code = PROGRAM.replace("ENGINE", ASSETS.as_uri())
    how = [NODE, "--experimental-default-type=module", "--input-type=module", "-e", code]
    done = subprocess.run(how, check=True, capture_output=True, text=True)
    killed, full, away, refused, cancelled = json.loads(done.stdout)
    assert killed == [{"draws": 2000}, 3, 1]
    assert full == [{"draws": 2000}, 2, 1]
    assert away[1].startswith("The server cannot be reached; what you chose is in the address")
    assert away[2] == 4
    assert refused == ["Error", "no such lever", 1]
    assert cancelled[0] == "Cancelled"
