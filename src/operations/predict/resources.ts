/** Results as FHIR: a RiskAssessment for the probabilities and scores of a model, an Observation per computed measure. */
import { hash } from "node:crypto";
import type {
  Annotation,
  CodeableConcept,
  Coding,
  Observation,
  Patient,
  Reference,
  RiskAssessment,
  RiskAssessmentPrediction,
} from "@medplum/fhirtypes";
import { PROFILE, SITE_MODEL, SYSTEM, TAG } from "../../codes.ts";
import { conceptOf } from "../../concepts/index.ts";
import type { Confidence, Result } from "../../models/contract.ts";
import type { ServedModel } from "../../models/served-model.ts";
import type { KnownInputs, SelectedInput } from "../inputs.ts";
import { keyOf } from "./earlier.ts";
import { changedExtension, statusExtension, toldExtensions } from "./explanation-extensions.ts";
import { inputExtension, resultExtensions, ucumQuantity } from "./extensions.ts";
import { disclaimerOf, narrativeOf } from "./narrative.ts";
import type { Computed } from "./run.ts";
import { statusOf } from "./run-status.ts";
import { type Shown, type Telling, tellingOf } from "./shown.ts";
import { validationTexts } from "./validation-text.ts";

const CONFIDENCE: Readonly<Record<Confidence, string>> = {
  A: "A, read in the source or in two sources that agree",
  B: "B, read in one source",
  C: "C, an assumption",
};

/** The resources of one model's results, without ids; the same run gives the same resources. */
export function resourcesOf(
  run: Computed,
  known: Pick<KnownInputs, "patientId" | "asOf">,
  shown: Shown = {},
): readonly (RiskAssessment | Observation)[] {
  const risks = run.results.filter(({ measure }) => measure === undefined);
  const measures = run.results.filter(({ measure }) => measure !== undefined);
  return [
    ...(risks.length === 0 ? [] : [riskAssessment(run, risks, known, shown)]),
    ...measures.map((result) => measureObservation(run, result, known, shown)),
  ];
}

