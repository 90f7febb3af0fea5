import assert from "node:assert/strict";
import type { DetectedIssue } from "@medplum/fhirtypes";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { parseJson } from "../../src/json.ts";
import { keepTwins, type TwinKeeper } from "../../src/operations/keep-twin.ts";
import type { Store } from "../../src/storage/port.ts";
import { condition, measured, patient } from "../twin/resources.ts";
import { clock, openStore, put, remove } from "./twin-store.ts";

describe("the data quality of a stored twin", () => {
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
  const key = { type: "DetectedIssue", id: "twin-quality-p" };
  const issue = async () => {
    const stored = await store.read(key);
    return stored?.json === undefined ? undefined : (parseJson(stored.json) as DetectedIssue); // stored under that type
  };

  it("is a valid DetectedIssue apart from the record, that names what it is about", async () => {
    await put(
      store,
      patient(),
      measured("8480-6", 999, "mm[Hg]", { id: "o" }),
      condition("urn:local", "X1", { id: "c" }),
    );
    await keeper.idle();
    const found = await issue();
    assert.ok(found);
    assert.deepEqual(
      validateResource(found).filter(({ severity }) => severity === "error"),
      [],
    );
    assert.equal(found.patient?.reference, "Patient/p");
    assert.equal(found.author?.reference, "Device/twin-p");
    assert.deepEqual(
      found.implicated?.map(({ reference }) => reference?.split("/_history")[0]),
      ["Condition/c", "Observation/o"],
    );
    const [pressure, ...others] = found.evidence ?? [];
    assert.equal(pressure?.code?.[0]?.coding?.[0]?.code, "systolicBloodPressure");
    assert.match(pressure?.code?.[0]?.text ?? "", /implausible/);
    // One uncoded condition leaves many absences open: said once, with all of them.
    assert.equal(others.length, 1);
    assert.ok((others[0]?.code?.[0]?.coding?.length ?? 0) > 10);
    assert.doesNotMatch(JSON.stringify(found), /999/);
    const record = await store.compartment("p", { types: ["DetectedIssue"], realm: "record", count: 10 });
    assert.equal(record.items.length, 0);
  });

  it("goes when the data are right, and with the patient", async () => {
    await put(store, patient(), measured("8480-6", 999, "mm[Hg]", { id: "o" }));
    await keeper.idle();
    assert.ok(await issue());
    await put(store, measured("8480-6", 120, "mm[Hg]", { id: "o" }));
    await keeper.idle();
    assert.equal(await issue(), undefined);
    await put(store, measured("8480-6", 999, "mm[Hg]", { id: "o" }));
    await keeper.idle();
    assert.ok(await issue());
    await remove(store, { type: "Patient", id: "p" });
    await keeper.idle();
    assert.equal(await issue(), undefined);
  });
});
