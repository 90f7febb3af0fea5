/**
 * The process in which a site's ONNX files run: onnxruntime computes without giving way, which would hold up every other
 * request, and a fault of it ends the process that it is in. One request at a time; sessions are kept, each on one core.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { OnnxRequest } from "../../models/site/onnx.ts";

/** The wanted numbers, or in words why there are none. */
export type OnnxAnswer = { readonly numbers: readonly number[] } | { readonly failure: string };

export interface ProcessMessage {
  readonly answer: OnnxAnswer;
  /** Whether the process holds so much that it is to end, and the next one to begin anew. */
  readonly isLast: boolean;
}

/** What is used of onnxruntime-node, which is an optional peer and may be absent where types are checked. */
interface Runtime {
  readonly InferenceSession: { create(bytes: Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (
    type: string,
    data: Float32Array | Float64Array | BigInt64Array,
    dims: readonly number[],
  ) => object;
}
interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, object>>, fetches: readonly string[]): Promise<Readonly<Record<string, Answered>>>;
  release(): Promise<void>;
}
/** A tensor; what is none (a sequence, a map) has no data. */
interface Answered {
  readonly data?: ArrayLike<number | bigint>;
}

/** Sessions of one process; each holds its model and its working memory. */
const MAX_SESSIONS = 8;
const SESSION = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: "sequential",
  enableCpuMemArena: false, // an arena keeps the most that was ever needed
  logSeverityLevel: 3,
} as const;
/** A process that holds more than this after an answer is ended. */
const MAX_RSS_BYTES = 1_000_000_000;
/** A library's text, cut to size. */
const MAX_FAILURE = 300;

let loaded: Runtime | undefined;
const runtime = (): Runtime => {
  loaded ??= createRequire(import.meta.url)("onnxruntime-node") as Runtime; // as its documentation has it
  return loaded;
};

const sessions = new Map<string, Promise<Session>>();

async function run(request: OnnxRequest): Promise<OnnxAnswer> {
  try {
    return await answered(await sessionOf(request), request);
  } catch (error) {
    return { failure: oneLine(error instanceof Error ? error.message : String(error)) };
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").slice(0, MAX_FAILURE);

function sessionOf({ path, sha256 }: OnnxRequest): Promise<Session> {
  const key = `${sha256} ${path}`;
  const session = sessions.get(key) ?? opened(path, sha256);
  sessions.delete(key);
  sessions.set(key, session); // the latest used stands last
  session.catch(() => sessions.delete(key));
  const [oldest] = sessions.keys();
  if (sessions.size > MAX_SESSIONS && oldest !== undefined) {
    const spare = sessions.get(oldest);
    sessions.delete(oldest);
    spare?.then((one) => one.release()).catch(() => undefined);
  }
  return session;
}

async function opened(path: string, sha256: string): Promise<Session> {
  const bytes = readFileSync(path);
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256) throw new Error(`the file has changed since the start: its sha256 is ${found}`);
  return runtime().InferenceSession.create(bytes, SESSION);
}

async function answered(session: Session, { tensors, wanted }: OnnxRequest): Promise<OnnxAnswer> {
  const { inputNames, outputNames } = session;
  const missing = inputNames.find((name) => !tensors.some((tensor) => tensor.name === name));
  if (missing !== undefined) return { failure: `the file's input '${missing}' is made of nothing` };
  const unknown = tensors.find(({ name }) => !inputNames.includes(name));
  if (unknown !== undefined)
    return { failure: `the file has no input '${unknown.name}'; it has ${inputNames.join(", ")}` };
  const absent = wanted.find(({ tensor }) => !outputNames.includes(tensor));
  if (absent !== undefined)
    return { failure: `the file has no output '${absent.tensor}'; it has ${outputNames.join(", ")}` };
  const feeds = Object.fromEntries(tensors.map((tensor) => [tensor.name, tensorOf(tensor)]));
  const fetched = await session.run(feeds, [...new Set(wanted.map(({ tensor }) => tensor))]);
  return { numbers: wanted.map(({ tensor, index }) => Number(fetched[tensor]?.data?.[index] ?? Number.NaN)) };
}

function tensorOf({ type, values }: OnnxRequest["tensors"][number]): object {
  const { Tensor } = runtime();
  const dims = [1, values.length];
  if (type === "int64")
    return new Tensor(
      type,
      BigInt64Array.from(values, (value) => BigInt(Math.round(value))),
      dims,
    );
  return new Tensor(type, type === "float32" ? Float32Array.from(values) : Float64Array.from(values), dims);
}

process.on("message", async (request: OnnxRequest) => {
  const message: ProcessMessage = { answer: await run(request), isLast: process.memoryUsage.rss() > MAX_RSS_BYTES };
  process.send?.(message);
});
process.on("disconnect", () => process.exit()); // the server has gone
