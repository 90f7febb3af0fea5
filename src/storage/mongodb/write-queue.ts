/**
 * Writes run one after the other within a process, in groups that share one commit.
 *
 * Each sees what those before it in the group have staged, so writes of one process never conflict with each other; one
 * that throws leaves the others alone. If another process has changed what the group saw, all of the group run anew, fewer
 * of them each time, and at last a write alone. Nobody is told of success before the commit.
 */
import { Unavailable } from "../../errors.ts";
import type { WriteTransaction } from "../port.ts";
import type { Committer } from "./commit.ts";
import { translate } from "./driver-errors.ts";
import type { Outages } from "./outages.ts";
import { Stage } from "./staging.ts";
import { StagedTransaction, type WriteParts } from "./write-transaction.ts";

/** Writes that share one commit at most, and how long one group may collect, in milliseconds. */
const GROUP_SIZE = 128;
const GROUP_MS = 25;
/** A write that has not ended by then is undone: it awaits something other than its transaction. */
const WRITE_LIMIT_MS = 60_000;
/** A commit that has not ended by then is given up; it may have taken place. */
const COMMIT_LIMIT_MS = 120_000;
/** Times that writes run anew because other processes changed what they saw. */
const ATTEMPTS = 16;
const LONGEST_PAUSE_MS = 100;
/** The furthest that a write is dated ahead so as not to be overtaken. */
const LONGEST_LEAD_MS = 2_000;

interface Job {
  readonly work: (tx: WriteTransaction) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}
interface Group {
  readonly jobs: readonly Job[];
  readonly done: readonly Done[];
  readonly stage: Stage;
  readonly atMs: number;
  readonly tookMs: number;
}
interface Done {
  readonly job: Job;
  readonly value: unknown;
}

export interface QueueOptions {
  readonly parts: WriteParts;
  readonly committer: Committer;
  readonly outages: Outages;
  readonly clock: () => number;
  /** The instant of the last commit before this process's first. */
  readonly lastAtMs: number;
  /** Writes that may wait. */
  readonly limit: number;
  /** Called after a commit. */
  readonly committed: (stage: Stage) => void;
}

export class WriteQueue {
  readonly #options: QueueOptions;
  readonly #waiting: Job[] = [];
  #running: Promise<void> | undefined;
  #isClosed = false;
  /** The instant of the last commit that this process knows of. */
  #lastAtMs: number;
  /** How far ahead of that the next group is dated. */
  #leadMs = 0;
  #isLate = false;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#lastAtMs = options.lastAtMs;
  }

  /** @throws Unavailable when the queue is full or closed, or the server cannot take the write */
  add<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new Unavailable("The store is closed"));
    const { limit } = this.#options;
    if (this.#waiting.length >= limit) {
      return Promise.reject(new Unavailable(`${limit} writes are waiting already: try again in a moment`));
    }
    return new Promise<T>((resolve, reject) => {
      // The job's result is the T of the same `work`.
      this.#waiting.push({ work, resolve: (value) => resolve(value as T), reject });
      this.#running ??= this.#drain();
    });
  }

  /** Takes no more writes, and resolves when those that were taken are done. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    let size = GROUP_SIZE;
    let attempt = 1;
    while (this.#waiting.length > 0) {
      // Writes that arrive in the same turn of the event loop share a commit.
      await new Promise((resolve) => setImmediate(resolve));
      const group = await this.#runGroup(size);
      const { jobs, done } = group;
      const isCommitted = await this.#commit(group);
      if (isCommitted) {
        size = GROUP_SIZE;
        attempt = 1;
        continue;
      }
      // Those of the group that threw have been told; the others run again, in their order, before the rest.
      this.#waiting.unshift(...jobs.filter((job) => done.some((one) => one.job === job)));
      size = Math.max(1, Math.floor(size / 4));
      attempt++;
      if (attempt > ATTEMPTS) {
        this.#waiting
          .shift()
          ?.reject(new Unavailable("Other processes change the same resources: try again in a moment"));
        attempt = 1;
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(LONGEST_PAUSE_MS, 2 ** attempt)));
    }
    this.#running = undefined;
  }

  async #runGroup(size: number): Promise<Group> {
    const stage = new Stage();
    const jobs: Job[] = [];
    const done: Done[] = [];
    const begin = performance.now();
    const atMs = Math.max(this.#options.clock(), this.#lastAtMs + this.#leadMs);
    while (jobs.length < size && performance.now() - begin < GROUP_MS) {
      const job = this.#waiting.shift();
      if (!job) break;
      jobs.push(job);
      const own = new Stage(stage);
      try {
        done.push({ job, value: await this.#run(job, own, atMs) });
        stage.absorb(own);
      } catch (error) {
        job.reject(translate(error));
      }
    }
    return { jobs, done, stage, atMs, tookMs: performance.now() - begin };
  }

  async #run({ work }: Job, stage: Stage, atMs: number): Promise<unknown> {
    const tx = new StagedTransaction(this.#options.parts, stage, atMs);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Unavailable("The write took too long and was undone")), WRITE_LIMIT_MS);
    });
    try {
      return await this.#options.outages.guard(() => Promise.race([work(tx), limit]), 0);
    } finally {
      clearTimeout(timer);
      tx.end();
    }
  }

  /** Whether the group need not run again. */
  async #commit({ done, stage, atMs, tookMs }: Group): Promise<boolean> {
    try {
      const { committer, outages } = this.#options;
      const outcome = stage.isEmpty
        ? undefined
        : await outages.guard(() => committer.commit(stage, atMs), COMMIT_LIMIT_MS);
      if (outcome?.kind === "late") this.#giveWay(outcome.at, tookMs);
      if (outcome && outcome.kind !== "committed") return false;
      if (outcome) {
        this.#lastAtMs = Math.max(this.#lastAtMs, atMs);
        this.#leadMs = 0;
        this.#isLate = false;
        this.#options.committed(stage);
      }
      for (const { job, value } of done) job.resolve(value);
    } catch (error) {
      const reason = translate(error);
      for (const { job } of done) job.reject(reason);
    }
    return true;
  }

  /**
   * Another process has committed at a later instant than this group's. The second time in a row the group is dated ahead by
   * twice its own length, so that a long one is not overtaken for ever.
   */
  #giveWay(at: number, tookMs: number): void {
    this.#lastAtMs = Math.max(this.#lastAtMs, at);
    if (this.#isLate) this.#leadMs = Math.min(LONGEST_LEAD_MS, Math.ceil(2 * Math.max(tookMs, this.#leadMs, 1)));
    this.#isLate = true;
  }
}
