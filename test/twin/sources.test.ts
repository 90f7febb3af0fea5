import assert from "node:assert/strict";
import type { Resource } from "@medplum/fhirtypes";
import type { ConceptName } from "../../src/concepts/index.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { twinObservation } from "../../src/twin/twin-resources.ts";
import { condition, RXNORM, request, SNOMED, stateOf, status, visit } from "./resources.ts";

const DIABETES = "44054006";
const INFARCTION = "22298006";

/** The parts of the first source of a component, by name. */
function sourceParts(resources: readonly Resource[], concept: ConceptName) {
  const observation = twinObservation(stateOf(resources));
  assert.deepEqual(
    validateResource(observation).filter(({ severity }) => severity === "error"),
    [],
  );
  const component = observation.component?.find(({ code }) => code.coding?.[0]?.code === concept);
  const source = component?.extension?.[0]?.extension?.find(({ url }) => url === "source");
  return Object.fromEntries((source?.extension ?? []).map(({ url, ...value }) => [url, Object.values(value)[0]]));
}

describe("sources in the twin's state", () => {
  it("tell the onset of a condition and that it is active", () => {
    const parts = sourceParts([condition(SNOMED, DIABETES, { onsetDateTime: "2015-05" })], "hasDiabetes");
    assert.deepEqual([parts.time, parts.timeOf, parts.status], ["2015-05", "onset", "active"]);
  });

  it("tell a past condition that counts, and that its time is that of its record or encounter", () => {
    const { onsetDateTime: _, ...bare } = condition(SNOMED, INFARCTION, { clinicalStatus: status("resolved") });
    const recorded = sourceParts([{ ...bare, recordedDate: "2020-02-02" }], "hasMyocardialInfarction");
    assert.deepEqual([recorded.time, recorded.timeOf, recorded.status], ["2020-02-02", "recorded", "inactive"]);
    const encounter = { reference: "Encounter/visit-2021-03-03" };
    const seen = sourceParts([visit("2021-03-03"), { ...bare, encounter }], "hasMyocardialInfarction");
    assert.deepEqual([seen.time, seen.timeOf], ["2021-03-03", "encounter"]);
    const undated = sourceParts([bare], "hasMyocardialInfarction");
    assert.deepEqual([undated.time, undated.timeOf, undated.status], [undefined, undefined, "inactive"]);
  });

  it("tell the dosage of a medication as written, and none where none is", () => {
    const dosage = { text: "80 mg at night", doseAndRate: [{ doseQuantity: { value: 80, unit: "mg" } }] };
    const parts = sourceParts([request(RXNORM, "36567", { dosageInstruction: [dosage] })], "onStatin");
    assert.deepEqual(parts.dosage, dosage);
    assert.equal(parts.status, undefined);
    assert.equal("dosage" in sourceParts([request(RXNORM, "36567")], "onStatin"), false);
  });
});
