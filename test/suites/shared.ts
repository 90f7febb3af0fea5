/** Data that lie beside the project and are no part of it: suites that need them say so where they are absent. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

export const SHARED = resolve(import.meta.dirname, "../../../shared");

/** Skips the suite, with the reason printed, unless all of the folders below `../shared` are there. */
export function needsShared(context: Mocha.Context, ...folders: readonly string[]): void {
  for (const folder of folders) {
    if (existsSync(join(SHARED, folder))) continue;
    console.log(`      skipped: ../shared/${folder} is not there`);
    context.skip();
  }
}

/** Paths of the files below a folder of `../shared`, sorted. */
export function sharedFiles(folder: string, pattern: RegExp): readonly string[] {
  const base = join(SHARED, folder);
  return readdirSync(base, { recursive: true, encoding: "utf8" })
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => join(base, name));
}

/** The text of a file, inflated if its name ends in .gz. */
export function textOfFile(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}
