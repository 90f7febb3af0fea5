/** Leases on MongoDB: between stores as between processes, and against a write that was begun under a lease that is lost. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";
import { VersionConflict } from "../../src/errors.ts";
import { collectionsOf } from "../../src/storage/mongodb/collections.ts";
import { type LeaseDocument, Leases } from "../../src/storage/mongodb/leases.ts";
import { openMongodbStore } from "../../src/storage/mongodb.ts";
import type { Store } from "../../src/storage/port.ts";
import { basic, idsOf, plan, put, START, testIndexer } from "../contract/storage/fixture.ts";
import { dropDatabase, findServer, type TestServer } from "./mongodb-server.ts";

const LONG_MS = 600_000;

describe("MongoDB leases", function () {
  this.timeout(60_000);
  let server: TestServer;
  let uri: string;
  let stores: Store[];
  let client: MongoClient;

  before(async function () {
    const found = await findServer();
    if (typeof found === "string") {
      console.log(`      skipped: ${found}`);
      return this.skip();
    }
    server = found;
  });
  after(() => server?.stop());
  beforeEach(async () => {
    uri = server.uri(`test-${randomUUID()}`);
    stores = [];
    client = await new MongoClient(uri).connect();
  });
  afterEach(async () => {
    await client.close();
    await Promise.all(stores.map((store) => store.close()));
    await dropDatabase(uri);
  });

  /** @param hoursAhead of the process's clock */
  async function open(hoursAhead = 0): Promise<Store> {
    const store = await openMongodbStore({
      uri,
      indexer: testIndexer,
      clock: () => START + hoursAhead * 3_600_000,
      newId: () => randomUUID(),
      allowStandalone: true,
    });
    stores.push(store);
    return store;
  }
  const documents = () => collectionsOf(client.db()).leases.find({}).sort({ token: 1 }).toArray();

  it("gives one of several processes that ask at once the lease, time after time", async () => {
    const racers = await Promise.all([1, 2, 3, 4].map(() => open()));
    for (let round = 1; round <= 5; round++) {
      const asked = racers.flatMap((store, number) =>
        [1, 2, 3].map((turn) => ({ store, holder: `${number}-${turn}-${round}` })),
      );
      const answers = await Promise.all(
        asked.map(({ store, holder }) => store.lease("twins", { holder, milliseconds: LONG_MS })),
      );
      const winners = answers.filter(({ holder }, index) => holder === asked[index]?.holder);
      assert.equal(winners.length, 1, `round ${round}`);
      assert.equal(new Set(answers.map(({ holder }) => holder)).size, 1);
      for (const lease of winners) await racers[0]?.release(lease);
    }
    assert.equal((await documents()).length, 1, "leases that are over are removed");
  });

  it("keeps a lease when the process that has it is gone, until it runs out", async () => {
    const first = await open();
    await first.lease("twins", { holder: "a", milliseconds: LONG_MS });
    await first.close();
    const second = await open();
    assert.equal((await second.lease("twins", { holder: "b", milliseconds: LONG_MS })).holder, "a");
    assert.equal((await second.lease("twins", { holder: "a", milliseconds: LONG_MS })).holder, "a");
  });

  it("goes by the server's clock, whatever time the processes think it is", async () => {
    const [behind, ahead] = [await open(-5), await open(5)];
    await behind.lease("twins", { holder: "a", milliseconds: LONG_MS });
    const seen = await ahead.lease("twins", { holder: "b", milliseconds: LONG_MS });
    assert.equal(seen.holder, "a");
    assert.ok(seen.leftMs > LONG_MS / 2 && seen.leftMs <= LONG_MS, `${seen.leftMs} ms left`);
  });

  it("does not commit a write whose lease changed hands while it ran", async () => {
    const [one, other] = [await open(), await open()];
    const lease = await one.lease("twins", { holder: "a", milliseconds: LONG_MS });
    let runs = 0;
    const late = one.write(async (tx) => {
      runs++;
      await tx.requireLease(lease);
      await tx.put(basic("late"));
      await tx.setConsumerPosition("twins", 7);
      if (runs > 1) return;
      // As if the process slept here.
      await other.release(lease);
      await other.lease("twins", { holder: "b", milliseconds: LONG_MS });
    });
    const beside = put(one, basic("beside"));
    await assert.rejects(late, VersionConflict);
    await beside;
    assert.deepEqual(await idsOf(one.search(plan([]))), ["beside"]);
    assert.equal(await one.consumerPosition("twins"), 0);
  });

  it("gives no lease to who looked long ago and takes a number that was removed since", async () => {
    await open();
    const { leases } = collectionsOf(client.db());
    const current = new Leases(client.db(), leases, () => START);
    for (const holder of ["a", "b", "c", "d"]) {
      const lease = await current.ask("twins", { holder, milliseconds: LONG_MS });
      if (holder !== "d") await current.release(lease);
    }
    assert.deepEqual(
      (await documents()).map(({ token }) => token),
      [4],
    );
    let looks = 0;
    const stale = new Proxy(leases, {
      get(target, name) {
        if (name !== "findOne" || ++looks > 1) return Reflect.get(target, name) as unknown;
        const old: LeaseDocument = { ...leaseOf("a", 1), isReleased: true };
        return async () => old;
      },
    });
    const sleeper = new Leases(client.db(), stale, () => START);
    const answer = await sleeper.ask("twins", { holder: "sleeper", milliseconds: LONG_MS });
    assert.deepEqual([answer.holder, answer.token], ["d", 4]);
    assert.equal((await current.ask("twins", { holder: "e", milliseconds: LONG_MS })).holder, "d");
  });
});

function leaseOf(holder: string, token: number): LeaseDocument {
  return { _id: `twins/${token}`, consumer: "twins", token, holder, untilMs: 0, isReleased: false };
}
