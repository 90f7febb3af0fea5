/** Vascular age of Framingham 2008 and healthy heart age of QRISK3, as `explain=true` tells them. */
import assert from "node:assert/strict";
import type { ParametersParameter } from "@medplum/fhirtypes";
import { EXTENSION } from "../../src/codes.ts";
import { FRAMINGHAM_CVD_2008 } from "../../src/models/cardiovascular/framingham-cvd-2008.ts";
import { withRecalibrations } from "../../src/models/recalibrated-model.ts";
import { riskAgesOf } from "../../src/models/risk-age.ts";
import { request as framingham } from "../vectors/framingham-cvd-2008.ts";
import { risksIn } from "../vectors/parameters.ts";
import { request as qrisk3 } from "../vectors/qrisk3.ts";
import { request as score2 } from "../vectors/score2.ts";
import { predict } from "./predict-call.ts";

const EXPLAIN: ParametersParameter = { name: "explain", valueBoolean: true };
const FOR_PATIENT: ParametersParameter = { name: "audience", valueCode: "patient" };

/** Normal levels as the model takes them; the equations hold both sets of inputs. */
const NORMAL = {
  systolicBloodPressure: 125,
  onAntihypertensive: false,
  currentSmoker: false,
  hasDiabetes: false,
  totalCholesterol: 180,
  hdlCholesterol: 45,
  bodyMassIndex: 22.5,
};

async function vascularAge(inputs: Readonly<Record<string, number | string | boolean>>, variant: string) {
  const results = FRAMINGHAM_CVD_2008.compute(inputs, variant);
  const [age] = [...(await riskAgesOf(FRAMINGHAM_CVD_2008, { inputs, variant, results })).values()];
  return age;
}

/** Someone who smokes and is normal otherwise, of the age at which this is the risk (0 to 1). */
function smokerAtRisk(risk: number, { sex, variant }: { readonly sex: string; readonly variant: string }) {
  let [low, high] = [10, 90];
  const smokerOf = (age: number) => ({ ...NORMAL, sex, currentSmoker: true, age });
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if ((FRAMINGHAM_CVD_2008.compute(smokerOf(middle), variant)[0]?.probability ?? 1) < risk) low = middle;
    else high = middle;
  }
  return smokerOf(low);
}

/** The paper's worked example. */
const WOMAN = {
  age: 61,
  sex: "female",
  total_c: 180,
  hdl_c: 47,
  sbp: 124,
  bp_tx: false,
  dm: false,
  smoking: true,
};

const SCORE2 = {
  region: "Low" as const,
  age: 50,
  sex: "male",
  smoking: true,
  sbp: 140,
  total_c_mmol: 5.5,
  hdl_c_mmol: 1.3,
};

/** Nothing but age, sex and body, which the tests give. */
const HEALTHY = {
  af: 0,
  atypical_antipsychotic: 0,
  corticosteroid: 0,
  erectile_dysfunction: 0,
  migraine: 0,
  ra: 0,
  ckd345: 0,
  severe_mental_illness: 0,
  sle: 0,
  treated_hypertension: 0,
  type1: 0,
  type2: 0,
  ethnicity: 1,
  family_history_cvd_lt60: 0,
  chol_hdl_ratio: 4,
  sbp: 125,
  sbp_sd: 0,
  smoking: 1,
  townsend: 0,
};

/** Risk in percent and heart age as the paper's score sheets print them for each total of points. */
const SHEETS = {
  "male lipids":
    "1.9 32, 2.3 34, 2.8 36, 3.3 38, 3.9 40, 4.7 42, 5.6 45, 6.7 48, 7.9 51, 9.4 54, 11.2 57, 13.2 60, 15.6 64, 18.4 68, 21.6 72, 25.3 76",
  "female lipids":
    "1.5 31, 1.7 34, 2.0 36, 2.4 39, 2.8 42, 3.3 45, 3.9 48, 4.5 51, 5.3 55, 6.3 59, 7.3 64, 8.6 68, 10.0 73, 11.7 79",
  "male bmi":
    "1.9 31, 2.3 33, 2.8 35, 3.3 37, 4.0 39, 4.7 41, 5.6 44, 6.7 46, 8.0 49, 9.5 52, 11.2 55, 13.3 58, 15.7 62, 18.5 65, 21.7 69, 25.4 73, 29.6 79",
  "female bmi":
    "1.5 34, 1.8 36, 2.1 38, 2.5 41, 2.9 43, 3.4 46, 3.9 48, 4.6 51, 5.4 54, 6.3 58, 7.4 61, 8.6 65, 10.0 69, 11.6 73, 13.5 77",
} as const;

