/**
 * Runs simulations in worker threads, so that the event loop stays free. The threads start with the first run and end
 * when idle; a run has a time limit, the queue a length limit, and a client that has gone takes its run with it.
 */
import {
  DomainError,
  InvalidInput,
  ModelInputMissing,
  ModelInputOutOfRange,
  RuleViolation,
  Unavailable,
} from "../../errors.ts";
import type { SimulationRequest, SimulationResult } from "../../simulation/contract.ts";
import type { WorkerAnswer, WorkerFailure } from "../../simulation/worker.ts";
import { THREADS, threadPool } from "../thread-pool.ts";
import { Turns } from "./turns.ts";

/** Longest run, in milliseconds. */
export const RUN_LIMIT_MS = 20_000;
/** Runs that wait for a thread. */
export const QUEUE_LIMIT = 32;

const pool = threadPool(new URL("../../simulation/worker.ts", import.meta.url), { maxHeapMb: 256 });
/** Of our own: the pool starts abortable tasks out of order and lets more wait than it is told. */
const turns = new Turns({ atOnce: THREADS, mayWait: QUEUE_LIMIT });

/**
 * The result of a run, computed in a worker thread.
 * @throws Unavailable when too many runs wait, or the client has gone
 * @throws RuleViolation when the run takes longer than `limitMs`
 * @throws DomainError of the simulation itself
 */
export async function runInPool(
  request: SimulationRequest,
  { signal, limitMs = RUN_LIMIT_MS }: { readonly signal: AbortSignal; readonly limitMs?: number },
): Promise<SimulationResult> {
  return turns.take(signal, async () => {
    const timeout = AbortSignal.timeout(limitMs);
    try {
      const answer: WorkerAnswer = await pool().run(request, { signal: AbortSignal.any([signal, timeout]) });
      if ("failure" in answer) throw errorOf(answer.failure);
      return answer.result;
    } catch (error) {
      if (error instanceof DomainError) throw error;
      if (signal.aborted) throw new Unavailable("the request was given up", { cause: error });
      if (!timeout.aborted) throw error;
      throw new RuleViolation(
        `the run took longer than ${limitMs / 1000} s and was stopped: ask for fewer members or a shorter horizon`,
        { code: "too-costly", cause: error },
      );
    }
  });
}

const CLASSES = { InvalidInput, ModelInputMissing, ModelInputOutOfRange, RuleViolation } as const;

function errorOf({ name, message, code, expression }: WorkerFailure): DomainError {
  const ErrorClass = CLASSES[name as keyof typeof CLASSES] ?? RuleViolation; // another class falls back to a rule
  return new ErrorClass(message, { code, ...(expression === undefined ? {} : { expression }) });
}
