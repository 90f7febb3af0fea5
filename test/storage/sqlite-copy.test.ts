/** What only the SQLite adapter does around a copy: a store that is part of a record is not opened as one. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unavailable } from "../../src/errors.ts";
import { openSqliteStore } from "../../src/storage/sqlite.ts";
import { basic, make, put, START, testIndexer } from "../contract/storage/fixture.ts";

describe("SQLite store as the target of a copy", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "fhir-twin-test-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const open = (forCopy: boolean) =>
    openSqliteStore({ directory, forCopy, indexer: testIndexer, clock: () => START, newId: () => "id" });

  it("opens after begin and before finish for a copy alone", async () => {
    const store = await open(false);
    await store.copy.begin();
    await store.close();
    await assert.rejects(
      open(false),
      (error) => error instanceof Unavailable && /migration .* has not ended/.test(error.message),
    );
    const again = await open(true);
    await again.copy.finish();
    await again.close();
    await (await open(false)).close();
  });

  it("ends a page of an export early when its content is large", async () => {
    const store = await open(false);
    const text = "x".repeat(3 * 1024 ** 2);
    for (const id of ["a", "b", "c", "d"]) await put(store, make("Basic", id, { content: { text } }));
    await put(store, basic("e"));
    const first = await store.copy.versions(0, 100);
    assert.deepEqual(
      first.map(({ id }) => id),
      ["a", "b", "c"],
    );
    const rest = await store.copy.versions(first.at(-1)?.position ?? 0, 100);
    assert.deepEqual(
      rest.map(({ id }) => id),
      ["d", "e"],
    );
    await store.close();
  });
});
