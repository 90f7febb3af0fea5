/**
 * Ends operations that will never end by themselves.
 *
 * A request that the driver hands to a socket which has just been closed waits for that socket to drain, for ever: seen with
 * driver 7.9 in one of five kills of a server under load. So every operation that was under way when the server was lost must
 * end soon after, and each has a limit besides, for a loss so short that nobody noticed it.
 */
import { Unavailable } from "../../errors.ts";

/** Longer than an operation waits for a server that can take it. */
const GRACE_MS = 4_000;

export class Outages {
  readonly #graceMs: number;
  readonly #running = new Set<(reason: Unavailable) => void>();

  /** @param graceMs how long operations may take after the loss of the server */
  constructor(graceMs = GRACE_MS) {
    this.#graceMs = graceMs;
  }

  /** The server cannot be reached any more. */
  lost(): void {
    const begun = [...this.#running];
    if (begun.length === 0) return;
    const timer = setTimeout(() => {
      for (const fail of begun) fail(new Unavailable("MongoDB cannot be reached now"));
    }, this.#graceMs);
    timer.unref();
  }

  /**
   * The result of `operation`, which may still be going on when this rejects.
   * @param limitMs how long it may take; 0 for as long as it needs
   * @throws Unavailable when it does not end in time
   */
  async guard<T>(operation: () => Promise<T>, limitMs: number): Promise<T> {
    let fail: (reason: Unavailable) => void = () => {};
    const failure = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    const late = () => fail(new Unavailable("MongoDB does not answer in time"));
    const timer = limitMs > 0 ? setTimeout(late, limitMs) : undefined;
    this.#running.add(fail);
    try {
      return await Promise.race([operation(), failure]);
    } finally {
      clearTimeout(timer);
      this.#running.delete(fail);
    }
  }
}
