/**
 * For every model of the registry a few calls of `$predict` that are computed and together give each of its inputs: from
 * the vectors in `fixtures/models`, and what those leave out from a table of ordinary values below.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type {
  Bundle,
  Extension,
  Observation,
  Parameters,
  ParametersParameter,
  RiskAssessment,
} from "@medplum/fhirtypes";
import { EXTENSION } from "../../src/codes.ts";
import { conceptOf } from "../../src/concepts/index.ts";
import { DomainError } from "../../src/errors.ts";
import type { InputDeclaration, RiskModel } from "../../src/models/contract.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { input, predict } from "../operations/predict-call.ts";
import { boolean, measuresIn, quantity, risksIn } from "../vectors/parameters.ts";

export type Value = Partial<ParametersParameter>;
/** The inputs of a call by concept, to be changed and left out. */
export type Inputs = Readonly<Record<string, Value>>;

/** Ordinary values of what no vector of ours gives. */
const ORDINARY: Inputs = {
  age: quantity(50, "a"),
  bodyMassIndex: quantity(27, "kg/m2"),
  albumin: quantity(4, "g/dL"),
  phosphate: quantity(3.9, "mg/dL"),
  bicarbonate: quantity(25, "mmol/L"),
  calcium: quantity(9.4, "mg/dL"),
  onBuprenorphine: boolean(false),
};
/** Models of people who are not 50 years old. */
const AGE_IN: Readonly<Record<string, number>> = { apgar: 0.001, "kaiser-eos": 0.001, "pews-brighton": 8 };

/** `$predict` of one model on these inputs. */
export const answerOf = (id: string, inputs: Inputs): Promise<Bundle> =>
  predict([{ name: "model", valueCode: id }, ...Object.entries(inputs).map(([name, value]) => input(name, value))]);

/** The answer, or the error that says why there is none. */
export async function triedOn(id: string, inputs: Inputs): Promise<Bundle | DomainError> {
  try {
    return await answerOf(id, inputs);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** All that an error says. */
export const textOf = (error: DomainError): string =>
  [error.message, ...error.issues.map(({ message }) => message)].join("\n");

/** The error of a call that must be refused. */
export async function refusalOf(id: string, inputs: Inputs, because: string): Promise<DomainError> {
  const tried = await triedOn(id, inputs);
  assert.ok(tried instanceof DomainError, `${id} was computed, though ${because}`);
  return tried;
}

export const without = (inputs: Inputs, ...names: readonly string[]): Inputs =>
  Object.fromEntries(Object.entries(inputs).filter(([name]) => !names.includes(name)));

/** The resources of an answer that hold results. */
export const resultsIn = (bundle: Bundle): readonly (RiskAssessment | Observation)[] => [
  ...risksIn(bundle),
  ...measuresIn(bundle),
];

/** The parts of the row that the input table has of a concept, or undefined where it has none. */
export function rowOf(bundle: Bundle, concept: string): readonly Extension[] | undefined {
  return resultsIn(bundle)
    .flatMap(({ extension = [] }) => extension)
    .filter(({ url }) => url === EXTENSION.input)
    .map(({ extension = [] }) => extension)
    .find((parts) => parts.some(({ url, valueCode }) => url === "name" && valueCode === concept));
}
export const partOf = (parts: readonly Extension[] | undefined, url: string): Extension | undefined =>
  parts?.find((part) => part.url === url);

/** All results by outcome: percent, points or measure. */
export function numbersIn(bundle: Bundle): Readonly<Record<string, number>> {
  const ofRisks = risksIn(bundle)
    .flatMap(({ prediction = [] }) => prediction)
    .map(({ outcome, probabilityDecimal, extension = [] }) => [
      outcome?.coding?.[0]?.code ?? "",
      probabilityDecimal ?? extension.find(({ url }) => url === EXTENSION.score)?.valueDecimal ?? Number.NaN,
    ]);
  const ofMeasures = measuresIn(bundle).map(({ code, valueQuantity }) => [
    code.coding?.at(-1)?.code ?? "",
    valueQuantity?.value ?? Number.NaN,
  ]);
  return Object.fromEntries([...ofRisks, ...ofMeasures]);
}

/** The calls of a model: as few as give each of its inputs once. */
export async function callsOf(id: string): Promise<readonly Inputs[]> {
  const known = CALLS.get(id) ?? make(id);
  CALLS.set(id, known);
  return known;
}
const CALLS = new Map<string, Promise<readonly Inputs[]>>();

async function make(id: string): Promise<readonly Inputs[]> {
  const model = RISK_MODELS.get(id);
  assert.ok(model, id);
  const calls: Inputs[] = [];
  const lacking = new Set(Object.keys(model.metadata.inputs));
  for (const vector of await vectorsOf(id)) {
    const call = onOwnInputs(model, vector);
    if (!Object.keys(call).some((name) => lacking.has(name)) || (await triedOn(id, call)) instanceof DomainError) {
      continue;
    }
    calls.push(call);
    for (const name of Object.keys(call)) lacking.delete(name);
  }
  if (lacking.size > 0) calls.push(completed(model, calls[0] ?? {}, lacking));
  await answerOf(id, calls.at(-1) ?? {}); // must be computed
  return calls;
}

async function vectorsOf(id: string): Promise<readonly Inputs[]> {
  const file = new URL(`../../fixtures/models/${id}.json`, import.meta.url);
  const vectors: readonly { readonly inputs: unknown }[] = JSON.parse(readFileSync(file, "utf8"));
  const { request }: { request(inputs: unknown): { readonly parameters: Parameters } } = await import(
    `../vectors/${id}.ts`
  );
  return vectors.map(({ inputs }) => inputsIn(request(inputs).parameters));
}

function inputsIn({ parameter = [] }: Parameters): Inputs {
  const pairs = parameter
    .filter(({ name }) => name === "input")
    .map(({ part = [] }): [string, Value] => {
      const { name: _, ...value } = part.find(({ name }) => name === "value") ?? { name: "value" };
      return [part.find(({ name }) => name === "name")?.valueCode ?? "", value];
    });
  return Object.fromEntries(pairs);
}

/** A vector that gives weight and height gives the body mass index here. */
function onOwnInputs({ metadata }: RiskModel, call: Inputs): Inputs {
  const { bodyWeight, bodyHeight, ...others } = call;
  if (!("bodyMassIndex" in metadata.inputs) || bodyWeight === undefined || bodyHeight === undefined) return call;
  const kg = bodyWeight.valueQuantity?.value ?? Number.NaN;
  const cm = bodyHeight.valueQuantity?.value ?? Number.NaN;
  return { ...others, bodyMassIndex: quantity(Math.round((kg / (cm / 100) ** 2) * 100) / 100, "kg/m2") };
}

function completed({ metadata }: RiskModel, call: Inputs, lacking: ReadonlySet<string>): Inputs {
  const added = [...lacking].map((name): [string, Value] => {
    const age = AGE_IN[metadata.id];
    if (name === "age" && age !== undefined) return [name, quantity(age, "a")];
    const value = ORDINARY[name] ?? (isFact(metadata.inputs[name]) ? boolean(false) : undefined);
    assert.ok(value, `${metadata.id} has no vector with ${name}, and the table no ordinary value`);
    return [name, value];
  });
  return { ...call, ...Object.fromEntries(added) };
}

const isFact = (declaration: InputDeclaration | undefined): boolean =>
  declaration !== undefined && conceptOf(declaration.concept).kind === "boolean";
