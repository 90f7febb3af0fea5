/** Calls of models through `$predict` that start from a vector of ours and change an input or leave it out. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Bundle, Parameters, ParametersParameter } from "@medplum/fhirtypes";
import { conceptOf } from "../../src/concepts/index.ts";
import { DomainError } from "../../src/errors.ts";
import type { ModelMetadata } from "../../src/models/contract.ts";
import { input, predictAtSystemLevel } from "../operations/predict-call.ts";
import { boolean, code, measuresIn, quantity, risksIn } from "../vectors/parameters.ts";

/** The call of one of a model's vectors of ours, the first unless told. */
export async function exampleOf(id: string, at = 0): Promise<Parameters> {
  const file = new URL(`../../fixtures/models/${id}.json`, import.meta.url);
  const vectors: readonly { readonly inputs: unknown }[] = JSON.parse(readFileSync(file, "utf8"));
  const { request } = await import(`../vectors/${id}.ts`);
  return request(vectors[at]?.inputs).parameters;
}

const nameOf = ({ part }: ParametersParameter) => part?.find(({ name }) => name === "name")?.valueCode;
const namesIn = ({ parameter = [] }: Parameters) => new Set(parameter.map(nameOf));

/** The call with an input left out, or with another value in its place. */
export function changed(
  { parameter = [] }: Parameters,
  name: string,
  value?: Partial<ParametersParameter>,
): Parameters {
  const others = parameter.filter((one) => nameOf(one) !== name);
  return { resourceType: "Parameters", parameter: value === undefined ? others : [...others, input(name, value)] };
}

export async function refuses(call: Parameters, message: RegExp): Promise<void> {
  await assert.rejects(predictAtSystemLevel(call), (error) => {
    assert.ok(error instanceof DomainError);
    assert.match([error.message, ...error.issues.map((issue) => issue.message)].join("\n"), message);
    return true;
  });
}

/** The notes of all that a call answers. */
export async function notesOf(call: Parameters): Promise<string> {
  const bundle: Bundle = await predictAtSystemLevel(call);
  const resources = [...risksIn(bundle), ...measuresIn(bundle)];
  return resources.flatMap(({ note = [] }) => note.map(({ text = "" }) => text)).join("\n");
}

/** A required input left out is a refusal that names it, whichever it is. */
export async function refusesWithoutInputs({ id, inputs }: ModelMetadata): Promise<void> {
  const call = await exampleOf(id);
  const given = namesIn(call);
  const required = Object.keys(inputs).filter((key) => !inputs[key]?.missing && given.has(key));
  assert.ok(required.length > 1);
  for (const key of required) await refuses(changed(call, key), new RegExp(`${key} .*is not known`));
}

/** A value beyond either end of its range is refused. */
export async function refusesOutOfRange({ id, inputs }: ModelMetadata): Promise<void> {
  const call = await exampleOf(id);
  for (const [key, { concept, range, unit, outOfRange }] of Object.entries(inputs)) {
    const definition = conceptOf(concept);
    if (definition.kind !== "quantity" || range === undefined || outOfRange === "clamp") continue;
    if (!namesIn(call).has(key)) continue;
    for (const value of [range[0] - 1, range[1] + 1]) {
      await refuses(changed(call, key, quantity(value, unit ?? definition.unit)), /outside/);
    }
  }
}

/** Whom the model is not for is told why. */
export async function refusesExcluded({ id, exclusions = [] }: ModelMetadata): Promise<void> {
  const call = await exampleOf(id);
  for (const { concept, when, says } of exclusions) {
    const value = typeof when === "boolean" ? boolean(when) : code(String(when));
    await refuses(changed(call, concept, value), new RegExp(`does not apply: ${says}`));
  }
}
