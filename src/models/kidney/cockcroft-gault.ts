/**
 * Cockcroft-Gault: creatinine clearance, for the dose of drugs.
 *
 * Source      Cockcroft DW, Gault MH. Nephron 1976;16:31-41. doi:10.1159/000180580
 * Equation    (140 - age) · weight / (72 · creatinine), · 0.85 if female; years, kg, mg/dL; answer in mL/min
 * Population  adults with a stable creatinine.
 * Missing     nothing is imputed.      Rounding  age in completed years.
 * Weight      the actual body weight, as given; the answer says so.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf, textOf } from "../linear-predictor.ts";

const UNIT = "mL/min";

export const metadata = {
  id: "cockcroft-gault",
  version: "1.0.0",
  title: "Cockcroft-Gault: creatinine clearance",
  sources: [
    {
      citation:
        "Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. Nephron 1976;16:31-41",
      doi: "10.1159/000180580",
      where: "equation",
    },
  ],
  confidence: "A",
  population: "Adults with a stable creatinine",
  intendedUse: "Creatinine clearance where a drug's label doses by it",
  wrongUse: "Not for acute kidney injury, children or dialysis; not for the category of a chronic kidney disease",
  licence: "Published equation, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 110], completed: true }, // a limit of ours
    sex: { concept: "sex" },
    bodyWeight: { concept: "bodyWeight", unit: "kg", maxAgeDays: 365 }, // limits of ours, as the next
    creatinine: { concept: "creatinine", unit: "mg/dL", maxAgeDays: 365 },
  },
  outputs: [
    { code: "creatinine-clearance", display: "Creatinine clearance (Cockcroft-Gault)", gives: "measure", unit: UNIT },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    {
      concept: "hasKidneyFailure",
      when: true,
      says: "dialysis or a transplant: creatinine does not tell the clearance",
    },
    { concept: "isPregnant", when: true, says: "not valid in pregnancy" },
  ],
  limits: [
    "Computed on the actual body weight. In obesity it overestimates, and labels may ask for the ideal or adjusted weight, which is given as bodyWeight then.",
    "Derived on creatinine methods before standardisation to IDMS.",
  ],
  insteadOf: [{ id: "ckd-epi", when: "the category of a chronic kidney disease" }],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  /** kg */
  readonly bodyWeight: number;
  /** mg/dL */
  readonly creatinine: number;
}

const FEMALE_FACTOR = 0.85;
const clearance = ({ age, bodyWeight, creatinine, sex }: Person) =>
  (((140 - age) * bodyWeight) / (72 * creatinine)) * (sex === "female" ? FEMALE_FACTOR : 1);

/** The logarithm of the equation is a sum, so that each input adds its own. */
const row = rowsOf<Person>();
const LOG_TERMS = [
  row(1, [], (p) => Math.log(((140 - p.age) / 72) * (p.sex === "female" ? FEMALE_FACTOR : 1))),
  row(1, ["bodyWeight"], (p) => Math.log(p.bodyWeight)),
  row(-1, ["creatinine"], (p) => Math.log(p.creatinine)),
];

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      measure: { value: clearance(person), unit: UNIT },
      contributionScale: "log-ratio",
      ...explain(LOG_TERMS, {
        person,
        reference: { ...person, bodyWeight: 72, creatinine: 1 },
        says: "same age and sex, 72 kg, creatinine 1 mg/dL",
      }),
      details: { weight: "actual body weight, as given" },
    },
  ];
}

export const COCKCROFT_GAULT: RiskModel = {
  metadata,
  coefficientHash: hashOf({ equation: String(clearance), terms: textOf(LOG_TERMS), FEMALE_FACTOR }),
  compute,
};
