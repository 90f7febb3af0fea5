/**
 * HOMA-IR: homeostasis model assessment of insulin resistance.
 *
 * Source      Matthews DR et al. Diabetologia 1985;28:412-419. doi:10.1007/BF00280883
 * Equation    HOMA-IR = glucose (mg/dL) · insulin (µU/mL) / 405, both fasting
 * Population  adults who do not take insulin.
 * Missing     nothing is imputed.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf, textOf } from "../linear-predictor.ts";

const HALF_YEAR = { maxAgeDays: 182 } as const; // a limit of ours

export const metadata = {
  id: "homa-ir",
  version: "1.0.0",
  title: "HOMA-IR: insulin resistance from fasting glucose and insulin",
  sources: [
    {
      citation:
        "Matthews DR, Hosker JP, Rudenski AS, et al. Homeostasis model assessment: insulin resistance and β-cell function from fasting plasma glucose and insulin concentrations in man. Diabetologia 1985;28:412-419",
      doi: "10.1007/BF00280883",
      where: "the linear approximation",
    },
  ],
  confidence: "A",
  population: "Adults who do not take insulin, fasting and in a steady state",
  intendedUse: "Estimates insulin resistance in groups and in the follow-up of a person by one laboratory",
  wrongUse: "Not with insulin treatment, not from values taken after food, not across insulin assays",
  licence: "Published equation, free to use with citation",
  inputs: {
    fastingGlucose: { concept: "fastingGlucose", unit: "mg/dL", ...HALF_YEAR, modifiable: true },
    fastingInsulin: { concept: "fastingInsulin", unit: "u[IU]/mL", ...HALF_YEAR, modifiable: true },
  },
  outputs: [{ code: "homa-ir", display: "Insulin resistance (HOMA-IR)", gives: "score", unit: "{score}" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "onInsulin", when: true, says: "injected insulin is measured with the person's own" },
  ],
  limits: [
    "Both values must be of one fasting sample. No bands are given: they depend on the insulin assay and the population.",
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** mg/dL */
  readonly fastingGlucose: number;
  /** µU/mL */
  readonly fastingInsulin: number;
}

const DIVISOR = 405;
/** The logarithm of the equation is a sum, so that each input adds its own. */
const row = rowsOf<Person>();
const LOG_TERMS = [
  row(1, ["fastingGlucose"], (p) => Math.log(p.fastingGlucose)),
  row(1, ["fastingInsulin"], (p) => Math.log(p.fastingInsulin)),
];
/** A glucose at which the index is 1. */
const REFERENCE = { fastingGlucose: 81, fastingInsulin: 5 } as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      score: (person.fastingGlucose * person.fastingInsulin) / DIVISOR,
      contributionScale: "log-ratio",
      ...explain(LOG_TERMS, {
        person,
        reference: REFERENCE,
        says: "fasting glucose 81 mg/dL and insulin 5 µU/mL, an index of 1",
        intercept: -Math.log(DIVISOR),
      }),
    },
  ];
}

export const HOMA_IR: RiskModel = { metadata, coefficientHash: hashOf({ DIVISOR, terms: textOf(LOG_TERMS) }), compute };
