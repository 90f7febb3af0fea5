/** The MongoDB adapter: the contract of all adapters, and what only it promises. */
import { randomUUID } from "node:crypto";
import { openMongodbStore } from "../../src/storage/mongodb.ts";
import { storageContract } from "../contract/storage.ts";
import { dropDatabase, findServer, type TestServer } from "./mongodb-server.ts";

const newId = () => randomUUID();

describe("MongoDB", function () {
  this.timeout(180_000);
  let server: TestServer;

  before(async function () {
    const found = await findServer();
    if (typeof found === "string") {
      console.log(`      skipped: ${found}`);
      return this.skip();
    }
    server = found;
    if (!server.hasTransactions) console.log("      without transactions, which this server does not have");
  });
  after(() => server?.stop());

  storageContract("MongoDB", async (indexer, clock) => {
    const uri = server.uri(`test-${randomUUID()}`);
    const openAgain = () => openMongodbStore({ uri, indexer, clock, newId, allowStandalone: true });
    let store = await openAgain();
    return {
      store,
      hasOwnClock: true,
      async reopen() {
        await store.close();
        store = await openAgain();
        return store;
      },
      async destroy() {
        await store.close();
        await dropDatabase(uri);
      },
    };
  });
});
