/** Progress on a terminal: one line that is drawn over; elsewhere a line now and then. */
import type { Writable } from "node:stream";

export interface ProgressTotals {
  readonly filesDone: number;
  readonly files: number;
  readonly bytesDone: number;
  readonly bytes: number;
  readonly loaded: number;
  readonly failed: number;
}

const BAR_WIDTH = 24;
const DRAW_EVERY_MS = 100;
const PRINT_EVERY_MS = 5000;

export class Progress {
  readonly #out: Writable & { isTTY?: boolean; columns?: number };
  readonly #now: () => number;
  readonly #start: number;
  #last = 0;

  constructor(out: Writable & { isTTY?: boolean; columns?: number }, now: () => number) {
    this.#out = out;
    this.#now = now;
    this.#start = now();
  }

  update(totals: ProgressTotals): void {
    const now = this.#now();
    if (now - this.#last < (this.#out.isTTY ? DRAW_EVERY_MS : PRINT_EVERY_MS)) return;
    this.#last = now;
    const line = progressLine(totals, (now - this.#start) / 1000);
    this.#out.write(this.#out.isTTY ? `\r\x1b[K${line.slice(0, (this.#out.columns ?? 120) - 1)}` : `${line}\n`);
  }

  /** Clears the line, so that what is printed next stands alone. */
  end(): void {
    if (this.#out.isTTY) this.#out.write("\r\x1b[K");
  }
}

/** `[#####·····] 42 % 51/122 files 12,345 loaded 3 failed 1,830/s 0:12 left` */
export function progressLine(totals: ProgressTotals, elapsedSeconds: number): string {
  const share = totals.bytes === 0 ? 1 : Math.min(1, totals.bytesDone / totals.bytes);
  const filled = Math.round(share * BAR_WIDTH);
  const left = share > 0 ? (elapsedSeconds * (1 - share)) / share : 0;
  const rate = elapsedSeconds > 0 ? totals.loaded / elapsedSeconds : 0;
  return [
    `[${"#".repeat(filled)}${"·".repeat(BAR_WIDTH - filled)}]`,
    `${Math.floor(share * 100)} %`,
    `${totals.filesDone}/${totals.files} files`,
    `${totals.loaded.toLocaleString("en")} loaded`,
    ...(totals.failed > 0 ? [`${totals.failed.toLocaleString("en")} failed`] : []),
    `${Math.round(rate).toLocaleString("en")}/s`,
    `${Math.floor(left / 60)}:${String(Math.floor(left % 60)).padStart(2, "0")} left`,
  ].join(" ");
}
