/** Worker threads for long computations: they start with the first of them and end when idle. */
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";

/** Threads of a pool at most. */
export const THREADS = Math.max(1, Math.min(4, availableParallelism()));
const IDLE_MS = 60_000;

/**
 * Gives the pool, which is made at the first call.
 * @param worker the module that its threads run
 */
export function threadPool(worker: URL, { maxHeapMb }: { readonly maxHeapMb: number }): () => Piscina {
  let pool: Piscina | undefined;
  return () => {
    pool ??= new Piscina({
      filename: worker.href,
      minThreads: 0,
      maxThreads: THREADS,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
      recordTiming: false,
    });
    return pool;
  };
}
