/** What is shown as files: CSV, JSON, SVG, PNG. */

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
  const text = /^[=+\-@\t\r]/.test(x) ? `'${x}` : x;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows of variables as comma-separated text: a line a variable and quarter, figures as computed. */
export function csvOf(result, model, names) {
  const head = ["variable", "label", "unit", "quarter", ...result.bands[names[0]].levels.map((l) => `q${Math.round(100 * l)}`), "mean", "baseline_median"];
  const rows = names.flatMap((name) => {
    const { label, unit } = model.variables[name];
    const band = result.bands[name];
    return result.periods.map((q, t) => [name, label, unit, q, ...band.quantiles.map((row) => row[t]), band.mean[t], result.baseline?.[name]?.[t] ?? NaN]);
  });
  const said = `# moneygood: ${result.scenario}${moved(result.levers)}, ${result.draws} draws, seed ${result.seed}, model ${model.hash.slice(0, 12)}, data ${model.vintage}`;
  return [said, ...[head, ...rows].map((row) => row.map(cell).join(","))].join("\r\n") + "\r\n";
}

/** What makes a result, in words. */
export function moved(levers) {
  return Object.entries(levers).map(([n, x]) => `, ${n} ${x > 0 ? "+" : ""}${x}`).join("");
}

/** One chart as plain values, with all that it takes to compute it again. */
export function jsonOf(result, model, names) {
  const variables = Object.fromEntries(
    names.map((n) => [n, { label: model.variables[n].label, unit: model.variables[n].unit, ...result.bands[n], baseline_median: result.baseline?.[n] ?? null }]),
  );
  const { scenario, levers, draws, failed, seed, periods } = result;
  return JSON.stringify({ model: model.hash, vintage: model.vintage, scenario, levers, draws, failed, seed, periods, variables }, null, 1);
}
