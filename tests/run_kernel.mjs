/** Runs the browser's kernel in Node: node run_kernel.mjs ASSETS FOLDER, which holds what the test wrote. */
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [assets, folder] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(path.join(assets, name)));
const { Kernel, supported } = await load("kernel.js");
const { OPERATIONS } = await load("operations.js");
const read = (name) => fs.readFileSync(path.join(folder, name));
const asked = JSON.parse(read("asked.json"));

const module = await WebAssembly.compile(read("kernel.wasm"));
const kernel = await Kernel.make(module, read("tables.bin"), asked.doc);
const out = { supported: supported(), times: [] };
const parts = [];
for (const job of asked.jobs) {
  kernel.prepare(job.case, job.moved, asked.levers, job.seed, asked.keep, job.exact);
  for (const [cell, low, high] of job.pieces) {
    const began = performance.now();
    const { values, status } = kernel.run(cell, low, high, job.keeping);
    out.times.push(performance.now() - began);
    parts.push(Buffer.from(values.slice().buffer), Buffer.from(status.slice().buffer));
    if (job.table) {
      const table = kernel.doubles(kernel.table, kernel.drawn * asked.doc.cell);
      parts.push(Buffer.from(table.slice().buffer));
    }
  }
}
out.operations = (asked.operations ?? []).map(([name, ...given]) => OPERATIONS[name](...given));
out.names = Object.keys(OPERATIONS);
fs.writeFileSync(path.join(folder, "figures.bin"), Buffer.concat(parts));
fs.writeFileSync(path.join(folder, "out.json"), JSON.stringify(out));
