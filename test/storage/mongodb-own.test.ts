/** What the MongoDB adapter promises beside the contract of all adapters. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";
import { InvalidInput, TooLarge, Unavailable } from "../../src/errors.ts";
import { collectionsOf } from "../../src/storage/mongodb/collections.ts";
import { adoptLog, LogCommitter } from "../../src/storage/mongodb/commit-log.ts";
import { ServerSource } from "../../src/storage/mongodb/sources.ts";
import { Stage } from "../../src/storage/mongodb/staging.ts";
import { StagedTransaction } from "../../src/storage/mongodb/write-transaction.ts";
import { type MongodbOptions, openMongodbStore } from "../../src/storage/mongodb.ts";
import type { Clause, JournalEntry, SearchPlan, Store } from "../../src/storage/port.ts";
import {
  basic,
  date,
  idsOf,
  make,
  plan,
  put,
  reference,
  START,
  testIndexer,
  text,
  token,
} from "../contract/storage/fixture.ts";
import { dropDatabase, findServer, type TestServer } from "./mongodb-server.ts";
import { startWireServer } from "./mongodb-wire.ts";

const options = (uri: string): MongodbOptions => ({
  uri,
  indexer: testIndexer,
  clock: () => START,
  newId: () => randomUUID(),
  allowStandalone: true,
});

describe("MongoDB store", function () {
  this.timeout(60_000);
  let server: TestServer;
  let uri: string;
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
    stores = [];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await dropDatabase(uri);
  });

  async function open(): Promise<Store> {
    const store = await openMongodbStore(options(uri));
    stores.push(store);
    return store;
  }

  it("refuses a standalone server in one line that says what to do, unless it is allowed", async function () {
    if (server.hasTransactions) {
      console.log("      skipped: this server has transactions");
      return this.skip();
    }
    await assert.rejects(openMongodbStore({ ...options(uri), allowStandalone: false }), (error) => {
      assert.ok(error instanceof Unavailable);
      assert.match(error.message, /--replSet rs0 .*rs\.initiate\(\).*MONGODB_ALLOW_STANDALONE=true/);
      return !error.message.includes("\n");
    });
    const store = await open();
    assert.equal(store.features.transactions, false);
    await store.close();
  });

  it("refuses a store that was made by a newer version", async () => {
    await (await open()).close();
    const client = await new MongoClient(uri).connect();
    await collectionsOf(client.db()).meta.updateOne({ _id: "schema" }, { $set: { version: 999 } });
    await client.close();
    await assert.rejects(openMongodbStore(options(uri)), (error) => {
      return error instanceof Unavailable && /newer version \(schema 999/.test(error.message);
    });
  });

  it("refuses a resource that no document can hold, and goes on with others", async () => {
    const store = await open();
    const large = make("Basic", "large", { content: { text: "x".repeat(17 * 1024 ** 2) } });
    await assert.rejects(put(store, basic("beside"), large), (error) => {
      return error instanceof TooLarge && /16 MB/.test(error.message);
    });
    assert.deepEqual(await idsOf(store.search(plan([]))), []);
    await put(store, make("Basic", "fits", { content: { text: "x".repeat(9 * 1024 ** 2) } }));
    assert.equal((await store.read({ type: "Basic", id: "fits" }))?.versionId, "1");
    await store.close();
  });

  it("names the element that makes a resource too large", async () => {
    const store = await open();
    const data = "x".repeat(17 * 1024 ** 2);
    const content = {
      note: [{ text: "short" }],
      content: [{ title: "t" }, { attachment: { contentType: "x", data } }],
    };
    await assert.rejects(put(store, make("Basic", "large", { content })), (error) => {
      return error instanceof TooLarge && error.expression === "Basic.content[1].attachment.data";
    });
    const many = Array.from({ length: 60_000 }, (_, index) => token("code", "", `${index}`.repeat(20)));
    await assert.rejects(put(store, basic("many", ...many)), (error) => error instanceof TooLarge);
    assert.deepEqual(await idsOf(store.search(plan([]))), []);
  });

  it("refuses a message that no document can hold, and nothing of the writes beside it", async () => {
    const store = await open();
    const message = { ...aMessage("large"), raw: new Uint8Array(17 * 1024 ** 2) };
    const refused = assert.rejects(
      store.write((tx) => tx.journal(message)),
      (error) => error instanceof TooLarge && /message is too large.*16 MB/.test(error.message),
    );
    await Promise.all([refused, put(store, basic("a")), store.write((tx) => tx.journal(aMessage("small")))]);
    assert.equal((await store.read({ type: "Basic", id: "a" }))?.versionId, "1");
    assert.equal((await store.journal.list({ count: 10 })).items.length, 1);
  });

  it("makes every index once, also where it opens again", async () => {
    await (await open()).close();
    await (await open()).close();
    const client = await new MongoClient(uri).connect();
    const { resources, versions, journal, meta } = collectionsOf(client.db());
    const names = async (collection: { indexes(): Promise<readonly { readonly name?: string }[]> }) =>
      (await collection.indexes()).map(({ name }) => name).toSorted();
    assert.deepEqual(await names(versions), ["_id_", "key", "position", "type", "updated"]);
    assert.deepEqual(await names(journal), ["_id_", "key", "order", "status"]);
    const ofResources = await names(resources);
    assert.equal(ofResources.length, 16);
    assert.equal(new Set(ofResources).size, 16);
    assert.equal((await meta.findOne({ _id: "schema" }))?.version, 1);
    await client.close();
  });

  it("finds within a write what the same search finds after it", async () => {
    const store = await open();
    await put(
      store,
      basic("old", token("code", "", "x"), date("when", 5, 6), reference("subject", "Patient", "p")),
      basic("changed", token("code", "", "x"), date("when", 7, 8)),
      basic("gone", token("code", "", "x"), date("when", 9, 10)),
      make("Patient", "p", { entries: [text("family", "Old")] }),
    );
    const code: Clause = { kind: "token", param: "code", code: "x" };
    const family: Clause = { kind: "string", param: "family", match: "starts", value: "new" };
    const chain: Clause = { kind: "chain", param: "subject", types: ["Patient"], where: [family] };
    const has: Clause = { kind: "has", type: "Basic", param: "subject", where: [code] };
    const when = { param: "when", kind: "date" } as const;
    const plans: readonly SearchPlan[] = [
      plan([]),
      plan([code]),
      plan([{ kind: "not", of: code }]),
      plan([chain]),
      plan([has], { type: "Patient" }),
      plan([code], { count: 2 }),
      plan([], { sort: [{ ...when, descending: true }] }),
      plan([], { sort: [{ ...when, descending: false }], count: 3 }),
      plan([], {
        sort: [
          { param: "code", kind: "token", descending: true },
          { ...when, descending: false },
        ],
      }),
    ];
    const within = await store.write(async (tx) => {
      await tx.put(basic("changed", token("code", "", "y"), date("when", 1, 2), reference("subject", "Patient", "q")));
      await tx.delete({ type: "Basic", id: "gone" });
      await tx.put(make("Patient", "p", { entries: [text("family", "New")] }));
      await tx.put(make("Patient", "q", { entries: [text("family", "Newer")] }));
      await tx.put(basic("new", token("code", "", "x"), date("when", 6, 7), reference("subject", "Patient", "q")));
      await tx.put(basic("undated"));
      const found: string[][] = [];
      for (const search of plans) found.push((await tx.search(search)).map(({ id }) => id));
      return found;
    });
    const after: string[][] = [];
    for (const search of plans) after.push(await idsOf(store.search(search)));
    assert.deepEqual(within, after);
    assert.deepEqual(within[3], ["old", "changed", "new"]);
    assert.deepEqual(within[4], ["p", "q"]);
    await store.close();
  });

  it("makes further versions of puts that one write does not wait for one by one", async () => {
    const store = await open();
    await put(store, basic("a"));
    const versions = await store.write((tx) => Promise.all([1, 2, 3].map(() => tx.put(basic("a")))));
    assert.deepEqual(versions.map(({ versionId }) => versionId).toSorted(), ["2", "3", "4"]);
    assert.equal((await store.read({ type: "Basic", id: "a" }))?.versionId, "4");
    await store.close();
  });

  it("goes on where a server without transactions ended, once it has them", async () => {
    const store = await open();
    await put(store, basic("a"), basic("b"));
    await store.close();
    const client = await new MongoClient(uri).connect();
    const collections = collectionsOf(client.db());
    await adoptLog(collections);
    const head = await collections.meta.findOne({ _id: "head" });
    assert.deepEqual([head?.position, head?.at], [2, START]);
    // And the other way round.
    await collections.meta.updateOne({ _id: "head" }, { $set: { position: 9, at: START + 7 } });
    const log = await LogCommitter.open(collections);
    const { position, at } = await log.head();
    assert.deepEqual([position, at], [9, START + 7]);
    await client.close();
  });

  it("applies a commit that a process which died had only begun", async function () {
    if (server.hasTransactions) {
      console.log("      skipped: this server has transactions, which are there or not");
      return this.skip();
    }
    const store = await open();
    await put(store, basic("a"), basic("b"));
    await put(store, basic("a"));
    await store.close();
    const client = await new MongoClient(uri).connect();
    const collections = collectionsOf(client.db());
    const source = new ServerSource(collections.resources, { hasElemMatch: false });
    const parts = { collections, source, indexer: testIndexer, newId: () => "id", knownPosition: () => undefined };
    const stage = new Stage();
    const tx = new StagedTransaction(parts, stage, START);
    await tx.put(basic("c"));
    await tx.put(basic("a"));
    // The resources are looked at once for the check, then to write them.
    let looks = 0;
    const dying = new Proxy(collections, {
      get(target, name) {
        if (name === "resources" && ++looks > 1) throw new RangeError("the process dies here");
        return Reflect.get(target, name) as unknown;
      },
    });
    const committer = await LogCommitter.open(dying);
    await assert.rejects(committer.commit(stage, START), RangeError);
    await client.close();

    const again = await open();
    assert.deepEqual(await idsOf(again.search(plan([]))), ["a", "b", "c"]);
    assert.equal((await again.read({ type: "Basic", id: "a" }))?.versionId, "3");
    assert.equal((await again.events(0, 10)).length, 5);
    await put(again, basic("c"));
    assert.equal((await again.read({ type: "Basic", id: "c" }))?.versionId, "2");
    await again.close();
  });
});

describe("MongoDB addresses", () => {
  it("says in one line what is wrong, without the password", async () => {
    const cases: readonly (readonly [string, abstract new (...args: never[]) => Error, RegExp])[] = [
      ["mongodb://u:p:secret@127.0.0.1/x", InvalidInput, /MONGODB_URI is not a MongoDB connection string/],
      ["mongodb://u:secret@127.0.0.1/x?nonsense=1", InvalidInput, /option nonsense is not supported/],
      ["mongodb://u:secret@127.0.0.1:1/x", Unavailable, /MongoDB at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED/],
    ];
    for (const [uri, errorClass, says] of cases) {
      await assert.rejects(openMongodbStore(options(uri)), (error) => {
        assert.ok(error instanceof errorClass, String(error));
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /secret|\n/);
        return true;
      });
    }
  });

  it("says that user or password are wrong, without naming them", async () => {
    const wire = await startWireServer();
    wire.script = (_, name) =>
      name === "saslStart" ? { ok: 0, code: 18, errmsg: "Authentication failed." } : undefined;
    const uri = wire.uri.replace("mongodb://", "mongodb://someone:secret@");
    await assert.rejects(openMongodbStore(options(uri)), (error) => {
      assert.ok(error instanceof Unavailable);
      assert.match(error.message, /^MongoDB at 127\.0\.0\.1:\d+ does not accept the user and password of MONGODB_URI$/);
      return true;
    });
    await wire.close();
  });
});

function aMessage(id: string): JournalEntry {
  return {
    id,
    key: id,
    receivedAt: "2024-03-01T00:00:00.000Z",
    channel: "http",
    sender: "s",
    controlId: id,
    messageType: "ADT^A01",
    raw: Buffer.from("MSH"),
    status: "received",
    resources: [],
    unmapped: [],
  };
}
