/** Questionnaires that US Core and R4 publish as examples, and scores of newborns: read as their authors say. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Resource } from "@medplum/fhirtypes";
import { twinState } from "../../src/twin/twin-state.ts";
import { needsShared, SHARED, textOfFile } from "../suites/shared.ts";
import { valueIn } from "./resources.ts";

const US_CORE = "data/us-core-examples/examples.ndjson.gz";
const R4 = "suites/r4-spec-examples/examples.ndjson.gz";
const AS_OF = Date.UTC(2026, 0, 1);

/** Some of a file's resources by type and id, in this order. */
function examples(file: string, ...keys: readonly string[]): readonly Resource[] {
  const lines = textOfFile(join(SHARED, file))
    .split("\n")
    .filter((line) => line !== "");
  const all = lines.map((line) => JSON.parse(line) as Resource); // resources by the SOURCE.md of the folder
  return keys.map((key) => {
    const found = all.find(({ resourceType, id }) => `${resourceType}/${id}` === key);
    assert.ok(found, key);
    return found;
  });
}
const stateOf = (resources: readonly Resource[]) =>
  twinState({ patient: { resourceType: "Patient", id: "example" }, resources, asOf: AS_OF });

describe("published responses", () => {
  before(function () {
    needsShared(this, US_CORE, R4);
  });

  it("PHQ-9 of US Core: nine items whose sum is the total that it states", () => {
    const state = stateOf(examples(US_CORE, "QuestionnaireResponse/phq-9-example"));
    const items = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
    const sum = items.reduce((total, item) => total + Number(valueIn(state, `phq9Item${item}`)), 0);
    assert.equal(valueIn(state, "phq9Score"), 12);
    assert.equal(sum, 12);
  });

  it("PRAPARE of US Core: less than high school", () => {
    const state = stateOf(examples(US_CORE, "QuestionnaireResponse/prapare-example"));
    assert.equal(valueIn(state, "educationLevel"), 1);
  });

  it("Glasgow Coma Scale of R4: 4, 5 and 4, by the codes of its Questionnaire", () => {
    const state = stateOf(examples(R4, "QuestionnaireResponse/gcs", "Questionnaire/gcs"));
    assert.equal(valueIn(state, "glasgowComaVerbal"), 4);
    assert.equal(valueIn(state, "glasgowComaMotor"), 5);
    assert.equal(valueIn(state, "glasgowComaEye"), 4);
    assert.equal(valueIn(state, "glasgowComaScale"), 13);
  });

  it("Apgar scores of R4: the five signs of each minute add up to the score that is stated", () => {
    for (const [id, concept] of [
      ["1minute-apgar-score", "apgarScoreAt1Minute"],
      ["5minute-apgar-score", "apgarScoreAt5Minutes"],
      ["10minute-apgar-score", "apgarScoreAt10Minutes"],
    ] as const) {
      const [stated] = examples(R4, `Observation/${id}`);
      assert.ok(stated?.resourceType === "Observation");
      const { valueQuantity, ...signsAlone } = stated;
      assert.equal(valueIn(stateOf([signsAlone]), concept), valueQuantity?.value, id);
    }
  });
});
