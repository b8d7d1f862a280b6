/**
 * When to run how much: a quick look while a lever moves, the whole when it rests, the newest wish first. An engine
 * that says it is `slow` (a server with many readers) is asked for a quick look before any whole.
 */

import { Cancelled } from "../engine/engine.js";

export const [PREVIEW, WHOLE] = [256, 2000];
const PAUSE = 150;

export class Runner {
  /** `shown(result, request)` gets results in the order of wishes, `failed(fault)` what went wrong. */
  constructor(engine, shown, failed) {
    Object.assign(this, { engine, shown, failed, busy: false, next: null, timer: 0 });
  }

  /** A look at `request` now, and the whole of it after a pause. */
  preview(request) {
    this.push(look(request));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.whole(request), PAUSE);
  }

  /** The whole of `request` as soon as possible. */
  whole(request, draws = WHOLE) {
    clearTimeout(this.timer);
    this.push({ ...request, draws });
  }

  push(request) {
    this.next = request;
    if (this.busy && (this.running.draws > PREVIEW || request.draws > PREVIEW)) this.engine.cancel();
    if (!this.busy) this.work();
  }

  async work() {
    this.busy = true;
    while (this.next) {
      const request = this.next;
      [this.next, this.running] = [null, request];
      if (this.engine.slow && request.draws > PREVIEW) await this.carryOut(look(request));
      if (!this.next) await this.carryOut(request);
    }
    this.busy = false;
  }

  async carryOut(request) {
    const began = performance.now();
    try {
      const result = await this.engine.run(request);
      await this.shown({ ...result, levers: request.levers, took: performance.now() - began }, request);
    } catch (fault) {
      if (!(fault instanceof Cancelled)) this.failed(fault);
    }
  }
}

/** A quick look at a request. */
function look(request) {
  return { ...request, draws: PREVIEW, views: request.views.filter((v) => v !== "first") };
}
