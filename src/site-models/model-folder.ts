/** Reads files of the folder that a site names in MODELS_DIR: of a known size, and none from outside of it. */
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { InvalidInput } from "../errors.ts";

const MAX_FILES = 200;

/**
 * Names of the files with a suffix, sorted.
 * @throws InvalidInput if the folder cannot be read, or has too many
 */
export function filesEnding(folder: string, suffix: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(suffix));
  } catch (cause) {
    throw new InvalidInput(`the folder of models ${folder} cannot be read`, { cause });
  }
  if (names.length > MAX_FILES) throw new InvalidInput(`${folder} has more than ${MAX_FILES} files *${suffix}`);
  return names.toSorted();
}

/**
 * Real path of a file in the folder, which may be a link to another file in it (as a mounted ConfigMap has them).
 * @throws InvalidInput, without the path, if it is none, lies outside, or is too large
 */
export function fileIn(folder: string, name: string, maxBytes: number): string {
  const path = realOf(join(folder, name));
  if (path === undefined) throw new InvalidInput(`there is no file ${name}`);
  const root = realOf(folder) ?? folder;
  if (!path.startsWith(root + sep)) throw new InvalidInput(`${name} leads out of the folder of models`);
  const stats = statSync(path);
  if (!stats.isFile()) throw new InvalidInput(`${name} is no file`);
  if (stats.size > maxBytes) {
    throw new InvalidInput(`${name} has ${stats.size} bytes; at most ${maxBytes} are read`);
  }
  return path;
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** @throws InvalidInput, without the path, as `fileIn`, or if it is not JSON */
export function jsonIn(folder: string, name: string, maxBytes: number): unknown {
  const text = readFileSync(fileIn(folder, name, maxBytes), "utf8");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput("is not JSON", { cause });
  }
}
