/** Progress on a terminal: one line that is drawn over. Elsewhere nothing: a cohort is read in seconds. */
import type { Writable } from "node:stream";

const DRAW_EVERY_MS = 100;

export class Progress {
  readonly #out: Writable & { isTTY?: boolean };
  readonly #now: () => number;
  #last = 0;

  constructor(out: Writable & { isTTY?: boolean }, now: () => number) {
    this.#out = out;
    this.#now = now;
  }

  /** @param share of the file, 0 to 1 */
  update(rows: number, share: number): void {
    const now = this.#now();
    if (this.#out.isTTY !== true || now - this.#last < DRAW_EVERY_MS) return;
    this.#last = now;
    this.#out.write(`\r\x1b[K${rows.toLocaleString("en")} rows, ${Math.floor(share * 100)} % of the file`);
  }

  /** Clears the line, so that what is printed next stands alone. */
  end(): void {
    if (this.#out.isTTY) this.#out.write("\r\x1b[K");
  }
}
