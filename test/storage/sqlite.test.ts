/** The SQLite adapter: the contract of all adapters, and what only it promises. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { Unavailable } from "../../src/errors.ts";
import { openSqliteStore, type SqliteOptions } from "../../src/storage/sqlite.ts";
import {
  basic,
  date,
  idsOf,
  make,
  plan,
  put,
  START,
  testIndexer,
  token,
  walkPages,
} from "../contract/storage/fixture.ts";
import { storageContract } from "../contract/storage.ts";

const WRITER = join(import.meta.dirname, "writer-process.ts");

let lastId = 0;
const newId = () => `id-${++lastId}`;

function open(directory: string, options: Partial<SqliteOptions> = {}) {
  return openSqliteStore({ directory, indexer: testIndexer, clock: () => START, newId, ...options });
}

storageContract("SQLite", async (indexer, clock) => {
  const directory = mkdtempSync(join(tmpdir(), "fhir-twin-test-"));
  const openAgain = () => openSqliteStore({ directory, indexer, clock, newId });
  let store = await openAgain();
  return {
    store,
    async reopen() {
      await store.close();
      store = await openAgain();
      return store;
    },
    async destroy() {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});

describe("SQLite store", () => {
  let directory: string;
  let children: ChildProcess[];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "fhir-twin-test-"));
    children = [];
  });
  afterEach(() => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  });

  /** A process that writes pairs of resources for ever and prints the number of each pair when it is acknowledged. */
  function startWriter(): { child: ChildProcess; lines: AsyncIterable<string> } {
    const child = spawn(process.execPath, [WRITER, directory], { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    if (!child.stdout) throw new Error("The writer has no output");
    return { child, lines: createInterface({ input: child.stdout }) };
  }

  it("has every acknowledged write after kill -9, and none by half", async () => {
    const { child, lines } = startWriter();
    const acknowledged: string[] = [];
    for await (const line of lines) {
      acknowledged.push(line);
      if (acknowledged.length === 200) child.kill("SIGKILL");
    }
    assert.ok(acknowledged.length >= 200);

    const store = await open(directory);
    const first = new Set(await idsOf(store.search(plan([], { count: 100_000 }))));
    const second = new Set(await idsOf(store.search(plan([], { type: "Patient", count: 100_000 }))));
    for (const number of acknowledged) assert.ok(first.has(number), `write ${number} is lost`);
    assert.deepEqual(first, second);
    assert.equal((await store.events(0, 1_000_000)).length, first.size + second.size);
    await store.close();
    const database = new Database(join(directory, "store.db"), { readonly: true });
    assert.equal(database.pragma("integrity_check", { simple: true }), "ok");
    database.close();
  });

  it("refuses a directory that another process has open, and takes it once that has gone", async () => {
    const { child, lines } = startWriter();
    await lines[Symbol.asyncIterator]().next();
    await assert.rejects(open(directory), (error) => error instanceof Unavailable && /in use/.test(error.message));
    child.kill("SIGKILL");
    await once(child, "exit");
    await (await open(directory)).close();
  });

  it("refuses a directory that this process has open", async () => {
    const store = await open(directory);
    await assert.rejects(open(directory), /in use by another process/);
    await store.close();
  });

  it("refuses a store that was made by a newer version", async () => {
    await (await open(directory)).close();
    const database = new Database(join(directory, "store.db"));
    database.pragma("user_version = 999");
    database.close();
    await assert.rejects(
      open(directory),
      (error) => error instanceof Unavailable && /newer version/.test(error.message),
    );
  });

  it("refuses a file that is no database", async () => {
    writeFileSync(join(directory, "store.db"), "this is not a database, and long enough to look at".repeat(20));
    await assert.rejects(open(directory), (error) => error instanceof Unavailable && /damaged/.test(error.message));
  });

  it("refuses a directory that cannot be made", async () => {
    writeFileSync(join(directory, "file"), "");
    await assert.rejects(open(join(directory, "file", "below")), (error) => {
      return error instanceof Unavailable && /cannot be used/.test(error.message);
    });
  });

  it("makes its directory for its owner alone", async () => {
    const own = join(directory, "made");
    await (await open(own)).close();
    assert.equal(statSync(own).mode & 0o777, 0o700);
  });

  it("refuses writes beyond its queue at once, and takes further ones when that is shorter", async () => {
    const store = await open(directory, { queueLimit: 3 });
    const results = await Promise.allSettled(Array.from({ length: 5 }, (_, index) => put(store, basic(`a${index}`))));
    const refused = results.filter((result) => result.status === "rejected");
    assert.equal(refused.length, 2);
    for (const { reason } of refused) assert.ok(reason instanceof Unavailable);
    await put(store, basic("later"));
    assert.deepEqual(await idsOf(store.search(plan([]))), ["a0", "a1", "a2", "later"]);
    await store.close();
  });

  it("refuses what no longer fits, whole, and goes on with what does", async () => {
    const store = await open(directory, { maxBytes: 600_000 });
    await put(store, basic("small", token("tag", "", "x")));
    const large = Array.from({ length: 50 }, (_, index) => {
      return make("Basic", `large-${index}`, { content: { text: "x".repeat(20_000) } });
    });
    const results = await Promise.allSettled([put(store, ...large), put(store, basic("beside"))]);
    const [refused] = results;
    assert.ok(refused?.status === "rejected" && refused.reason instanceof Unavailable);
    await put(store, basic("after"));
    const ids = await idsOf(store.search(plan([])));
    assert.deepEqual(
      ids.filter((id) => id.startsWith("large")),
      [],
    );
    assert.ok(ids.includes("small") && ids.includes("after"));
    assert.equal(ids.includes("beside"), results[1]?.status === "fulfilled");
    await store.close();
  });

  it("moves the log into the database beside the writes, and closes while it does", async () => {
    const store = await open(directory);
    const large = Array.from({ length: 600 }, (_, index) => {
      return make("Basic", String(index), { content: { text: "x".repeat(20_000) } });
    });
    await put(store, ...large);
    while (statSync(join(directory, "store.db")).size < 10_000_000)
      await new Promise((resolve) => setImmediate(resolve));
    await put(store, ...large);
    await store.close();
    const again = await open(directory);
    assert.equal(await again.count(plan([])), 600);
    assert.equal((await again.read({ type: "Basic", id: "599" }))?.versionId, "2");
    await again.close();
  });

  it("does not let a transaction be used after its end", async () => {
    const store = await open(directory);
    const kept = await store.write(async (tx) => tx);
    await assert.rejects(kept.put(basic("late")), /after it had ended/);
    assert.deepEqual(await idsOf(store.search(plan([]))), []);
    await store.close();
  });

  it("answers reads while a long write runs, from what was committed before", async () => {
    const store = await open(directory);
    await put(store, basic("before"));
    let hasEnded = false;
    const long = store
      .write(async (tx) => {
        for (let index = 0; index < 4000; index++) await tx.put(basic(`new-${index}`, token("tag", "", String(index))));
      })
      .then(() => {
        hasEnded = true;
      });
    let answers = 0;
    while (!hasEnded) {
      const found = await store.count(plan([]));
      await new Promise((resolve) => setImmediate(resolve));
      if (hasEnded) break;
      assert.equal(found, 1);
      answers++;
    }
    await long;
    assert.ok(answers >= 1, `${answers} reads were answered meanwhile`);
    assert.equal(await store.count(plan([])), 4001);
    await store.close();
  });

  it("gives the same pages where no clause is selective and the order of the key is walked", async () => {
    const store = await open(directory);
    const size = 4_500;
    // Every third has no date; dates run against the order of creation, two resources on each.
    const when = (index: number) => (index % 3 === 2 ? undefined : Math.floor((size - index) / 2));
    const resources = Array.from({ length: size }, (_, index) => {
      const time = when(index);
      const status = token("status", "", index % 10 === 0 ? "draft" : "final");
      return basic(String(index), status, ...(time === undefined ? [] : [date("when", time, time + 1)]));
    });
    await put(store, ...resources);
    const isFinal = (index: number) => index % 10 !== 0;
    const dated = [...resources.keys()].filter((index) => isFinal(index) && when(index) !== undefined);
    const undated = [...resources.keys()].filter((index) => isFinal(index) && when(index) === undefined);
    const ascending = [...dated.toSorted((a, b) => Number(when(a)) - Number(when(b)) || a - b), ...undated];
    const descending = [
      ...dated.toSorted((a, b) => Number(when(b)) - Number(when(a)) || b - a),
      ...undated.toReversed(),
    ];
    for (const [isDescending, expected] of [
      [false, ascending],
      [true, descending],
    ] as const) {
      const sort = [{ param: "when", kind: "date", descending: isDescending } as const];
      const where = [{ kind: "token", param: "status", code: "final" } as const];
      const ids = await walkPages(store, plan(where, { sort, count: 700, total: true }));
      assert.deepEqual(ids, expected.map(String));
    }
    await store.close();
  });

  it("refuses everything once closed, and closes twice", async () => {
    const store = await open(directory);
    await store.close();
    await store.close();
    await assert.rejects(put(store, basic("a")), Unavailable);
    await assert.rejects(store.read({ type: "Basic", id: "a" }), Unavailable);
    await assert.rejects(store.check(), Unavailable);
  });

  it("keeps a store in memory apart from every other", async () => {
    const [one, other] = [await open(":memory:"), await open(":memory:")];
    await put(one, basic("a"));
    assert.equal(await other.count(plan([])), 0);
    assert.equal(await one.count(plan([])), 1);
    await Promise.all([one.close(), other.close()]);
  });
});
