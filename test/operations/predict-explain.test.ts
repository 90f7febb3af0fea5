/** What `explain=true` adds: counterfactuals, bounds of what is not known, intervals of measurement. */
import assert from "node:assert/strict";
import type { Bundle, Extension, ParametersParameter } from "@medplum/fhirtypes";
import { EXTENSION } from "../../src/codes.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { TARGETS } from "../../src/operations/predict/targets.ts";
import { validationText } from "../../src/operations/predict/validation-text.ts";
import { request as maggic } from "../vectors/maggic.ts";
import { request as morseFall } from "../vectors/morse-fall.ts";
import { request as news2 } from "../vectors/news2.ts";
import { risksIn } from "../vectors/parameters.ts";
import { request as prevent } from "../vectors/prevent.ts";
import { request as score2 } from "../vectors/score2.ts";
import { input, model, predict } from "./predict-call.ts";
import { PREVENT_EXAMPLE } from "./prevent-example.ts";

const EXPLAIN: ParametersParameter = { name: "explain", valueBoolean: true };
const SCORE2 = {
  region: "Low" as const,
  age: 50,
  sex: "male",
  smoking: true,
  sbp: 140,
  total_c_mmol: 5.5,
  hdl_c_mmol: 1.3,
};
const PREVENT = { ...PREVENT_EXAMPLE, model: "full", hba1c: 9.2, uacr: 92 };
const parametersOf = (request: { parameters: { parameter?: ParametersParameter[] } }) =>
  request.parameters.parameter ?? [];

const predictionsIn = (bundle: Bundle) => risksIn(bundle).flatMap(({ prediction = [] }) => prediction);
const named = (extensions: readonly Extension[] | undefined, url: string) =>
  (extensions ?? []).filter((extension) => extension.url === url).map(({ extension = [] }) => extension);
const part = (parts: readonly Extension[] | undefined, url: string) => parts?.find((one) => one.url === url);
const ofConcept = (lists: readonly (readonly Extension[])[], concept: string) =>
  lists.find((parts) => part(parts, "input")?.valueCode === concept);

