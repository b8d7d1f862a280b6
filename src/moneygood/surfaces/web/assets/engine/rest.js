/** The model on a server: the same requests and answers as the engine in the browser, over REST. */

import { Cancelled, checked } from "./engine.js";

/** Milliseconds of an answer from which on a quick look is worth a question of its own. */
const SLOW = 500;
const AWAY = "The server cannot be reached; what you chose is in the address and is not lost.";

export class RestEngine {
  /** `url` is where the interface is, such as /api/v1; `patience` the pauses (ms) before it is asked again. */
  constructor(model, url, patience = [300, 1000, 3000, 8000]) {
    Object.assign(this, { model, url: url.replace(/\/$/, ""), patience, slow: false });
  }

  async run(request) {
    const { scenario, levers, draws, seed, show, views } = checked(request, { ...this.model, most_draws: Infinity });
    this.stop = new AbortController();
    const { signal } = this.stop;
    const began = performance.now();
    const body = JSON.stringify({ scenario, levers, draws, seed, show, views });
    for (let again = 0; ; again++) {
      const response = await fetch(`${this.url}/run`, { method: "POST", headers: { "content-type": "application/json" }, body, signal }).catch((fault) => fault);
      if (signal.aborted) throw new Cancelled("another run was asked for");
      // A server that is being started again, or is full, is asked again: what is asked is all here.
      if ((response instanceof Error || response.status === 429 || response.status === 503) && again < this.patience.length) {
        await new Promise((go) => setTimeout(go, this.patience[again]));
        continue;
      }
      if (response instanceof Error) throw new Error(AWAY);
      let answer = await response.json();
      if (!response.ok) throw new Error(answer.error?.message ?? `${response.status}`);
      if (response.status === 202) answer = await this.follow(`${this.url}/jobs/${answer.id}`, signal);
      if (answer === null && again < this.patience.length) continue; // a server that was started again knows no job
      if (answer === null) throw new Error(AWAY);
      this.slow = performance.now() - began > SLOW;
      return answer;
    }
  }

  /** The answer of a job that the server has made of a question which waits for long; null where it knows none. */
  async follow(job, signal) {
    for (;;) {
      await new Promise((go) => setTimeout(go, this.patience[0]));
      if (signal.aborted) {
        fetch(job, { method: "DELETE" }).catch(() => null);
        throw new Cancelled("another run was asked for");
      }
      const { state, error } = await read(job);
      if (state === undefined) return null;
      if (state === "done") {
        const answer = await read(`${job}/answer`);
        return answer.draws === undefined ? null : answer;
      }
      if (state === "failed" || state === "cancelled") throw new Error(error?.message ?? "The server has given up this question; ask again.");
    }
  }

  /** Gives up what is being run. */
  cancel() {
    this.stop?.abort();
  }

  close() {}
}

/** What an address gives; nothing is known where it cannot be reached. */
function read(url) {
  return fetch(url).then((r) => r.json()).catch(() => ({}));
}
