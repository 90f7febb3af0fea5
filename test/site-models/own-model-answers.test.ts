/** A site's own models, from their files to the answers of the operations: as published models, and marked. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bundle, Parameters, RiskAssessment } from "@medplum/fhirtypes";
import { EXTENSION, SYSTEM } from "../../src/codes.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import type { ServedModel } from "../../src/models/served-model.ts";
import { ownCodeSystems } from "../../src/operations/code-systems.ts";
import { modelLibraries } from "../../src/operations/libraries.ts";
import { predictOperation } from "../../src/operations/predict.ts";
import { SIMULATIONS } from "../../src/simulation/index.ts";
import { withOwnModels } from "../../src/site-models/own-models.ts";
import { withSiteRecalibrations } from "../../src/site-models/recalibrations.ts";
import type { Store } from "../../src/storage/port.ts";
import { input, NOW } from "../operations/predict-call.ts";
import { SHARED } from "../suites/shared.ts";
import { request as ofChargeAf } from "../vectors/charge-af.ts";
import { request as ofFramingham } from "../vectors/framingham-cvd-2008.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures/models/site", import.meta.url));
const NEEDS = {
  otherIds: SIMULATIONS.keys(),
  onnx: { isInstalled: () => false, run: () => Promise.reject(new Error("no file of the fixtures is ONNX")) },
};

let models: ReadonlyMap<string, ServedModel>;

async function predicted(parameters: Parameters): Promise<Bundle> {
  const { resource } = await predictOperation({ store: {} as Store, clock: () => NOW, models }).run({
    level: "system",
    parameters,
    method: "POST",
    respondAsync: false,
    signal: new AbortController().signal,
  });
  if (resource?.resourceType !== "Bundle") throw new Error("the answer is no Bundle");
  return resource;
}

/** The RiskAssessment of a call for another model than the one that it was written for. */
async function riskOf(parameters: Parameters, model: string): Promise<RiskAssessment> {
  const others = (parameters.parameter ?? []).filter(({ name }) => name !== "model");
  const bundle = await predicted({ ...parameters, parameter: [{ name: "model", valueCode: model }, ...others] });
  const [first] = bundle.entry ?? [];
  assert.equal(first?.resource?.resourceType, "RiskAssessment");
  return first.resource;
}

const PERSON = ofChargeAf({
  age: 70,
  height_cm: 175,
  weight_kg: 90,
  sbp: 150,
  dbp: 85,
  white: true,
  current_smoker: true,
  antihypertensive: true,
  diabetes: false,
  heart_failure: false,
  mi: false,
}).parameters;

interface SharedVector {
  readonly id: string;
  readonly inputs: never;
  readonly expected: Readonly<Record<string, number | null>>;
  readonly tolerance: number;
}

