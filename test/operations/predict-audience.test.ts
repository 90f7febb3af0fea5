/** The narrative for the person whom a prediction is about, beside that for a clinician. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { Bundle, Parameters, ParametersParameter } from "@medplum/fhirtypes";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { frequency } from "../../src/operations/predict/patient-narrative.ts";
import { request as grace } from "../vectors/grace.ts";
import { request as phq9 } from "../vectors/phq-9.ts";
import { request as score2 } from "../vectors/score2.ts";
import { predict } from "./predict-call.ts";

const FOR_PATIENT: ParametersParameter = { name: "audience", valueCode: "patient" };
const EXPLAIN: ParametersParameter = { name: "explain", valueBoolean: true };
const parametersOf = (request: { readonly parameters: Parameters }) => request.parameters.parameter ?? [];
const SCORE2 = score2({
  region: "Low",
  age: 50,
  sex: "male",
  smoking: true,
  sbp: 140,
  total_c_mmol: 5.5,
  hdl_c_mmol: 1.3,
});

const narrativesIn = (bundle: Bundle): readonly string[] =>
  (bundle.entry ?? []).flatMap(({ resource }) =>
    resource !== undefined && "text" in resource ? (resource.text?.div ?? []) : [],
  );
const withoutTexts = (bundle: Bundle): unknown =>
  (bundle.entry ?? []).map(({ resource }) => ({ ...resource, text: undefined }));

describe("audience of $predict", () => {
  it("tells a patient the paper's 5.9 % as 6 of 100 people, in everyday words", async () => {
    const bundle = await predict([...parametersOf(SCORE2), FOR_PATIENT]);
    const [text = ""] = narrativesIn(bundle);
    assert.match(text, /About 6 of 100 people like you are expected to have a disease of the heart or blood vessels/);
    assert.match(text, /within 10 years from then\. The other 94 are not\./);
    assert.match(text, /does not say what to do/);
    assert.doesNotMatch(text, /SCORE2|hazard|predictor|cohort|coefficient/i);
    assert.deepEqual(validateResource(bundle), []);
  });

  it("changes the narrative only", async () => {
    const [forPatient, forClinician] = await Promise.all([
      predict([...parametersOf(SCORE2), FOR_PATIENT]),
      predict([...parametersOf(SCORE2), { name: "audience", valueCode: "clinician" }]),
    ]);
    assert.deepEqual(withoutTexts(forPatient), withoutTexts(forClinician));
    assert.deepEqual(forClinician, await predict(parametersOf(SCORE2)));
  });

  it("does not write a chance of dying into a patient's text", async () => {
    const request = grace({
      age: 70,
      heart_rate: 90,
      sbp: 130,
      creatinine_umol_l: 90,
      killip_class: 1,
      cardiac_arrest: 0,
      st_deviation: 1,
      elevated_markers: 1,
    });
    const [text = ""] = narrativesIn(await predict([...parametersOf(request), FOR_PATIENT]));
    assert.match(text, /not written here/);
    assert.doesNotMatch(text, /death|dying| of 100 /i);
  });

  it("holds out a hand where an answer speaks of self-harm", async () => {
    const items = { items: [0, 0, 0, 0, 0, 0, 0, 0, 1] };
    const [text = ""] = narrativesIn(await predict([...parametersOf(phq9(items)), FOR_PATIENT]));
    assert.match(text, /You are not alone/);
    const [without = ""] = narrativesIn(
      await predict([...parametersOf(phq9({ items: [1, 0, 0, 0, 0, 0, 0, 0, 0] })), FOR_PATIENT]),
    );
    assert.doesNotMatch(without, /You are not alone/);
  });

  it("counts people, of a thousand where a hundred are too few", () => {
    const cases: readonly (readonly [number, string])[] = [
      [0.04, "fewer than 1 of 1000"],
      [0.1, "about 1 of 1000"],
      [0.94, "about 9 of 1000"],
      [1, "about 1 of 100"],
      [14.7, "about 15 of 100"],
      [99.2, "more than 99 of 100"],
    ];
    for (const [percent, words] of cases) assert.equal(frequency(percent).words, words);
  });

  it("refuses another audience by name", async () => {
    await assert.rejects(
      predict([...parametersOf(SCORE2), { name: "audience", valueCode: "nurse" }]),
      /'audience' is one of clinician, patient/,
    );
  });
});

describe("explained answers of every model", () => {
  const folder = new URL("../../fixtures/models/", import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const id = file.replace(".json", "");
    it(`are valid for both audiences: ${id}`, async () => {
      const vectors = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
      const { request } = await import(`../vectors/${id}.ts`);
      const call = parametersOf(request(vectors[0].inputs));
      assert.deepEqual(validateResource(await predict([...call, EXPLAIN])), []);
      assert.deepEqual(validateResource(await predict([...call, EXPLAIN, FOR_PATIENT])), []);
    });
  }
});
