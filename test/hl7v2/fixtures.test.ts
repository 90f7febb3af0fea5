/** The synthetic messages of `fixtures/hl7v2`, one after the other: the story of one patient. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Condition, Encounter, Observation, Patient } from "@medplum/fhirtypes";
import { ackCode, makeBench } from "./support.ts";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/hl7v2/${name}.hl7`, import.meta.url), "utf8");

describe("the fixtures", () => {
  it("tell the story of one patient", async () => {
    const bench = await makeBench();
    const send = async (name: string) => ackCode(await bench.send(fixture(name)));
    assert.equal(await send("adt-a01/admit"), "AA");
    assert.equal(await send("oru-r01/glucose-final"), "AA");
    assert.equal(await send("oru-r01/glucose-corrected"), "AA");
    assert.equal(await send("adt-a08/delete-mark"), "AA");
    assert.equal(await send("adt-a03/discharge-without-time"), "AA");
    assert.equal(await send("batch/two-messages"), "AA");
    assert.equal(await send("adt-a01/error/no-identifier"), "AE");
    const [patient, ...others] = await bench.all<Patient>("Patient");
    assert.equal(others.length, 0);
    assert.deepEqual([patient?.address, patient?.telecom, patient?.birthDate], [undefined, undefined, "1970-01-02"]);
    assert.deepEqual(
      (await bench.all<Encounter>("Encounter")).map(({ status }) => status),
      ["finished"],
    );
    const observations = await bench.all<Observation>("Observation");
    assert.deepEqual(observations.map(({ status, valueQuantity }) => [status, valueQuantity?.value]).sort(), [
      ["corrected", 106],
      ["final", 95],
      ["final", 96],
    ]);
    const [diabetes] = await bench.all<Condition>("Condition");
    assert.deepEqual(diabetes?.code?.coding?.[0]?.system, "http://hl7.org/fhir/sid/icd-10-cm");
    assert.equal(await send("oru-r01/warning/no-identifier"), "AA");
    assert.equal((await bench.all<Patient>("Patient")).length, 2);
    await bench.close();
  });
});
