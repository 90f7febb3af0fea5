import assert from "node:assert/strict";
import { CONCEPTS } from "../../src/concepts/index.ts";
import { COMORBIDITY_RULES } from "../../src/twin/comorbidities.ts";
import { VALUE_SETS } from "../../src/twin/value-sets.ts";
import { condition, SNOMED, stateOf, status, valueIn, verified, visit } from "./resources.ts";

const ICD10 = "http://hl7.org/fhir/sid/icd-10";
const ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm";

describe("comorbidity groups of the twin", () => {
  for (const [code, concept] of [
    ["I42.0", "hasComorbidHeartFailure"], // cardiomyopathy is in the group
    ["I252", undefined], // infarction is a concept of its own
    ["K70.3", "hasCharlsonMildLiverDisease"],
    ["K76.6", "hasCharlsonSevereLiverDisease"],
    ["E11.2", "hasCharlsonDiabetesComplicated"],
    ["C91.0", "hasCharlsonCancer"],
    ["C80", "hasComorbidMetastaticCancer"],
    ["E66.9", "hasElixhauserObesity"],
    ["F32.9", "hasElixhauserDepression"],
  ] as const) {
    it(`${code} is ${concept ?? "in no group of Charlson alone"}`, () => {
      const groups = Object.keys(COMORBIDITY_RULES).filter(
        (name) => valueIn(stateOf([condition(ICD10, code)]), name as keyof typeof COMORBIDITY_RULES) === true, // its keys
      );
      if (concept === undefined) assert.deepEqual(groups, []);
      else assert.ok(groups.includes(concept), groups.join());
    });
  }

  it("are absent where every condition has an ICD-10 code and none is in the group", () => {
    const state = stateOf([condition(ICD10CM, "J069")]);
    assert.equal(valueIn(state, "hasCharlsonDementia"), false);
    assert.equal(state.features.get("hasCharlsonDementia")?.origin, "absent");
    assert.equal(valueIn(stateOf([visit("2025-01-01")]), "hasCharlsonDementia"), false);
  });

  it("are not known where a condition has a code of another system only", () => {
    const state = stateOf([condition(ICD10, "I50"), condition(SNOMED, "52448006")]);
    assert.equal(valueIn(state, "hasComorbidHeartFailure"), true);
    assert.equal(valueIn(state, "hasCharlsonDementia"), undefined);
  });

  it("are open while only suspected, and count as ever or active by the table", () => {
    const suspected = stateOf([condition(ICD10, "F03", { verificationStatus: verified("provisional") })]);
    assert.equal(valueIn(suspected, "hasCharlsonDementia"), undefined);
    const past = { clinicalStatus: status("resolved") };
    assert.equal(valueIn(stateOf([condition(ICD10, "K25", past)]), "hasCharlsonPepticUlcer"), true);
    assert.equal(valueIn(stateOf([condition(ICD10, "E87", past)]), "hasElixhauserFluidElectrolyteDisorder"), false);
  });

  it("each name a concept and a value set that is there", () => {
    const samples = ["I50", "F03", "E66"].flatMap((code) => VALUE_SETS.setsOf({ system: ICD10, code }));
    assert.ok(samples.includes("comorbid-heart-failure"));
    for (const name of Object.keys(COMORBIDITY_RULES)) assert.ok(name in CONCEPTS, name);
  });
});
