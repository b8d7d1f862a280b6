/** The model on a server: the same requests and answers as the engine in the browser, over REST. */

import { checked } from "./engine.js";

export class RestEngine {
  /** `url` is where the interface is, such as /api/v1. */
  constructor(model, url) {
    Object.assign(this, { model, url: url.replace(/\/$/, "") });
  }

  async run(request) {
    const { scenario, levers, draws, seed, show, views } = checked(request, { ...this.model, most_draws: Infinity });
    this.stop = new AbortController();
    const response = await fetch(`${this.url}/run`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ scenario, levers, draws, seed, show, views }),
      signal: this.stop.signal,
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error?.message ?? `${response.status}`);
    return answer;
  }

  /** Gives up what is being run. */
  cancel() {
    this.stop?.abort();
  }

  close() {}
}
