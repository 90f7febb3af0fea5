/** Runs test files, some at a time, each in a process of its own. */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ROOT } from "./files.ts";
import type { FileResult } from "./run-file.ts";

const AT_ONCE = Math.min(4, availableParallelism());
/** A file that takes longer is ended, and counts as failed. */
const FILE_MS = 20 * 60_000;

export type Results = ReadonlyMap<string, FileResult>;

/** @param environment of a file, beside that of this process */
export async function runFiles(
  files: readonly string[],
  environment: (file: string) => Readonly<Record<string, string>>,
): Promise<Results> {
  const waiting = [...files];
  const results = new Map<string, FileResult>();
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      results.set(file, await runFile(file, environment(file)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

/** What the file prints is printed when it has ended, so that files do not mix. */
function runFile(file: string, more: Readonly<Record<string, string>>): Promise<FileResult> {
  const start = performance.now();
  const { MONGODB_URI: _, ...inherited } = process.env;
  const child = fork(join(import.meta.dirname, "run-file.ts"), [join(ROOT, file)], {
    cwd: ROOT,
    env: { ...inherited, ...more },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (bytes: Buffer) => printed.push(bytes));
  const timer = setTimeout(() => child.kill("SIGTERM"), FILE_MS);
  let result: FileResult = { passed: [], failed: [`${file} did not come to its end`], skipped: [] };
  child.on("message", (message) => {
    result = message as FileResult; // what run-file.ts sends
  });
  return new Promise((resolve) => {
    child.on("close", () => {
      clearTimeout(timer);
      process.stdout.write(Buffer.concat(printed));
      console.log(`${file}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
      resolve(result);
    });
  });
}
