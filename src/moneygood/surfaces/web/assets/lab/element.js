/** Elements of the page from names, attributes and children; text stays text. */

export function element(name, attributes = {}, ...children) {
  const out = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) out.addEventListener(key.slice(2), value);
    else if (key in out && typeof value !== "string") out[key] = value;
    else out.setAttribute(key, value);
  }
  out.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return out;
}

export const byId = (id) => document.getElementById(id);
