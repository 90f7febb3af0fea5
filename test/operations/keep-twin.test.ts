import assert from "node:assert/strict";
import type { Device, Observation } from "@medplum/fhirtypes";
import { parseJson } from "../../src/json.ts";
import { keepTwins, type TwinKeeper } from "../../src/operations/keep-twin.ts";
import type { Store } from "../../src/storage/port.ts";
import { condition, measured, patient, SNOMED } from "../twin/resources.ts";
import { clock, openStore, put, remove } from "./twin-store.ts";

describe("keepTwins", () => {
  let store: Store;
  let keeper: TwinKeeper;
  beforeEach(async () => {
    store = await openStore();
    keeper = keepTwins({ store, clock });
  });
  afterEach(async () => {
    await keeper.stop();
    await store.close();
  });
  const version = (type: string, id: string) => store.read({ type, id });
  const state = async () => {
    const stored = await version("Observation", "twin-state-p");
    return stored?.json === undefined ? undefined : (parseJson(stored.json) as Observation); // stored under that type
  };
  const systolic = async () =>
    (await state())?.component?.find((one) => one.code.coding?.some(({ code }) => code === "systolicBloodPressure"))
      ?.valueQuantity?.value;

  it("makes a Device and a state for a patient, apart from the record", async () => {
    await put(store, patient(), measured("8480-6", 120, "mm[Hg]"));
    await keeper.idle();
    const device = parseJson((await version("Device", "twin-p"))?.json ?? "null") as Device;
    assert.equal(device.patient?.reference, "Patient/p");
    const observation = await state();
    assert.equal(observation?.subject?.reference, "Device/twin-p");
    assert.deepEqual(observation?.focus, [{ reference: "Patient/p" }]);
    assert.equal(await systolic(), 120);
    const record = await store.compartment("p", { types: ["Observation"], realm: "record", count: 10 });
    assert.equal(record.items.length, 1);
  });

  it("follows a change, and makes no version where nothing changed", async () => {
    await put(store, patient(), condition(SNOMED, "44054006"), measured("8480-6", 120, "mm[Hg]", { id: "o" }));
    await keeper.idle();
    assert.equal((await version("Observation", "twin-state-p"))?.versionId, "1");
    await put(store, {
      resourceType: "Flag",
      id: "f",
      status: "active",
      code: { text: "x" },
      subject: { reference: "Patient/p" },
    });
    await keeper.idle();
    assert.equal((await version("Observation", "twin-state-p"))?.versionId, "1");
    await put(store, measured("8480-6", 130, "mm[Hg]", { id: "o" }));
    await keeper.idle();
    assert.equal((await version("Observation", "twin-state-p"))?.versionId, "2");
    assert.equal((await version("Device", "twin-p"))?.versionId, "1");
    assert.equal(await systolic(), 130);
  });

  it("deletes the twin with the patient", async () => {
    await put(store, patient(), measured("8480-6", 120, "mm[Hg]", { id: "o" }));
    await keeper.idle();
    await remove(store, { type: "Patient", id: "p" });
    await keeper.idle();
    assert.equal((await version("Device", "twin-p"))?.method, "delete");
    assert.equal((await version("Observation", "twin-state-p"))?.method, "delete");
  });

  it("makes no twin of a patient whom resources name but nobody stored", async () => {
    await put(store, measured("8480-6", 120, "mm[Hg]"));
    await keeper.idle();
    assert.equal(await version("Device", "twin-p"), undefined);
  });

  it("takes up where it was stopped", async () => {
    await keeper.stop();
    await put(store, patient(), measured("8480-6", 120, "mm[Hg]"));
    assert.equal(await state(), undefined);
    keeper = keepTwins({ store, clock });
    await keeper.idle();
    assert.equal(await systolic(), 120);
  });

  it("leaves the twins to the one of several keepers that has the lease, until it stops", async () => {
    await keeper.idle();
    const other = keepTwins({ store, clock, holder: "other" });
    try {
      for (let value = 1; value <= 3; value++) {
        await put(store, patient(), measured("8480-6", 120 + value, "mm[Hg]", { id: "o" }));
        await Promise.all([keeper.idle(), other.idle()]);
      }
      assert.equal((await version("Observation", "twin-state-p"))?.versionId, "3");
      await keeper.stop();
      await put(store, measured("8480-6", 130, "mm[Hg]", { id: "o" }));
      await other.idle();
      assert.equal(await systolic(), 130);
    } finally {
      await other.stop();
    }
  });

  it("waits while another process has the lease, says so, and follows once it is given up", async () => {
    await keeper.stop();
    const lease = await store.lease("twin", { holder: "elsewhere", milliseconds: 600_000 });
    await put(store, patient(), measured("8480-6", 120, "mm[Hg]"));
    const said: string[] = [];
    await new Promise<void>((resolve) => {
      keeper = keepTwins({
        store,
        clock,
        keptBy: (by) => {
          said.push(`${by?.holder} ${by?.isOwn}`);
          resolve();
        },
      });
    });
    assert.equal(await state(), undefined);
    await store.release(lease);
    await keeper.idle();
    assert.equal(await systolic(), 120);
    assert.deepEqual(said, ["elsewhere false", "the only process true"]);
  });

  it("writes nothing under a lease that another has got, and goes on when it has one again", async () => {
    await keeper.stop();
    await put(store, patient(), measured("8480-6", 120, "mm[Hg]", { id: "o" }));
    const said: string[] = [];
    let isTold = () => {};
    const told = new Promise<void>((resolve) => {
      isTold = resolve;
    });
    keeper = keepTwins({
      store,
      clock,
      holder: "here",
      keptBy: (by) => {
        said.push(by?.holder ?? "nobody");
        if (by?.isOwn === false) isTold();
      },
    });
    await keeper.idle();
    // As if it had slept: the lease changes hands behind its back.
    await store.release(await store.lease("twin", { holder: "here", milliseconds: 600_000 }));
    const taken = await store.lease("twin", { holder: "elsewhere", milliseconds: 600_000 });
    await put(store, measured("8480-6", 130, "mm[Hg]", { id: "o" }));
    await told;
    assert.equal(await systolic(), 120);
    await store.release(taken);
    await keeper.idle();
    assert.equal(await systolic(), 130);
    assert.equal((await version("Observation", "twin-state-p"))?.versionId, "2");
    assert.deepEqual(said, ["here", "elsewhere", "here"]);
  });

  it("follows many patients of one load, each once", async function () {
    this.timeout(120_000); // where each search looks at everything, as on FerretDB
    const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
    await put(
      store,
      ...ids.flatMap((id) => [
        patient({ id }),
        measured("8480-6", 120, "mm[Hg]", { subject: { reference: `Patient/${id}` } }),
        measured("8462-4", 80, "mm[Hg]", { subject: { reference: `Patient/${id}` } }),
      ]),
    );
    await keeper.idle();
    for (const id of ids) assert.equal((await version("Observation", `twin-state-${id}`))?.versionId, "1");
  });
});