describe("explain=true of $predict", () => {
  it("adds nothing unless asked", async () => {
    const [prediction] = predictionsIn(await predict(parametersOf(score2(SCORE2))));
    for (const url of [EXTENSION.counterfactual, EXTENSION.resultBounds, EXTENSION.resultInterval]) {
      assert.deepEqual(named(prediction?.extension, url), [], url);
    }
  });

  it("gives as counterfactual what a call with that input gives, and calls it arithmetic", async () => {
    const bundle = await predict([...parametersOf(score2(SCORE2)), EXPLAIN]);
    assert.deepEqual(validateResource(bundle), []);
    const [prediction] = predictionsIn(bundle);
    const found = named(prediction?.extension, EXTENSION.counterfactual);
    assert.deepEqual(
      new Set(found.map((parts) => part(parts, "input")?.valueCode)),
      new Set(["currentSmoker", "systolicBloodPressure", "totalCholesterol"]),
    );
    for (const [concept, change] of [
      ["currentSmoker", { smoking: false }],
      ["systolicBloodPressure", { sbp: 120 }],
    ] as const) {
      const [alone] = predictionsIn(await predict(parametersOf(score2({ ...SCORE2, ...change }))));
      const parts = ofConcept(found, concept);
      assert.equal(part(parts, "value")?.valueDecimal, alone?.probabilityDecimal);
      assert.match(part(parts, "remark")?.valueString ?? "", /not a treatment effect/);
      assert.match(part(parts, "source")?.valueString ?? "", /doi:10\./);
    }
    assert.match(risksIn(bundle)[0]?.text?.div ?? "", /if only “Systolic blood pressure” were 120 mmHg/);
  });

  it("has no counterfactual of what is at its target already, nor of what nobody can change", async () => {
    const atTarget = { ...SCORE2, smoking: false, sbp: 118, total_c_mmol: 4 };
    const [prediction] = predictionsIn(await predict([...parametersOf(score2(atTarget)), EXPLAIN]));
    assert.deepEqual(named(prediction?.extension, EXTENSION.counterfactual), []);
  });

  it("bounds a result over the values of an input that the model did without", async () => {
    const [prediction] = predictionsIn(await predict([...parametersOf(prevent(PREVENT)), EXPLAIN]));
    const parts = ofConcept(named(prediction?.extension, EXTENSION.resultBounds), "socialDeprivationDecile");
    const at = async (decile: number) => {
      const more = input("socialDeprivationDecile", { valueDecimal: decile });
      return predictionsIn(await predict([...parametersOf(prevent(PREVENT)), more]))[0]?.probabilityDecimal;
    };
    assert.equal(part(parts, "lower")?.valueDecimal, await at(1));
    assert.equal(part(parts, "upper")?.valueDecimal, await at(10));
    assert.equal(part(parts, "monotone")?.valueBoolean, true);
  });

  it("spreads a result as one creatinine does within a person, by a seed", async () => {
    const call = [
      model("ckd-epi"),
      input("age", { valueInteger: 57 }),
      input("sex", { valueCode: "female" }),
      input("creatinine", { valueQuantity: { value: 1.55, code: "mg/dL" } }),
      EXPLAIN,
    ];
    const bundle = await predict(call);
    assert.deepEqual(await predict(call), bundle);
    assert.deepEqual(validateResource(bundle), []);
    const observation = bundle.entry
      ?.map(({ resource }) => resource)
      .find((one) => one?.resourceType === "Observation");
    const [parts] = named(observation?.extension, EXTENSION.resultInterval);
    // Inker 2021, κ 0.7, above κ the exponent -1.200; ±1.96 · 5 % of creatinine; 200 draws are good to a tenth of the width
    const egfr = (creatinine: number) => 142 * (creatinine / 0.7) ** -1.2 * 0.9938 ** 57 * 1.012;
    const [lower, upper] = [egfr(1.55 * 1.098), egfr(1.55 * 0.902)];
    const tolerance = (upper - lower) / 10;
    assert.ok(Math.abs((part(parts, "lower")?.valueDecimal ?? 0) - lower) < tolerance);
    assert.ok(Math.abs((part(parts, "upper")?.valueDecimal ?? 0) - upper) < tolerance);
    assert.equal(part(parts, "kind")?.valueCode, "input-measurement");
    assert.equal(part(parts, "seed")?.valueInteger, 1);
    assert.match(part(parts, "remark")?.valueString ?? "", /not the uncertainty of the model/);
  });

  it("gives no interval where the draws leave the model's range", async () => {
    const [prediction] = predictionsIn(await predict([...parametersOf(prevent({ ...PREVENT, sbp: 179 })), EXPLAIN]));
    assert.deepEqual(named(prediction?.extension, EXTENSION.resultInterval), []);
  });

  it("says nothing of a target where the model goes the other way: a low pressure in heart failure", async () => {
    const call = maggic({
      age: 70,
      sex: "male",
      lvef_percent: 25,
      nyha_class: 2,
      sbp: 150,
      bmi: 24,
      creatinine_umol_l: 100,
      current_smoker: true,
      diabetes: false,
      copd: false,
      hf_first_diagnosed_ge_18_months: false,
      on_beta_blocker: true,
      on_acei_arb: true,
    });
    const [prediction] = predictionsIn(await predict([...parametersOf(call), EXPLAIN]));
    assert.deepEqual(
      named(prediction?.extension, EXTENSION.counterfactual).map((parts) => part(parts, "input")?.valueCode),
      ["currentSmoker"],
    );
  });

  it("gives no day-to-day interval of a score of how someone is now", async () => {
    const call = news2({
      rr: 16,
      spo2: 97,
      spo2_scale2: false,
      supplemental_o2: false,
      sbp: 111,
      pulse: 70,
      acvpu: "A",
      temp_c: 37,
    });
    const [prediction] = predictionsIn(await predict([...parametersOf(call), EXPLAIN]));
    assert.deepEqual(named(prediction?.extension, EXTENSION.resultInterval), []);
  });

  it("has targets only of inputs that some model calls modifiable, each with its source", () => {
    const inputs = [...RISK_MODELS.values()].flatMap(({ metadata }) => Object.values(metadata.inputs));
    for (const [concept, { source }] of Object.entries(TARGETS)) {
      assert.ok(
        inputs.some((one) => one.concept === concept && one.modifiable === true),
        concept,
      );
      assert.match(source, /doi:10\./);
    }
  });
});

describe("a published validation", () => {
  it("is told with its cohort, year and source, and where the model fails", () => {
    const text = validationText({
      cohort: "a cohort of 10,000 adults",
      year: 2020,
      cStatistic: 0.75,
      observedToExpected: 0.9,
      failures: ["under 40 years"],
      source: "A source",
    });
    assert.equal(
      text,
      "Validation in a cohort of 10,000 adults (2020): C-statistic 0.75, observed/expected 0.9; known to fail: under 40 years. A source.",
    );
    const failing = validationText({ cohort: "a cohort", failures: ["men"], source: "A source" });
    assert.equal(failing, "Validation in a cohort: known to fail: men. A source.");
  });

  it("stands in each answer, or that none is at hand", async () => {
    const notesOf = async (call: { parameters: { parameter?: ParametersParameter[] } }) =>
      risksIn(await predict(parametersOf(call))).flatMap(({ note = [] }) => note.map(({ text }) => text));
    const told = await notesOf(prevent(PREVENT));
    assert.ok(
      told.some((text) => /^Validation in women of 21 other data sets.*C-statistic 0\.794.*doi:10\./.test(text ?? "")),
    );
    const none = await notesOf(morseFall({ total: 25 }));
    assert.ok(none.some((text) => /^No validation figure at hand/.test(text ?? "")));
  });

  it("has a source, and a figure or a failure, and is no invented number", () => {
    for (const { metadata } of RISK_MODELS.values()) {
      for (const { cohort, source, cStatistic, observedToExpected, failures = [] } of metadata.validation ?? []) {
        assert.match(source, /\d{4}/, metadata.id);
        assert.ok(cohort.length > 0);
        assert.ok(cStatistic !== undefined || observedToExpected !== undefined || failures.length > 0, metadata.id);
        assert.ok(cStatistic === undefined || (cStatistic > 0.5 && cStatistic < 1), metadata.id);
      }
    }
  });
});