/** A name for a resource that has no id yet, made of its content: `urn:uuid:…`. */
export function contentUrn(resource: object): string {
  const hex = hash("sha256", JSON.stringify(resource));
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  // version 8 of RFC 9562: a UUID whose content is the maker's own
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function riskAssessment(
  run: Computed,
  results: readonly Result[],
  known: Pick<KnownInputs, "patientId" | "asOf">,
  shown: Shown,
): RiskAssessment {
  const method = methodOf(run);
  const inputs = run.inputs.map(inputExtension);
  const telling = tellingOf(shown, results, { key: keyOf(method), inputs });
  const basis = [...new Set(run.inputs.flatMap((input) => sourcesOf(input)))];
  return {
    resourceType: "RiskAssessment",
    meta: { profile: [PROFILE.prediction], tag: tagsOf(run) },
    text: narrativeOf(run, results, known.asOf, telling),
    extension: [...inputs, statusExtension(statusOf(run)), ...telling.changed.map(changedExtension)],
    status: "final",
    method,
    subject: subjectOf(known),
    occurrenceDateTime: known.asOf,
    ...(basis.length === 0 ? {} : { basis: basis.map((reference) => ({ reference })) }),
    prediction: results.map((result) => predictionOf(run, result, known.asOf, telling)),
    note: notesOf(run, results),
  };
}

function predictionOf(run: Computed, result: Result, asOf: string, telling: Telling): RiskAssessmentPrediction {
  return {
    extension: [...resultExtensions(result), ...toldExtensions(result, telling)],
    outcome: { coding: [{ system: SYSTEM.outcome, code: result.code, display: result.display }], text: result.display },
    // a percentage, https://hl7.org/fhir/R4/riskassessment-definitions.html#RiskAssessment.prediction.probability_x_
    ...(result.probability === undefined ? {} : { probabilityDecimal: result.probability * 100 }),
    ...(result.band === undefined ? {} : { qualitativeRisk: bandConcept(result.band) }),
    ...whenPeriod(run, result, asOf),
  };
}

function measureObservation(
  run: Computed,
  result: Result,
  known: Pick<KnownInputs, "patientId" | "asOf">,
  shown: Shown,
): Observation {
  const output = outputOf(run, result.code);
  const own = new Set((result.contributions ?? []).map(({ input }) => input));
  const ofVariants = new Set((run.model.metadata.variants ?? []).flatMap(({ uses }) => uses));
  const inputs = run.inputs.filter(({ key }) => own.has(key) || !ofVariants.has(key));
  const measured = inputs.filter(({ key, concept }) => own.has(key) && isMeasured(concept));
  const derivedFrom = [...new Set(measured.flatMap(sourcesOf))].filter(
    (reference) => reference.startsWith("Observation/") || reference.startsWith("urn:"),
  );
  const { value, unit } = result.measure ?? { value: Number.NaN, unit: "1" };
  const method = methodOf(run);
  const code = codeOf(result);
  const inputExtensions = inputs.map(inputExtension);
  const telling = tellingOf(shown, [result], { key: keyOf(method, code), inputs: inputExtensions });
  return {
    resourceType: "Observation",
    meta: { tag: tagsOf(run) },
    text: narrativeOf({ ...run, inputs }, [result], known.asOf, telling),
    extension: [
      ...inputExtensions,
      ...resultExtensions(result),
      statusExtension(statusOf({ inputs })),
      ...toldExtensions(result, telling),
      ...telling.changed.map(changedExtension),
    ],
    status: "final",
    category: [{ coding: [{ system: SYSTEM.observationCategory, code: output?.category ?? "laboratory" }] }],
    code,
    subject: subjectOf(known),
    effectiveDateTime: known.asOf,
    valueQuantity: ucumQuantity(value, unit),
    ...(result.band === undefined ? {} : { interpretation: [bandConcept(result.band)] }),
    method,
    note: notesOf(run, [result]),
    ...(derivedFrom.length === 0 ? {} : { derivedFrom: derivedFrom.map((reference) => ({ reference })) }),
  };
}

const tagsOf = ({ model }: Computed): Coding[] => [
  { system: SYSTEM.tag, code: TAG.prediction },
  ...(model.site === undefined ? [] : [SITE_MODEL]),
];

/** The code of a computed measure: its LOINC code, where it has one, and the outcome's. */
export const codeOf = ({ code, display, measure }: Result): CodeableConcept => ({
  coding: [
    ...(measure?.loinc === undefined ? [] : [{ system: SYSTEM.loinc, code: measure.loinc }]),
    { system: SYSTEM.outcome, code, display },
  ],
  text: display,
});

const isMeasured = (concept: SelectedInput["concept"]): boolean => conceptOf(concept).kind === "quantity";

const sourcesOf = ({ known }: SelectedInput): readonly string[] =>
  (known?.sources ?? []).map(({ reference }) => reference);

/** Model, version, variant and the hash of the coefficients: exactly which numbers made the answer. */
export function methodOf({ model, variant }: Computed): CodeableConcept {
  const { id, version, title } = model.metadata;
  const equations = variant === undefined ? "" : `, ${variant.display}`;
  return {
    coding: [
      { system: SYSTEM.model, version, code: id, display: title },
      ...(variant === undefined ? [] : [{ system: SYSTEM.model, version, code: `${id}:${variant.code}` }]),
    ],
    text: `${title}${equations}; ${id} version ${version}, coefficients sha256 ${model.coefficientHash}${siteText(model)}`,
  };
}

const siteText = ({ site }: ServedModel): string =>
  site === undefined ? "" : `; a model of this site, for which ${site.responsible} answers`;

const subjectOf = ({ patientId }: Pick<KnownInputs, "patientId">): Reference<Patient> =>
  patientId === undefined
    ? { type: "Patient", display: "The person described by the inputs of the call" }
    : { reference: `Patient/${patientId}` };

const bandConcept = ({ code, display, source }: NonNullable<Result["band"]>): CodeableConcept => ({
  coding: [{ system: SYSTEM.riskBand, code, display }],
  text: `${display} (${source})`,
});

function notesOf({ model, cautions }: Computed, results: readonly Result[]): Annotation[] {
  const { sources, confidence, population, limits = [], validation } = model.metadata;
  const flags = results.flatMap(({ flags = [] }) => flags.map((flag) => `Note: ${flag}.`));
  return [
    ...flags,
    ...cautions,
    ...limits,
    `For: ${population}.`,
    `Source: ${sources.map(({ citation, doi }) => (doi === undefined ? citation : `${citation}. doi:${doi}`)).join("; ")}.`,
    `Confidence in the published numbers: ${CONFIDENCE[confidence]}.`,
    ...validationTexts(validation),
    disclaimerOf(model),
  ].map((text) => ({ text }));
}

const outputOf = ({ model }: Computed, code: string) => model.metadata.outputs.find((output) => output.code === code);

/** From the time of the prediction to the end of its horizon, if it has one. */
function whenPeriod(run: Computed, { code, horizonYears }: Result, asOf: string) {
  const horizonDays = outputOf(run, code)?.horizonDays;
  if (horizonYears === undefined && horizonDays === undefined) return {};
  const end = new Date(asOf);
  end.setUTCFullYear(end.getUTCFullYear() + (horizonYears ?? 0));
  end.setUTCDate(end.getUTCDate() + (horizonYears === undefined ? (horizonDays ?? 0) : 0));
  return { whenPeriod: { start: asOf, end: end.toISOString() } };
}
