import { Unavailable } from "../../errors.ts";

/** Lets a number of callers go on at once and the next ones wait, first come, first served, up to a limit. */
export class Turns {
  readonly #atOnce: number;
  readonly #mayWait: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ atOnce, mayWait }: { readonly atOnce: number; readonly mayWait: number }) {
    this.#atOnce = atOnce;
    this.#mayWait = mayWait;
  }

  /**
   * Runs `work` when it is its turn.
   * @throws Unavailable when too many wait, or when `signal` aborts while waiting
   */
  async take<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#atOnce) this.#running++;
    else await this.#turn(signal);
    try {
      return await work();
    } finally {
      // A turn passes to the next in line, so that nobody overtakes.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (this.#waiting.length >= this.#mayWait) {
      throw new Unavailable(`${this.#mayWait} runs are waiting already; try again later`);
    }
    if (signal.aborted) throw new Unavailable("the request was given up");
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(new Unavailable("the request was given up"));
      };
      const go = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      this.#waiting.push(go);
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}
