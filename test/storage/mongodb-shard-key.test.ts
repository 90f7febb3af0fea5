/** By what a MongoDB cluster distributes resources and versions: `home`, which keeps a patient's record together. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";
import { openMongodbStore } from "../../src/storage/mongodb.ts";
import { make, put, remove, START, testIndexer } from "../contract/storage/fixture.ts";
import { dropDatabase, findServer, type TestServer } from "./mongodb-server.ts";

describe("MongoDB shard key", function () {
  this.timeout(60_000);
  let server: TestServer;
  const uris: string[] = [];

  before(async function () {
    const found = await findServer();
    if (typeof found === "string") {
      console.log(`      skipped: ${found}`);
      return this.skip();
    }
    server = found;
  });
  after(async () => {
    for (const uri of uris) await dropDatabase(uri);
    await server?.stop();
  });

  const open = async () => {
    const uri = server.uri(`test-${randomUUID()}`);
    uris.push(uri);
    const surroundings = { indexer: testIndexer, clock: () => START, newId: randomUUID };
    return { uri, store: await openMongodbStore({ uri, allowStandalone: true, ...surroundings }) };
  };
  const homesIn = async (uri: string) => {
    const client = await new MongoClient(uri).connect();
    const read = async (collection: string) => {
      const found = await client.db().collection<{ _id: string; home: string }>(collection).find().toArray();
      return Object.fromEntries(found.map(({ _id, home }) => [_id, home]).toSorted());
    };
    const homes = { resources: await read("resources"), versions: await read("versions") };
    await client.close();
    return homes;
  };
  const expected = {
    resources: { "Basic/a": "p1", "Basic/b": "Basic/b", "Patient/p1": "p1" },
    versions: {
      "Basic/a/1": "p1",
      "Basic/a/2": "p1",
      "Basic/b/1": "Basic/b",
      "Basic/b/2": "Basic/b",
      "Patient/p1/1": "p1",
    },
  };

  it("is the first patient of the first version, else the resource itself, and stays; also in a copy", async () => {
    const { uri, store } = await open();
    await put(store, make("Patient", "p1", { patients: ["p1"] }), make("Basic", "a", { patients: ["p1", "p2"] }));
    await put(store, make("Basic", "b"));
    await put(store, make("Basic", "a", { patients: ["p2"] }));
    await remove(store, "Basic", "b");
    assert.deepEqual(await homesIn(uri), expected);

    const other = await open();
    // One version at a time, so that later ones find the first on the server.
    for (let after = 0; ; ) {
      const versions = await store.copy.versions(after, 1);
      const [version] = versions;
      if (!version) break;
      await other.store.copy.add({ versions });
      after = version.position;
    }
    assert.deepEqual(await homesIn(other.uri), expected);
    await Promise.all([store.close(), other.store.close()]);
  });
});
