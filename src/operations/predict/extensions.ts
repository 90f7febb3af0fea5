/** The extensions of a prediction: its inputs, what each contributes, scores, details, the reference person. */
import type { Extension, Quantity } from "@medplum/fhirtypes";
import { EXTENSION, SYSTEM } from "../../codes.ts";
import { type ConceptValue, conceptOf } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import type { KnownValue, SelectedInput } from "../inputs.ts";

const DATE_TIME = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

export const ucumQuantity = (value: number, unit: string): Quantity => ({
  value,
  unit,
  system: SYSTEM.ucum,
  code: unit,
});

/** One input: name, value, how it came about, from what, when, and how many days ago. */
export function inputExtension(input: SelectedInput): Extension {
  const { concept, known, value, state, message, ageDays } = input;
  const time = sourceTime(input);
  const origin = state === "imputed" ? "imputed" : value === undefined ? "missing" : (known?.origin ?? "missing");
  const asFound = asFoundOf(input);
  return {
    url: EXTENSION.input,
    extension: [
      { url: "name", valueCode: concept },
      // a table is told by what `asFound` says of it
      ...(value === undefined || conceptOf(concept).kind === "table"
        ? []
        : [{ url: "value", ...valueElement(value, input.unit) }]),
      { url: "origin", valueCode: origin },
      ...(known === undefined ? [] : [{ url: "rule", valueString: known.rule }]),
      ...(known?.sources ?? []).map(({ reference }) => ({ url: "source", valueReference: { reference } })),
      ...matchedCode(input),
      ...(time === undefined ? [] : [{ url: "time", valueDateTime: time }]),
      ...(ageDays === undefined ? [] : [{ url: "ageDays", valueInteger: ageDays }]),
      ...(asFound === undefined
        ? []
        : [{ url: "asFound", valueString: [asFound.value, asFound.unit].filter(Boolean).join(" ") }]),
      ...(message === undefined ? [] : [{ url: "remark", valueString: message }]),
    ],
  };
}

/** The value as its source gives it, where that differs; of a clamped value always, so that both stand in the table. */
function asFoundOf({ known, state, concept }: SelectedInput): KnownValue["asFound"] {
  if (known?.asFound !== undefined || known === undefined || state !== "clamped") return known?.asFound;
  const definition = conceptOf(concept);
  return { value: String(known.value), ...(definition.kind === "quantity" ? { unit: definition.unit } : {}) };
}

/** The code of the first source by which the value was found, `http://loinc.org|8480-6`; none where two codes made it. */
function matchedCode({ known }: SelectedInput): readonly Extension[] {
  const [system = "", code = "", ...others] = known?.sources[0]?.code?.split("|") ?? [];
  if (code === "" || others.length > 0) return [];
  return [{ url: "code", valueCoding: system === "" ? { code } : { system, code } }];
}

/** The time of the first source, as written there: of the weight for a body mass index. */
export function sourceTime({ known }: SelectedInput): string | undefined {
  const time = known?.sources[0]?.time;
  return time !== undefined && DATE_TIME.test(time) ? time : undefined;
}

/** A value of a concept as a FHIR element. */
export function valueElement(value: ConceptValue, unit: string | undefined): Partial<Extension> {
  if (typeof value === "boolean") return { valueBoolean: value };
  if (typeof value === "string") return { valueCode: value };
  return { valueQuantity: ucumQuantity(value, unit ?? "1") };
}

/** What explains one result: score, contributions, reference person, details. */
export function resultExtensions(result: Result): readonly Extension[] {
  return [
    ...(result.score === undefined ? [] : [{ url: EXTENSION.score, valueDecimal: result.score }]),
    ...contributionExtensions(result),
    ...referenceExtension(result),
    ...Object.entries(result.details ?? {})
      .filter(([, value]) => value !== "") // FHIR has no empty string
      .map(([name, value]) => ({
        url: EXTENSION.detail,
        extension: [
          { url: "name", valueString: name },
          { url: "value", ...detailValue(value) },
        ],
      })),
  ];
}

function contributionExtensions(result: Result): readonly Extension[] {
  const perUnit = percentagePointsPerUnit(result);
  return (result.contributions ?? []).map(({ input, value }) => ({
    url: EXTENSION.contribution,
    extension: [
      { url: "input", valueString: input },
      { url: "value", valueDecimal: value },
      { url: "scale", valueCode: result.contributionScale ?? "points" },
      ...(perUnit === undefined ? [] : [{ url: "percentagePoints", valueDecimal: value * perUnit }]),
    ],
  }));
}

/**
 * What one unit on the scale of the contributions is worth in percentage points between the reference person and this one:
 * the mean slope on the straight line between them, so that the shares sum to the difference of the probabilities. For a
 * function of a sum these are the Aumann–Shapley values, the continuous form of Shapley's.
 */
function percentagePointsPerUnit(result: Result): number | undefined {
  const { probability, total, reference, contributionScale } = result;
  const ofReference = referenceProbability(result);
  if (probability === undefined || total === undefined || reference === undefined || ofReference === undefined) {
    return undefined;
  }
  const difference = total - reference.value;
  if (Math.abs(difference) > SAME_TOTAL) return (100 * (probability - ofReference)) / difference;
  return 100 * (1 - ofReference) * (contributionScale === "log-odds" ? ofReference : Math.exp(reference.value));
}
/** Totals nearer than this are one: the slope there is that of the curve. */
const SAME_TOTAL = 1e-9;

function referenceExtension(result: Result): readonly Extension[] {
  const { reference, total } = result;
  if (reference === undefined || total === undefined) return [];
  const probability = referenceProbability(result);
  return [
    {
      url: EXTENSION.reference,
      extension: [
        { url: "description", valueString: reference.says },
        { url: "total", valueDecimal: total },
        { url: "reference", valueDecimal: reference.value },
        ...(probability === undefined ? [] : [{ url: "probability", valueDecimal: probability * 100 }]),
        ...relativeRisk(result, probability),
      ],
    },
  ];
}

/** How many times the reference person's probability it is. R4's own `relativeRisk` is against a population. */
function relativeRisk({ probability }: Result, ofReference: number | undefined): readonly Extension[] {
  if (probability === undefined || ofReference === undefined || ofReference === 0) return [];
  return [{ url: "relativeRisk", valueDecimal: probability / ofReference }];
}

/** The reference person's probability, 0 to 1, where the scale of the contributions is one of probability. */
export function referenceProbability({ reference, contributionScale }: Result): number | undefined {
  if (reference === undefined) return undefined;
  if (contributionScale === "log-odds") return 1 / (1 + Math.exp(-reference.value));
  if (contributionScale === "log-hazard") return 1 - Math.exp(-Math.exp(reference.value));
  return undefined;
}

function detailValue(value: number | string | boolean): Partial<Extension> {
  if (typeof value === "number") return { valueDecimal: value };
  return typeof value === "boolean" ? { valueBoolean: value } : { valueString: value };
}
