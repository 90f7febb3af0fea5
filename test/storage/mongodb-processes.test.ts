/** Several processes on one MongoDB, a process that dies, and a server that goes and comes back. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Unavailable, VersionConflict } from "../../src/errors.ts";
import { type MongodbOptions, openMongodbStore } from "../../src/storage/mongodb.ts";
import type { Store } from "../../src/storage/port.ts";
import { basic, idsOf, make, plan, put, testIndexer, token } from "../contract/storage/fixture.ts";
import { dropDatabase, findServer, type TestServer } from "./mongodb-server.ts";

const PROCESS = join(import.meta.dirname, "mongodb-process.ts");

describe("MongoDB, several processes", function () {
  this.timeout(120_000);
  let server: TestServer;
  let uri: string;
  let children: ChildProcess[];
  /** Closed after each test, for one that is open keeps the process alive. */
  let stores: Store[];

  before(async function () {
    const found = await findServer();
    if (typeof found === "string") {
      console.log(`      skipped: ${found}`);
      return this.skip();
    }
    server = found;
  });
  after(() => server?.stop());
  beforeEach(() => {
    uri = server.uri(`test-${randomUUID()}`);
    children = [];
    stores = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(stores.map((store) => store.close()));
    await dropDatabase(uri);
  });

  const open = async (more: Partial<MongodbOptions> = {}) => {
    const store = await openMongodbStore({
      uri,
      indexer: testIndexer,
      clock: () => Date.now(),
      newId: () => randomUUID(),
      allowStandalone: true,
      ...more,
    });
    stores.push(store);
    return store;
  };

  /** Another process at a task of `mongodb-process.ts`, and the lines that it prints. */
  function start(task: string, name = task) {
    const child = spawn(process.execPath, [PROCESS, uri, task, name], { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    if (!child.stdout) throw new Error("The process has no output");
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  }
  const nextLine = async ({ lines }: { lines: AsyncIterator<string> }) => String((await lines.next()).value);

  it("makes one resource per claim of processes that race", async () => {
    const racers = [1, 2, 3].map(() => start("create"));
    for (const racer of racers) assert.equal(await nextLine(racer), "open");
    const answers = await Promise.all(racers.map(nextLine));
    assert.equal(new Set(answers).size, 1, "all got the same ids");
    const store = await open();
    const found = await idsOf(store.search(plan([])));
    assert.equal(found.length, 40);
    const positions = (await store.events(0, 1000)).map(({ position }) => position);
    assert.equal(new Set(positions).size, 40);
  });

  it("has every acknowledged write of a process that is killed, and none by half", async () => {
    const store = await open();
    const writer = start("pairs", "w");
    assert.equal(await nextLine(writer), "open");
    const acknowledged: string[] = [];
    while (acknowledged.length < 40) acknowledged.push(await nextLine(writer));
    writer.child.kill("SIGKILL");
    await once(writer.child, "exit");
    for (let line = await writer.lines.next(); !line.done; line = await writer.lines.next())
      acknowledged.push(line.value);
    await put(store, basic("after"));

    const first = await idsOf(store.search(plan([])));
    const second = await idsOf(store.search(plan([], { type: "Patient" })));
    assert.deepEqual(first, [...second, "after"]);
    for (const id of acknowledged) assert.ok(first.includes(id), `write ${id} is lost`);
    assert.equal((await store.events(0, 10_000)).length, first.length + second.length);
  });

  it("handles each event once, however many processes follow", async () => {
    const store = await open();
    const followers = [1, 2].map(() => start("follow"));
    for (const follower of followers) assert.equal(await nextLine(follower), "open");
    const ids = Array.from({ length: 30 }, (_, index) => `e${index}`);
    for (const id of ids) await put(store, basic(id));
    await put(store, basic("end"));
    const ended = followers.map(({ child }) => once(child, "exit"));
    await Promise.race(ended);
    const notes = await store.search(plan([], { realm: "computed" }));
    const noted = notes.items.map(({ json }) => (JSON.parse(json ?? "") as { of: string }).of);
    assert.deepEqual(noted, [...ids, "end"]);
  });

  it("tells a consumer that another process has moved its position", async () => {
    const [one, other] = [await open(), await open()];
    await one.consumerPosition("c");
    await other.consumerPosition("c");
    await one.write((tx) => tx.setConsumerPosition("c", 7));
    await assert.rejects(
      other.write((tx) => tx.setConsumerPosition("c", 5)),
      VersionConflict,
    );
    assert.equal(await other.consumerPosition("c"), 7);
    await other.write((tx) => tx.setConsumerPosition("c", 9));
    assert.equal(await one.consumerPosition("c"), 9);
  });

  it("hears of the commits of other processes", async () => {
    const [one, other] = [await open(), await open()];
    const heard = new Promise<void>((resolve) => {
      one.onCommit(() => void one.events(0, 1).then((events) => events.length > 0 && resolve()));
    });
    await put(other, basic("a"));
    await heard;
  });

  it("runs a write anew when another process has changed what it read", async () => {
    const [one, other] = [await open(), await open()];
    await put(one, basic("a", token("n", "", "0")));
    const add = (store: typeof one) =>
      store.write(async (tx) => {
        const current = await tx.read({ type: "Basic", id: "a" });
        return tx.put(basic("a", token("n", "", String(Number(current?.versionId)))));
      });
    const versions = await Promise.all(Array.from({ length: 20 }, (_, index) => add(index % 2 ? one : other)));
    const ids = versions.map(({ versionId }) => Number(versionId)).sort((a, b) => a - b);
    assert.deepEqual(
      ids,
      Array.from({ length: 20 }, (_, index) => index + 2),
    );
  });

  it("lets any number of processes make the schema at once", async () => {
    const [first] = await Promise.all([1, 2, 3, 4].map(() => open()));
    await put(first ?? assert.fail(), basic("a"));
  });

  it("has every write that was acknowledged when the server was lost under load, once it is back", async function () {
    const store = await open();
    const acknowledged: string[] = [];
    let isLost = false;
    const write = async (name: string) => {
      for (let number = 1; !isLost; number++) {
        const id = `${name}-${number}`;
        try {
          await put(store, basic(id), make("Patient", id));
          acknowledged.push(id);
        } catch (error) {
          assert.ok(error instanceof Unavailable, String(error));
          isLost = true;
        }
      }
    };
    const writers = Promise.all(["a", "b", "c"].map(write));
    await until(() => acknowledged.length >= 30);
    if (!(await server.kill())) {
      console.log("      skipped: the server is not ours to stop");
      isLost = true;
      await writers;
      return this.skip();
    }
    await writers;
    await server.restart();
    await untilWritten(store);
    const first = await idsOf(store.search(plan([])));
    const second = await idsOf(store.search(plan([], { type: "Patient" })));
    assert.deepEqual(first, [...second, "back"]);
    for (const id of acknowledged) assert.ok(first.includes(id), `write ${id} is lost`);
    assert.equal((await store.events(0, 10_000)).length, first.length + second.length);
  });

  it("refuses while the server is away, says so once, and goes on when it is back", async function () {
    const lines: string[] = [];
    const store = await open({ log: (message) => lines.push(message) });
    await put(store, basic("before"));
    if (!(await server.kill())) {
      console.log("      skipped: the server is not ours to stop");
      return this.skip();
    }
    await assert.rejects(put(store, basic("lost")), Unavailable);
    await assert.rejects(store.check(), Unavailable);
    await assert.rejects(store.read({ type: "Basic", id: "before" }), Unavailable);
    await until(() => lines.length === 1);
    await server.restart();
    await until(() => lines.length === 2);
    await put(store, basic("after"));
    assert.deepEqual(await idsOf(store.search(plan([]))), ["before", "after"]);
    assert.match(lines[0] ?? "", /cannot be reached/);
    assert.match(lines[1] ?? "", /can be reached again/);
    assert.equal(lines.length, 2);
  });
});

/** Waits, up to 20 seconds, for something that is told by an event. */
async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !isSo(); tries++) await sleep(100);
}

/** Writes as soon as the store takes it, up to 20 seconds. */
async function untilWritten(store: Store): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await put(store, basic("back"));
      return;
    } catch (error) {
      if (tries === 200 || !(error instanceof Unavailable)) throw error;
      await sleep(100);
    }
  }
}
