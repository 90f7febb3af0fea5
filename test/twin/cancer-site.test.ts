import assert from "node:assert/strict";
import { SYSTEM } from "../../src/codes.ts";
import { condition, messagesOf, SNOMED, stateOf, status, valueIn, verified } from "./resources.ts";

const CM = SYSTEM.icd10cm;
const siteOf = (...conditions: ReturnType<typeof condition>[]) =>
  valueIn(stateOf(conditions), "cancerSiteThrombosisRisk");

describe("the site of a cancer by its risk of thrombosis", () => {
  for (const [code, expected] of [
    ["C16.9", "very-high"],
    ["C25.0", "very-high"],
    ["C34.11", "high"],
    ["C83.30", "high"],
    ["C56.1", "high"],
    ["C67.9", "high"],
    ["C62.10", "high"],
    ["C50.911", "other"],
    ["C61", "other"],
    ["C18.7", "other"],
    ["C44.91", undefined],
    ["C71.9", undefined],
    ["C78.7", undefined],
    ["C90.00", undefined],
    ["Z85.3", undefined],
    ["D25.9", undefined],
  ] as const) {
    it(`is ${expected} for ${code}`, () => {
      assert.equal(siteOf(condition(CM, code)), expected);
    });
  }

  it("is of active and confirmed cancers only", () => {
    assert.equal(siteOf(condition(CM, "C25.0", { clinicalStatus: status("resolved") })), undefined);
    assert.equal(siteOf(condition(CM, "C25.0", { verificationStatus: verified("provisional") })), undefined);
    assert.equal(
      siteOf(condition(CM, "C50.911"), condition(CM, "C25.0", { clinicalStatus: status("remission") })),
      "other",
    );
  });

  it("is that of the primary where secondaries are on record", () => {
    assert.equal(siteOf(condition(CM, "C50.911"), condition(CM, "C79.51")), "other");
  });

  it("is left open for two cancers of different risk, or one that cannot be told", () => {
    const two = stateOf([condition(CM, "C50.911"), condition(CM, "C34.11")]);
    assert.equal(valueIn(two, "cancerSiteThrombosisRisk"), undefined);
    assert.match(messagesOf(two, "cancerSiteThrombosisRisk")[0] ?? "", /two cancers/);
    assert.equal(siteOf(condition(CM, "C50.911"), condition(SNOMED, "363418001")), undefined);
    assert.equal(siteOf(condition(SNOMED, "254837009")), "other");
    assert.equal(siteOf(condition(SNOMED, "254637007")), "high");
  });
});

describe("an earlier cancer outside of the chest", () => {
  const has = (code: string, onsetDateTime?: string) => {
    const { onsetDateTime: _, ...undated } = condition(CM, code);
    const resource = onsetDateTime === undefined ? undated : { ...undated, onsetDateTime };
    return valueIn(stateOf([resource]), "hasExtrathoracicCancerFiveYearsAgo");
  };

  it("is one that began five years ago or earlier, over or not", () => {
    assert.equal(has("C18.7", "2021-01-30"), true);
    assert.equal(has("C50.911", "2010-05-01"), true);
    assert.equal(has("Z85.3", "2015-01-01"), true);
    const over = condition(CM, "C61", { onsetDateTime: "2012-01-01", clinicalStatus: status("resolved") });
    assert.equal(valueIn(stateOf([over]), "hasExtrathoracicCancerFiveYearsAgo"), true);
  });

  it("is none that is later, undated, in the chest or of another kind, and never false", () => {
    assert.equal(has("C18.7", "2021-02-03"), undefined);
    assert.equal(has("C18.7"), undefined);
    assert.equal(has("C34.11", "2010-01-01"), undefined);
    assert.equal(has("C45.0", "2010-01-01"), undefined);
    assert.equal(has("C44.91", "2010-01-01"), undefined);
    assert.equal(has("C78.7", "2010-01-01"), undefined);
    assert.equal(has("D12.6", "2010-01-01"), undefined);
  });
});
