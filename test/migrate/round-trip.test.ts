/**
 * SQLite → MongoDB → SQLite of a store that was loaded over HTTP with Synthea bundles, changed and partly deleted: the
 * store that comes back is equal, version by version, and a server answers the same from it.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bundle } from "@medplum/fhirtypes";
import { indexResource } from "../../src/fhir/search/index-resource.ts";
import { parseJson, stringifyJson } from "../../src/json.ts";
import { checkStores, migrate } from "../../src/migrate/migrate.ts";
import type { Store } from "../../src/storage/port.ts";
import { message } from "../contract/storage/journal.ts";
import { dropDatabase, findServer, type TestServer as Server } from "../storage/mongodb-server.ts";
import { needsShared, sharedFiles, textOfFile } from "../suites/shared.ts";
import { startServer, type TestServer } from "../support/app.ts";

const FOLDER = "data/synthea-2019/bundles";
const BUNDLES = 6;
const PAGE = 500;

describe("a loaded store from SQLite to MongoDB and back", function () {
  this.timeout(180_000);
  let server: Server;
  let loaded: TestServer;
  let folder: string;
  const opened: Store[] = [];

  before(async function () {
    needsShared(this, FOLDER);
    const found = await findServer();
    if (typeof found === "string") {
      console.log(`      skipped: ${found}`);
      return this.skip();
    }
    server = found;
    folder = mkdtempSync(join(tmpdir(), "migrate-test-"));
    loaded = await startServer();
    await load(loaded);
  });
  after(async () => {
    for (const store of opened) await store.close();
    await loaded?.close();
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const surroundings = { indexer: indexResource, clock: () => Date.now(), newId: randomUUID };
  const openMongodb = async (uri: string, forCopy: boolean) => {
    const { openMongodbStore } = await import("../../src/storage/mongodb.ts");
    return keep(await openMongodbStore({ uri, forCopy, allowStandalone: true, ...surroundings }));
  };
  const openSqlite = async (forCopy: boolean) => {
    const { openSqliteStore } = await import("../../src/storage/sqlite.ts");
    return keep(await openSqliteStore({ directory: join(folder, "back"), forCopy, ...surroundings }));
  };
  const keep = (store: Store) => {
    opened.push(store);
    return store;
  };

  it("is equal, resource by resource and version by version", async () => {
    const uri = server.uri(`test-${randomUUID()}`);
    const there = await openMongodb(uri, true);
    await copy(loaded.store, there);
    await there.close();
    const between = await openMongodb(uri, false);
    const back = await openSqlite(true);
    await copy(between, back);
    await back.close();
    const again = await openSqlite(false);

    const versions = await historyOf(loaded.store);
    assert.ok(versions.length > 400, `${versions.length} versions`);
    for (const store of [between, again]) {
      assert.deepEqual(await historyOf(store), versions);
      assert.deepEqual(await store.events(0, 100_000), await loaded.store.events(0, 100_000));
      assert.deepEqual(await store.journal.list({ count: 10 }), await loaded.store.journal.list({ count: 10 }));
      assert.equal(await store.consumerPosition("twins"), 42);
    }
    const answers = await answersFrom(loaded.store);
    assert.ok(answers.every((ids) => ids.length > 0));
    assert.deepEqual(await answersFrom(again), answers);
    assert.deepEqual(await answersFrom(between), answers);
    await between.close();
    await dropDatabase(uri);
  });
});

/** Bundles; then one version more of some resources, deletions, a message and a consumer's position. */
async function load({ base, store }: TestServer): Promise<void> {
  const send = async (method: string, path: string, body?: string) => {
    const headers = { "content-type": "application/fhir+json" };
    const answer = await fetch(`${base}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${text.slice(0, 300)}`);
    return text;
  };
  const smallest = sharedFiles(FOLDER, /\.json(\.gz)?$/)
    .map((path) => textOfFile(path))
    .toSorted((a, b) => a.length - b.length);
  for (const text of smallest.slice(0, BUNDLES)) await send("POST", "", text);
  const { entry = [] } = parseJson(await send("GET", "/Condition?_count=20")) as Bundle;
  for (const [index, { resource }] of entry.entries()) {
    assert.ok(resource?.id);
    const path = `/${resource.resourceType}/${resource.id}`;
    await send("PUT", path, stringifyJson({ ...resource, language: "en" }));
    if (index % 4 === 0) await send("DELETE", path);
  }
  await store.write(async (tx) => {
    await tx.journal(message("1", { status: "error", error: "PID-3 is missing" }));
    await tx.setConsumerPosition("twins", 42);
  });
}

async function copy(source: Store, target: Store): Promise<void> {
  const stores = { from: source, to: target };
  const start = await checkStores(stores);
  const { signal } = new AbortController();
  const { differences } = await migrate({ ...stores, start, verify: true, signal, onProgress: () => {} });
  assert.deepEqual(differences, []);
}

async function historyOf(store: Store) {
  const versions = [];
  let cursor: string | undefined;
  do {
    const page = await store.history({ count: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    versions.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return versions;
}

/** The ids that searches, a compartment and the latest values give. */
async function answersFrom(store: Store): Promise<readonly (readonly string[])[]> {
  const shape = { realm: "record", count: 2_000 } as const;
  const newest = [{ param: "date", kind: "date", descending: true }] as const;
  const name = [{ kind: "string", param: "name", match: "contains", value: "a" }] as const;
  const tall = [
    { kind: "token", param: "code", system: "http://loinc.org", code: "8302-2" },
    { kind: "quantity", param: "value-quantity", comparator: "gt", code: "cm", value: 20, low: 20, high: 20 },
  ] as const;
  const patients = await store.search({ type: "Patient", where: name, sort: [], ...shape });
  const [patient] = patients.items;
  assert.ok(patient);
  const vitals = { types: ["Observation"], codes: ["http://loinc.org|8302-2"], asOf: Date.now(), count: 3 };
  const found = [
    patients.items,
    (await store.search({ type: "Observation", where: tall, sort: newest, ...shape })).items,
    (await store.search({ type: "Condition", where: [], sort: [], ...shape })).items,
    (await store.compartment(patient.id, { realm: "any", count: 2_000 })).items,
    await store.latest({ patientId: patient.id, ...vitals }),
  ];
  return found.map((items) => items.map(({ id, versionId }) => `${id}/${versionId}`));
}
