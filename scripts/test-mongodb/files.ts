/** Which test files need a store: those that import, directly or not, what opens one. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");
const OPENERS = ["test/support/store.ts", "test/storage/mongodb-server.ts"];
/** Run first, so that the last file is not the longest. */
const LONGEST = ["test/suites/", "test/operations/", "test/storage/", "test/fhir/suites", "test/hl7v2/"];

/** Paths from the project's root. */
export function filesWithStore(): readonly string[] {
  const files = globSync("test/**/*.test.ts", { cwd: ROOT }).filter((file) => reaches(join(ROOT, file), new Set()));
  const rank = (file: string) => LONGEST.findIndex((start) => file.startsWith(start)) + 1 || LONGEST.length + 1;
  return files.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function reaches(file: string, seen: Set<string>): boolean {
  if (OPENERS.includes(relative(ROOT, file))) return true;
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  const imports = readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?"(\.[^"]+\.ts)"/g);
  return [...imports].some(([, path = ""]) => {
    const imported = join(dirname(file), path);
    return relative(ROOT, imported).startsWith("test/") && reaches(imported, seen);
  });
}

/** Tests of the adapter itself start and stop a server, so that they want one of their own. */
export const wantsOwnServer = (file: string): boolean => /^test\/(storage|migrate)\//.test(file);
