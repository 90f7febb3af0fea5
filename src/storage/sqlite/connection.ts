/**
 * One SQLite connection with its prepared statements, kept by their text: every shape of a search plan becomes one
 * text, so that it is compiled once.
 */
import Database from "better-sqlite3";
import type { Sql } from "./sql.ts";

/** Statements kept per connection; the least recently used one goes first. */
const MAX_STATEMENTS = 500;

export type SqlValue = string | number | null | Uint8Array;
export type Row = readonly SqlValue[];

export class Connection {
  readonly database: Database.Database;
  readonly #statements = new Map<string, Database.Statement<unknown[], unknown>>();

  constructor(file: string, options: Database.Options) {
    this.database = new Database(file, options);
  }

  /** The statement of this text; one that reads gives arrays in the order of its columns. */
  statement(text: string): Database.Statement<unknown[], unknown> {
    const known = this.#statements.get(text);
    if (known) {
      this.#statements.delete(text);
      this.#statements.set(text, known);
      return known;
    }
    const statement = this.database.prepare<unknown[], unknown>(text);
    if (statement.reader) statement.raw(true);
    if (this.#statements.size >= MAX_STATEMENTS) {
      const oldest = this.#statements.keys().next();
      if (!oldest.done) this.#statements.delete(oldest.value);
    }
    this.#statements.set(text, statement);
    return statement;
  }

  all(query: Sql): readonly Row[] {
    // Rows are arrays of SQLite values because every statement that reads is in raw mode.
    return this.statement(query.text).all(query.values) as readonly Row[];
  }

  get(query: Sql): Row | undefined {
    return this.statement(query.text).get(query.values) as Row | undefined; // as in `all`
  }

  run(query: Sql): void {
    this.statement(query.text).run(query.values);
  }

  /** Runs `read` on one snapshot, so that several statements agree and the log is looked at once. */
  snapshot<T>(read: () => T): T {
    if (this.database.inTransaction) return read();
    this.statement("BEGIN").run();
    try {
      return read();
    } finally {
      this.statement("COMMIT").run();
    }
  }
}
