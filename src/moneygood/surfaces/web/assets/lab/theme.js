/** Light or dark: as the reader's system has it until the reader says otherwise. */

const KEY = "moneygood-theme";

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

const dark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

export function applyTheme(button) {
  const own = kept();
  if (own === "dark" || own === "light") document.documentElement.dataset.theme = own;
  button.textContent = dark() ? "Light" : "Dark";
}

export function nextTheme(button) {
  const next = dark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    /* a reader who keeps nothing chooses anew the next time */
  }
  button.textContent = dark() ? "Light" : "Dark";
}
