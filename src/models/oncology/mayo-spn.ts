/**
 * Mayo: probability that a solitary pulmonary nodule is cancer.
 *
 * Source      Swensen SJ et al. Arch Intern Med 1997;157:849-855. doi:10.1001/archinte.1997.00440290031002
 * Equation    p = 1 / (1 + e^-x), x = -6.8272 + 0.0391 · age + 0.7917 · ever smoked + 1.3388 · cancer five or more years
 *             ago + 0.1274 · diameter (mm) + 1.0407 · spiculation + 0.7838 · upper lobe
 * Population  adults with a single, newly found nodule on radiography or computed tomography.
 * Missing     nothing is imputed.      Rounding  age in completed years.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf, textOf } from "../linear-predictor.ts";

const THIS_SCAN = { maxAgeDays: 182 } as const; // half a year: a limit of ours

export const metadata = {
  id: "mayo-spn",
  version: "1.0.0",
  title: "Mayo: probability that a solitary pulmonary nodule is cancer",
  sources: [
    {
      citation:
        "Swensen SJ, Silverstein MD, Ilstrup DM, Schleck CD, Edell ES. The probability of malignancy in solitary pulmonary nodules: application to small radiologically indeterminate nodules. Arch Intern Med 1997;157:849-855",
      doi: "10.1001/archinte.1997.00440290031002",
      where: "equation",
    },
  ],
  confidence: "A",
  population: "Adults with a single, newly found, indeterminate lung nodule",
  intendedUse: "Decides on follow-up, further imaging or biopsy of a lung nodule",
  wrongUse:
    "Not with lung cancer, nor with another cancer of the last five years; not for a mass over 30 mm or several nodules",
  licence: "Published equation, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 110], completed: true }, // a limit of ours
    smokingStatus: { concept: "smokingStatus" },
    hasExtrathoracicCancerFiveYearsAgo: { concept: "hasExtrathoracicCancerFiveYearsAgo" },
    noduleDiameter: { concept: "noduleDiameter", unit: "mm", range: [1, 30], ...THIS_SCAN }, // over 30 mm is a mass
    hasNoduleSpiculation: { concept: "hasNoduleSpiculation", ...THIS_SCAN },
    isNoduleInUpperLobe: { concept: "isNoduleInUpperLobe", ...THIS_SCAN },
  },
  outputs: [{ code: "mayo-malignant", display: "Lung nodule is malignant (Mayo)", gives: "probability", unit: "%" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasLungCancer", when: true, says: "known lung cancer" },
  ],
  limits: ["No thresholds are given here: guidelines set their own."],
  insteadOf: [{ id: "brock-nodule", when: "found at screening, or several nodules" }],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly smokingStatus: "never" | "former" | "current";
  readonly hasExtrathoracicCancerFiveYearsAgo: boolean;
  /** mm */
  readonly noduleDiameter: number;
  readonly hasNoduleSpiculation: boolean;
  readonly isNoduleInUpperLobe: boolean;
}

const INTERCEPT = -6.8272;
const row = rowsOf<Person>();
const TERMS = [
  row(0.0391, [], (p) => p.age),
  row(0.7917, ["smokingStatus"], (p) => Number(p.smokingStatus !== "never")),
  row(1.3388, ["hasExtrathoracicCancerFiveYearsAgo"], (p) => Number(p.hasExtrathoracicCancerFiveYearsAgo)),
  row(0.1274, ["noduleDiameter"], (p) => p.noduleDiameter),
  row(1.0407, ["hasNoduleSpiculation"], (p) => Number(p.hasNoduleSpiculation)),
  row(0.7838, ["isNoduleInUpperLobe"], (p) => Number(p.isNoduleInUpperLobe)),
];
/** A diameter chosen by us: the smallest that imaging calls a nodule in practice. */
const REFERENCE = {
  smokingStatus: "never",
  hasExtrathoracicCancerFiveYearsAgo: false,
  noduleDiameter: 4,
  hasNoduleSpiculation: false,
  isNoduleInUpperLobe: false,
} as const;
const SAYS = "same age, never smoked, no earlier cancer, a smooth nodule of 4 mm that is not in an upper lobe";

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const explained = explain(TERMS, {
    person,
    reference: { ...person, ...REFERENCE },
    says: SAYS,
    intercept: INTERCEPT,
  });
  const [{ code, display }] = metadata.outputs;
  return [
    { code, display, probability: 1 / (1 + Math.exp(-explained.total)), contributionScale: "log-odds", ...explained },
  ];
}

export const MAYO_SPN: RiskModel = { metadata, coefficientHash: hashOf({ INTERCEPT, terms: textOf(TERMS) }), compute };
