/**
 * Runs a site's ONNX files in processes of their own. A worker thread would keep the event loop free as well, but one that
 * is stopped while onnxruntime computes takes the server with it (`decisions/0008`); a process may be killed, and may
 * fail. They start with the first run and end when idle; a run has a time limit, the queue a length limit.
 */
import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Unavailable } from "../../errors.ts";
import type { OnnxRequest, OnnxRunner } from "../../models/site/onnx.ts";
import { Turns } from "../simulate/turns.ts";
import type { OnnxAnswer, ProcessMessage } from "./process.ts";

/** Longest run, in milliseconds; the first of a process loads the library and the file. */
export const RUN_LIMIT_MS = 10_000;
/** Runs that wait: those of some explanations, of several models. */
export const QUEUE_LIMIT = 2000;
const IDLE_MS = 600_000;
/** Of what JavaScript holds; what the library holds has a limit of its own (`process.ts`). */
const MAX_HEAP_MB = 128;
const PROCESSES = Math.max(1, Math.min(2, availableParallelism()));

/** Whether the optional peer onnxruntime-node can be loaded. */
export function isOnnxInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve("onnxruntime-node");
    return true;
  } catch {
    return false;
  }
}

const turns = new Turns({ atOnce: PROCESSES, mayWait: QUEUE_LIMIT });
const idle: OnnxProcess[] = [];

/** Runs one row: see `OnnxRunner`. */
export const runOnnx: OnnxRunner = (request) => runWithin(RUN_LIMIT_MS, request);

/** @throws Unavailable when it takes longer than `limitMs`, too many wait, or the library fails */
export function runWithin(limitMs: number, request: OnnxRequest): Promise<readonly number[]> {
  return turns.take(new AbortController().signal, async () => {
    const own = idle.pop() ?? new OnnxProcess();
    const answer = await own.run(request, limitMs);
    if (own.isAlive) idle.push(own);
    if ("failure" in answer) throw new Unavailable(`the ONNX file could not be run: ${answer.failure}`);
    return answer.numbers;
  });
}

/** Ends the processes that wait for a run. */
export function stopOnnx(): void {
  for (const own of idle.splice(0)) own.end();
}

class OnnxProcess {
  readonly #child: ChildProcess;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor() {
    this.#child = fork(fileURLToPath(new URL("./process.ts", import.meta.url)), [], {
      execArgv: [`--max-old-space-size=${MAX_HEAP_MB}`],
      serialization: "advanced", // JSON has no NaN, which stands for gaps
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child.once("exit", () => this.#leave());
    this.#child.on("error", () => this.end()); // its exit tells whoever waits for it
  }

  get isAlive(): boolean {
    return this.#child.connected && this.#child.exitCode === null && !this.#child.killed;
  }

  /** One at a time. */
  run(request: OnnxRequest, limitMs: number): Promise<OnnxAnswer> {
    const child = this.#child;
    clearTimeout(this.#idleTimer);
    child.ref();
    child.channel?.ref();
    return new Promise<OnnxAnswer>((resolve, reject) => {
      const fail = (why: string) => reject(new Unavailable(`the run of the ONNX file ${why}`));
      const onExit = () => fail("ended with its process");
      const limit = setTimeout(() => {
        this.end();
        fail(`took longer than ${limitMs / 1000} s and was stopped`);
      }, limitMs);
      child.once("exit", onExit);
      child.once("message", ({ answer, isLast }: ProcessMessage) => {
        clearTimeout(limit);
        child.off("exit", onExit);
        if (isLast) this.end();
        else this.#rest();
        resolve(answer);
      });
      child.send(request, (error) => {
        if (error === null) return;
        this.end();
        fail("could not begin");
      });
    });
  }

  /** Neither it nor its timer keeps a process alive that has nothing else to do. */
  #rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
    this.#idleTimer = setTimeout(() => {
      this.#leave();
      this.end();
    }, IDLE_MS).unref();
  }

  #leave(): void {
    clearTimeout(this.#idleTimer);
    const at = idle.indexOf(this);
    if (at >= 0) idle.splice(at, 1);
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}
