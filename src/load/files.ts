/** Which files a folder holds that can be loaded, and how their text is read. */
import { createReadStream } from "node:fs";
import { open, readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { createGunzip, gunzip } from "node:zlib";
import { InvalidInput } from "../errors.ts";

export type FileKind = "json" | "ndjson" | "hl7";

export interface LoadFile {
  readonly path: string;
  /** Path below the folder, for people and for the state. */
  readonly name: string;
  readonly kind: FileKind;
  readonly size: number;
  readonly mtimeMs: number;
}

const KIND: Readonly<Record<string, FileKind>> = { json: "json", ndjson: "ndjson", hl7: "hl7", txt: "hl7" };
const EXTENSION = /\.(json|ndjson|hl7|txt)(\.gz)?$/i;

/**
 * The loadable files, by name, those that others refer to first: Synthea's hospitals and practitioners.
 * @throws InvalidInput if the folder does not exist
 */
export async function findFiles(folder: string): Promise<readonly LoadFile[]> {
  const root = await stat(folder).catch(() => {
    throw new InvalidInput(`there is no folder or file '${folder}'`);
  });
  const names = root.isDirectory() ? await readdir(folder, { recursive: true }) : [basename(folder)];
  const base = root.isDirectory() ? folder : dirname(folder);
  const files = await Promise.all(names.filter((name) => EXTENSION.test(name)).map((name) => describe(base, name)));
  return files.filter((file) => file !== undefined).sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

const rank = ({ name }: LoadFile) => (/^(hospital|practitioner)information/i.test(basename(name)) ? 0 : 1);

async function describe(base: string, name: string): Promise<LoadFile | undefined> {
  const path = join(base, name);
  const found = await stat(path);
  if (!found.isFile()) return undefined;
  const extension = (EXTENSION.exec(name)?.[1] ?? "").toLowerCase();
  if (extension === "txt" && !(await beginsWithMsh(path))) return undefined;
  return { path, name, kind: KIND[extension] ?? "json", size: found.size, mtimeMs: found.mtimeMs };
}

async function beginsWithMsh(path: string): Promise<boolean> {
  if (path.endsWith(".gz")) return (await readBytes(path)).subarray(0, 3).toString("latin1") === "MSH";
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(3), 0, 3, 0);
    return buffer.toString("latin1") === "MSH";
  } finally {
    await file.close();
  }
}

/** The whole content, inflated. */
export async function readBytes(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  return /\.gz$/i.test(path) ? promisify(gunzip)(bytes) : bytes;
}

/** The lines of an NDJSON file one by one, so that its size does not matter. */
export function readLines(path: string): AsyncIterable<string> {
  const file = createReadStream(path);
  const input = /\.gz$/i.test(path) ? file.pipe(createGunzip()) : file;
  file.on("error", (error) => input.destroy(error));
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}
