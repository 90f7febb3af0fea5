/**
 * Brock (PanCan), full model with spiculation: probability that a lung nodule is cancer.
 *
 * Source      McWilliams A et al. N Engl J Med 2013;369:910-919. doi:10.1056/NEJMoa1214726 (model 2b)
 * Equation    p = 1 / (1 + e^-x), x = Σ coefficient · term, continuous terms centred as printed
 * Population  nodules found at a first screening by computed tomography in people who smoke or have smoked.
 * Missing     nothing is imputed.      Rounding  age in completed years.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf, textOf } from "../linear-predictor.ts";

const THIS_SCAN = { maxAgeDays: 182 } as const; // half a year: a limit of ours

export const metadata = {
  id: "brock-nodule",
  version: "1.0.0",
  title: "Brock: probability that a lung nodule is cancer",
  sources: [
    {
      citation:
        "McWilliams A, Tammemagi MC, Mayo JR, et al. Probability of cancer in pulmonary nodules detected on first screening CT. N Engl J Med 2013;369:910-919",
      doi: "10.1056/NEJMoa1214726",
      where: "full model with spiculation",
    },
  ],
  confidence: "A",
  population: "Adults who smoke or have smoked, with a nodule found at a first screening by computed tomography",
  intendedUse: "Decides on follow-up, further imaging or biopsy of a lung nodule",
  wrongUse: "Not with known cancer or metastasis; not for a mass over 30 mm; not for growth between two scans",
  licence: "Published equation, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 110], completed: true }, // a limit of ours; the cohort had 50 to 75 years
    sex: { concept: "sex" },
    hasFamilyHistoryOfLungCancer: { concept: "hasFamilyHistoryOfLungCancer" },
    hasEmphysema: { concept: "hasEmphysema" },
    noduleDiameter: { concept: "noduleDiameter", unit: "mm", range: [1, 30], ...THIS_SCAN }, // over 30 mm is a mass
    noduleType: { concept: "noduleType", ...THIS_SCAN },
    isNoduleInUpperLobe: { concept: "isNoduleInUpperLobe", ...THIS_SCAN },
    noduleCount: { concept: "noduleCount", unit: "{count}", ...THIS_SCAN },
    hasNoduleSpiculation: { concept: "hasNoduleSpiculation", ...THIS_SCAN },
  },
  outputs: [{ code: "brock-malignant", display: "Lung nodule is malignant (Brock)", gives: "probability", unit: "%" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasLungCancer", when: true, says: "known lung cancer" },
  ],
  limits: [
    "One nodule is described by one call; of several the most suspicious is meant.",
    "No thresholds are given here: guidelines set their own.",
  ],
  insteadOf: [{ id: "mayo-spn", when: "a single nodule found by chance" }],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  readonly hasFamilyHistoryOfLungCancer: boolean;
  readonly hasEmphysema: boolean;
  /** mm */
  readonly noduleDiameter: number;
  readonly noduleType: keyof typeof TYPE;
  readonly isNoduleInUpperLobe: boolean;
  readonly noduleCount: number;
  readonly hasNoduleSpiculation: boolean;
}

const INTERCEPT = -6.7892;
const TYPE = { solid: 0, "part-solid": 0.377, "non-solid": -0.1276 } as const;

const row = rowsOf<Person>();
const TERMS = [
  row(0.0287, [], (p) => p.age - 62),
  row(0.6011, [], (p) => Number(p.sex === "female")),
  row(0.2961, ["hasFamilyHistoryOfLungCancer"], (p) => Number(p.hasFamilyHistoryOfLungCancer)),
  row(0.2953, ["hasEmphysema"], (p) => Number(p.hasEmphysema)),
  row(-5.3854, ["noduleDiameter"], (p) => (p.noduleDiameter / 10) ** -0.5 - 1.58113883),
  row(1, ["noduleType"], (p) => TYPE[p.noduleType]),
  row(0.6581, ["isNoduleInUpperLobe"], (p) => Number(p.isNoduleInUpperLobe)),
  row(-0.0824, ["noduleCount"], (p) => p.noduleCount - 4),
  row(0.7729, ["hasNoduleSpiculation"], (p) => Number(p.hasNoduleSpiculation)),
];
/** The values at which the paper's terms are 0: a diameter of 4 mm, 4 nodules. */
const REFERENCE = {
  hasFamilyHistoryOfLungCancer: false,
  hasEmphysema: false,
  noduleDiameter: 4,
  noduleType: "solid",
  isNoduleInUpperLobe: false,
  noduleCount: 4,
  hasNoduleSpiculation: false,
} as const;
const SAYS =
  "same age and sex, one of 4 nodules, solid, 4 mm, smooth, not in an upper lobe, no emphysema, no lung cancer in the family (the centres of the paper's terms)";

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

export const BROCK_NODULE: RiskModel = {
  metadata,
  coefficientHash: hashOf({ INTERCEPT, TYPE, terms: textOf(TERMS) }),
  compute,
};
