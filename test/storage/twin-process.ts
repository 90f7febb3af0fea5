/**
 * A process that keeps twins on a MongoDB store and writes what it is told, for `mongodb-twin-keeper.test.ts`:
 * `node twin-process.ts <uri> <name>`. A line `put <patient> <glucose mg/dL>` on its input changes that patient's record, and
 * is answered by `done` once that is acknowledged; `stop` stops it. It prints `keeps <name>` when it hears who keeps the twins.
 */
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import type { Resource } from "@medplum/fhirtypes";
import { indexResource } from "../../src/fhir/search/index-resource.ts";
import { keepTwins } from "../../src/operations/keep-twin.ts";
import { openMongodbStore } from "../../src/storage/mongodb.ts";

const [, , uri = "", name = ""] = process.argv;
const clock = () => Date.now();
const store = await openMongodbStore({
  uri,
  indexer: indexResource,
  clock,
  newId: () => randomUUID(),
  allowStandalone: true,
});
const keeper = keepTwins({
  store,
  clock,
  holder: name,
  keptBy: (by) => console.log(`keeps ${by?.holder ?? "unknown"}`),
});
console.log("open");

function patient(id: string): Resource {
  return { resourceType: "Patient", id, gender: "female", birthDate: "1960-01-01" };
}

function glucose(patientId: string, mgDl: number): Resource {
  return {
    resourceType: "Observation",
    id: `${patientId}-glucose`,
    status: "final",
    code: { coding: [{ system: "http://loinc.org", code: "2345-7" }] },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: "2024-03-01",
    valueQuantity: { value: mgDl, unit: "mg/dL", system: "http://unitsofmeasure.org", code: "mg/dL" },
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const [order, patientId = "", value] = line.split(" ");
  if (order === "stop") break;
  await store.write(async (tx) => {
    if ((await tx.read({ type: "Patient", id: patientId })) === undefined) await tx.put(patient(patientId));
    await tx.put(glucose(patientId, Number(value)));
  });
  console.log("done");
}
await keeper.stop();
await store.close();
process.stdin.destroy();
