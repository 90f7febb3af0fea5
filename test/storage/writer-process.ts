/**
 * Writes to the store in the directory of the first argument until it is killed: pairs of resources with one id, each
 * pair in one write, several writes at once. Prints the id of each pair once its write has resolved.
 */
import { writeSync } from "node:fs";
import { openSqliteStore } from "../../src/storage/sqlite.ts";
import { basic, make, put, testIndexer, token } from "../contract/storage/fixture.ts";

const [, , directory = ""] = process.argv;
const store = await openSqliteStore({ directory, indexer: testIndexer, clock: Date.now, newId: () => "none" });
let last = 0;

async function writeForEver(): Promise<void> {
  for (;;) {
    const id = String(++last);
    await put(store, basic(id, token("tag", "urn:x", id)), make("Patient", id, { patients: [id] }));
    writeSync(1, `${id}\n`);
  }
}
await Promise.all([writeForEver(), writeForEver(), writeForEver(), writeForEver()]);
