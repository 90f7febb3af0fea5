/**
 * A process of its own on a MongoDB store, for `mongodb-processes.test.ts`: `node mongodb-process.ts <uri> <task> <name>`.
 *
 * `pairs` writes pairs of resources for ever and prints each pair's number once it is acknowledged; `create` creates one
 * resource per claim of 40 unless it finds one, and prints the ids that it got; `follow` handles the events of a consumer
 * that moves its position in the same write as it notes each event, until it has seen a resource with the id `end`.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { VersionConflict } from "../../src/errors.ts";
import { openMongodbStore } from "../../src/storage/mongodb.ts";
import type { Store } from "../../src/storage/port.ts";
import { basic, make, plan, testIndexer, token } from "../contract/storage/fixture.ts";

const [, , uri = "", task = "", name = ""] = process.argv;
const store = await openMongodbStore({
  uri,
  indexer: testIndexer,
  clock: () => Date.now(),
  newId: () => randomUUID(),
  allowStandalone: true,
});
console.log("open");

async function pairs(): Promise<void> {
  for (let number = 1; ; number++) {
    await store.write(async (tx) => {
      await tx.put(basic(`${name}-${number}`));
      await tx.put(make("Patient", `${name}-${number}`));
    });
    console.log(`${name}-${number}`);
  }
}

async function create(): Promise<void> {
  const claims = Array.from({ length: 40 }, (_, index) => String(index));
  const ids = await Promise.all(
    claims.map((code) =>
      store.write(async (tx) => {
        const search = plan([{ kind: "token", param: "identifier", system: "urn:x", code }], { count: 2 });
        const [found] = await tx.match(search, `Basic?identifier=urn:x|${code}`);
        return (found ?? (await tx.put(basic(tx.newId(), token("identifier", "urn:x", code))))).id;
      }),
    ),
  );
  console.log(JSON.stringify(ids));
}

async function follow(consumer: Store): Promise<void> {
  for (let isDone = false; !isDone; ) {
    const events = await consumer.events(await consumer.consumerPosition("follower"), 5);
    const own = events.filter(({ realm }) => realm === "record");
    isDone = own.some(({ id }) => id === "end");
    const last = events.at(-1);
    if (!last) {
      await sleep(20);
      continue;
    }
    try {
      await consumer.write(async (tx) => {
        for (const { id } of own) await tx.put(make("Basic", tx.newId(), { realm: "computed", content: { of: id } }));
        await tx.setConsumerPosition("follower", last.position);
      });
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      isDone = false;
    }
  }
}

if (task === "pairs") await pairs();
if (task === "create") await create();
if (task === "follow") await follow(store);
await store.close();
