/** What `profiles/` promises of predictions, against what is answered. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { Extension, OperationDefinition, StructureDefinition } from "@medplum/fhirtypes";
import { EXTENSION, PROFILE, SYSTEM } from "../../src/codes.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { predictOperation } from "../../src/operations/predict.ts";
import type { Store } from "../../src/storage/port.ts";
import { request as cha2ds2Vasc } from "../vectors/cha2ds2-vasc.ts";
import { request as ckdEpi } from "../vectors/ckd-epi.ts";
import { request as framingham } from "../vectors/framingham-cvd-2008.ts";
import { request as kfre } from "../vectors/kfre.ts";
import { request as news2 } from "../vectors/news2.ts";
import { request as score2 } from "../vectors/score2.ts";
import { predictAtSystemLevel } from "./predict-call.ts";

const FOLDER = new URL("../../profiles/", import.meta.url);
const files = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")))
    .map((resource) => [resource.url as string, resource]),
);

const CALLS = [
  score2({ region: "Low", age: 50, sex: "male", smoking: true, sbp: 140, total_c_mmol: 5.5, hdl_c_mmol: 1.3 }),
  ckdEpi({ age: 57, sex: "female", creatinine_mg_dl: 1.55, cystatin_c_mg_l: 0.93 }),
  kfre({ age: 63, sex: "male", egfr: 33, uacr_mg_g: 900, north_american: true, variables: 4 }),
  cha2ds2Vasc({
    age: 75,
    sex: "female",
    chf: true,
    hypertension: false,
    diabetes: false,
    stroke_tia_te: false,
    vascular_disease: false,
  }),
  framingham({
    age: 61,
    sex: "female",
    total_c: 180,
    hdl_c: 47,
    sbp: 124,
    bp_tx: false,
    dm: false,
    smoking: true,
  }),
  news2({
    rr: 25,
    spo2: 91,
    spo2_scale2: false,
    supplemental_o2: false,
    sbp: 120,
    pulse: 70,
    acvpu: "A",
    temp_c: 37,
  }),
];

describe("profiles of predictions", () => {
  const ours = [
    EXTENSION.input,
    EXTENSION.contribution,
    EXTENSION.score,
    EXTENSION.reference,
    EXTENSION.detail,
    EXTENSION.predictionStatus,
    EXTENSION.displayValue,
    EXTENSION.counterfactual,
    EXTENSION.resultBounds,
    EXTENSION.resultInterval,
    EXTENSION.riskAge,
    EXTENSION.previousPrediction,
    EXTENSION.changedInput,
    SYSTEM.predictionStatus,
    PROFILE.prediction,
    PROFILE.modelLibrary,
    SYSTEM.notComputed,
    SYSTEM.libraryKind,
  ];
  for (const url of ours) {
    it(`holds a valid ${url}`, () => {
      assert.ok(files.has(url));
      assert.deepEqual(validateResource(files.get(url)), []);
    });
  }

  it("defines the operation with the parameters that it reads", () => {
    const { definition } = predictOperation({ store: {} as Store, clock: () => 0 });
    const resource = files.get(definition) as OperationDefinition;
    assert.deepEqual(validateResource(resource), []);
    assert.deepEqual(
      resource.parameter?.filter(({ use }) => use === "in").map(({ name }) => name),
      ["model", "input", "asOf", "data", "store", "explain", "audience"],
    );
  });

  it("describes every extension of an answer, part by part", async () => {
    for (const { parameters } of CALLS) {
      const found: Extension[] = [];
      const parameter = [...(parameters.parameter ?? []), { name: "explain", valueBoolean: true }];
      collect(await predictAtSystemLevel({ ...parameters, parameter }), found);
      assert.ok(found.length > 0);
      for (const extension of found) assertDescribed(extension);
    }
  });
});

/** All extensions of ours inside a value. */
function collect(value: unknown, into: Extension[]): void {
  if (typeof value !== "object" || value === null) return;
  if ("url" in value && typeof value.url === "string" && value.url.startsWith("https://fhir-twin.org/")) {
    into.push(value as Extension); // only extensions have a `url` of ours in an answer
  }
  for (const item of Object.values(value)) collect(item, into);
}

function assertDescribed(extension: Extension): void {
  const elements = (files.get(extension.url) as StructureDefinition | undefined)?.differential?.element ?? [];
  assert.ok(elements.length > 0, extension.url);
  for (const part of extension.extension ?? []) {
    const at = `Extension.extension:${part.url}`;
    const types = elements.find(({ id }) => id === `${at}.value[x]`)?.type?.map(({ code }) => code.toLowerCase()) ?? [];
    const [valueKey = ""] = Object.keys(part).filter((key) => key.startsWith("value"));
    assert.ok(types.includes(valueKey.slice("value".length).toLowerCase()), `${extension.url} ${part.url} ${valueKey}`);
  }
  for (const { sliceName, min } of elements.filter((element) => element.sliceName !== undefined)) {
    if (min !== 1) continue;
    assert.ok(
      extension.extension?.some(({ url }) => url === sliceName),
      `${extension.url} lacks ${sliceName}`,
    );
  }
}
