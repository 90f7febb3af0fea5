/** What only the MongoDB adapter does around a copy: it goes on after a crash in the middle of a part, and is marked. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";
import { Unavailable } from "../../src/errors.ts";
import type { CopyPart } from "../../src/storage/copy.ts";
import type { VersionDocument } from "../../src/storage/mongodb/documents.ts";
import { openMongodbStore } from "../../src/storage/mongodb.ts";
import type { Store } from "../../src/storage/port.ts";
import { basic, idsOf, make, plan, put, START, testIndexer, token } from "../contract/storage/fixture.ts";
import { message } from "../contract/storage/journal.ts";
import { dropDatabase, findServer, type TestServer } from "./mongodb-server.ts";

describe("MongoDB store as the target of a copy", function () {
  this.timeout(60_000);
  let server: TestServer;
  let uris: string[];
  let opened: Store[];

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
    uris = [];
    opened = [];
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    for (const uri of uris) await dropDatabase(uri);
  });

  const newUri = () => {
    const uri = server.uri(`test-${randomUUID()}`);
    uris.push(uri);
    return uri;
  };
  const open = async (uri: string, forCopy = false) => {
    const surroundings = { indexer: testIndexer, clock: () => START, newId: randomUUID };
    const store = await openMongodbStore({ uri, forCopy, allowStandalone: true, ...surroundings });
    opened.push(store);
    return { copy: store.copy, store };
  };

  it("opens after begin and before finish for a copy alone", async () => {
    const uri = newUri();
    await (await open(uri)).copy.begin();
    await assert.rejects(open(uri), (error) => error instanceof Unavailable && /has not ended/.test(error.message));
    await (await open(uri, true)).copy.finish();
    await open(uri);
  });

  it("takes a part again of which a crash has left only the beginning", async () => {
    const source = await open(newUri());
    await put(source.store, basic("a", token("n", "", "1")), make("Basic", "b", { patients: ["p1"] }));
    await put(source.store, basic("a", token("n", "", "2")), basic("c"));
    await put(source.store, basic("a", token("n", "", "3")));
    const part: CopyPart = { versions: await source.copy.versions(0, 100) };
    assert.equal(part.versions?.length, 5);

    for (const left of [0, 1, 2, 3, 4]) {
      const uri = newUri();
      const target = await open(uri);
      await target.copy.add(part);
      // The resources are all there, the versions up to some position, as after a crash between the two.
      const client = await new MongoClient(uri).connect();
      const versions = client.db().collection<VersionDocument>("versions");
      for (const { position } of part.versions?.slice(left) ?? []) await versions.deleteOne({ position });
      assert.equal((await target.copy.contents()).versions, left);
      await target.copy.add(part);
      await client.close();

      assert.deepEqual(await target.store.history({ count: 10 }), await source.store.history({ count: 10 }));
      const third = plan([{ kind: "token", param: "n", code: "3" }]);
      assert.deepEqual(await idsOf(target.store.search(third)), ["a"]);
      assert.deepEqual(await idsOf(target.store.search(plan([]))), ["a", "b", "c"]);
      const [next] = await put(target.store, basic("a"));
      assert.equal(next?.versionId, "4");
      assert.equal((await target.store.events(5, 10)).length, 1);
    }
  });

  it("gives the next commit a position after all versions and messages that were copied", async () => {
    const target = await open(newUri());
    const at = new Date(START).toISOString();
    const version = { type: "Basic", id: "a", versionId: "1", lastUpdated: at, method: "create", position: 7 } as const;
    const json = JSON.stringify(basic("a"));
    await target.copy.add({
      versions: [{ ...version, realm: "record", patients: [], former: [], json }],
      messages: [{ ...message("1"), place: 90 }],
    });
    await put(target.store, basic("b"));
    await target.store.write((tx) => tx.journal(message("2")));
    const positions = (await target.store.events(0, 10)).map(({ position }) => position);
    assert.equal(positions[0], 7);
    assert.ok((positions[1] ?? 0) > 90);
    const { items } = await target.store.journal.list({ count: 10 });
    assert.deepEqual(
      items.map(({ id }) => id),
      ["2", "1"],
    );
  });
});
