/**
 * Leases of consumers: a document for each time that a lease changes hands, with a number after the last one's.
 *
 * Who wants a lease that is free inserts the next number; of two who try the same one gets "duplicate key". So the claim
 * holds on every server, also on one that finds a document and changes it in two steps (FerretDB 1.24 does, and lets eight
 * of eight through a `findOneAndUpdate` that names what it replaces). The lease in force is the one with the highest number;
 * the holder alone changes it, to renew or release it. The number is the token by which commits tell whose lease it is.
 *
 * When a lease ends is told by the server's clock, asked before the lease is looked at: a slow answer makes it seem longer, not
 * shorter. Processes may have any time. Routers of a cluster, and members of a set after an election, have clocks of their own,
 * so that a lease may change hands too soon or too late by what these differ. That costs time, and writes nothing twice.
 */
import type { ClientSession, Collection, Db } from "mongodb";
import { Unavailable } from "../../errors.ts";
import type { Lease, LeaseRequest } from "../port.ts";
import { isDuplicate } from "./collections.ts";

export interface LeaseDocument {
  /** Consumer and token. */
  readonly _id: string;
  readonly consumer: string;
  readonly token: number;
  readonly holder: string;
  /** Milliseconds since 1970 by the server's clock. */
  readonly untilMs: number;
  readonly isReleased: boolean;
}

/** Times that a lease which seemed free is looked at again because another was faster. */
const ATTEMPTS = 8;

export class Leases {
  readonly #db: Db;
  readonly #leases: Collection<LeaseDocument>;
  readonly #clock: () => number;

  /** @param clock for servers that do not tell the time */
  constructor(db: Db, leases: Collection<LeaseDocument>, clock: () => number) {
    this.#db = db;
    this.#leases = leases;
    this.#clock = clock;
  }

  /** @throws Unavailable when others are faster again and again */
  async ask(consumer: string, request: LeaseRequest): Promise<Lease> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const nowMs = await this.#now();
      const last = await newestLease(this.#leases, consumer);
      const runs = last !== null && !last.isReleased && last.untilMs > nowMs;
      if (runs && last.holder !== request.holder) {
        return { consumer, holder: last.holder, token: last.token, leftMs: last.untilMs - nowMs };
      }
      const isOwn = last !== null && !last.isReleased && last.holder === request.holder;
      const lease = isOwn ? await this.#renew(last, request, nowMs) : await this.#take(consumer, request, nowMs, last);
      if (lease) return lease;
    }
    throw new Unavailable(`The lease of the consumer ${consumer} changes hands too fast: try again in a moment`);
  }

  async release({ consumer, token }: Lease): Promise<void> {
    await this.#leases.updateOne({ _id: idOf(consumer, token) }, { $set: { isReleased: true } });
  }

  /** Undefined if another has followed meanwhile. */
  async #renew(own: LeaseDocument, request: LeaseRequest, nowMs: number): Promise<Lease | undefined> {
    const { _id, consumer, token, holder } = own;
    await this.#leases.updateOne({ _id }, { $set: { untilMs: nowMs + request.milliseconds } });
    return this.#ifNewest({ consumer, token, holder, leftMs: request.milliseconds });
  }

  /** Undefined if another was faster. */
  async #take(
    consumer: string,
    { holder, milliseconds }: LeaseRequest,
    nowMs: number,
    last: LeaseDocument | null,
  ): Promise<Lease | undefined> {
    const token = (last?.token ?? 0) + 1;
    const untilMs = nowMs + milliseconds;
    try {
      await this.#leases.insertOne({
        _id: idOf(consumer, token),
        consumer,
        token,
        holder,
        untilMs,
        isReleased: false,
      });
    } catch (error) {
      if (isDuplicate(error)) return undefined;
      throw error;
    }
    // A number may be free because it was removed below; then there are higher ones.
    const lease = await this.#ifNewest({ consumer, token, holder, leftMs: milliseconds });
    if (lease) await this.#leases.deleteMany({ consumer, token: { $lt: token } });
    return lease;
  }

  async #ifNewest(lease: Lease): Promise<Lease | undefined> {
    const newest = await newestLease(this.#leases, lease.consumer);
    return newest?.token === lease.token && newest.holder === lease.holder ? lease : undefined;
  }

  async #now(): Promise<number> {
    const { localTime } = await this.#db.admin().command({ hello: 1 });
    return localTime instanceof Date ? localTime.getTime() : this.#clock();
  }
}

/** The lease in force, or the last one that was; null if there never was one. */
export function newestLease(
  leases: Collection<LeaseDocument>,
  consumer: string,
  options: { readonly session?: ClientSession } = {},
): Promise<LeaseDocument | null> {
  return leases.findOne({ consumer }, { ...options, sort: { token: -1 } });
}

function idOf(consumer: string, token: number): string {
  return `${consumer}/${token}`;
}
