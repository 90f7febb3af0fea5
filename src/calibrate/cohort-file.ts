/** Reads a cohort: CSV with a header line, in UTF-8, also gzipped. https://www.rfc-editor.org/rfc/rfc4180 */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { CsvError, parse } from "csv-parse";
import { InvalidInput } from "../errors.ts";
import type { Row } from "./cohort-row.ts";

/** A line longer than this is no row of a cohort: an unclosed quote. */
const MAX_LINE_BYTES = 1024 ** 2;

export interface CohortFile {
  readonly rows: AsyncIterable<Row>;
  /** Share of the file that was read, 0 to 1. */
  progress(): number;
  /** SHA-256 of the file's bytes, hex; after the last row. */
  digest(): string;
}

/**
 * @throws InvalidInput if there is no such file, and while reading if it is not CSV
 */
export async function openCohort(path: string): Promise<CohortFile> {
  const size = await sizeOf(path);
  const hash = createHash("sha256");
  let bytes = 0;
  const counted = counting(hash, (length) => {
    bytes += length;
  });
  return {
    rows: rowsOf(path, counted),
    progress: () => (size === 0 ? 1 : bytes / size),
    digest: () => hash.copy().digest("hex"),
  };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw new InvalidInput(`there is no file ${path}`);
  return found.size;
}

const counting = (hash: Hash, onBytes: (length: number) => void): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      onBytes(chunk.length);
      done(null, chunk);
    },
  });

async function* rowsOf(path: string, counted: Transform): AsyncGenerator<Row> {
  const parser = parse({
    columns: uniqueHeader,
    bom: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_LINE_BYTES,
  });
  const source = createReadStream(path).on("error", (error) => parser.destroy(error));
  const bytes = source.pipe(counted);
  const text = path.endsWith(".gz") ? bytes.pipe(createGunzip().on("error", (error) => parser.destroy(error))) : bytes;
  text.pipe(parser);
  try {
    for await (const row of parser) yield row as Row; // with `columns`, csv-parse gives a text for each column
  } catch (cause) {
    if (cause instanceof InvalidInput) throw cause;
    const where = cause instanceof CsvError ? `, line ${String(cause.lines)}: ${cause.code}` : "";
    throw new InvalidInput(`${path} cannot be read as CSV${where}`, { cause });
  } finally {
    source.destroy();
  }
}

function uniqueHeader(header: readonly string[]): string[] {
  const twice = header.find((name, at) => header.indexOf(name) !== at);
  if (twice !== undefined) throw new InvalidInput(`the cohort has two columns '${twice}'`);
  return [...header];
}
