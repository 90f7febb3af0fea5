/** Copying a store, whole and in parts, with real stores; what a copy keeps is in `test/contract/storage/copy.ts`. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidInput, Unavailable } from "../../src/errors.ts";
import { checkStores, type Migration, migrate } from "../../src/migrate/migrate.ts";
import type { Steps } from "../../src/migrate/progress.ts";
import type { Store } from "../../src/storage/port.ts";
import { openSqliteStore } from "../../src/storage/sqlite.ts";
import { basic, plan, put, START, testIndexer, token } from "../contract/storage/fixture.ts";
import { message } from "../contract/storage/journal.ts";

const VERSIONS = 1_300;

describe("migrate", () => {
  let folder: string;
  let opened: Store[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "migrate-test-"));
    opened = [];
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name: string, forCopy = false): Promise<Store> {
    const surroundings = { indexer: testIndexer, clock: () => START, newId: () => "id" };
    const store = await openSqliteStore({ directory: join(folder, name), forCopy, ...surroundings });
    opened.push(store);
    return store;
  }

  async function source(): Promise<Store> {
    const store = await open("from");
    await put(store, ...Array.from({ length: VERSIONS }, (_, index) => basic(`r${index}`, token("n", "", `${index}`))));
    await store.write((tx) => tx.journal(message("1")));
    await store.write((tx) => tx.setConsumerPosition("twins", 7));
    return store;
  }

  /** Stops when `stopAfter` versions are there. */
  async function run(from: Store, to: Store, stopAfter?: number): Promise<Migration> {
    const stop = new AbortController();
    const onProgress = ({ what, done }: Steps) => {
      if (what === "versions" && stopAfter !== undefined && done >= stopAfter) stop.abort();
    };
    const start = await checkStores({ from, to });
    return migrate({ from, to, start, verify: true, signal: stop.signal, onProgress });
  }

  it("copies everything and finds it the same", async () => {
    const [from, to] = [await source(), await open("to", true)];
    const { added, differences, interrupted } = await run(from, to);
    assert.deepEqual({ added, differences, interrupted }, { added: VERSIONS, differences: [], interrupted: false });
    assert.deepEqual(await to.copy.contents(), await from.copy.contents());
    assert.equal(await to.consumerPosition("twins"), 7);
    assert.equal((await to.search(plan([{ kind: "token", param: "n", code: "1299" }]))).items[0]?.id, "r1299");
  });

  it("goes on where it was stopped; until then the target is opened by a copy alone", async () => {
    const [from, to] = [await source(), await open("to", true)];
    const first = await run(from, to, 500);
    assert.ok(first.interrupted);
    assert.equal(await to.consumerPosition("twins"), 0);
    await to.close();
    await assert.rejects(open("to"), (error) => error instanceof Unavailable && /has not ended/.test(error.message));

    const second = await run(from, await open("to", true));
    assert.equal(first.added + second.added, VERSIONS);
    assert.ok(first.added >= 500 && second.added > 0);
    assert.deepEqual(second.differences, []);
    await opened.at(-1)?.close();
    assert.equal(await (await open("to")).count(plan([])), VERSIONS);
  });

  it("adds what the source has got since", async () => {
    const [from, to] = [await source(), await open("to", true)];
    await run(from, to);
    await put(from, basic("new"), basic("r0"));
    await from.write((tx) => tx.journal(message("1", { status: "processed" })));
    const { added, differences } = await run(from, to);
    assert.deepEqual({ added, differences }, { added: 2, differences: [] });
    assert.equal((await to.journal.get("1"))?.status, "processed");
  });

  it("refuses a source that holds nothing, as under a name that was mistyped", async () => {
    await assert.rejects(run(await open("from"), await open("to", true)), /FROM holds nothing/);
  });

  it("refuses a target with data of its own, or that has been used since, and leaves it as it is", async () => {
    const [from, own] = [await source(), await open("own")];
    await put(own, basic("mine"));
    await assert.rejects(
      run(from, own),
      (error) => error instanceof InvalidInput && /no copy of FROM/.test(error.message),
    );
    assert.equal((await own.copy.contents()).versions, 1);

    const used = await open("used");
    await run(from, used);
    await put(used, basic("mine"));
    await assert.rejects(run(from, used), /written to since/);
    await put(from, basic("theirs"));
    await assert.rejects(run(from, used), /written to since/);
  });

  it("tells what is missing, and leaves the target unfinished", async () => {
    const from = await source();
    const last = (await from.copy.contents()).head;
    const versions: Store["copy"]["versions"] = async (after, limit) =>
      (await from.copy.versions(after, limit)).filter(({ position }) => position < last);
    const to = await open("to", true);
    const { differences } = await run(withCopy(from, { versions }), to);
    assert.deepEqual(differences, [
      "versions: 1300 in FROM, 1299 in TO",
      "resources: 1300 in FROM, 1299 in TO",
      "head: 1300 in FROM, 1299 in TO",
    ]);
    await to.close();
    await assert.rejects(open("to"), Unavailable);
  });

  it("names the first version that is not the same", async () => {
    const from = await source();
    const [first] = await from.copy.versions(0, 1);
    assert.ok(first);
    let isAltered = false;
    const versions: Store["copy"]["versions"] = async (after, limit) => {
      const page = await from.copy.versions(after, limit);
      if (page.length === 0) isAltered = true; // after the copy, when it is compared
      return isAltered ? page.map((one) => (one.position === 9 ? { ...one, json: "{}" } : one)) : page;
    };
    const { differences } = await run(withCopy(from, { versions }), await open("to", true));
    assert.deepEqual(differences, ["Basic/r8/_history/1 at position 9 is not the same in TO"]);
  });
});

/** A store whose `copy` is another. */
function withCopy(store: Store, copy: Partial<Store["copy"]>): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === "copy") return { ...target.copy, ...copy };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
