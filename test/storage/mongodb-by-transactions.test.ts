/**
 * The contract's parts about writing, with the commits that a replica set gets, over a server that has no transactions: what
 * is written and where is real, that it is written together is said by `mongodb-wire.ts`.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { MongoClient } from "mongodb";
import { openMongodbStore } from "../../src/storage/mongodb.ts";
import type { Store } from "../../src/storage/port.ts";
import { eventsContract } from "../contract/storage/events.ts";
import { type Fixture, START, testIndexer } from "../contract/storage/fixture.ts";
import { historyContract } from "../contract/storage/history.ts";
import { journalContract } from "../contract/storage/journal.ts";
import { leasesContract } from "../contract/storage/leases.ts";
import { versionsContract } from "../contract/storage/versions.ts";
import { writesContract } from "../contract/storage/writes.ts";
import { dropDatabase, findServer, type TestServer } from "./mongodb-server.ts";
import { forwardTo, startWireServer, type WireServer } from "./mongodb-wire.ts";

describe("MongoDB by transactions, which are made believe", function () {
  this.timeout(60_000);
  let server: TestServer;
  let client: MongoClient;
  let wire: WireServer;
  let database: string;
  let store: Store;

  const open = () =>
    openMongodbStore({
      uri: wire.uri.replace("/twins?", `/${database}?`),
      indexer: testIndexer,
      clock: () => fixture.now,
      newId: () => randomUUID(),
    });
  const fixture: Fixture = {
    now: START,
    get store() {
      return store;
    },
    async reopen() {
      await store.close();
      store = await open();
      return store;
    },
    async elapse(milliseconds) {
      fixture.now += milliseconds;
      await sleep(milliseconds); // the server has a clock of its own
    },
  };

  before(async function () {
    const found = await findServer();
    if (typeof found === "string") {
      console.log(`      skipped: ${found}`);
      return this.skip();
    }
    server = found;
    client = await new MongoClient(server.uri("admin")).connect();
    wire = await startWireServer();
    const forward = forwardTo(client);
    // The claims' index, by which they expire, is nothing that such a server has.
    wire.script = (command, name) =>
      name === "createIndexes" && command.createIndexes === "claims" ? {} : forward(command, name);
  });
  after(async () => {
    await wire?.close();
    await client?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    fixture.now = START;
    database = `test-${randomUUID()}`;
    store = await open();
  });
  afterEach(async () => {
    await store?.close();
    await dropDatabase(server.uri(database));
  });

  writesContract(fixture);
  versionsContract(fixture);
  historyContract(fixture);
  eventsContract(fixture);
  leasesContract(fixture);
  journalContract(fixture);
});
