/**
 * What has been loaded, on disk, one JSON line an event, so that a run that was stopped can go on.
 *
 * `started` is written before a file is sent and `done` after the server has answered: a file that was started and not
 * done may or may not have been committed. The loader then asks the server (`client.ts`) instead of guessing.
 */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { LoadFile } from "./files.ts";

export interface FileState {
  readonly status: "started" | "done" | "failed";
  /** Lines of an NDJSON file that have been answered. */
  readonly lines: number;
}
interface Row extends FileState {
  readonly file: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export class LoadState {
  readonly #path: string;
  readonly #rows = new Map<string, Row>();

  /** Opens the state of a folder and server; `fresh` forgets it. */
  constructor(options: { folder: string; server: string; path: string | undefined; fresh: boolean }) {
    const hash = createHash("sha256").update(`${options.server}\n${options.folder}`).digest("hex").slice(0, 16);
    this.#path = options.path ?? resolve("data", "load", `${hash}.ndjson`);
    mkdirSync(dirname(this.#path), { recursive: true });
    if (options.fresh) rmSync(this.#path, { force: true });
    if (existsSync(this.#path)) for (const line of readFileSync(this.#path, "utf8").split("\n")) this.#read(line);
  }

  /** A line that was cut by a crash is no line. */
  #read(line: string): void {
    try {
      const row = JSON.parse(line) as Row; // written by `record` below
      this.#rows.set(row.file, row);
    } catch {
      return;
    }
  }

  /** What is known of a file; nothing if it has changed since. */
  of(file: LoadFile): FileState | undefined {
    const row = this.#rows.get(file.name);
    return row && row.size === file.size && row.mtimeMs === file.mtimeMs ? row : undefined;
  }

  record(file: LoadFile, state: FileState): void {
    const row: Row = { file: file.name, size: file.size, mtimeMs: file.mtimeMs, ...state };
    this.#rows.set(file.name, row);
    appendFileSync(this.#path, `${JSON.stringify(row)}\n`);
  }
}
