/** The narrative for the person whom a prediction is about, beside that for a clinician. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { Bundle, Parameters, ParametersParameter } from "@medplum/fhirtypes";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { FRAMINGHAM_CVD_2008 } from "../../src/models/cardiovascular/framingham-cvd-2008.ts";
import { frequency, patientParts } from "../../src/operations/predict/patient-narrative.ts";
import { dayText } from "../../src/operations/predict/patient-words.ts";
import { request as grace } from "../vectors/grace.ts";
import { request as kfre } from "../vectors/kfre.ts";
import { request as phq9 } from "../vectors/phq-9.ts";
import { request as prevent } from "../vectors/prevent.ts";
import { request as score2 } from "../vectors/score2.ts";
import { predict } from "./predict-call.ts";
import { PREVENT_EXAMPLE } from "./prevent-example.ts";

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
    assert.match(text, /stroke, within 10 years from then\. The other 94 are not\./);
    assert.match(text, /as of 1 February 2026/);
    assert.match(text, /does not say what to do/);
    assert.doesNotMatch(text, /SCORE2|hazard|predictor|cohort|coefficient/i);
    assert.deepEqual(validateResource(bundle), []);
  });

  it("tells apart what PREVENT tells apart, and each differing value once", async () => {
    const call = prevent(PREVENT_EXAMPLE);
    const [text = ""] = narrativesIn(await predict([...parametersOf(call), EXPLAIN, FOR_PATIENT]));
    // the paper's worked example: 14.7 % and 9.2 %
    assert.match(
      text,
      /About 15 of 100 people like you are expected to have a heart attack, a stroke or heart failure,/,
    );
    assert.match(text, /About 9 of 100 people like you are expected to have a heart attack or a stroke from narrowed/);
    assert.equal(text.match(/<li>If only “Upper blood pressure \(systolic\)” were 120 mmHg: /g)?.length, 1);
    assert.match(
      text,
      /120 mmHg: about 8 of 100 \(a heart attack, a stroke or heart failure, within 10 years from then\);/,
    );
  });

  it("does not repeat a band that is only the number again", async () => {
    const call = kfre({ age: 63, sex: "male", egfr: 33, uacr_mg_g: 900, north_american: true, variables: 4 });
    const [text = ""] = narrativesIn(await predict([...parametersOf(call), FOR_PATIENT]));
    assert.match(text, /kidney failure/);
    assert.doesNotMatch(text, /This is called/);
  });

  it("tells nothing of a model that a site has brought, whose codes are its own", () => {
    const site = { ...FRAMINGHAM_CVD_2008, site: { responsible: "a clinic" } };
    const run = { model: site, inputs: [], results: [], cautions: [] };
    const results = [{ code: "framingham-cvd-10y", display: "Something else", probability: 0.1 }];
    const telling = { audience: "patient", explanations: new Map(), earlier: new Map(), changed: [] } as const;
    const text = patientParts(run, results, "2026-02-01", telling).join("");
    assert.match(text, /not written here/);
    assert.doesNotMatch(text, /heart|of 100/);
  });

  it("explains “people like you” only where it speaks of them", async () => {
    const [text = ""] = narrativesIn(
      await predict([...parametersOf(phq9({ items: [1, 0, 0, 0, 0, 0, 0, 0, 0] })), FOR_PATIENT]),
    );
    assert.match(text, /Your answers about low mood: 1 point\./);
    assert.doesNotMatch(text, /People like you/);
    assert.match(text, /not a diagnosis/);
  });

  it("writes days so that nobody takes the month for the day", () => {
    assert.equal(dayText("2026-02-01T12:00:00.000Z"), "1 February 2026");
    assert.equal(dayText("2026-12"), "December 2026");
    assert.equal(dayText("2026"), "2026");
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

/** What would tell someone what to do. */
const ORDER =
  /\byou (should|must|need to|ought)|\b(we|is|are) (recommend|advise)(d|)\b|\bplease (take|stop|start|see)/i;

describe("explained answers of every model", () => {
  const folder = new URL("../../fixtures/models/", import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const id = file.replace(".json", "");
    it(`are valid for both audiences: ${id}`, async () => {
      const vectors = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
      const { request } = await import(`../vectors/${id}.ts`);
      const call = parametersOf(request(vectors[0].inputs));
      for (const audience of [[], [FOR_PATIENT]]) {
        const bundle = await predict([...call, EXPLAIN, ...audience]);
        assert.deepEqual(validateResource(bundle), []);
        for (const text of narrativesIn(bundle)) assert.doesNotMatch(text, ORDER);
      }
    });
  }
});
