/**
 * The files of a store: `store.db` (with SQLite's `-wal` and `-shm` beside it) and `lock.db`, whose only use is that this
 * process holds it locked. The operating system drops that lock with the process, also after kill -9.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unavailable } from "../../errors.ts";
import { UNFINISHED } from "../copy.ts";
import { Checkpointer } from "./checkpointer.ts";
import { Connection } from "./connection.ts";
import { COPYING, SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/** How long a connection waits for another program's lock on the file (a backup, a shell), in milliseconds. */
const BUSY_MS = 5_000;
/** Page cache of each of the two connections. */
const CACHE_KIB = 24_000;
/** Pages of 4 KiB in the log from which a commit itself moves them into the database: see `checkpointer.ts`. */
const COMMIT_CHECKPOINT_PAGES = 16_000;
/** The log's file is cut to this size when it starts anew. */
const WAL_LIMIT_BYTES = 64 * 1024 * 1024;

export interface StoreFiles {
  /** The database's path. */
  readonly file: string;
  readonly writer: Connection;
  readonly reader: Connection;
  readonly checkpointer: Checkpointer;
  /** Closes the connections and gives up the lock. */
  release(): Promise<void>;
}

export interface FileOptions {
  /** ":memory:" for a store that ends with the process. */
  readonly directory: string;
  readonly maxBytes?: number;
  /** Whether to open also a store into which a copy has not ended. */
  readonly forCopy?: boolean;
}

/**
 * Opens or makes the store in a directory.
 * @throws Unavailable when another process has it open, it was made by a newer version, a copy into it has not ended, or
 * the directory is of no use
 */
export function openFiles({ directory, maxBytes, forCopy = false }: FileOptions): StoreFiles {
  const isTemporary = directory === ":memory:";
  const folder = isTemporary ? mkdtempSync(join(tmpdir(), "fhir-twin-")) : directory;
  if (!isTemporary) makeDirectory(folder);
  const opened: Connection[] = [];
  const close = () => {
    for (const connection of opened.toReversed()) connection.database.close();
    if (isTemporary) rmSync(folder, { recursive: true, force: true });
  };
  try {
    if (!isTemporary) opened.push(lock(folder));
    const file = join(folder, "store.db");
    const writer = openWriter(file, isTemporary, opened);
    if (!forCopy && writer.database.pragma("application_id", { simple: true }) === COPYING) {
      throw new Unavailable(UNFINISHED);
    }
    if (maxBytes !== undefined) limitSize(writer, maxBytes);
    const reader = openReader(file);
    opened.push(reader);
    if (isTemporary) atExit(close);
    const checkpointer = new Checkpointer(writer, file);
    return {
      file,
      writer,
      reader,
      checkpointer,
      async release() {
        await checkpointer.close();
        unclosed.delete(close);
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** A further connection to a store that is open. */
export function openReader(file: string): Connection {
  const reader = new Connection(file, { readonly: true, timeout: BUSY_MS });
  reader.database.pragma(`cache_size = -${CACHE_KIB}`);
  return reader;
}

/** Temporary stores that nobody has closed, to be removed when the process ends. */
const unclosed = new Set<() => void>();
let isWatchingExit = false;

function atExit(close: () => void): void {
  unclosed.add(close);
  if (isWatchingExit) return;
  isWatchingExit = true;
  process.once("exit", () => {
    for (const one of unclosed) one();
  });
}

function makeDirectory(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(folder, error);
  }
}

function unusable(folder: string, error: unknown): Unavailable {
  const reason = error instanceof Error ? error.message : String(error);
  return new Unavailable(`The store's directory ${folder} cannot be used: ${reason}`, { cause: error });
}

function lock(folder: string): Connection {
  let connection: Connection | undefined;
  try {
    connection = new Connection(join(folder, "lock.db"), { timeout: 0 });
    connection.database.pragma("journal_mode = MEMORY");
    connection.database.exec("BEGIN EXCLUSIVE");
    return connection;
  } catch (error) {
    connection?.database.close();
    if (error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY")) {
      throw new Unavailable(`The store in ${folder} is in use by another process`, { cause: error });
    }
    throw unusable(folder, error);
  }
}

function openWriter(file: string, isTemporary: boolean, opened: Connection[]): Connection {
  const writer = new Connection(file, { timeout: BUSY_MS });
  opened.push(writer);
  const { database } = writer;
  database.pragma("journal_mode = WAL");
  database.pragma(`synchronous = ${isTemporary ? "OFF" : "FULL"}`);
  database.pragma("foreign_keys = OFF");
  database.pragma(`cache_size = -${CACHE_KIB}`);
  database.pragma(`wal_autocheckpoint = ${COMMIT_CHECKPOINT_PAGES}`);
  database.pragma(`journal_size_limit = ${WAL_LIMIT_BYTES}`);
  const version = Number(database.pragma("user_version", { simple: true }));
  if (version > SCHEMA_VERSION) {
    throw new Unavailable(
      `The store was made by a newer version of this server (schema ${version}; this one knows up to ${SCHEMA_VERSION})`,
    );
  }
  if (version === 0) database.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
  return writer;
}

function limitSize(writer: Connection, maxBytes: number): void {
  const pageSize = Number(writer.database.pragma("page_size", { simple: true }));
  writer.database.pragma(`max_page_count = ${Math.max(1, Math.floor(maxBytes / pageSize))}`);
}
