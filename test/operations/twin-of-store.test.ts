/** The twin of what is stored is the twin of a Bundle of the same, for what is not the latest of one code alone. */
import assert from "node:assert/strict";
import type { Encounter, FamilyMemberHistory, Resource } from "@medplum/fhirtypes";
import { loadTwin, twinOfBundle } from "../../src/operations/twin-state.ts";
import type { Store } from "../../src/storage/port.ts";
import { coded, condition, inUnit, LOINC, measured, observation, patient, SNOMED, visit } from "../twin/resources.ts";
import { NOW, openStore, put } from "./twin-store.ts";

const day = (back: number) => new Date(NOW - back * 86_400_000).toISOString();
const pressures = Array.from({ length: 30 }, (_, back) =>
  observation("85354-9", {
    effectiveDateTime: day(back * 20 + 1),
    component: [
      { code: coded(LOINC, "8480-6"), valueQuantity: inUnit(120 + ((back * 7) % 30), "mm[Hg]") },
      { code: coded(LOINC, "8462-4"), valueQuantity: inUnit(80, "mm[Hg]") },
    ],
  }),
);
const stay: Encounter = {
  ...visit(day(10)),
  id: "stay",
  class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "IMP" },
  period: { start: day(10), end: day(6) },
};
const mother: FamilyMemberHistory = {
  resourceType: "FamilyMemberHistory",
  id: "mother",
  status: "completed",
  patient: { reference: "Patient/p" },
  relationship: coded("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "MTH"),
  condition: [{ code: coded(SNOMED, "44054006") }],
};

describe("the twin of a stored patient", () => {
  let store: Store;
  before(async () => {
    store = await openStore();
  });
  after(() => store.close());

  it("looks as far back and at as many types as that of a Bundle", async () => {
    const resources: readonly Resource[] = [
      ...pressures,
      stay,
      mother,
      measured("20150-9", 2.1, "L"),
      observation("11778-8", { valueDateTime: "2026-05-01" }),
      condition(SNOMED, "37796009"),
    ];
    await put(store, patient(), ...resources);
    const entry = [patient(), ...resources].map((resource) => ({ resource }));
    const ofBundle = twinOfBundle({ resourceType: "Bundle", type: "collection", entry }, NOW);
    const ofStore = await loadTwin({ store }, "p", NOW);
    const plain = ({ features }: typeof ofStore) =>
      [...features].map(([name, { value, origin, rule }]) => [name, value, origin, rule]);
    assert.deepEqual(plain(ofStore), plain(ofBundle));
    assert.match(ofStore.features.get("systolicBloodPressureSd")?.rule ?? "", /of 20 days/);
    assert.equal(ofStore.features.get("lengthOfStay")?.value, 4);
    assert.equal(ofStore.features.get("familyHistoryOfDiabetes")?.value, "first-degree");
  });
});
