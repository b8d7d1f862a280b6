/** What a reader has chosen, in the address: links, the back button and undo all go through it. */

export class State {
  constructor(model) {
    this.model = model;
    this.read(location.hash);
  }

  get defaults() {
    return { scenario: this.model.baseline, levers: {}, charts: [...this.model.first_charts], seed: 1, gaps: false };
  }

  /** Takes over an address; `notes` says what of it could not be taken. */
  read(hash) {
    const { model } = this;
    const said = new URLSearchParams(hash.replace(/^#/, ""));
    Object.assign(this, this.defaults);
    this.notes = [];
    const own = model.hash.slice(0, 12);
    const made = said.get("m");
    if (made && made !== own) {
      this.notes.push(`This link was made with another version of the model (${made.slice(0, 12)}, data ${said.get("v") ?? "unknown"}); figures here are those of ${own}, data ${model.vintage}.`);
    }
    const scenario = said.get("s");
    if (scenario && Object.hasOwn(model.scenarios, scenario)) this.scenario = scenario;
    else if (scenario) this.notes.push(`There is no scenario ${scenario}; this is the baseline.`);
    for (const part of (said.get("l") ?? "").split(",").filter(Boolean)) {
      const [name, value] = part.split(":");
      const lever = Object.hasOwn(model.levers, name) ? model.levers[name] : null;
      const number = Number(value);
      if (!lever || !value || !Number.isFinite(number)) this.notes.push(`The lever ${part} is not known and was left out.`);
      else {
        const [low, high] = lever.range;
        this.levers[name] = Math.min(Math.max(number, low), high);
        if (this.levers[name] !== number) this.notes.push(`${lever.label} goes from ${low} to ${high}; ${number} was cut.`);
      }
    }
    const charts = (said.get("c") ?? "").split(",").filter(Boolean);
    const known = [...new Set(charts)].filter((n) => Object.hasOwn(model.variables, n)).slice(0, 6);
    if (charts.length > known.length) this.notes.push("Some charts of the link are not known and were left out.");
    if (known.length) this.charts = known;
    this.gaps = said.get("d") === "1";
    const seed = Number(said.get("seed") ?? 1);
    if (Number.isSafeInteger(seed) && seed >= 0) this.seed = seed;
    else this.notes.push(`${said.get("seed")} is no seed; it is 1.`);
  }

  /** Where the scenario has a lever before a reader moves it. */
  own(name) {
    return this.model.scenarios[this.scenario].levers[name] ?? 0;
  }

  /** Where all levers stand that are not at zero. */
  get positions() {
    return { ...this.model.scenarios[this.scenario].levers, ...this.levers };
  }

  /** The levers that a reader has moved away from where the scenario has them: [name, value] each. */
  get moved() {
    return Object.entries(this.levers).filter(([name, value]) => value !== this.own(name));
  }

  /** The address of what is chosen. */
  get hash() {
    const { model } = this;
    const levers = this.moved.map(([n, x]) => `${n}:${x}`);
    const parts = [`m=${model.hash.slice(0, 12)}`, `v=${model.vintage}`, `s=${this.scenario}`];
    if (levers.length) parts.push(`l=${levers.join(",")}`);
    if (this.charts.join() !== model.first_charts.join()) parts.push(`c=${this.charts.join(",")}`);
    if (this.gaps) parts.push("d=1");
    return `#${[...parts, `seed=${this.seed}`].join("&")}`;
  }

  /** How many steps can be undone. */
  get steps() {
    return history.state?.steps ?? 0;
  }

  /** Puts what is chosen into the address, as a step that can be undone. */
  commit() {
    if (this.hash === location.hash) return false;
    history.pushState({ steps: this.steps + 1 }, "", this.hash);
    return true;
  }
}