describe("vascular age", () => {
  for (const [sheet, rows] of Object.entries(SHEETS)) {
    it(`is the paper's for every risk of its score sheet: ${sheet}`, async () => {
      const [sex = "", variant = ""] = sheet.split(" ");
      for (const row of rows.split(", ")) {
        const [percent = 0, printed = 0] = row.split(" ").map(Number);
        const smoker = smokerAtRisk(percent / 100, { sex, variant });
        const age = await vascularAge(smoker, variant);
        // the sheet rounds the points, the risk and the age
        assert.ok(Math.abs((age?.ageYears ?? 0) - printed) <= 1.05, `${row}: ${age?.ageYears}`);
        assert.equal(age?.bound, "exact");
      }
    });
  }

  it("is e^(β smoking / β ln age) times the age of a smoker who is normal otherwise", async () => {
    for (const [sex, smoking, lnAge] of [
      ["female", 0.52873, 2.32888],
      ["male", 0.65451, 3.06117],
    ] as const) {
      const age = await vascularAge({ ...NORMAL, sex, age: 50, currentSmoker: true }, "lipids");
      assert.ok(Math.abs((age?.ageYears ?? 0) - 50 * Math.exp(smoking / lnAge)) < 1e-5);
    }
  });

  it("is the age itself of someone with normal values", async () => {
    const age = await vascularAge({ ...NORMAL, sex: "male", age: 61 }, "bmi");
    assert.ok(Math.abs((age?.ageYears ?? 0) - 61) < 1e-5);
  });

  it("stops where the paper's sheets stop, and says so", async () => {
    const old = { ...NORMAL, sex: "female", age: 70, currentSmoker: true, hasDiabetes: true };
    const young = { ...NORMAL, sex: "female", age: 30, systolicBloodPressure: 100 };
    const told = await Promise.all([old, young].map((inputs) => vascularAge(inputs, "lipids")));
    assert.deepEqual(
      told.map((age) => [age?.ageYears, age?.bound]),
      [
        [80, "at-least"],
        [30, "at-most"],
      ],
    );
  });

  it("stands beside the paper's first person, for both audiences", async () => {
    // the paper's smoker of 61 years, 10.48 %: ln(180/180), ln(47/45), ln(124/125) and smoking over β of ln age give 74.8
    const call = framingham(WOMAN).parameters.parameter ?? [];
    const bundle = await predict([...call, EXPLAIN]);
    const [risk] = risksIn(bundle);
    const [extension] = (risk?.prediction?.[0]?.extension ?? []).filter(({ url }) => url === EXTENSION.riskAge);
    const part = (url: string) => extension?.extension?.find((one) => one.url === url);
    const byHand = 61 * Math.exp((0.52873 - 0.70833 * Math.log(47 / 45) + 2.76157 * Math.log(124 / 125)) / 2.32888);
    assert.ok(Math.abs((part("age")?.valueQuantity?.value ?? 0) - byHand) < 1e-4);
    assert.equal(part("age")?.valueQuantity?.code, "a");
    assert.equal(part("bound")?.valueCode, "exact");
    assert.match(
      risk?.text?.div ?? "",
      /vascular age 75 years, the age at which someone with healthy values has this risk/,
    );
    const [forPatient] = risksIn(await predict([...call, EXPLAIN, FOR_PATIENT]));
    assert.match(forPatient?.text?.div ?? "", /has this chance at the age of 75 years/);
  });
});

describe("vascular age of a recalibrated variant", () => {
  it("is that of the published equation: a recalibration keeps the order of persons", async () => {
    const person = { ...NORMAL, sex: "male", age: 50, hasDiabetes: true };
    const published = await vascularAge(person, "lipids");
    const model = withRecalibrations(FRAMINGHAM_CVD_2008, [
      {
        name: "a",
        model: FRAMINGHAM_CVD_2008.metadata.id,
        modelVersion: FRAMINGHAM_CVD_2008.metadata.version,
        coefficientHash: FRAMINGHAM_CVD_2008.coefficientHash,
        variant: "lipids",
        result: "framingham-cvd-10y",
        intercept: -0.4,
        interceptStandardError: 0.1,
        slope: 0.8,
        slopeStandardError: 0.1,
        persons: 4000,
        events: 300,
        cohort: "a clinic",
        outcome: "column CVD",
        date: "2026-01-15",
      },
    ]);
    const variant = "recalibrated-a";
    const results = await model.compute(person, variant);
    const [recalibrated] = [...(await riskAgesOf(model, { inputs: person, variant, results })).values()];
    assert.ok(Math.abs((recalibrated?.ageYears ?? 0) - (published?.ageYears ?? 0)) < 1e-5);
  });
});

describe("healthy heart age", () => {
  // risk and age by a calculation outside this project, from the published numbers
  const PERSONS = [
    {
      person: { sex: "female", age: 50, smoking: 4, sbp: 150, chol_hdl_ratio: 5, bmi: 30 },
      percent: 6.2693305,
      age: 62.430945,
    },
    {
      person: { sex: "male", age: 45, ethnicity: 2, sbp: 140, chol_hdl_ratio: 6, bmi: 28, treated_hypertension: 1 },
      percent: 8.3707837,
      age: 56.351001,
    },
    { person: { sex: "male", age: 60, sbp: 110, chol_hdl_ratio: 3, bmi: 22 }, percent: 6.2218031, age: 55.963109 },
  ] as const;
  for (const { person, percent, age } of PERSONS) {
    it(`is ${age.toFixed(1)} years of someone of ${person.age} at ${percent.toFixed(2)} %`, async () => {
      const { bmi, ...known } = person;
      const inputs = { ...HEALTHY, ...known, weight_kg: bmi * 4, height_cm: 200 };
      const [risk] = risksIn(await predict([...(qrisk3(inputs).parameters.parameter ?? []), EXPLAIN]));
      const [prediction] = risk?.prediction ?? [];
      const found = prediction?.extension?.find(({ url }) => url === EXTENSION.riskAge)?.extension;
      const value = found?.find(({ url }) => url === "age")?.valueQuantity?.value;
      assert.ok(Math.abs((prediction?.probabilityDecimal ?? 0) - percent) < 1e-6);
      assert.ok(Math.abs((value ?? 0) - age) < 1e-5, String(value));
    });
  }
});

describe("risk age", () => {
  it("is not told of a model whose source does not define it, nor without being asked for", async () => {
    const call = framingham(WOMAN).parameters.parameter ?? [];
    assert.doesNotMatch(JSON.stringify(await predict(call)), /risk-age/);
    const other = score2(SCORE2).parameters.parameter ?? [];
    assert.doesNotMatch(JSON.stringify(await predict([...other, EXPLAIN])), /risk-age/);
  });
});
