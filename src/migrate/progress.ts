/** Progress on a terminal: one line that is drawn over; elsewhere a line now and then. */
import type { Writable } from "node:stream";

export interface Steps {
  readonly what: "versions" | "messages" | "compared";
  readonly done: number;
  readonly total: number;
}

const BAR_WIDTH = 24;
const DRAW_EVERY_MS = 100;
const PRINT_EVERY_MS = 5000;

export class Progress {
  readonly #out: Writable & { isTTY?: boolean; columns?: number };
  readonly #now: () => number;
  #what = "";
  #start = { ms: 0, done: 0 };
  #last = 0;

  /** @param now milliseconds since some instant */
  constructor(out: Writable & { isTTY?: boolean; columns?: number }, now: () => number) {
    this.#out = out;
    this.#now = now;
  }

  update(steps: Steps): void {
    const now = this.#now();
    if (steps.what !== this.#what) {
      this.#what = steps.what;
      this.#start = { ms: now, done: steps.done };
    }
    if (now - this.#last < (this.#out.isTTY ? DRAW_EVERY_MS : PRINT_EVERY_MS)) return;
    this.#last = now;
    const line = progressLine(steps, { seconds: (now - this.#start.ms) / 1000, from: this.#start.done });
    this.#out.write(this.#out.isTTY ? `\r\x1b[K${line.slice(0, (this.#out.columns ?? 120) - 1)}` : `${line}\n`);
  }

  /** Clears the line, so that what is printed next stands alone. */
  end(): void {
    if (this.#out.isTTY) this.#out.write("\r\x1b[K");
  }
}

/**
 * `[##########··············] 42 % 51,240/122,000 versions 1,830/s 0:38 left`
 * @param run seconds since the run took up this step, and what was done before it
 */
export function progressLine({ what, done, total }: Steps, run: { seconds: number; from: number }): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  const rate = run.seconds > 0 ? (done - run.from) / run.seconds : 0;
  const left = rate > 0 ? Math.max(0, total - done) / rate : 0;
  return [
    `[${"#".repeat(filled)}${"·".repeat(BAR_WIDTH - filled)}]`,
    `${Math.floor(share * 100)} %`,
    `${done.toLocaleString("en")}/${total.toLocaleString("en")} ${what}`,
    `${Math.round(rate).toLocaleString("en")}/s`,
    `${Math.floor(left / 60)}:${String(Math.floor(left % 60)).padStart(2, "0")} left`,
  ].join(" ");
}
