/** Work on many items, some at a time, whose results come in the order of the items. */

/**
 * No more than `ahead` items are begun before their results are taken, so that a slow reader makes the work wait.
 * @throws what `work` threw, when the turn of its item has come
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  { ahead, signal }: { readonly ahead: number; readonly signal: AbortSignal },
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  for (const item of items) {
    if (signal.aborted) return;
    const result = work(item);
    result.catch(() => undefined); // thrown below, when its turn has come
    begun.push(result);
    const first = begun.length < ahead ? undefined : begun.shift();
    if (first !== undefined) yield await first;
  }
  for (const result of begun) {
    if (signal.aborted) return;
    yield await result;
  }
}
