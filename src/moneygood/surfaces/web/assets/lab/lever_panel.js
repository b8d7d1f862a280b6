/** The levers: a track with marks, a number, and a reset each. */

import { element } from "./element.js";
import { plain, signed } from "./words.js";

/** A round step of about a hundredth of a range. */
export function stepOf([low, high]) {
  const rough = (high - low) / 120;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((k) => k * power).find((s) => s >= rough * 0.999);
}

const rounded = (x, step) => Number((Math.round(x / step) * step).toPrecision(12));

export class LeverPanel {
  /**
   * `moving(name, value)` is called while a lever is dragged, `moved(name, value)` when it rests; `own(name)`
   * is where the scenario has it.
   */
  constructor(model, root, own, moving, moved) {
    Object.assign(this, { model, own, moving, moved, rows: {} });
    model.groups.forEach((group, i) => {
      const rows = group.levers.map((name) => this.row(name));
      root.append(element("details", { open: i < (matchMedia("(min-width: 900px)").matches ? 2 : 1), class: "group" },
        element("summary", {}, group.title), rows));
    });
  }

  row(name) {
    const lever = this.model.levers[name];
    const [low, high] = lever.range;
    const step = stepOf(lever.range);
    const id = `lever-${name}`;
    const attributes = { min: String(low), max: String(high), step: String(step) };
    const track = element("input", { type: "range", id, ...attributes, value: "0", "aria-describedby": `${id}-note` });
    const number = element("input", { type: "number", ...attributes, step: "any", value: "0", "aria-label": `${lever.label}, as a number` });
    const back = element("button", { type: "button", disabled: true, "aria-label": `Reset ${lever.label}` }, "reset");
    const marks = element("span", { class: "marks", "aria-hidden": "true" });
    for (const [value, kind] of [[0, "zero"], [lever.ordinary, "ordinary"], [-lever.ordinary, "ordinary"], [lever.stress, "stress"], [-lever.stress, "stress"]]) {
      if (lever.ordinary === null && kind !== "zero") continue;
      if (value < low || value > high) continue;
      const mark = element("i", { class: kind });
      mark.style.left = `${(100 * (value - low)) / (high - low)}%`;
      marks.append(mark);
    }
    const said = lever.ordinary === null ? `${plain(low)} to ${plain(high)}` : `ordinary ±${plain(lever.ordinary)}, stress ±${plain(lever.stress)}`;
    const unit = lever.unit || "share or log points";
    const note = element("p", { class: "note", id: `${id}-note` }, `${unit}; ${said}${lever.note ? `; ${lever.note}` : ""}`);
    const row = element("div", { class: "lever", "data-lever": name },
      element("label", { for: id }, lever.label), element("div", { class: "track" }, marks, track), number, back, note);
    track.addEventListener("input", () => this.set(name, rounded(Number(track.value), step), this.moving));
    track.addEventListener("change", () => this.set(name, rounded(Number(track.value), step), this.moved));
    number.addEventListener("change", () => {
      const value = Number(number.value);
      this.set(name, number.value !== "" && Number.isFinite(value) ? Math.min(Math.max(value, low), high) : this.own(name), this.moved);
    });
    back.addEventListener("click", () => {
      this.set(name, this.own(name), this.moved);
      track.focus();
    });
    this.rows[name] = { row, track, number, back, unit, step };
    return row;
  }

  set(name, value, then) {
    this.show(name, value);
    then(name, value);
  }

  show(name, value) {
    const { row, track, number, back, unit, step } = this.rows[name];
    track.value = String(value);
    track.setAttribute("aria-valuetext", `${signed(value, Math.max(0, -Math.floor(Math.log10(step))))} ${unit}`);
    number.value = String(value);
    back.disabled = value === this.own(name);
    row.classList.toggle("moved", value !== 0);
    if (value !== this.own(name)) row.closest("details").open = true;
  }

  /** Shows all levers where they stand; `locked(name)` says whether one cannot be moved. */
  showAll(positions, locked) {
    for (const [name, { track, number }] of Object.entries(this.rows)) {
      this.show(name, positions[name] ?? 0);
      track.disabled = number.disabled = locked(name);
    }
  }
}
