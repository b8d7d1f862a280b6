/** What is shown as files: CSV, JSON with its receipt, rows of a sheet. */

/** Hands a file to the reader. */
export function download(name, content, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const a = document.createElement("a");
  [a.href, a.download] = [url, name];
  document.body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** One cell: in quotes where it has to be, and never a formula of a spreadsheet. */
function cell(x) {
  if (typeof x === "number") return Number.isFinite(x) ? String(x) : "";
  const text = /^\s*[=+\-@]|^[\t\r\n]/.test(x) ? `'${x}` : x;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows of variables as comma-separated text: a line a variable and quarter, figures as computed. */
export function csvOf(result, model, names) {
  const head = ["variable", "label", "unit", "quarter", ...result.bands[names[0]].levels.map((l) => `q${Math.round(100 * l)}`), "mean", "baseline_median", ...(result.differences ? ["difference_q15", "difference_q50", "difference_q85"] : [])];
  const rows = names.flatMap((name) => {
    const { label, unit } = model.variables[name];
    const band = result.bands[name];
    return result.periods.map((q, t) => [name, label, unit, q, ...band.quantiles.map((row) => row[t]), band.mean[t], result.baseline?.[name]?.[t] ?? NaN, ...gapsOf(result, name, t)]);
  });
  const said = `# moneygood: ${result.scenario}${moved(result.levers)}, ${result.draws} draws, seed ${result.seed}, model ${model.hash.slice(0, 12)}, data ${model.vintage}`;
  return [said, ...[head, ...rows].map((row) => row.map(cell).join(","))].join("\r\n") + "\r\n";
}

function gapsOf({ differences }, name, t) {
  const gap = differences?.[name];
  return gap ? [gap.low70[t], gap.median[t], gap.high70[t]] : [];
}

/** What makes a result, in words. */
export function moved(levers) {
  return Object.entries(levers).map(([n, x]) => `, ${n} ${x > 0 ? "+" : ""}${x}`).join("");
}

/** What is shown as plain values with its receipt: `moneygood verify` computes every figure of it again. */
export function jsonOf(result, model, names) {
  const { scenario, levers, draws, failed, seed, periods, first } = result;
  const bands = Object.fromEntries(
    names.map((n) => [n, { label: model.variables[n].label, unit: model.variables[n].unit, ...result.bands[n], baseline_median: result.baseline?.[n] ?? null }]),
  );
  const out = { model: model.hash, vintage: model.vintage, scenario, levers, draws, failed, seed, periods, bands };
  if (result.differences) out.differences = Object.fromEntries(names.map((n) => [n, result.differences[n]]));
  if (first) out.first = first;
  out.receipt = result.receipt ?? {
    form: "moneygood lab receipt 1",
    asked: { scenario, levers, draws, seed, quarters: periods.length },
    vintage: model.vintage, backend: "wasm", hashes: model.hashes,
  };
  return JSON.stringify(out, null, 1);
}

/** One chart as rows of a sheet: headings, then a row a quarter, history first; empty where there is no figure. */
export function sheetOf(result, model, name) {
  const gap = result.differences?.[name];
  if (gap) return [["Quarter", "Median difference", "15%", "85%", "Mean"], ...result.periods.map((q, t) => [q, gap.median[t], gap.low70[t], gap.high70[t], gap.mean[t]])];
  const band = result.bands[name];
  const past = model.history;
  const from = Math.max(0, past.periods.length - 24);
  const before = past.periods.slice(from).map((q, i) => [q, past.values[name][from + i], null, null, null, null, null]);
  const after = result.periods.map((q, t) => [q, null, band.quantiles[3][t], result.baseline?.[name]?.[t] ?? null, band.quantiles[1][t], band.quantiles[5][t], band.mean[t]]);
  return [["Quarter", "Measured", "Median", "Baseline’s median", "15%", "85%", "Mean"], ...before, ...after];
}
