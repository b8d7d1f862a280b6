/** The model on a server: the same requests and answers as the engine in the browser, over REST. */

import { Cancelled, checked } from "./engine.js";

export class RestEngine {
  /** `url` is where the interface is, such as /api/v1; `patience` the pauses (ms) before it is asked again. */
  constructor(model, url, patience = [300, 1000, 3000, 8000]) {
    Object.assign(this, { model, url: url.replace(/\/$/, ""), patience });
  }

  async run(request) {
    const { scenario, levers, draws, seed, show, views } = checked(request, { ...this.model, most_draws: Infinity });
    this.stop = new AbortController();
    const { signal } = this.stop;
    const body = JSON.stringify({ scenario, levers, draws, seed, show, views });
    for (let again = 0; ; again++) {
      const response = await fetch(`${this.url}/run`, { method: "POST", headers: { "content-type": "application/json" }, body, signal }).catch((fault) => fault);
      if (signal.aborted) throw new Cancelled("another run was asked for");
      // A server that is being started again, or is full, is asked again: what is asked is all here.
      if ((response instanceof Error || response.status === 429 || response.status === 503) && again < this.patience.length) {
        await new Promise((go) => setTimeout(go, this.patience[again]));
        continue;
      }
      if (response instanceof Error) throw new Error("The server cannot be reached; what you chose is in the address and is not lost.");
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.error?.message ?? `${response.status}`);
      return answer;
    }
  }

  /** Gives up what is being run. */
  cancel() {
    this.stop?.abort();
  }

  close() {}
}
