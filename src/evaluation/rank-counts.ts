/** Counts of values by rank that grow one by one: how many lie below a rank is known in log n steps (a Fenwick tree). */
export class RankCounts {
  readonly #tree: Float64Array;
  #size = 0;

  /** @param ranks how many ranks there are: 0 to `ranks` − 1 */
  constructor(ranks: number) {
    this.#tree = new Float64Array(ranks + 1);
  }

  /** How many values there are. */
  get size(): number {
    return this.#size;
  }

  add(rank: number): void {
    this.#size++;
    for (let at = rank + 1; at < this.#tree.length; at += at & -at) this.#tree[at] = (this.#tree[at] ?? 0) + 1;
  }

  /** How many values lie below a rank; those at it count as half. */
  below(rank: number): number {
    return (this.#upTo(rank) + this.#upTo(rank + 1)) / 2;
  }

  /** How many values have one of the first ranks. */
  #upTo(ranks: number): number {
    let sum = 0;
    for (let at = ranks; at > 0; at -= at & -at) sum += this.#tree[at] ?? 0;
    return sum;
  }
}
