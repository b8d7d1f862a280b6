/** Shapes of a chart on the page, in a file and on a canvas. */

import { HEIGHT, WIDTH } from "./scene.js";

/** How each look is drawn; colours are the page's own, by the name of its variables. */
const LOOKS = {
  recession: { fill: "recession" },
  grid: { stroke: "grid", width: 1 },
  zero: { stroke: "zero", width: 1.2 },
  tick: { fill: "soft" },
  title: { fill: "ink", size: 15, weight: "bold" },
  note: { fill: "soft", size: 10.5 },
  band0: { fill: "band0" },
  band1: { fill: "band1" },
  band2: { fill: "band2" },
  past: { stroke: "ink", width: 1.6 },
  median: { stroke: "median", width: 2.4 },
  baseline: { stroke: "dashed", width: 1.8, dash: [6, 4] },
  kept0: { stroke: "kept0", width: 1.8, dash: [2, 2] },
  kept1: { stroke: "kept1", width: 1.8, dash: [8, 2] },
  kept2: { stroke: "kept2", width: 1.8, dash: [4, 2, 1, 2] },
  kept3: { stroke: "kept3", width: 1.8, dash: [1, 3] },
};
const FONT = "Inter, 'Helvetica Neue', Arial, sans-serif";

export const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

/** The markup of shapes for a drawing on the page, whose style sheet knows their looks. */
export function markup(shapes) {
  return shapes
    .map((s) =>
      s.path !== undefined
        ? `<path class="${s.look}" d="${s.path}"/>`
        : `<text class="${s.look}" x="${s.x}" y="${s.y}" text-anchor="${s.anchor}">${escaped(s.text)}</text>`,
    )
    .join("");
}

/** The page's colours as they are now. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  return new Proxy({}, { get: (_, name) => style.getPropertyValue(`--${name}`).trim() });
}

/** A title above and a source below a chart, as shapes of a file; [shapes, height]. */
export function framed(shapes, title, note) {
  const rows = [{ look: "title", text: title, x: 12, y: 22, anchor: "start" }];
  const moved = { dx: 0, dy: 34, shapes };
  rows.push({ look: "note", text: note, x: 12, y: HEIGHT + 52, anchor: "start" });
  return { rows, moved, height: HEIGHT + 64 };
}

/** A file of its own: every shape with its colours. */
export function svgFile(shapes, title, note) {
  const ink = colours();
  const { rows, moved, height } = framed(shapes, title, note);
  const one = (s) => {
    const look = LOOKS[s.look];
    if (s.path === undefined) {
      return `<text x="${s.x}" y="${s.y}" text-anchor="${s.anchor}" fill="${ink[look.fill]}" font-size="${look.size ?? 12}" font-weight="${look.weight ?? "normal"}">${escaped(s.text)}</text>`;
    }
    const stroke = look.stroke ? ` stroke="${ink[look.stroke]}" stroke-width="${look.width}"` : "";
    const dash = look.dash ? ` stroke-dasharray="${look.dash.join(" ")}"` : "";
    return `<path d="${s.path}" fill="${look.fill ? ink[look.fill] : "none"}"${stroke}${dash}/>`;
  };
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="${FONT}">` +
    `<title>${escaped(title)}</title><rect width="${WIDTH}" height="${height}" fill="${ink.paper}"/>${rows.map(one).join("")}` +
    `<g transform="translate(${moved.dx} ${moved.dy})">${moved.shapes.map(one).join("")}</g></svg>`
  );
}

/** The same as a picture of dots, twice as fine as the screen. */
export function pngFile(shapes, title, note, scale = 2) {
  const ink = colours();
  const { rows, moved, height } = framed(shapes, title, note);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH * scale, height * scale];
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.fillStyle = ink.paper;
  pen.fillRect(0, 0, WIDTH, height);
  const one = (s) => {
    const look = LOOKS[s.look];
    if (s.path === undefined) {
      pen.font = `${look.weight ?? "normal"} ${look.size ?? 12}px ${FONT}`;
      pen.textAlign = s.anchor === "middle" ? "center" : s.anchor;
      pen.fillStyle = ink[look.fill];
      pen.fillText(s.text, s.x, s.y);
      return;
    }
    const path = new Path2D(s.path);
    if (look.fill) {
      pen.fillStyle = ink[look.fill];
      pen.fill(path);
    }
    if (look.stroke) {
      pen.strokeStyle = ink[look.stroke];
      pen.lineWidth = look.width;
      pen.setLineDash(look.dash ?? []);
      pen.stroke(path);
    }
  };
  rows.forEach(one);
  pen.translate(moved.dx, moved.dy);
  moved.shapes.forEach(one);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
