/**
 * Loads the files of a folder into a server over its public API: several at once, each once, and says what failed.
 *
 * A file that failed is tried once more at the end: what it refers to may have been in a later file.
 */
import { isUtf8 } from "node:buffer";
import { InvalidInput, Unavailable } from "../errors.ts";
import { parseJson } from "../json.ts";
import type { Failure, LoadClient, Outcome } from "./client.ts";
import { type LoadFile, readBytes, readLines } from "./files.ts";
import type { ProgressTotals } from "./progress.ts";
import type { LoadState } from "./state.ts";

/** Lines of an NDJSON file in one batch. */
const LINES_PER_BATCH = 200;

export interface FileFailure extends Failure {
  readonly file: string;
}
export interface Summary extends ProgressTotals {
  /** Files that an earlier run had loaded. */
  readonly skipped: number;
  readonly failures: readonly FileFailure[];
  readonly notes: readonly string[];
  readonly interrupted: boolean;
}

export interface LoadOptions {
  readonly files: readonly LoadFile[];
  readonly client: LoadClient;
  readonly state: LoadState;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onProgress: (totals: ProgressTotals) => void;
}

/** @throws Unavailable when the server has gone; what was loaded until then is in the state */
export async function load(options: LoadOptions): Promise<Summary> {
  const run = new Run(options);
  const waiting = options.files.filter((file) => !run.skip(file));
  await run.all(waiting);
  const again = run.takeFailed();
  if (again.length > 0 && again.length < options.files.length) await run.all(again);
  return run.summary();
}

class Run {
  readonly #options: LoadOptions;
  readonly #failures = new Map<LoadFile, readonly Failure[]>();
  readonly #notes: string[] = [];
  #filesDone = 0;
  #bytesDone = 0;
  #loaded = 0;
  #skipped = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  skip(file: LoadFile): boolean {
    if (this.#options.state.of(file)?.status !== "done") return false;
    this.#skipped++;
    this.#finish(file);
    return true;
  }

  /** Each worker takes the next file until there is none left. */
  async all(files: readonly LoadFile[]): Promise<void> {
    const queue = files[Symbol.iterator]();
    const worker = async () => {
      for (const file of queue) {
        if (this.#options.signal.aborted) return;
        await this.#one(file);
      }
    };
    await Promise.all(Array.from({ length: this.#options.concurrency }, worker));
  }

  /** The files that failed as a whole; they are counted again when they are loaded again. */
  takeFailed(): readonly LoadFile[] {
    const whole = [...this.#failures].filter(([, failures]) => failures[0]?.where === "").map(([file]) => file);
    for (const file of whole) {
      this.#failures.delete(file);
      this.#filesDone--;
      this.#bytesDone -= file.size;
    }
    return whole;
  }

  summary(): Summary {
    const failures = [...this.#failures].flatMap(([file, list]) => list.map((item) => ({ file: file.name, ...item })));
    return {
      ...this.#totals(),
      skipped: this.#skipped,
      failures,
      notes: this.#notes,
      interrupted: this.#options.signal.aborted,
    };
  }

  async #one(file: LoadFile): Promise<void> {
    const before = this.#options.state.of(file);
    this.#options.state.record(file, { status: "started", lines: before?.lines ?? 0 });
    const outcome = await this.#send(file, before?.status === "started", before?.lines ?? 0).catch(asFailure);
    this.#loaded += outcome.loaded;
    if (outcome.failures.length > 0) this.#failures.set(file, outcome.failures);
    if (this.#options.signal.aborted && file.kind === "ndjson") return;
    this.#options.state.record(file, { status: outcome.failures.length > 0 ? "failed" : "done", lines: 0 });
    this.#finish(file);
  }

  async #send(file: LoadFile, wasStarted: boolean, linesDone: number): Promise<Outcome> {
    if (file.kind === "ndjson") return this.#sendLines(file, linesDone);
    const bytes = await readBytes(file.path);
    if (file.kind === "hl7") return this.#options.client.sendHl7(bytes);
    if (!isUtf8(bytes)) throw new InvalidInput("the file is not UTF-8 text");
    const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
    if (!wasStarted) return this.#options.client.sendJson(text);
    const committed = await this.#options.client.wasCommitted(text);
    if (committed) return { loaded: 0, failures: [] };
    if (committed === undefined) {
      this.#notes.push(`${file.name}: an earlier run was stopped while it was sent; it may have been loaded twice`);
    }
    return this.#options.client.sendJson(text);
  }

  async #sendLines(file: LoadFile, linesDone: number): Promise<Outcome> {
    const failures: Failure[] = [];
    let loaded = 0;
    let line = 0;
    let batch: { line: number; resource: Record<string, unknown> }[] = [];
    const flush = async () => {
      const sent = batch;
      batch = [];
      if (sent.length === 0) return;
      const outcome = await this.#options.client.sendResources(
        sent.map(({ resource }) => resource),
        (index) => `line ${sent[index]?.line ?? ""}`,
      );
      loaded += outcome.loaded;
      failures.push(...outcome.failures);
      this.#options.state.record(file, { status: "started", lines: sent.at(-1)?.line ?? 0 });
      this.#options.onProgress({ ...this.#totals(), loaded: this.#loaded + loaded });
    };
    for await (const text of readLines(file.path)) {
      line++;
      if (line <= linesDone || text.trim() === "") continue;
      if (this.#options.signal.aborted) break;
      try {
        batch.push({ line, resource: parseJson(text) as Record<string, unknown> }); // the server checks what it is
      } catch {
        failures.push({ where: `line ${line}`, reason: "not valid JSON" });
      }
      if (batch.length >= LINES_PER_BATCH) await flush();
    }
    await flush();
    return { loaded, failures };
  }

  #finish(file: LoadFile): void {
    this.#filesDone++;
    this.#bytesDone += file.size;
    this.#options.onProgress(this.#totals());
  }

  #totals(): ProgressTotals {
    return {
      filesDone: this.#filesDone,
      files: this.#options.files.length,
      bytesDone: this.#bytesDone,
      bytes: this.#options.files.reduce((sum, file) => sum + file.size, 0),
      loaded: this.#loaded,
      failed: [...this.#failures.values()].reduce((sum, list) => sum + list.length, 0),
    };
  }
}

/** What is wrong with one file fails that file; a server that has gone ends the run. */
function asFailure(error: unknown): Outcome {
  if (error instanceof Unavailable) throw error;
  const reason = error instanceof SyntaxError ? `not valid JSON: ${error.message}` : String((error as Error).message);
  return { loaded: 0, failures: [{ where: "", reason }] };
}
