/** Carries out requests as the lab's workers do, in Node: node run_share.mjs ASSETS FOLDER WORKERS. */
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [assets, folder, count] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(path.join(assets, name)));
const { Share } = await load("worker.js");
const { checked, shareOut, together } = await load("engine.js");
const read = (name) => fs.readFileSync(path.join(folder, name));
const page = read("index.html").toString();
const model = JSON.parse(read(/name="moneygood-model" content="([^"]+)"/.exec(page)[1]));
const shares = Array.from({ length: Number(count) }, () => new Share(model));
for (const [i, { wasm, tables }] of model.modules.entries()) {
  const module = await WebAssembly.compile(read(wasm));
  for (const share of shares) await share.module(i, module, read(tables));
}
const answers = [];
let id = 0;
for (const request of JSON.parse(read("requests.json"))) {
  try {
    const asked = checked(request, model);
    id += 1;
    const pieces = shareOut(asked.draws, shares.length, model.cell);
    const parts = [];
    for (const [i, own] of pieces.entries()) parts.push(await shares[i].run({ ...asked, id, pieces: own, keeping: true }));
    answers.push(together(asked, model, parts));
  } catch (fault) {
    answers.push({ fault: fault.message });
  }
}
fs.writeFileSync(path.join(folder, "answers.json"), JSON.stringify(answers));
