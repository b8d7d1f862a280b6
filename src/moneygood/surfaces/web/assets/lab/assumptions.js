/** Everything that is assumed, in a list, and as the text of a scenario. */

import { element } from "./element.js";
import { signed } from "./words.js";

/** The scenario as YAML that `moneygood run` takes. */
export function yamlOf(state, model) {
  const scenario = model.scenarios[state.scenario];
  const { moved } = state;
  const lines = [`title: ${JSON.stringify(moved.length ? `${scenario.title}, moved in the lab` : scenario.title)}`, `extends: ${state.scenario}`];
  if (moved.length) lines.push("levers:", ...moved.map(([n, x]) => `  ${n}: ${x}`));
  return `${lines.join("\n")}\n`;
}

export function showAssumptions(root, state, model) {
  const scenario = model.scenarios[state.scenario];
  const { moved } = state;
  const items = moved.map(([n, x]) => element("li", {}, `${model.levers[n].label}: ${signed(x)} ${model.levers[n].unit}`));
  const own = scenario.imposes.map((text) => element("li", {}, `${text} (the scenario’s own)`));
  const text = yamlOf(state, model);
  const copy = element("button", { type: "button", onclick: () => navigator.clipboard?.writeText(text) }, "Copy the text");
  root.replaceChildren(
    element("p", {}, scenario.narrative || scenario.question || scenario.title),
    items.length + own.length ? element("ul", {}, items, own) : element("p", {}, "Nothing is imposed on the baseline."),
    element("pre", { tabindex: "0", "aria-label": "The scenario as text" }, text), copy);
}
