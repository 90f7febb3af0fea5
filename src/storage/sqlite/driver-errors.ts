/** What SQLite reports about its surroundings (disk, locks, damage) as the one class that callers can act on. */
import Database from "better-sqlite3";
import { Unavailable } from "../../errors.ts";

const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/^SQLITE_FULL/, "The store is full: nothing was written. Free space on the disk, then try again."],
  [/^SQLITE_(IOERR|CANTOPEN|READONLY|PERM|AUTH)/, "The store cannot use its files: nothing was written."],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, "The store is locked by another program: nothing was written."],
  [/^SQLITE_(NOMEM|TOOBIG|INTERRUPT)/, "The store lacks the memory for this: nothing was written."],
  [/^SQLITE_(CORRUPT|NOTADB)/, "The store's file is damaged. Stop the server and restore a backup."],
];

/** An `Unavailable` for a failure of the surroundings; anything else as it is. */
export function translate(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const known = MESSAGES.find(([pattern]) => pattern.test(error.code));
  return known ? new Unavailable(known[1], { cause: error }) : error;
}
