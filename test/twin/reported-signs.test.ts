import assert from "node:assert/strict";
import type { Observation, QuestionnaireResponse } from "@medplum/fhirtypes";
import { loadTwin } from "../../src/operations/twin-state.ts";
import { NOW, openStore, put } from "../operations/twin-store.ts";
import { coded, condition, LOINC, messagesOf, observation, patient, SNOMED, stateOf, valueIn } from "./resources.ts";

const HAEMOPTYSIS = "66857006";
const asked = (more: Partial<Observation>): Observation =>
  observation("75325-1", { code: coded(SNOMED, HAEMOPTYSIS), effectiveDateTime: "2026-01-30", ...more });
const answered = (system: string, code: string) => asked({ valueCodeableConcept: coded(system, code) });
const has = (...resources: Parameters<typeof stateOf>[0]) => valueIn(stateOf(resources), "hasHaemoptysis");

describe("signs that were asked for", () => {
  it("are true for present and yes, false for absent and no", () => {
    assert.equal(has(answered(LOINC, "LA9633-4")), true);
    assert.equal(has(answered(LOINC, "LA9634-2")), false);
    assert.equal(has(answered(SNOMED, "52101004")), true);
    assert.equal(has(answered(SNOMED, "2667000")), false);
    assert.equal(has(asked({ valueBoolean: true })), true);
    assert.equal(has(asked({ valueBoolean: false })), false);
  });

  it("are open for other answers, without an answer, and after a week", () => {
    assert.equal(has(answered(SNOMED, "261665006")), undefined);
    assert.equal(has(asked({})), undefined);
    assert.equal(has(asked({ valueBoolean: true, effectiveDateTime: "2026-01-20" })), undefined);
    assert.equal(has(asked({ valueBoolean: true, status: "entered-in-error" })), undefined);
  });

  it("are what the latest answer says", () => {
    const before = asked({ valueBoolean: true, effectiveDateTime: "2026-01-29" });
    assert.equal(has(before, asked({ valueBoolean: false })), false);
    assert.equal(has(asked({ valueBoolean: false }), before), false);
  });

  it("are named as symptoms", () => {
    const named = (code: string) =>
      observation("75325-1", { valueCodeableConcept: coded(SNOMED, code), effectiveDateTime: "2026-01-30" });
    assert.equal(has(named(HAEMOPTYSIS)), true);
    assert.equal(has(named("386661006")), undefined);
  });

  it("are answered in questionnaires whose items have the code of the sign", () => {
    const response = (valueBoolean: boolean): QuestionnaireResponse => ({
      resourceType: "QuestionnaireResponse",
      id: "triage",
      status: "completed",
      questionnaire: "#triage",
      contained: [
        {
          resourceType: "Questionnaire",
          id: "triage",
          status: "active",
          item: [{ linkId: "1", type: "boolean", code: [{ system: SNOMED, code: HAEMOPTYSIS }] }],
        },
      ],
      subject: { reference: "Patient/p" },
      authored: "2026-01-31",
      item: [{ linkId: "1", answer: [{ valueBoolean }] }],
    });
    assert.equal(has(response(true)), true);
    assert.equal(has(response(false)), false);
  });

  it("do not overrule a condition on record, and tell of it", () => {
    const onRecord = condition(SNOMED, HAEMOPTYSIS, { onsetDateTime: "2026-01-29" });
    const state = stateOf([onRecord, asked({ valueBoolean: false })]);
    assert.equal(valueIn(state, "hasHaemoptysis"), true);
    assert.match(messagesOf(state, "hasHaemoptysis")[0] ?? "", /the condition was taken/);
  });

  it("are read from the store by their SNOMED CT codes", async () => {
    const store = await openStore();
    await put(store, patient(), asked({ valueBoolean: true }));
    const { features } = await loadTwin({ store }, "p", NOW);
    await store.close();
    assert.equal(features.get("hasHaemoptysis")?.value, true);
  });
});