describe("a site's own model", () => {
  before(async () => {
    models = await withOwnModels(RISK_MODELS, FIXTURES, NEEDS);
  });

  for (const { ours, theirs, request, field, percent } of [
    { ours: "charge-af", theirs: "site-charge-af", request: ofChargeAf, field: "risk5y", percent: 1 },
    {
      ours: "framingham-cvd-2008",
      theirs: "site-framingham-cvd",
      request: ofFramingham,
      field: "risk10y_percent",
      percent: 100,
    },
  ] as const) {
    it(`gives the published vectors of ${ours}, written as a table`, async function () {
      const path = join(SHARED, "models/vectors", `${ours}.json`);
      if (!existsSync(path)) {
        console.log("      skipped: ../shared/models/vectors is not there");
        this.skip();
      }
      const vectors: readonly SharedVector[] = JSON.parse(readFileSync(path, "utf8"));
      const computed = vectors.flatMap((vector) => {
        const expected = vector.expected[field];
        return typeof expected === "number" ? [{ ...vector, expected }] : [];
      });
      assert.ok(computed.length > 0);
      for (const { id, inputs, expected, tolerance } of computed) {
        const risk = await riskOf(request(inputs).parameters, theirs);
        const found = ((risk.prediction?.[0]?.probabilityDecimal ?? Number.NaN) / 100) * percent;
        assert.ok(Math.abs(found - expected) <= tolerance + 1e-12, `${id}: ${found}, want ${expected}`);
      }
    });
  }

  it("answers with model, version, hash and source, and says whose it is", async () => {
    const risk = await riskOf(PERSON, "site-charge-af");
    assert.deepEqual(
      risk.method?.coding?.map(({ code, version }) => [code, version]),
      [["site-charge-af", "1.0.0"]],
    );
    const hash = models.get("site-charge-af")?.coefficientHash ?? "";
    assert.match(hash, /^[0-9a-f]{16}$/);
    assert.match(
      risk.method?.text ?? "",
      new RegExp(
        `version 1.0.0, coefficients sha256 ${hash}; a model of this site, for which The tests of this project answers$`,
      ),
    );
    assert.ok(risk.meta?.tag?.some(({ system, code }) => system === SYSTEM.libraryKind && code === "site-model"));
    const notes = (risk.note ?? []).map(({ text }) => text).join("\n");
    assert.match(notes, /A model of this site, none of the published models of this server: The tests of this project/);
    assert.match(notes, /Source: Alonso A.*doi:10\.1161\/JAHA\.112\.000102/);
    assert.match(notes, /Computed from a model of this site on the inputs listed/);
    assert.equal(risk.prediction?.[0]?.qualitativeRisk?.coding?.[0]?.code, "high");
    assert.deepEqual(
      validateResource(risk).filter(({ severity }) => severity === "error"),
      [],
    );
  });

  it("tells contributions that sum, and the same as the published model's where the reference is the same", async () => {
    const contributionsOf = (risk: RiskAssessment) =>
      (risk.prediction?.[0]?.extension ?? [])
        .filter(({ url }) => url === EXTENSION.contribution)
        .map(
          ({ extension = [] }) => [extension[0]?.valueString ?? "", extension[1]?.valueDecimal ?? Number.NaN] as const,
        );
    const theirs = new Map(contributionsOf(await riskOf(PERSON, "site-charge-af")));
    const ours = new Map(contributionsOf(await riskOf(PERSON, "charge-af")));
    // ours takes the weight of 22.5 kg/m² as reference, the table 75 kg
    for (const name of ["systolicBloodPressure", "diastolicBloodPressure", "currentSmoker", "onAntihypertensive"]) {
      assert.ok(Math.abs((theirs.get(name) ?? 0) - (ours.get(name) ?? 1)) < 1e-9, name);
    }
    assert.ok(Math.abs((theirs.get("bodyWeight") ?? 0) - (0.115 * (90 - 75)) / 15) < 1e-9);
  });

  it("is explained: counterfactuals and the variation of a measurement", async () => {
    const parameter = [...(PERSON.parameter ?? []), { name: "explain", valueBoolean: true }];
    const risk = await riskOf({ ...PERSON, parameter }, "site-charge-af");
    const urls = (risk.prediction?.[0]?.extension ?? []).map(({ url }) => url);
    assert.ok(urls.includes(EXTENSION.counterfactual));
    assert.ok(urls.includes(EXTENSION.resultInterval));
  });

  it("refuses what is out of its range or excluded, as any model", async () => {
    const call = (parameters: Parameters["parameter"]) =>
      predicted({ resourceType: "Parameters", parameter: parameters ?? [] });
    const named = { name: "model", valueCode: "site-charge-af" };
    await assert.rejects(
      call([named, ...(PERSON.parameter ?? []).slice(2), input("age", { valueDecimal: 30 })]),
      /outside the model's range/,
    );
    await assert.rejects(
      call([named, ...(PERSON.parameter ?? []).slice(1), input("hasAtrialFibrillation", { valueBoolean: true })]),
      /known already/,
    );
    await assert.rejects(
      call([{ name: "model", valueCode: "site-nothing" }]),
      /there is no model 'site-nothing'.*site-charge-af/,
    );
  });

  it("runs with all others where no model is named", async () => {
    const others = (PERSON.parameter ?? []).filter(({ name }) => name !== "model");
    const bundle = await predicted({ ...PERSON, parameter: others });
    const codes = (bundle.entry ?? []).flatMap(({ resource }) =>
      resource?.resourceType === "RiskAssessment" ? [resource.method?.coding?.[0]?.code] : [],
    );
    assert.ok(codes.includes("charge-af") && codes.includes("site-charge-af"));
  });

  it("has a Library with a tag and who answers for it, and stands in the code systems; both are valid", () => {
    const library = modelLibraries(SIMULATIONS.values(), models).find(({ id }) => id === "site-charge-af");
    assert.ok(library?.meta?.tag?.some(({ code }) => code === "site-model"));
    assert.equal(library?.publisher, "The tests of this project");
    assert.ok(library?.type.coding?.some(({ code }) => code === "model"));
    assert.match(library?.description ?? "", new RegExp(models.get("site-charge-af")?.coefficientHash ?? "-"));
    assert.deepEqual(validateResource(JSON.parse(JSON.stringify(library))), []);
    const systems = ownCodeSystems(SIMULATIONS.values(), models);
    const codesOf = (url: string) =>
      systems.find((system) => system.url === url)?.concept?.map(({ code }) => code) ?? [];
    assert.ok(codesOf(SYSTEM.model).includes("site-charge-af"));
    assert.ok(codesOf(SYSTEM.outcome).includes("site-charge-af-5y"));
    for (const system of systems) assert.deepEqual(validateResource(system), []);
  });

  it("may be recalibrated; the variant is in Library and code system, of a published model too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "own-models-"));
    try {
      for (const [id, result] of [
        ["site-charge-af", "site-charge-af-5y"],
        ["charge-af", "charge-af-5y"],
      ] as const) {
        const recalibration = {
          name: "site-a",
          model: id,
          modelVersion: "1.0.0",
          coefficientHash: models.get(id)?.coefficientHash,
          result,
          intercept: 0,
          interceptStandardError: 0.1,
          slope: 1,
          slopeStandardError: 0.1,
          persons: 4000,
          events: 300,
          cohort: "Clinic A, 2012",
          outcome: "column AF",
          date: "2026-01-15",
        };
        writeFileSync(join(folder, `${id}.recalibrated.json`), JSON.stringify(recalibration));
      }
      const own = models;
      models = withSiteRecalibrations(own, folder);
      const plain = await riskOf(PERSON, "site-charge-af:published");
      const risk = await riskOf(PERSON, "site-charge-af:recalibrated-site-a");
      const percentOf = ({ prediction }: RiskAssessment) => prediction?.[0]?.probabilityDecimal ?? Number.NaN;
      assert.ok(Math.abs(percentOf(risk) - percentOf(plain)) < 1e-9); // intercept 0, slope 1
      assert.match(risk.method?.text ?? "", /recalibrated on 2026-01-15.*a model of this site/);
      const libraries = modelLibraries(SIMULATIONS.values(), models);
      const concepts = ownCodeSystems(SIMULATIONS.values(), models).find(({ url }) => url === SYSTEM.model)?.concept;
      for (const id of ["charge-af", "site-charge-af"]) {
        assert.match(
          libraries.find((library) => library.id === id)?.usage ?? "",
          new RegExp(`model=${id}:recalibrated-site-a`),
        );
        const variants = concepts?.find(({ code }) => code === id)?.concept ?? [];
        assert.deepEqual(
          variants.map(({ code }) => code),
          [`${id}:published`, `${id}:recalibrated-site-a`],
        );
      }
      models = own;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
