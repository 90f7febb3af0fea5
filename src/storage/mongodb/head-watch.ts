/**
 * Tells listeners of commits: of this process's own at once, of other processes' by looking at the position of the last
 * commit a few times a second, as long as there are listeners.
 */
const POLL_MS = 250;

export class HeadWatch {
  readonly #position: () => Promise<number>;
  readonly #listeners = new Set<() => void>();
  #known = 0;
  #timer: NodeJS.Timeout | undefined;
  #isNotifying = false;
  #isClosed = false;

  /** @param position of the last commit */
  constructor(position: () => Promise<number>) {
    this.#position = position;
  }

  listen(listener: () => void): () => void {
    // A wrapper of its own, so that the same function may listen twice.
    const entry = () => listener();
    this.#listeners.add(entry);
    this.#schedule();
    return () => this.#listeners.delete(entry);
  }

  /** After a commit of this process. */
  committed(): void {
    if (this.#isNotifying || this.#listeners.size === 0) return;
    this.#isNotifying = true;
    setImmediate(() => {
      this.#isNotifying = false;
      for (const listener of this.#listeners) listener();
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #schedule(): void {
    if (this.#timer || this.#isClosed || this.#listeners.size === 0) return;
    this.#timer = setTimeout(async () => {
      await this.#look();
      this.#timer = undefined;
      this.#schedule();
    }, POLL_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    try {
      const position = await this.#position();
      if (position <= this.#known) return;
      this.#known = position;
      this.committed();
    } catch {
      // A server that is away has no commits to tell of; the next look finds them.
    }
  }
}
