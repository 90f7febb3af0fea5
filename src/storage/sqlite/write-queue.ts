/**
 * One writer with group commit.
 *
 * SQLite takes one writer at a time, and making a write durable costs one wait for the disk however much was written.
 * So writes queue here and are run one after the other, each in a savepoint of its own, in one SQLite transaction, and
 * share its COMMIT. A write that throws rolls back its savepoint and nothing else; nobody is told of success before the
 * COMMIT has returned; if that fails, all of the group are told so.
 *
 * Dropped: a transaction per write (as many waits for the disk as writes), and a writer thread (a write is microseconds
 * of work beside its wait, and the resources would be copied between threads).
 */
import { Unavailable } from "../../errors.ts";
import type { Connection } from "./connection.ts";
import { translate } from "./driver-errors.ts";

/** Writes that share one COMMIT at most, and how long one group may collect, in milliseconds. */
const GROUP_SIZE = 256;
const GROUP_MS = 25;
/** A write that has not ended by then is rolled back: it awaits something other than its transaction. */
const WRITE_LIMIT_MS = 60_000;

interface Job {
  readonly run: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** What the store does around transactions. */
export interface QueueHooks {
  /** Something was rolled back: what was remembered of it is void. */
  rolledBack(): void;
  /** A group with at least one successful write is durable. */
  committed(): void;
}

export class WriteQueue {
  readonly #connection: Connection;
  readonly #limit: number;
  readonly #hooks: QueueHooks;
  readonly #waiting: Job[] = [];
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(connection: Connection, limit: number, hooks: QueueHooks) {
    this.#connection = connection;
    this.#limit = limit;
    this.#hooks = hooks;
  }

  /**
   * Runs `run` in a savepoint and resolves with its result once that is durable.
   * @throws Unavailable when the queue is full or closed
   */
  add<T>(run: () => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new Unavailable("The store is closed"));
    if (this.#waiting.length >= this.#limit) {
      return Promise.reject(new Unavailable(`${this.#limit} writes are waiting already: try again in a moment`));
    }
    return new Promise<T>((resolve, reject) => {
      // The job's result is the T of the same `run`.
      this.#waiting.push({ run, resolve: (value) => resolve(value as T), reject });
      this.#running ??= this.#drain();
    });
  }

  /** Takes no more writes, and resolves when those that were taken are done. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Writes that arrive in the same turn of the event loop share a COMMIT.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#runGroup();
    }
    this.#running = undefined;
  }

  async #runGroup(): Promise<void> {
    const done: { job: Job; value: unknown }[] = [];
    if (!this.#begin()) return;
    try {
      const end = performance.now() + GROUP_MS;
      for (let count = 0; count < GROUP_SIZE && this.#connection.database.inTransaction; count++) {
        const job = this.#waiting.shift();
        if (!job) break;
        await this.#runJob(job, done);
        if (performance.now() > end) break;
      }
      this.#connection.statement("COMMIT").run();
      if (done.length > 0) this.#hooks.committed();
    } catch (error) {
      this.#abandon(done, error);
      return;
    }
    for (const { job, value } of done) job.resolve(value);
  }

  /** Whether a transaction could be begun; if not, those that wait are told so, for the next attempt would fail alike. */
  #begin(): boolean {
    try {
      this.#connection.statement("BEGIN IMMEDIATE").run();
      return true;
    } catch (error) {
      for (const job of this.#waiting.splice(0)) job.reject(translate(error));
      return false;
    }
  }

  async #runJob(job: Job, done: { job: Job; value: unknown }[]): Promise<void> {
    this.#connection.statement("SAVEPOINT job").run();
    try {
      const value = await job.run();
      this.#connection.statement("RELEASE job").run();
      done.push({ job, value });
    } catch (error) {
      job.reject(translate(error));
      // A full disk makes SQLite roll back the whole transaction, savepoints and all.
      if (this.#connection.database.inTransaction) {
        this.#connection.statement("ROLLBACK TO job").run();
        this.#connection.statement("RELEASE job").run();
      }
      this.#hooks.rolledBack();
    }
  }

  /** The group could not be committed: nothing of it is there. */
  #abandon(done: readonly { job: Job }[], error: unknown): void {
    const reason = translate(error);
    const failure =
      reason instanceof Unavailable ? reason : new Unavailable("The store could not commit", { cause: error });
    for (const { job } of done) job.reject(failure);
    if (this.#connection.database.inTransaction) this.#connection.statement("ROLLBACK").run();
    this.#hooks.rolledBack();
  }
}

/** @throws Unavailable when the work takes too long */
export async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Unavailable("The write took too long and was undone")), WRITE_LIMIT_MS);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
