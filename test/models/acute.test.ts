/** What the acute, hospital and medication models refuse and mark, through `$predict`, from the first vector of each. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Parameters, ParametersParameter } from "@medplum/fhirtypes";
import { CONCEPTS } from "../../src/concepts/index.ts";
import { DomainError } from "../../src/errors.ts";
import { ACUTE } from "../../src/models/acute/index.ts";
import type { RiskModel } from "../../src/models/contract.ts";
import { MEDICATION } from "../../src/models/medication/index.ts";
import { input, predictAtSystemLevel } from "../operations/predict-call.ts";
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

async function exampleOf(id: string): Promise<Parameters> {
  const file = new URL(`../../fixtures/models/${id}.json`, import.meta.url);
  const [first]: readonly { readonly inputs: unknown }[] = JSON.parse(readFileSync(file, "utf8"));
  const { request } = await import(`../vectors/${id}.ts`);
  return request(first?.inputs).parameters;
}

const nameOf = ({ part }: ParametersParameter) => part?.find(({ name }) => name === "name")?.valueCode;
const namesIn = ({ parameter = [] }: Parameters) => new Set(parameter.map(nameOf));

/** The call with an input left out, or with another value in its place. */
function changed({ parameter = [] }: Parameters, name: string, value?: Partial<ParametersParameter>): Parameters {
  const others = parameter.filter((one) => nameOf(one) !== name);
  return { resourceType: "Parameters", parameter: value === undefined ? others : [...others, input(name, value)] };
}

async function refuses(call: Parameters, message: RegExp): Promise<void> {
  await assert.rejects(predictAtSystemLevel(call), (error) => {
    assert.ok(error instanceof DomainError);
    assert.match([error.message, ...error.issues.map((issue) => issue.message)].join("\n"), message);
    return true;
  });
}

for (const { metadata } of [...ACUTE, ...MEDICATION] as readonly RiskModel[]) {
  const { id, inputs, exclusions = [] } = metadata;

  describe(`${id} through $predict`, () => {
    it("refuses when a required input is left out, whichever it is", async () => {
      const call = await exampleOf(id);
      const given = namesIn(call);
      for (const key of Object.keys(inputs).filter((name) => !inputs[name]?.missing && given.has(name))) {
        await refuses(changed(call, key), new RegExp(`${key} .*is not known`));
      }
    });

    it("refuses whom it is not for", async () => {
      const call = await exampleOf(id);
      for (const { concept, when, says } of exclusions) {
        const value = typeof when === "boolean" ? boolean(when) : code(String(when));
        await refuses(changed(call, concept, value), new RegExp(`does not apply: .*${says.slice(0, 20)}`));
      }
    });

    it("refuses a value outside its range, and takes the ends", async () => {
      const call = await exampleOf(id);
      for (const [key, { concept, range, unit }] of Object.entries(inputs)) {
        const definition = CONCEPTS[concept];
        if (range === undefined || definition.kind !== "quantity" || !namesIn(call).has(key)) continue;
        for (const end of range) await predictAtSystemLevel(changed(call, key, quantity(end, unit ?? definition.unit)));
        for (const value of [range[0] - 1, range[1] + 1]) {
          await refuses(changed(call, key, quantity(value, unit ?? definition.unit)), /outside/);
        }
      }
    });
  });
}

describe("marks of the acute models", () => {
  it("sofa gives the sum of known organs under another code, and names the others", async () => {
    const bundle = await predictAtSystemLevel(changed(await exampleOf("sofa"), "platelets"));
    assert.equal(scoreOf(bundle, "sofa"), undefined);
    assert.equal(scoreOf(bundle, "sofa-known-organs"), 0);
    assert.equal(detailOf(bundle, "sofa-known-organs", "coagulation"), undefined);
    assert.match(JSON.stringify(risksIn(bundle)[0]?.note), /no points, because not known: coagulation/);
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
    const { note } = measureOf(await predictAtSystemLevel(call), "opioid-mme") ?? {};
    assert.match(JSON.stringify(note), /methadoneDailyDose .*counted as not taken/);
    assert.match(JSON.stringify(note), /buprenorphine is taken and not counted/);
    await refuses(predictRequest("opioid-mme", {}).parameters, /codeineDailyDose .*is not known/);
  });

  it("warfarin-iwpc without a genotype gives the clinical equation only, and marks an unknown one", async () => {
    const call = await exampleOf("warfarin-iwpc");
    const clinical = await predictAtSystemLevel(changed(call, "cyp2c9Genotype"));
    assert.equal(measureOf(clinical, "warfarin-pharmacogenetic"), undefined);
    assert.ok(measureOf(clinical, "warfarin-clinical"));
    const unknown = await predictAtSystemLevel(changed(call, "vkorc1Genotype", code("unknown")));
    assert.match(JSON.stringify(measureOf(unknown, "warfarin-pharmacogenetic")?.note), /a genotype is not known/);
  });
});
