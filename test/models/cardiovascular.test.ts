/** What the cardiovascular models refuse and mark, through `$predict`, starting from the first vector of each. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Parameters, ParametersParameter } from "@medplum/fhirtypes";
import { conceptOf } from "../../src/concepts/index.ts";
import { DomainError } from "../../src/errors.ts";
import { CARDIOVASCULAR } from "../../src/models/cardiovascular/index.ts";
import type { ModelMetadata, RiskModel } from "../../src/models/contract.ts";
import { input, predictAtSystemLevel } from "../operations/predict-call.ts";
import { numberDetailOf } from "../vectors/details.ts";
import { boolean, code, predictionOf, probabilityOf, quantity, risksIn } from "../vectors/parameters.ts";

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

/** The inputs that an example gives, and that are quantities with a range. */
function rangesOf({ inputs }: ModelMetadata, call: Parameters) {
  return Object.entries(inputs).flatMap(([key, { concept, range, unit, maxExcluded, outOfRange }]) => {
    const definition = conceptOf(concept);
    if (definition.kind !== "quantity" || range === undefined || outOfRange === "clamp") return [];
    if (!namesIn(call).has(key)) return [];
    const isConverted = unit !== undefined && unit !== definition.unit;
    const ends = maxExcluded ? [range[0]] : range;
    return [{ key, range, unit: unit ?? definition.unit, ends: isConverted ? [] : ends }];
  });
}

for (const { metadata } of CARDIOVASCULAR as readonly RiskModel[]) {
  const { id, inputs, exclusions = [] } = metadata;

  describe(`${id} through $predict`, () => {
    it("refuses when a required input is left out, whichever it is", async () => {
      const call = await exampleOf(id);
      const given = namesIn(call);
      const required = Object.keys(inputs).filter((key) => !inputs[key]?.missing && given.has(key));
      assert.ok(required.length > 1);
      for (const key of required) await refuses(changed(call, key), new RegExp(`${key} .*is not known`));
    });

    it("refuses a value outside its range, and takes the ends", async () => {
      const call = await exampleOf(id);
      for (const { key, range, unit, ends } of rangesOf(metadata, call)) {
        for (const value of [range[0] - 1, range[1] + 1]) {
          await refuses(changed(call, key, quantity(value, unit)), /outside/);
        }
        for (const end of ends) await predictAtSystemLevel(changed(call, key, quantity(end, unit)));
      }
    });

    it("refuses whom it is not for", async () => {
      const call = await exampleOf(id);
      for (const { concept, when, says } of exclusions) {
        const value = typeof when === "boolean" ? boolean(when) : code(String(when));
        await refuses(changed(call, concept, value), new RegExp(`does not apply: ${says}`));
      }
    });
  });
}

describe("marks of the cardiovascular models", () => {
  const notesOf = async (call: Parameters) =>
    (risksIn(await predictAtSystemLevel(call))[0]?.note ?? []).map(({ text }) => text ?? "").join("\n");

  it("pce-2013 uses the equation for White people for others, and says so", async () => {
    const white = await exampleOf("pce-2013");
    const asian = changed(white, "race", code("asian"));
    const riskOf = async (call: Parameters) => probabilityOf(await predictAtSystemLevel(call), "pce-ascvd-10y");
    assert.equal(await riskOf(asian), await riskOf(white));
    assert.match(await notesOf(asian), /the one for White people was used/);
    assert.doesNotMatch(await notesOf(white), /the one for White people was used/);
  });

  it("qrisk3 computes a body mass index over 40 as it is, and tells what the authors' page gives", async () => {
    const call = changed(changed(await exampleOf("qrisk3"), "bodyWeight"), "bodyHeight");
    const at = async (bmi: number) => {
      const bundle = await predictAtSystemLevel(changed(call, "bodyMassIndex", quantity(bmi, "kg/m2")));
      return predictionOf(bundle, "qrisk3-cvd-10y");
    };
    const [at40, at45] = [await at(40), await at(45)];
    assert.notEqual(at40?.probabilityDecimal, at45?.probabilityDecimal);
    assert.equal(numberDetailOf(at45, "bmi-cut-to-20-40-percent"), at40?.probabilityDecimal);
    assert.equal(numberDetailOf(at40, "bmi-cut-to-20-40-percent"), undefined);
  });

  it("qrisk3 takes an unknown Townsend score as 0, marks it, and carries the authors' disclaimer", async () => {
    const notes = await notesOf(changed(await exampleOf("qrisk3"), "townsendScore"));
    assert.match(notes, /Townsend.*0 is used/);
    assert.match(notes, /responsibility of the end user to check/);
  });

  it("score2-op takes unknown diabetes as none and marks it", async () => {
    assert.match(await notesOf(changed(await exampleOf("score2-op"), "hasDiabetes")), /taken as no diabetes/);
  });

  it("score2-diabetes marks a diagnosis later than the age", async () => {
    const call = await exampleOf("score2-diabetes");
    assert.match(await notesOf(changed(call, "ageAtDiabetesDiagnosis", quantity(65, "a"))), /check both/);
  });

  it("score2 names the model for older people", async () => {
    await refuses(changed(await exampleOf("score2"), "age", quantity(75, "a")), /another model: score2-op/);
  });

  it("reynolds marks a man under 50 years", async () => {
    const call = changed(await exampleOf("reynolds"), "sex", code("male"));
    assert.match(await notesOf(changed(call, "age", quantity(49, "a"))), /derived from 50 years/);
  });

  it("grace weighs ST deviation above markers, in points and in the risk", async () => {
    const call = await exampleOf("grace");
    const risk = async (name: string) =>
      probabilityOf(await predictAtSystemLevel(changed(call, name, boolean(true))), "grace-death-in-hospital") ??
      Number.NaN;
    assert.ok((await risk("hasStDeviation")) > (await risk("hasElevatedCardiacMarkers")));
  });
});
