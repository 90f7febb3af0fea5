/**
 * Runs a site's ONNX files in worker threads, so that the event loop stays free. The threads start with the first run and
 * end when idle; a run has a time limit, the queue a length limit.
 */
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { Unavailable } from "../../errors.ts";
import type { OnnxRequest, OnnxRunner } from "../../models/site/onnx.ts";
import { Turns } from "../simulate/turns.ts";
import type { OnnxAnswer } from "./worker.ts";

/** Longest run, in milliseconds; the first of a thread loads the library and the file. */
export const RUN_LIMIT_MS = 10_000;
/** Runs that wait for a thread: those of some explanations, of several models. */
export const QUEUE_LIMIT = 2000;
const IDLE_MS = 600_000;
/** Of what JavaScript holds; a session's memory is the library's own, and is bounded by the size of the file. */
const MAX_HEAP_MB = 128;
const THREADS = Math.max(1, Math.min(2, availableParallelism()));

/** Whether the optional peer onnxruntime-node can be loaded. */
export function isOnnxInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve("onnxruntime-node");
    return true;
  } catch {
    return false;
  }
}

let pool: Piscina | undefined;
const started = (): Piscina => {
  pool ??= new Piscina({
    filename: new URL("./worker.ts", import.meta.url).href,
    minThreads: 0,
    maxThreads: THREADS,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    recordTiming: false,
  });
  return pool;
};

const turns = new Turns({ atOnce: THREADS, mayWait: QUEUE_LIMIT });
const NEVER = new AbortController().signal;

/** Runs one row: see `OnnxRunner`. */
export const runOnnx: OnnxRunner = (request) => runWithin(RUN_LIMIT_MS, request);

/** @throws Unavailable when it takes longer than `limitMs`, too many wait, or the library fails */
export function runWithin(limitMs: number, request: OnnxRequest): Promise<readonly number[]> {
  return turns.take(NEVER, async () => {
    const timeout = AbortSignal.timeout(limitMs);
    const answer: OnnxAnswer = await started()
      .run(request, { signal: timeout })
      .catch((cause: unknown) => {
        const why = timeout.aborted ? `took longer than ${limitMs / 1000} s and was stopped` : "broke down";
        throw new Unavailable(`the run of the ONNX file ${why}`, { cause });
      });
    if ("failure" in answer) throw new Unavailable(`the ONNX file could not be run: ${answer.failure}`);
    return answer.numbers;
  });
}

/** Ends the threads: for a process that is about to end, and for tests. */
export async function stopOnnx(): Promise<void> {
  const stopping = pool;
  pool = undefined;
  await stopping?.destroy();
}
