/** What the acute, hospital and medication models refuse and mark, through `$predict`, from the first vector of each. */
import assert from "node:assert/strict";
import { CHARLSON } from "../../src/models/acute/charlson.ts";
import { ELIXHAUSER_VAN_WALRAVEN } from "../../src/models/acute/elixhauser-van-walraven.ts";
import { ACUTE } from "../../src/models/acute/index.ts";
import type { RiskModel } from "../../src/models/contract.ts";
import { MEDICATION } from "../../src/models/medication/index.ts";
import { predictAtSystemLevel } from "../operations/predict-call.ts";
import { predictOnDiagnoses } from "../vectors/diagnoses.ts";
import {
  boolean,
  code,
  detailOf,
  measureOf,
  predictRequest,
  quantity,
  risksIn,
  scoreOf,
} from "../vectors/parameters.ts";
import {
  changed,
  exampleOf,
  notesOf,
  refuses,
  refusesExcluded,
  refusesOutOfRange,
  refusesWithoutInputs,
} from "./examples.ts";

const MODELS: readonly RiskModel[] = [...ACUTE, ...MEDICATION];
/** None of their inputs is required alone, or the vectors give diagnoses; below they have tests of their own. */
const WITHOUT_REQUIRED = new Set(["sofa", "opioid-mme", "charlson", "elixhauser-van-walraven"]);

for (const { metadata } of MODELS) {
  describe(`${metadata.id} through $predict`, () => {
    if (!WITHOUT_REQUIRED.has(metadata.id)) {
      it("refuses when a required input is left out, whichever it is", () => refusesWithoutInputs(metadata));
    }
    it("refuses a value outside its range", () => refusesOutOfRange(metadata));
    it("refuses whom it is not for", () => refusesExcluded(metadata));
  });
}

describe("marks of the acute models", () => {
  it("sofa gives the sum of known organs under another code, and names the others", async () => {
    const call = changed(await exampleOf("sofa"), "platelets");
    const bundle = await predictAtSystemLevel(call);
    assert.equal(scoreOf(bundle, "sofa"), undefined);
    assert.equal(scoreOf(bundle, "sofa-known-organs"), 0);
    assert.equal(detailOf(bundle, "sofa-known-organs", "coagulation"), undefined);
    assert.match(await notesOf(call), /no points, because not known: coagulation/);
    const nothing = predictRequest("sofa", { urineOutput: quantity(100, "mL/d") });
    await refuses(nothing.parameters, /platelets .*is not known/);
  });

  it("apache-ii needs the oxygen value that the inspired oxygen calls for, and no other", async () => {
    const onAir = await exampleOf("apache-ii");
    assert.equal(scoreOf(await predictAtSystemLevel(changed(onAir, "alveolarArterialOxygenGradient")), "apache-ii"), 0);
    const without = await predictAtSystemLevel(changed(onAir, "arterialOxygenPressure"));
    assert.equal(scoreOf(without, "apache-ii"), undefined);
    assert.equal(scoreOf(without, "apache-ii-without-oxygenation"), 0);
    assert.equal(
      risksIn(without)[0]?.prediction?.some(({ probabilityDecimal }) => probabilityDecimal),
      false,
    );
  });

  it("gcs gives no total of an intubated person, and mews none of a confused one, but names NEWS2", async () => {
    await refuses(changed(await exampleOf("gcs"), "isIntubated", boolean(true)), /is not taken as 1/);
    await refuses(changed(await exampleOf("mews"), "consciousness", code("confusion")), /another model: news2/);
  });

  it("curb-65 without urea is CRB-65 alone", async () => {
    const bundle = await predictAtSystemLevel(changed(await exampleOf("curb-65"), "ureaNitrogen"));
    assert.equal(scoreOf(bundle, "curb-65"), undefined);
    assert.equal(scoreOf(bundle, "crb-65"), 0);
  });

  it("curb-65 takes a urea of 7 mmol/L, and the same as urea nitrogen in mg/dL, as not over 7", async () => {
    for (const urea of [quantity(7, "mmol/L"), quantity(19.6, "mg/dL")]) {
      const bundle = await predictAtSystemLevel(changed(await exampleOf("curb-65"), "ureaNitrogen", urea));
      assert.equal(scoreOf(bundle, "curb-65"), 0);
    }
  });

  it("perc says that the estimate before any test was not checked", async () => {
    const bundle = await predictAtSystemLevel(await exampleOf("perc"));
    assert.match(
      JSON.stringify(risksIn(bundle)[0]?.note),
      /Not checked, because not known: .*Low pre-test probability/,
    );
  });

  for (const { metadata } of [CHARLSON, ELIXHAUSER_VAN_WALRAVEN]) {
    it(`${metadata.id} refuses when a group is not known, whichever it is`, async () => {
      const groups = Object.keys(metadata.inputs).filter((name) => name !== "age");
      const { parameters } = predictRequest(
        metadata.id,
        Object.fromEntries(groups.map((name) => [name, boolean(false)])),
      );
      const [outcome] = metadata.outputs;
      assert.equal(scoreOf(await predictAtSystemLevel(parameters), outcome?.code ?? ""), 0);
      for (const name of groups) await refuses(changed(parameters, name), new RegExp(`${name} .*is not known`));
    });
  }

  it("charlson does not take a record in another system for a healthy person", async () => {
    const { parameters } = predictOnDiagnoses("charlson", ["I50"]);
    assert.equal(scoreOf(await predictAtSystemLevel(parameters), "charlson-1987"), 1);
    const snomed = JSON.parse(
      JSON.stringify(parameters)
        .replace("http://hl7.org/fhir/sid/icd-10", "http://snomed.info/sct")
        .replace("I50", "84114007"),
    );
    await refuses(snomed, /hasCharlsonDementia .*is not known/);
  });

  it("charlson adds a point for each decade from 50 years, at most 4", async () => {
    const { parameters } = predictOnDiagnoses("charlson", ["I50"]);
    for (const [age, points] of [
      [49, 1],
      [50, 2],
      [59, 2],
      [60, 3],
      [79, 4],
      [80, 5],
      [99, 5],
    ] as const) {
      const bundle = await predictAtSystemLevel(changed(parameters, "age", quantity(age, "a")));
      assert.equal(scoreOf(bundle, "charlson-1987-with-age"), points);
    }
  });
});

describe("marks of the medication models", () => {
  it("opioid-mme names every opioid that it counts as not taken, and buprenorphine", async () => {
    const call = changed(await exampleOf("opioid-mme"), "onBuprenorphine", boolean(true));
    const notes = await notesOf(call);
    assert.match(notes, /methadoneDailyDose .*counted as not taken/);
    assert.match(notes, /buprenorphine is taken and not counted/);
    await refuses(predictRequest("opioid-mme", {}).parameters, /codeineDailyDose .*is not known/);
  });

  it("warfarin-iwpc without a genotype gives the clinical equation only, and marks an unknown one", async () => {
    const call = await exampleOf("warfarin-iwpc");
    const clinical = await predictAtSystemLevel(changed(call, "cyp2c9Genotype"));
    assert.equal(measureOf(clinical, "warfarin-pharmacogenetic"), undefined);
    assert.ok(measureOf(clinical, "warfarin-clinical"));
    assert.match(await notesOf(changed(call, "vkorc1Genotype", code("unknown"))), /a genotype is not known/);
  });
});
