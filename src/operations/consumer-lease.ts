/**
 * Holds a consumer's lease for one process, as long as it can, so that of the processes on one store one handles the
 * events: asks for it again and again, renews it well before it runs out, and gives it up at the end. If the holder dies,
 * another gets the lease when it has run out, `LEASE_MS` after the last renewal at the latest.
 *
 * The holder believes in its lease for so long after it asked, by its own monotonic clock, as the lease was to run. It may
 * be wrong (it slept, or another member of the database counts time differently), therefore what it writes under the lease
 * calls `requireLease`.
 */
import { performance } from "node:perf_hooks";
import { Unavailable } from "../errors.ts";
import type { Lease, Store } from "../storage/port.ts";

/** How long a lease runs; who has it asks again after a third of that. */
const LEASE_MS = 5_000;
/** How often those ask who do not have it; after a stop of the holder another follows within this. */
const ASK_MS = 500;

export interface ConsumerLeaseOptions {
  readonly store: Pick<Store, "lease" | "release">;
  readonly consumer: string;
  /** Names this process among all that share the store. */
  readonly holder: string;
  /** Told who has the lease whenever that is another than before; undefined when it cannot be told any more. */
  readonly changed: (lease: Lease | undefined) => void;
  /** Called whenever this process has got or renewed the lease. */
  readonly held: () => void;
  /** Told of errors other than a store that is away. */
  readonly failed: (error: unknown) => void;
  /** How long the lease runs, unless `LEASE_MS`. */
  readonly leaseMs?: number;
}

/** A lease as one process sees it. */
export class ConsumerLease {
  readonly #options: ConsumerLeaseOptions;
  readonly #leaseMs: number;
  /** The lease that was in force at the last answer, and until when it may be believed, by `performance.now()`. */
  #known: { readonly lease: Lease; readonly untilMs: number } | undefined;
  #asking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hasFailed = false;
  #isStopped = false;

  constructor(options: ConsumerLeaseOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
  }

  /** The lease while it is this process's. */
  get own(): Lease | undefined {
    if (this.#isStopped || this.#known?.lease.holder !== this.#options.holder) return undefined;
    return performance.now() < this.#known.untilMs ? this.#known.lease : undefined;
  }

  /** Asks now, and from then on until it is stopped. Resolves with the answer, whatever it is. */
  ask(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#isStopped) return Promise.resolve();
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
      if (this.#isStopped) return;
      this.#timer = setTimeout(
        () => void this.ask(),
        this.own ? this.#leaseMs / 3 : Math.min(ASK_MS, this.#leaseMs / 3),
      );
      this.#timer.unref();
    });
    return this.#asking;
  }

  /** Gives the lease up. To be called after the last write under it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#asking;
    const lease = this.#known?.lease;
    if (lease?.holder !== this.#options.holder) return;
    // A lease that cannot be given up runs out.
    await this.#options.store.release(lease).catch(() => undefined);
  }

  async #ask(): Promise<void> {
    const { store, consumer, holder, failed } = this.#options;
    const before = this.#known;
    const askedAt = performance.now();
    try {
      const lease = await store.lease(consumer, { holder, milliseconds: this.#leaseMs });
      this.#known = { lease, untilMs: askedAt + lease.leftMs };
      this.#hasFailed = false;
    } catch (error) {
      if (!(error instanceof Unavailable) && !this.#hasFailed) failed(error);
      this.#hasFailed = true;
      if (before && performance.now() >= before.untilMs) this.#known = undefined;
    }
    if (before?.lease.token !== this.#known?.lease.token || before?.lease.holder !== this.#known?.lease.holder) {
      this.#options.changed(this.#known?.lease);
    }
    if (this.own) this.#options.held();
  }
}
