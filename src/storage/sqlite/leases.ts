/**
 * Leases of consumers, in memory: the directory's lock lets one process in, so whoever else held one has ended.
 * The caller has them change hands between writes, never during one.
 */
import { lostLease } from "../lease.ts";
import type { Lease, LeaseRequest } from "../port.ts";

interface Held {
  readonly holder: string;
  readonly token: number;
  /** Milliseconds since 1970. */
  readonly untilMs: number;
}

export class Leases {
  readonly #clock: () => number;
  readonly #held = new Map<string, Held>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Whether to ask would only renew, or be refused. */
  isSettled(consumer: string, holder: string): boolean {
    const held = this.#held.get(consumer);
    return held !== undefined && (held.holder === holder || held.untilMs > this.#clock());
  }

  ask(consumer: string, { holder, milliseconds }: LeaseRequest): Lease {
    const now = this.#clock();
    const last = this.#held.get(consumer);
    if (last && last.holder !== holder && last.untilMs > now) {
      return { consumer, holder: last.holder, token: last.token, leftMs: last.untilMs - now };
    }
    const token = last && last.holder === holder && last.untilMs > RELEASED ? last.token : (last?.token ?? 0) + 1;
    this.#held.set(consumer, { holder, token, untilMs: now + milliseconds });
    return { consumer, holder, token, leftMs: milliseconds };
  }

  release(lease: Lease): void {
    const { consumer, holder, token } = lease;
    if (this.#isHeld(lease)) this.#held.set(consumer, { holder, token, untilMs: RELEASED });
  }

  /** @throws VersionConflict unless it is the last one given out, and not released */
  require(lease: Lease): void {
    if (!this.#isHeld(lease)) throw lostLease(lease);
  }

  #isHeld({ consumer, holder, token }: Lease): boolean {
    const held = this.#held.get(consumer);
    return held?.holder === holder && held.token === token && held.untilMs > RELEASED;
  }
}

/** In the place of an end: the lease was given up, and runs for nobody. */
const RELEASED = Number.NEGATIVE_INFINITY;
