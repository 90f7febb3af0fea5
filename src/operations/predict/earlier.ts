/**
 * Trend: the last stored prediction of the same model, version and equations before a call, and which inputs have changed
 * since. A number alone does not say whether the person changed or the record did; the difference of the inputs does.
 *
 * `asOf` stays honest: what was stored at `asOf` or later, or is about a later time, is not looked at.
 */
import type { CodeableConcept, Extension, Observation, RiskAssessment } from "@medplum/fhirtypes";
import { EXTENSION, SYSTEM, TAG } from "../../codes.ts";
import type { Clause, SearchPlan, Store } from "../../storage/port.ts";

type Prediction = RiskAssessment | Observation;

/** How many stored predictions of a kind are read at a time, the newest first, and how many times at most. */
const PAGE = 20;
const MOST_PAGES = 5;

/** One stored prediction: when it was for, and under which reference it is stored. */
export interface EarlierPrediction {
  readonly resource: Prediction;
  readonly reference: string;
  readonly time: string;
}
/** By `keyOf`: the last one of each model, version and equations, and of a measure its own. */
export type EarlierPredictions = ReadonlyMap<string, EarlierPrediction>;

/** What an input was and is, as value elements of FHIR; absent where it was or is not known. */
export interface ChangedInput {
  readonly concept: string;
  readonly before?: Extension;
  readonly after?: Extension;
}

/**
 * The last stored predictions of a patient that were made, and are about a time, before `asOf`.
 * @param wanted keys of what is to be compared: the search ends when each has been found
 */
export async function earlierPredictions(
  store: Store,
  { patientId, asOf }: { readonly patientId: string; readonly asOf: string },
  wanted: Readonly<Record<Prediction["resourceType"], ReadonlySet<string>>>,
): Promise<EarlierPredictions> {
  const kinds = ["RiskAssessment", "Observation"] as const;
  const before = Date.parse(asOf);
  const lists = await Promise.all(kinds.map((type) => lastOf(store, planOf(type, patientId, before), wanted[type])));
  return new Map(lists.flat());
}

async function lastOf(
  store: Store,
  plan: SearchPlan,
  wanted: ReadonlySet<string>,
): Promise<readonly (readonly [string, EarlierPrediction])[]> {
  const found: [string, EarlierPrediction][] = [];
  const lacking = new Set(wanted);
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES && lacking.size > 0; page++) {
    const { items, next } = await store.search(cursor === undefined ? plan : { ...plan, cursor });
    for (const { json, type, id } of items) {
      // Numbers are compared, not written back: their exact text is not needed. A search finds no deletions.
      const resource = JSON.parse(json ?? "null") as Prediction; // of the type searched
      const key = keyOf(resource.method, resource.resourceType === "Observation" ? resource.code : undefined);
      const time = timeOf(resource);
      if (key === undefined || time === undefined || !lacking.delete(key)) continue;
      found.push([key, { resource, reference: `${type}/${id}`, time }]);
    }
    if (next === undefined) break;
    cursor = next;
  }
  return found;
}

function planOf(type: Prediction["resourceType"], patientId: string, before: number): SearchPlan {
  const where: readonly Clause[] = [
    { kind: "token", param: "_tag", system: SYSTEM.tag, code: TAG.prediction },
    { kind: "reference", param: "subject", type: "Patient", id: patientId },
    { kind: "date", param: "date", comparator: "lt", low: before, high: before + 1 },
    { kind: "lastUpdated", comparator: "lt", low: before, high: before + 1 },
  ];
  return { type, where, realm: "computed", sort: [{ param: "date", kind: "date", descending: true }], count: PAGE };
}

/** Model, version and equations of a prediction, and of a measure its code: what makes two comparable. */
export function keyOf(method: CodeableConcept | undefined, measure?: Observation["code"]): string | undefined {
  const codings = method?.coding?.filter(({ system }) => system === SYSTEM.model) ?? [];
  const [model] = codings;
  if (model?.code === undefined) return undefined;
  return [...codings.map(({ code }) => code), model.version, outcomeOf(measure)].join(" ");
}

const timeOf = (resource: Prediction): string | undefined =>
  resource.resourceType === "Observation" ? resource.effectiveDateTime : resource.occurrenceDateTime;

const outcomeOf = (concept: Observation["code"] | undefined): string | undefined =>
  concept?.coding?.find(({ system }) => system === SYSTEM.outcome)?.code;

/** The number that an earlier prediction gave for an outcome: percent, points, or in the measure's unit. */
export function earlierValue({ resource }: EarlierPrediction, code: string): number | undefined {
  if (resource.resourceType === "Observation") return resource.valueQuantity?.value;
  const prediction = resource.prediction?.find(({ outcome }) => outcomeOf(outcome) === code);
  return (
    prediction?.probabilityDecimal ?? prediction?.extension?.find(({ url }) => url === EXTENSION.score)?.valueDecimal
  );
}

/** The inputs whose values differ between an earlier prediction and a list of `model-input` extensions. */
export function changedInputs({ resource }: EarlierPrediction, inputs: readonly Extension[]): readonly ChangedInput[] {
  const before = valuesIn(resource.extension ?? []);
  const after = valuesIn(inputs);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((concept) => {
    const [was, is] = [before.get(concept), after.get(concept)];
    if (textOf(was) === textOf(is)) return [];
    return [{ concept, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}

/** The value parts of `model-input` extensions by concept. */
function valuesIn(extensions: readonly Extension[]): ReadonlyMap<string, Extension> {
  return new Map(
    extensions.flatMap(({ url, extension = [] }) => {
      const concept = extension.find((part) => part.url === "name")?.valueCode;
      const value = extension.find((part) => part.url === "value");
      return url !== EXTENSION.input || concept === undefined || value === undefined ? [] : [[concept, value] as const];
    }),
  );
}

/** A value part as a text to compare: `160 mm[Hg]`, `true`; undefined where there is none. */
function textOf(value: Extension | undefined): string | undefined {
  if (value === undefined) return undefined;
  const { valueQuantity, valueBoolean, valueCode } = value;
  if (valueQuantity !== undefined) return `${valueQuantity.value} ${valueQuantity.code ?? ""}`.trim();
  return valueBoolean === undefined ? valueCode : String(valueBoolean);
}
