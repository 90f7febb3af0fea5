import assert from "node:assert/strict";
import type { Bundle } from "@medplum/fhirtypes";
import { count, emptyTally, mostMissing } from "../../scripts/scorecard/tally.ts";
import { predict } from "../operations/predict-call.ts";
import { measured, patient, visit } from "../twin/resources.ts";

const answerFor = (...resources: readonly object[]): Promise<Bundle> =>
  predict([
    {
      name: "data",
      resource: {
        resourceType: "Bundle",
        type: "collection",
        // small resources of the tests
        entry: resources.map((resource) => ({ resource })) as Bundle["entry"] & object,
      },
    },
  ]);

describe("the scorecard", () => {
  it("counts each patient once a model: computed, not applicable, out of range or lacking", async () => {
    const tally = emptyTally();
    count(tally, await answerFor(patient(), measured("2160-0", 1, "mg/dL"), visit("2026-01-10")));
    count(tally, await answerFor(patient(), visit("2026-01-10")));
    count(tally, await answerFor(patient({ birthDate: "2020-01-01" }), measured("2160-0", 1, "mg/dL")));
    const dead = patient({ deceasedDateTime: "2025-12-01" });
    count(tally, await answerFor(dead, measured("2160-0", 1, "mg/dL")));
    const row = tally.get("ckd-epi");
    assert.deepEqual([row?.computed, row?.lacking, row?.outOfRange, row?.notApplicable], [1, 1, 1, 1]);
    assert.equal(row?.missing.get("creatinine"), 1);
    for (const { model, computed, lacking, outOfRange, notApplicable } of tally.values()) {
      assert.equal(computed + lacking + outOfRange + notApplicable, 4, model);
    }
  });

  it("names what is missing most, first", () => {
    const missing = new Map([
      ["b", 1],
      ["c", 3],
      ["a", 1],
    ]);
    assert.deepEqual(mostMissing(missing, 2), [
      ["c", 3],
      ["a", 1],
    ]);
  });
});
