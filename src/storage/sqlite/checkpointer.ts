/**
 * Moves SQLite's log into the database on a thread of its own.
 *
 * A commit is durable in the log; from time to time the pages in the log are written to the database, which takes tens of
 * milliseconds of disk. SQLite would do that inside the commit that fills the log, on the main thread. A passive
 * checkpoint from another thread runs beside the writer instead. It starts with the first log that is long enough, so
 * small stores never have it. If it falls behind, SQLite's own checkpoint inside a commit does the rest.
 */
import { Worker } from "node:worker_threads";
import type { Connection } from "./connection.ts";
import { sql } from "./sql.ts";

/** Pages of 4 KiB in the log that are worth a checkpoint. */
const CHECKPOINT_PAGES = 2_000;

export class Checkpointer {
  readonly #writer: Connection;
  readonly #file: string;
  #worker: Worker | undefined;
  #isBusy = false;
  #isClosed = false;

  constructor(writer: Connection, file: string) {
    this.#writer = writer;
    this.#file = file;
  }

  /** After a commit: starts a checkpoint if the log is long enough and none is running. */
  committed(): void {
    if (this.#isBusy || this.#isClosed) return;
    const [, logged, moved] = this.#writer.get(sql`PRAGMA wal_checkpoint(NOOP)`) ?? [];
    if (Number(logged) - Number(moved) < CHECKPOINT_PAGES) return;
    this.#worker ??= this.#start();
    this.#isBusy = true;
    this.#worker.postMessage("checkpoint");
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    if (!worker) return;
    worker.ref();
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    worker.postMessage("stop");
    await ended;
  }

  #start(): Worker {
    const worker = new Worker(new URL("./checkpoint-worker.ts", import.meta.url), { workerData: { file: this.#file } });
    worker.unref();
    worker.on("message", () => {
      this.#isBusy = false;
    });
    // Without the thread SQLite's own checkpoint inside a commit goes on as before.
    worker.on("error", () => {
      this.#isClosed = true;
      this.#worker = undefined;
    });
    return worker;
  }
}
