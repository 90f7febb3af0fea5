/** A recalibrated variant that a site has switched on, from its file to the answer of `$predict`. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bundle, Parameters, RiskAssessment } from "@medplum/fhirtypes";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { FRAMINGHAM_CVD_2008 } from "../../src/models/cardiovascular/framingham-cvd-2008.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import type { Recalibration } from "../../src/models/recalibration.ts";
import { predictOperation } from "../../src/operations/predict.ts";
import { withSiteRecalibrations } from "../../src/site-models/recalibrations.ts";
import type { Store } from "../../src/storage/port.ts";
import { input, model, NOW } from "../operations/predict-call.ts";

/** Halves the odds. */
const RECALIBRATION: Recalibration = {
  name: "site-a",
  model: "framingham-cvd-2008",
  modelVersion: FRAMINGHAM_CVD_2008.metadata.version,
  coefficientHash: FRAMINGHAM_CVD_2008.coefficientHash,
  variant: "lipids",
  result: "framingham-cvd-10y",
  horizonYears: 10,
  intercept: Math.log(0.5),
  interceptStandardError: 0.1,
  slope: 1,
  slopeStandardError: 0.05,
  persons: 4000,
  events: 300,
  cohort: "Clinic A, 2012",
  outcome: "column CVD",
  date: "2026-01-15",
};
/** The woman of the paper's first example: 10.48 % (doi:10.1161/CIRCULATIONAHA.107.699579). */
const WOMAN: Parameters["parameter"] = [
  input("age", { valueDecimal: 61 }),
  input("sex", { valueCode: "female" }),
  input("systolicBloodPressure", { valueDecimal: 124 }),
  input("totalCholesterol", { valueDecimal: 180 }),
  input("hdlCholesterol", { valueDecimal: 47 }),
  input("currentSmoker", { valueBoolean: true }),
  input("hasDiabetes", { valueBoolean: false }),
  input("onAntihypertensive", { valueBoolean: false }),
];

describe("$predict with a site's recalibrated variant", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "site-models-"));
    writeFileSync(join(folder, "a.recalibrated.json"), JSON.stringify(RECALIBRATION));
  });
  after(() => rmSync(folder, { recursive: true }));

  async function predicted(name: string): Promise<RiskAssessment> {
    const models = withSiteRecalibrations(RISK_MODELS, folder);
    const { resource } = await predictOperation({ store: {} as Store, clock: () => NOW, models }).run({
      level: "system",
      parameters: { resourceType: "Parameters", parameter: [model(name), ...(WOMAN ?? [])] },
      method: "POST",
      respondAsync: false,
      signal: new AbortController().signal,
    });
    const [first] = (resource as Bundle).entry ?? []; // what $predict answers
    assert.equal(first?.resource?.resourceType, "RiskAssessment");
    return first.resource;
  }

  it("answers the recalibrated probability, named and dated in method and narrative", async () => {
    const answer = await predicted("framingham-cvd-2008:recalibrated-site-a");
    const odds = (0.1048 / (1 - 0.1048)) * 0.5;
    const percent = answer.prediction?.[0]?.probabilityDecimal ?? 0;
    assert.ok(Math.abs(percent - (odds / (1 + odds)) * 100) < 0.01, String(percent));
    assert.ok(answer.method?.coding?.some(({ code }) => code === "framingham-cvd-2008:recalibrated-site-a"));
    for (const text of [answer.method?.text ?? "", answer.text?.div ?? ""]) {
      assert.match(text, /recalibrated on 2026-01-15 to Clinic A, 2012 \(4000 persons, 300 events; .*sha256/);
    }
    assert.match(answer.text?.div ?? "", /the published equation gives 10\.5 %/);
    assert.equal(answer.prediction?.[0]?.qualitativeRisk, undefined);
    assert.deepEqual(
      validateResource(answer).filter(({ severity }) => severity === "error"),
      [],
    );
  });

  it("answers the published equation unless the variant is asked for by name", async () => {
    for (const name of ["framingham-cvd-2008", "framingham-cvd-2008:lipids"]) {
      const answer = await predicted(name);
      assert.ok(Math.abs((answer.prediction?.[0]?.probabilityDecimal ?? 0) - 10.48) < 0.01);
      assert.doesNotMatch(JSON.stringify(answer.method), /recalibrated/);
    }
  });
});
